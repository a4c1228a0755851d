"""Rows that people wrote, as observations; and observations as rows."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from orthought.campaign.exchange.cells import (
    BESIDE,
    FAILED,
    column_beside,
    measured_number,
    same_values,
    values_text,
)
from orthought.campaign.exchange.delimited import Table, plain_number
from orthought.campaign.objectives import complete_values, measured_names
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Categorical, Key, Space, Value
from orthought.errors import InputError

Row = Mapping[str, object]
"""A value for each parameter and each measured quantity, by name."""


def read_rows(
    space: Space,
    objectives: Sequence[Objective],
    rows: Sequence[Row] | Table,
    *,
    waiting: Literal["refuse", "skip"] = "refuse",
) -> list[Observation]:
    """Return the observations that rows hold, in their order; a row that stands twice counts once.

    Beside parameters and results a row may hold the columns of `cells.BESIDE`. Rows of the same
    point are experiments of their own where `batch`, `run` or `replicate` tells them apart; else
    the same result is the same experiment, and another result is an error. Rules of the space are
    not asked: what was measured was measured.

    Args:
        space: of the campaign.
        objectives: what is measured.
        rows: as given by a program, counted from 1 in messages; or the table of a file.
        waiting: what a row without any result is: an error, or left out.

    Raises:
        InputError: an unknown column or option (nearest names shown), a value that is none of the
            parameter's, a result that is no finite number, or results that contradict each other.
            The row is named.
    """
    reader = _Reader(space, objectives)
    plain = rows.rows if isinstance(rows, Table) else rows
    for position, row in enumerate(plain):
        place = rows.place(position) if isinstance(rows, Table) else f"row {position + 1}"
        try:
            reader.take(row, place, skip=waiting == "skip")
        except InputError as error:
            raise InputError(f"{place}: {error.message}", fix=error.fix) from None
    return reader.observations


def already_told(history: Sequence[Observation], rows: Sequence[Observation]) -> list[bool]:
    """Tell for each row whether the history holds it, by content.

    The same point with the same values (to 9 digits) is the same result, unless both name a batch
    and these differ. One row of the history answers for one row, so that a second replicate with
    the same value is new as long as the history has one of them only.
    """
    left: dict[tuple[tuple[str, Value], ...], list[Observation]] = {}
    for row in history:
        left.setdefault(tuple(sorted(row.point.items())), []).append(row)
    told = []
    for row in rows:
        alike = left.get(tuple(sorted(row.point.items())), [])
        found = next((known for known in alike if _same_result(known, row)), None)
        told.append(found is not None)
        if found is not None:
            alike.remove(found)
    return told


def write_rows(
    space: Space, objectives: Sequence[Objective], observations: Sequence[Observation]
) -> list[dict[str, Value | None]]:
    """Return observations as flat rows: parameters, what was measured, batch and reason.

    None stands where the experiment gave no number. A parameter or objective that is called batch
    or reason keeps its name; the column beside gets an underscore.
    """
    results = result_names(objectives)
    taken = {*space.names, *results}
    beside = {name: column_beside(name, taken) for name in ("batch", "reason")}
    return [
        {
            **{name: row.point[name] for name in space.names},
            **{name: row.values.get(name) for name in results},
            beside["batch"]: row.batch,
            beside["reason"]: row.reason,
        }
        for row in observations
    ]


def result_names(objectives: Sequence[Objective]) -> tuple[str, ...]:
    """Return the names under which results stand: what is measured, and what it is made into."""
    names = (*measured_names(objectives), *(each.name for each in objectives))
    return tuple(dict.fromkeys(names))


@dataclass
class _Reader:
    space: Space
    objectives: Sequence[Objective]
    observations: list[Observation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._measured = measured_names(self.objectives)
        self._results = result_names(self.objectives)
        self._units = {each.name: each.unit for each in self.objectives}
        taken = {*self.space.names, *self._results}
        self._beside = {column_beside(name, taken): name for name in BESIDE}
        self._options = {p.name for p in self.space.parameters if isinstance(p, Categorical)}
        self._seen: dict[tuple[Key, tuple[str, ...]], tuple[str, Observation]] = {}

    def take(self, row: Row, place: str, *, skip: bool) -> None:
        self._require_columns(row)
        beside = {self._beside[name]: row[name] for name in row if name in self._beside}
        if all(row.get(name, "") == "" for name in self._results):
            if skip:
                return
            self._refuse_empty(row)
        values = {
            name: measured_number(name, row[name], self._units.get(name, ""))
            for name in self._results
            if name in row
        }
        values = {**dict.fromkeys(self._measured), **values}
        cells = {n: row[n] if n in self._options else plain_number(row[n]) for n in row}
        observation = Observation(
            point=self.space.read(cells),
            values=complete_values(values, self.objectives),
            batch=_batch(beside.get("batch")),
            reason=_text(beside.get("reason") or beside.get("reasoning")),
        )
        self._keep(observation, beside, place)

    def _keep(self, row: Observation, beside: Row, place: str) -> None:
        told_apart = tuple(_text(beside.get(name)) for name in ("batch", "run", "replicate"))
        first = self._seen.setdefault((self.space.key(row.point), told_apart), (place, row))
        if first[1] is row:
            self.observations.append(row)
        elif not same_values(first[1].values, row.values):
            raise InputError(
                f"{values_text(row.point)} gave {values_text(row.values)}, "
                f"but {values_text(first[1].values)} in {first[0]}",
                fix="keep the right one; number real repeats in a column 'replicate'",
            )

    def _require_columns(self, row: Row) -> None:
        known = (*self.space.names, *self._results, *self._beside)
        for name in row:
            if name not in known:
                near = difflib.get_close_matches(str(name), known, n=2)
                meant = f"did you mean {' or '.join(map(repr, near))}? If not, " if near else ""
                raise InputError(
                    f"there is a column too many: {name!r} is no parameter and no objective",
                    fix=f"{meant}remove it, or call it 'comment'",
                )

    def _refuse_empty(self, row: Row) -> None:
        there = [name for name in self._results if name in row]
        if not there:
            raise InputError(
                f"there is no column {self._results[0]!r}",
                fix=f"what is measured: {', '.join(self._results)}",
            )
        raise InputError(
            f"{', '.join(there)}: there is no result",
            fix=f"write '{FAILED}' where the experiment gave none, or leave the row out",
        )


def _batch(raw: object) -> int:
    text = _text(raw)
    if not text:
        return 0
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not number.is_integer() or number < 0:
        raise InputError(f"batch: {text!r} is no number of a batch", fix="give 0, 1, 2, ...")
    return int(number)


def _text(raw: object) -> str:
    return "" if raw is None else str(raw)


def _same_result(first: Observation, second: Observation) -> bool:
    apart = first.batch and second.batch and first.batch != second.batch
    return not apart and same_values(first.values, second.values)
