"""From rows that somebody wrote to observations: what they answer, what is known, what is odd."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from orthought.base import Model
from orthought.campaign.exchange.cells import BESIDE, column_beside, measured_number
from orthought.campaign.objectives import complete_values
from orthought.campaign.observations import Observation
from orthought.campaign.plan import Plan
from orthought.campaign.state import Told
from orthought.errors import InputError

Row = Mapping[str, Any] | Observation
"""A value for each parameter and each measured quantity, by name."""
Rows = Row | Iterable[Row] | Any
"""One row, several, or a pandas data frame."""
Repeats = Literal["refuse", "replicate", "correct"]


class Receipt(Model):
    """What became of the rows that were told."""

    answered: int = 0
    """Results of proposals."""
    extra: int = 0
    """Results of experiments that nobody proposed."""
    repeats: int = 0
    """Rows that were known already, word for word."""
    corrected: int = 0
    """Known rows whose result was replaced."""
    waiting: int = 0
    """Rows without a result; their proposals stay open."""
    open: int = 0
    """Proposals that still wait."""
    warnings: tuple[str, ...] = ()


@dataclass
class Telling:
    """Rows sorted into what is new, what is known and what replaces something."""

    told: list[Told] = field(default_factory=list)
    corrections: list[tuple[int, Observation]] = field(default_factory=list)
    """Numbers of observations, from 0, and what stands there from now on."""
    repeats: int = 0
    waiting: int = 0
    warnings: list[str] = field(default_factory=list)


def as_rows(rows: Rows) -> list[Row]:
    """Return the rows of whatever was given: one, several, or a data frame."""
    if isinstance(rows, Mapping | Observation):
        return [rows]
    to_dict: Callable[..., Any] | None = getattr(rows, "to_dict", None)
    if to_dict is not None:
        return list(to_dict("records"))
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise InputError(
            f"{type(rows).__name__} holds no rows", fix="give mappings from names to values"
        )
    return list(rows)


def read_line(text: str) -> dict[str, str]:
    """Read 'solvent=DMA, temperature=60, yield=53'; options may hold commas and equal signs.

    Raises:
        InputError: a part is no name with a value.
    """
    parts = re.split(r",(?=[^,=]+=)", text)
    pairs = [part.partition("=") for part in parts]
    odd = next((part for part, (_, sign, _) in zip(parts, pairs, strict=True) if not sign), None)
    if odd is not None:
        raise InputError(
            f"{odd.strip()!r} is no name with a value",
            fix="write name=value,name=value for parameters and results",
        )
    row = {name.strip(): _unquoted(value.strip()) for name, _, value in pairs}
    if len(row) < len(pairs):
        raise InputError(f"a name stands twice in {text!r}", fix="give each value once")
    return row


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


def receipt_of(telling: Telling, left_open: int) -> Receipt:
    """Return the receipt for rows that were kept."""
    answered = sum(told.answers is not None for told in telling.told)
    return Receipt(
        answered=answered,
        extra=len(telling.told) - answered,
        repeats=telling.repeats,
        corrected=len(telling.corrections),
        waiting=telling.waiting,
        open=left_open,
        warnings=tuple(telling.warnings),
    )


def require_columns(columns: Sequence[str], plan: Plan) -> None:
    """Refuse a column that is neither a parameter nor a result nor one of `BESIDE`.

    Raises:
        InputError: the nearest name is shown.
    """
    known = (*plan.space.names, *plan.measured, *(beside(name, plan) for name in BESIDE))
    for column in columns:
        if column not in known:
            near = difflib.get_close_matches(str(column), known, n=2)
            listed = ", ".join((*plan.space.names, *plan.measured))
            raise InputError(
                f"nothing is called {column!r} here",
                fix=f"did you mean {' or '.join(near)}?"
                if near
                else f"remove it; parameters and results are: {listed}",
            )


def beside(name: str, plan: Plan) -> str:
    """Return what a column beside parameters and results is called in this campaign."""
    return column_beside(name, {*plan.space.names, *plan.measured})


def read_values(row: Mapping[str, Any], plan: Plan) -> dict[str, float | None] | None:
    """Return what was measured in a row, None for a quantity that gave no number.

    Returns:
        None where the row holds no result yet: every cell is empty or missing.

    Raises:
        InputError: a result that is no number.
    """
    units = {objective.name: objective.unit for objective in plan.objectives}
    found = {
        name: measured_number(name, row[name], units.get(name, ""))
        for name in plan.measured
        if name in row and row[name] != ""
    }
    if not found:
        return None
    derived = {each.name for each in plan.objectives if each.selectivity is not None}
    asked = {name: None for name in plan.measured if name not in derived}
    return complete_values({**asked, **found}, plan.objectives)


def plain_row(row: Row) -> Mapping[str, Any]:
    """Return a row as a mapping.

    Raises:
        InputError: it is none.
    """
    if isinstance(row, Observation):
        return {**row.point, **row.values, "reason": row.reason}
    if not isinstance(row, Mapping):
        raise InputError(
            f"{type(row).__name__} is no row", fix="give mappings from names to values"
        )
    return row
