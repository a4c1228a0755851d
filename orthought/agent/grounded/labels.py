"""What a reply says: what is decided, and the role of each number and comparison."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from orthought.base import Model

Relation = Literal["<=", ">=", "=="]
COUNT = "count"
"""The goal or quantity that counts the decisions themselves."""


class Opening(Model):
    """What is decided, of which kind, and what for."""

    decisions: tuple[str, ...]
    kind: Literal["integer", "continuous", "binary"]
    sense: Literal["minimize", "maximize"]
    goal: str
    """A quantity, or `count`."""


class Label(Model):
    """The role of one item: a number of the text, or a comparison without one."""

    role: Literal["each", "total", "average", "bound", "share", "ratio", "compare", "unused"]
    value: float = 0.0
    text: str = ""
    """The number as written."""
    percent: bool = False
    after: str = ""
    """The words behind the number: what it counts."""
    sentence: int
    relation: Relation = "<="
    strict: bool = False
    """More than or less than, where equal is not allowed."""
    quantity: str = ""
    """For each, total, average."""
    decisions: tuple[str, ...] = ()
    """each: that have the number; bound, share: whose sum is limited (all of them: the whole);
    ratio, compare: those on the left."""
    others: tuple[str, ...] = ()
    """ratio, compare: those on the right."""


class GroundedReading(Model):
    """One whole reading of a problem."""

    opening: Opening
    labels: tuple[Label, ...]
    sureness: dict[str, float] = Field(default_factory=dict)
    """How probable the model found what it said, by part: see `sureness.of_replies`."""
