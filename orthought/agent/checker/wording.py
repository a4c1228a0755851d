"""Rows put back into words, for a reader who compares them with sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orthought.agent.checks.families import Families, Row
from orthought.formulation import Formulation
from orthought.instance import Instance, family

MAX_TERMS: Final = 8
MAX_ROWS: Final = 6
INFINITY: Final = float("inf")


def rows_in_words(
    instance: Instance, formulation: Formulation, names: Sequence[str]
) -> tuple[str, ...]:
    """Return one row of each named family: its terms, its limit, what is said of it.

    Args:
        instance: with the rows.
        formulation: with their meanings and sentences.
        names: families of rows; others (bounds of variables) are left out.
    """
    view = Families(instance)
    declared = {constraint.name: constraint for constraint in formulation.constraints}
    units = {variable.name: variable.unit for variable in formulation.variables}
    said = []
    for name in names[:MAX_ROWS]:
        rows = list(view.linear(name)) if name in view.rows else []
        if not rows:
            continue
        constraint = declared.get(name)
        cited = ", ".join(map(str, constraint.sentences)) if constraint else ""
        meaning = f" It is said to mean: {constraint.meaning}." if constraint else ""
        source = f" It cites sentence {cited}." if cited else " It cites no sentence."
        many = f" ({len(rows)} rows of this kind)" if len(rows) > 1 else ""
        said.append(f"{name}{many}: {row_in_words(rows[0], instance, units)}.{meaning}{source}")
    return tuple(said)


def row_in_words(row: Row, instance: Instance, units: dict[str, str]) -> str:
    """Return a row as a sentence: its terms with their units, and what they are held to."""
    pairs = zip(row.columns.tolist(), row.values.tolist(), strict=True)
    terms = [_term(value, instance.variable_names[column], units) for column, value in pairs]
    shown = " plus ".join(terms[:MAX_TERMS])
    shown += f" and {len(terms) - MAX_TERMS} more" if len(terms) > MAX_TERMS else ""
    if row.is_equality:
        return f"{shown} is exactly {row.lower:g}"
    parts = [f"at least {row.lower:g}"] if row.lower > -INFINITY else []
    parts += [f"at most {row.upper:g}"] if row.upper < INFINITY else []
    return f"{shown} is {' and '.join(parts) or 'without limit'}"


def _term(value: float, name: str, units: dict[str, str]) -> str:
    unit = units.get(family(name), "")
    counted = name if value == 1 else f"{value:g} times {name}"
    return f"{counted} ({unit})" if unit else counted
