"""Names of sets that are derived from another by a rule: 'starter~synonyms@1'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from orthought.errors import InputError

MARK: Final = "~"
FORM: Final = re.compile(r"(?P<base>[^~@]+)~(?P<rule>[^~@]+)@(?P<seed>\d{1,9})")
WITH_LABELS_OF_THEIR_OWN: Final = ("numbers",)
"""Rules after which the answers of the base are no longer right."""


@dataclass(frozen=True)
class DerivedName:
    """The parts of such a name."""

    base: str
    rule: str
    seed: int

    def __str__(self) -> str:
        return f"{self.base}{MARK}{self.rule}@{self.seed}"


def is_derived(name: str) -> bool:
    """Tell whether a name is meant to be one of a derived set."""
    return MARK in name


def parse_derived(name: str) -> DerivedName:
    """Take a name apart.

    Raises:
        InputError: it is not of the form 'base~rule@seed'.
    """
    found = FORM.fullmatch(name)
    if not found:
        raise InputError(
            f"{name!r} names no derived set", fix="write SET~RULE@SEED, such as starter~synonyms@1"
        )
    return DerivedName(found["base"], found["rule"], int(found["seed"]))


def base_of(name: str) -> str:
    """Return the name of the set that a set is derived from; its own where it is not."""
    return parse_derived(name).base if is_derived(name) else name


def label_source(name: str) -> str:
    """Return the set whose errata speak of the labels of a set: the base after a rewording."""
    if not is_derived(name) or parse_derived(name).rule in WITH_LABELS_OF_THEIR_OWN:
        return name
    return parse_derived(name).base
