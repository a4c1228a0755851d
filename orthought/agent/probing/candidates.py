"""Which sides of rows, and which bounds, does no sentence carry? Definitions are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orthought.agent.checks.families import Families, Row
from orthought.agent.checks.places import is_reading
from orthought.agent.context import Reading
from orthought.agent.ledger.carrying import SIDES, OneSide, is_oriented, sets_against, sides_of
from orthought.agent.ledger.entries import Grade, Ledger, RowsEntry
from orthought.agent.report import split_name
from orthought.formulation import Formulation, Variable
from orthought.instance import BINARY, CONTINUOUS, Instance

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Candidate:
    """Rows, one side of equations, or a bound of a variable, that may have no reason."""

    name: str
    """Of the rows, or of the variable."""
    is_bound: bool
    side: OneSide | None
    """The side that is taken away where the other one stays."""
    grade: Grade
    """How firmly the cited sentences carry it: 'none', or 'implied' where only loosely."""
    sentences: tuple[int, ...]
    relaxes: tuple[Mask, Mask]
    """Which rows (or columns) lose their lower and their upper side."""

    forces: bool = False
    """Whether it forces something that is counted: a truck to leave, a day to be used."""

    def without(self, instance: Instance) -> Instance:
        """Return the instance with this side taken away."""
        low, high = self.relaxes
        if self.is_bound:
            lower = np.where(low, np.minimum(0.0, instance.lower), instance.lower)
            return replace(instance, lower=lower, upper=np.where(high, np.inf, instance.upper))
        return replace(
            instance,
            row_lower=np.where(low, -np.inf, instance.row_lower),
            row_upper=np.where(high, np.inf, instance.row_upper),
        )

    def __str__(self) -> str:
        if self.is_bound:
            return f"the {self.side} bound of {self.name}"
        return f"the rows {self.name}" + (f" (as {_WORDS[self.side]})" if self.side else "")


def candidates(
    formulation: Formulation,
    ledger: Ledger,
    instance: Instance,
    reading: Reading,
) -> tuple[Candidate, ...]:
    """Return what to take away in turn, the least carried first.

    Left out are rows that define or link rather than limit: with columns of opposite signs (flows,
    stocks, switches, orders of events, shares), curved rows and rows that an indicator switches.
    Only rows that set two columns of one variable against each other are looked at, unless they go
    from the end of one to the beginning of the other.
    """
    found = [*_of_rows(formulation, ledger, instance), *_of_bounds(formulation, instance, reading)]
    return tuple(sorted(found, key=lambda one: one.grade != "none"))


def _of_rows(formulation: Formulation, ledger: Ledger, instance: Instance) -> Iterator[Candidate]:
    view = Families(instance)
    cited = sum(bool(constraint.sentences) for constraint in formulation.constraints)
    if formulation.derived or cited < len(formulation.constraints) / 2:
        return  # where sentences are hardly cited, a missing one means nothing
    for entry in ledger.rows:
        rows = list(view.linear(entry.name))
        if not rows or len(rows) < len(view.rows[entry.name]) or not _limits(rows, view):
            continue
        grades = {"upper": entry.upper, "lower": entry.lower}
        taken = [
            side
            for side in SIDES
            if grades[side] in ("none", "implied")
            and any(side in sides_of(row) for row in rows)
            and not (side == "upper" and all(_is_whole(row, instance) for row in rows))
        ]
        if taken:
            yield _candidate(entry, rows, taken, grades, instance)


def _candidate(
    entry: RowsEntry,
    rows: Sequence[Row],
    taken: Sequence[OneSide],
    grades: Mapping[str, Grade | None],
    instance: Instance,
) -> Candidate:
    counted = all((instance.kinds[row.columns] != CONTINUOUS).all() for row in rows)
    masks = [_masks(rows, side, instance.row_count) for side in taken]
    has_both = any(len(sides_of(row)) == 2 for row in rows)
    return Candidate(
        name=entry.name,
        is_bound=False,
        side=taken[0] if has_both and len(taken) == 1 else None,
        grade="none" if "none" in [grades[side] for side in taken] else "implied",
        sentences=entry.sentences,
        relaxes=(masks[0][0] | masks[-1][0], masks[0][1] | masks[-1][1]),
        forces="lower" in taken and counted,
    )


def _limits(rows: Sequence[Row], view: Families) -> bool:
    """Whether rows limit amounts, instead of defining or linking them."""
    return all(is_oriented(row) or _sets_alike(row, view) for row in rows)


def _sets_alike(row: Row, view: Families) -> bool:
    """Whether a row is a = b, a <= b or a >= b of one variable, and no step of a chain."""
    if not sets_against(row):
        return False
    names = [view.instance.variable_names[column] for column in row.columns.tolist()]
    (first, index), (second, other) = map(split_name, names)
    if first != second or not index:
        return False
    crossed = any(a == b for i, a in enumerate(index) for j, b in enumerate(other) if i != j)
    return not crossed


def _is_whole(row: Row, instance: Instance) -> bool:
    """Whether a row says that shares make up one whole."""
    plain = bool((np.abs(row.values) == 1).all()) and row.side is not None and abs(row.side) == 1
    return plain and bool((instance.kinds[row.columns] == CONTINUOUS).all())


def _masks(rows: Sequence[Row], side: OneSide, count: int) -> tuple[Mask, Mask]:
    low, high = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for row in rows:
        negative = is_oriented(row) and bool((row.values < 0).all())
        (high if (side == "upper") != negative else low)[row.number] = True
    return low, high


def _of_bounds(
    formulation: Formulation, instance: Instance, reading: Reading
) -> Iterator[Candidate]:
    """Yield bounds other than zero that no number of the text accounts for."""
    view = Families(instance)
    for variable in formulation.variables:
        columns = np.array(view.columns.get(variable.name, []), dtype=np.int64)
        if variable.kind == "binary" or not columns.size:
            continue
        for side in SIDES:
            wide = _bounded(instance, columns, side)
            values = set((instance.upper if side == "upper" else instance.lower)[wide].tolist())
            if values and not _is_given(values, side, variable, reading):
                none = np.zeros_like(wide)
                relaxes = (none, wide) if side == "upper" else (wide, none)
                yield Candidate(variable.name, True, side, "none", variable.sentences, relaxes)


def _bounded(instance: Instance, columns: NDArray[np.int64], side: OneSide) -> Mask:
    """Return which of the columns have a bound that could be taken away."""
    bounds = instance.upper if side == "upper" else instance.lower
    limits = np.isfinite(bounds) if side == "upper" else np.isfinite(bounds) & (bounds > 0)
    free = (instance.lower < instance.upper) & (instance.kinds != BINARY)
    found = np.zeros(instance.variable_count, dtype=bool)
    found[columns] = (limits & free)[columns]
    return found


def _is_given(values: set[float], side: OneSide, variable: Variable, reading: Reading) -> bool:
    """Whether the text accounts for bounds; bounds that differ come from a table."""
    declared = variable.upper if side == "upper" else variable.lower
    if isinstance(declared, str) or len(values) > 1:
        return True
    value = values.pop()
    if value == 1:
        # No more than one whole; but at least one is something to be said.
        texts = " ".join(sentence.text for sentence in reading.sentences)
        return side == "upper" or _AT_LEAST_ONE.search(texts) is not None
    return any(is_reading(n, abs(value)) for n in reading.numbers if not n.label)


_AT_LEAST_ONE: Final = re.compile(
    r"\bat least (?:one|1|a)\b|\bpositive\b|\bone or more\b|\bnot be (?:zero|empty)\b",
    re.IGNORECASE,
)
_WORDS: Final = {"upper": "at most", "lower": "at least"}
