"""Names of derived sets: 'starter~synonyms@1' is base, rule and seed."""

from __future__ import annotations

import re
from typing import Final

from orthought.base import Model
from orthought.errors import InputError

NUMBERS: Final = "numbers"
"""The rule that changes what is asked for and not how."""
_NAME: Final = re.compile(r"(?P<base>[^~@]+)~(?P<rule>[^~@]*)(?:@(?P<seed>[^~@]*))?")


class Derived(Model):
    """What a derived set is made of."""

    base: str
    rule: str
    seed: int = 1

    @property
    def name(self) -> str:
        return f"{self.base}~{self.rule}@{self.seed}"


def derived_of(name: str) -> Derived | None:
    """Return what a name says of a derived set; None where it is the name of a plain set.

    Raises:
        InputError: it is neither.
    """
    if "~" not in name:
        return None
    match = _NAME.fullmatch(name)
    seed = match["seed"] or "1" if match else ""
    if match is None or not seed.isascii() or not seed.isdigit():
        raise InputError(
            f"{name!r} names no reworded set",
            fix="write SET~RULE@SEED, such as starter~synonyms@1",
        )
    return Derived(base=match["base"], rule=match["rule"], seed=int(seed))


def base_of(name: str) -> str:
    """Return the set whose text and labels a set has: its base, or itself."""
    derived = derived_of(name)
    return derived.base if derived is not None else name


def labels_from(name: str) -> str:
    """Return the set whose errata hold for a set; '' where it has labels of its own."""
    derived = derived_of(name)
    return "" if derived is not None and derived.rule == NUMBERS else base_of(name)
