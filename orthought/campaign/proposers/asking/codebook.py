"""Short names for parameters and options, so that a model writes and reads few tokens."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterator, Mapping

from orthought.campaign.space import (
    Categorical,
    Continuous,
    Integer,
    Option,
    Parameter,
    Point,
    Space,
    Value,
)
from orthought.errors import InputError

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
UNIT = re.compile(r"\D{0,20}")
"""What may follow a number: a unit."""
RESERVED = frozenset({"hypothesis", "why", "reason", "experiments"})
"""Words of the reply itself, which name no parameter."""
SHOWN = 60
"""Characters of a wrong value that a message quotes."""


class Codebook:
    """Keys `a`, `b`, ... for the parameters of a space and `a1`, `a2`, ... for their options.

    Numbers stand for themselves. Reading is tolerant: names, labels and SMILES of options are
    understood too, and units after numbers are passed over.

    Args:
        space: whose parameters and options are named.
        order: draws the order of the options; None: that of the space. Small models prefer what
            stands first, and authors list what works first.
    """

    def __init__(self, space: Space, order: int | None = None) -> None:
        self.space = space
        self.parameters: dict[str, Parameter] = {}
        """By key, in the order of the space."""
        for key, parameter in zip(_letters(), space.parameters, strict=False):
            self.parameters[_free_key(key, parameter)] = parameter
        self.keys = {parameter.name: key for key, parameter in self.parameters.items()}
        """Key of each parameter by its name."""
        self._named = {_plain(p.name): key for key, p in self.parameters.items()}
        self._named |= {key: key for key in self.parameters}
        self._options = {
            key: _ordered(parameter, order)
            for key, parameter in self.parameters.items()
            if isinstance(parameter, Categorical)
        }
        self._codes = {
            key: {option.name: f"{key}{place}" for place, option in enumerate(options, start=1)}
            for key, options in self._options.items()
        }
        self._words = {
            key: _words(parameter)
            for key, parameter in self.parameters.items()
            if isinstance(parameter, Categorical)
        }

    def code(self, name: str, value: Value) -> str:
        """Return how a value of the parameter of this name is written: `a3`, `5`, `0.25`."""
        codes = self._codes.get(self.keys[name])
        return codes[str(value)] if codes is not None else written(value)

    def row(self, point: Point) -> str:
        """Return a point on one line: `a3 b=5 c2`."""
        parts = []
        for key, parameter in self.parameters.items():
            mark = "" if key in self._codes else f"{key}="
            parts.append(mark + self.code(parameter.name, point[parameter.name]))
        return " ".join(parts)

    def spelt_out(self, text: str) -> str:
        """Return a text for people: codes become names, and `b=5` becomes `loading = 5`."""

        def name(found: re.Match[str]) -> str:
            options, place = self._options[found["key"]], int(found["place"])
            if not 1 <= place <= len(options):
                return found[0]
            return options[place - 1].label or options[place - 1].name

        keys = "|".join(map(re.escape, self._codes)) or "(?!)"
        text = re.sub(rf"(?<![\w.=-])(?P<key>{keys})(?P<place>[0-9]{{1,6}})\b", name, text)
        text = re.sub(r"\b(.{3,}?) \(\1\)", r"\1", text)  # the model wrote the name as well
        numbers = "|".join(re.escape(key) for key in self.parameters if key not in self._codes)
        return re.sub(
            rf"(?<![\w.=-])({numbers or '(?!)'})\s*=\s*(?=[0-9])",
            lambda found: f"{self.parameters[found[1]].name} = ",
            text,
        )

    def shortened(self, text: str) -> str:
        """Return a text with the names of options as codes again, as far as they stand whole."""
        codes = {
            word: self._codes[key][option.name]
            for key, options in self._options.items()
            for option in options
            for word in (option.name, option.label)
            if len(word) > 2
        }
        words = "|".join(map(re.escape, sorted(codes, key=len, reverse=True))) or "(?!)"
        return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda found: codes[found[0]], text)

    def options(self, key: str) -> tuple[Option, ...]:
        """Return the options of a parameter in the order of their codes; none of one of numbers."""
        return self._options.get(key, ())

    def is_whole(self, point: Point) -> bool:
        """Tell whether a point has a value for each parameter."""
        return all(name in point for name in self.keys)

    def key(self, text: str) -> str | None:
        """Return the key that a model means by its key or name of a parameter; None: no one's."""
        plain = _plain(text)
        return None if plain in RESERVED else self._named.get(plain)

    def words(self, key: str) -> Mapping[str, str]:
        """Return what the options of a parameter may be called, with the name of each."""
        codes = {code: name for name, code in self._codes.get(key, {}).items()}
        return {**self._words.get(key, {}), **codes}

    def value(self, key: str, raw: object) -> Value:
        """Return the value of a parameter that a model means.

        Raises:
            InputError: none can be meant.
        """
        parameter = self.parameters[key]
        if isinstance(parameter, Categorical):
            return self._option(key, raw)
        try:
            return parameter.read(_as_number(key, raw))
        except (InputError, OverflowError):
            raise InputError(f"{key}: {_short(raw)} is not {self.range(key)}") from None

    def range(self, key: str) -> str:
        """Return which values a parameter may have, in words, options by their codes."""
        parameter = self.parameters[key]
        if isinstance(parameter, Categorical):
            codes = list(self._codes[key].values())
            return f"one of {codes[0]} to {codes[-1]}" if len(codes) > 1 else codes[0]
        if isinstance(parameter, Continuous):
            return f"a number from {written(parameter.low)} to {written(parameter.high)}"
        if isinstance(parameter, Integer):
            return f"a whole number from {parameter.low} to {parameter.high}"
        return f"one of {', '.join(map(written, sorted(parameter.numbers)))}"

    def _option(self, key: str, raw: object) -> str:
        text = str(raw).strip().strip("`'\"") if isinstance(raw, str | int | float) else ""
        words, folded = self._words[key], text.casefold()
        code = re.match(rf"{key}\d+\b", folded)  # the name may stand behind it
        number = int(code[0].removeprefix(key)) if code and len(code[0]) < 9 else 0
        if code is None and text not in words and text.isdecimal() and len(text) < 9:
            number = int(text)  # the place in the list
        options = self._options[key]
        if 1 <= number <= len(options):
            return options[number - 1].name
        found = words.get(text) or words.get(folded)
        if found is None or not text:
            raise InputError(f"{key}: {_short(raw)} is not {self.range(key)}")
        return found


