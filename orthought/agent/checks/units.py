"""Units of amounts as products of powers, as far as they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Unit:
    """A unit: powers of dimensions (and of words that are no known unit) with one scale."""

    powers: tuple[tuple[str, int], ...]
    scale: float = 1.0

    def times(self, other: Unit) -> Unit:
        """Return the product of two units."""
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + power
        kept = tuple(sorted((name, power) for name, power in powers.items() if power))
        return Unit(kept, self.scale * other.scale)

    def over(self, other: Unit) -> Unit:
        """Return the quotient of two units."""
        inverse = tuple((name, -power) for name, power in other.powers)
        return self.times(Unit(inverse, 1 / other.scale))


NONE: Final = Unit(())


def read_unit(text: str) -> Unit | None:
    """Read a unit such as 'EUR/kg', 'thousand EUR', 'h per piece'; None where it is not sure.

    Only what consists of known measures and of single words is read: a word that is no measure
    counts as a dimension of its own.
    """
    text = re.sub(r"\bper\b", "/", text.strip().lower())
    parts = [part.strip() for part in text.split("/")]
    if not all(parts) or len(parts) > 3:
        return None
    units = [_factor(part) for part in parts]
    if any(unit is None for unit in units):
        return None
    result = units[0]
    for unit in units[1:]:
        assert result is not None
        assert unit is not None
        result = result.over(unit)
    return result


def _factor(text: str) -> Unit | None:
    """Read one side of a fraction: a word, perhaps with a power of ten before it."""
    scale = 1.0
    words = text.split()
    if len(words) == 2 and words[0] in _TENS:
        scale, words = _TENS[words[0]], words[1:]
    if len(words) != 1 or not re.fullmatch(r"[^\W\d_]+[23]?|[$\u20ac\u00a3%]", words[0]):
        return None
    word = words[0]
    if word in _KNOWN:
        dimension, size = _KNOWN[word]
        return Unit(((dimension, 1),), scale * size)
    return Unit(((_singular(word), 1),), scale)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


_TENS: Final = {"hundred": 1e2, "thousand": 1e3, "1000": 1e3, "million": 1e6, "billion": 1e9}
_SIZES: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    "mass": (
        ("mg", 1e-6),
        ("g gram grams", 1e-3),
        ("kg kilogram kilograms", 1.0),
        ("t tonne tonnes", 1e3),
    ),
    "time": (
        ("s sec second seconds", 1 / 3600),
        ("min mins minute minutes", 1 / 60),
        ("h hr hrs hour hours", 1.0),
    ),
    "length": (
        ("mm", 1e-3),
        ("cm", 1e-2),
        ("m metre metres meter meters", 1.0),
        ("km kilometre kilometres kilometer kilometers", 1e3),
    ),
    "volume": (
        ("ml", 1e-3),
        ("cl", 1e-2),
        ("l litre litres liter liters", 1.0),
        ("hl", 1e2),
        ("m3", 1e3),
    ),
    "euro": (("eur euro euros \u20ac", 1.0),),
    "dollar": (("usd dollar dollars $", 1.0),),
    "energy": (("wh", 1e-3), ("kwh", 1.0), ("mwh", 1e3), ("gwh", 1e6)),
    "power": (("w", 1e-3), ("kw", 1.0), ("mw", 1e3)),
    "area": (("m2", 1e-4), ("ha hectare hectares", 1.0), ("km2", 1e2)),
    "share": (("% percent", 1e-2),),
}
_KNOWN: Final = {
    word: (dimension, size)
    for dimension, sizes in _SIZES.items()
    for words, size in sizes
    for word in words.split()
}