def written(value: Value) -> str:
    """Return a value as a model reads and writes it: numbers short, and equal when read back."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _letters() -> Iterator[str]:
    for length in itertools.count(1):
        for letters in itertools.product(string.ascii_lowercase, repeat=length):
            yield "".join(letters)


def _ordered(parameter: Categorical, order: int | None) -> tuple[Option, ...]:
    if order is None:
        return parameter.options
    from numpy.random import default_rng

    places = default_rng([order, len(parameter.options)]).permutation(len(parameter.options))
    return tuple(parameter.options[place] for place in places.tolist())


def _free_key(key: str, parameter: Parameter) -> str:
    """Lengthen a key until no option is called like a code of it."""
    if isinstance(parameter, Categorical):
        taken = {text.casefold() for o in parameter.options for text in (o.name, o.label)}
        while any(re.fullmatch(rf"{key}\d+", text) for text in taken):
            key += "_"
    return key


def _words(parameter: Categorical) -> dict[str, str]:
    """Return whatever an option may be called; names go before labels, labels before SMILES."""
    exact: dict[str, str] = {}
    for field in ("smiles", "label", "name"):
        exact |= {getattr(option, field): option.name for option in parameter.options}
    exact.pop("", None)
    # SMILES differ by case in meaning, c1ccccc1 and C1CCCCC1: folded, a word may mean two.
    meant: dict[str, set[str]] = {}
    for word, name in exact.items():
        meant.setdefault(word.casefold(), set()).add(name)
    folded = {word: min(names) for word, names in meant.items() if len(names) == 1}
    return folded | exact


def _as_number(key: str, raw: object) -> float | int:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    text = raw.strip().strip("`'\"") if isinstance(raw, str) else ""
    text = re.sub(rf"^{key}\s*[=:]?\s*", "", text)
    found = NUMBER.match(text)
    if found is None or UNIT.fullmatch(text, found.end()) is None:
        raise InputError("no number")
    return float(found[0])


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-]+", "_", text.strip().strip("`'\"*").casefold())


def _short(raw: object) -> str:
    text = repr(raw)
    return text[:SHOWN] + "..." if len(text) > SHOWN else text
