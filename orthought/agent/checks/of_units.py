"""Units of the terms of a row against each other: only firm contradictions object."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from orthought.agent.checks.families import Families, Row
from orthought.agent.checks.held import numbers_inside
from orthought.agent.checks.units import NONE, Unit, read_unit
from orthought.formulation import Formulation
from orthought.instance import Instance
from orthought.solution import Check

MAX_EVIDENCE: Final = 10


@dataclass(frozen=True)
class Known:
    """A parameter's values and unit, as rows are held against them."""

    name: str
    values: frozenset[float]
    unit: Unit | None


@dataclass(frozen=True)
class Term:
    """A part of a row with its unit, and how to speak of it."""

    what: str
    unit: Unit


def check_units(formulation: Formulation, instance: Instance) -> Check:
    """Object where a row adds or compares amounts of one dimension in two scales: min and h.

    A coefficient has the unit of the parameter that the row's formula names and that holds its
    value. Rows with a coefficient or a side of unknown origin are left aside.
    """
    name = "units"
    view = Families(instance)
    units = {variable.name: read_unit(variable.unit) for variable in formulation.variables}
    compared, said = 0, []
    for constraint in formulation.constraints:
        known = _named_in(constraint.expression, formulation)
        for row in _few(view.linear(constraint.name)):
            terms = list(_terms(row, view, known, units))
            if len(terms) > 1:
                compared += 1
                said += [f"{constraint.name}: {text}" for text in _contradictions(terms)]
    terms = list(_objective_terms(formulation, view, units))
    compared += len(terms) > 1
    said += [f"objective: {text}" for text in _contradictions(terms)] if terms else []
    said = list(dict.fromkeys(said))
    if not compared:
        return Check(name=name, verdict="not_applicable", message="no row's units are known")
    if not said:
        return Check(name=name, verdict="holds", message="no units contradict each other")
    return Check(
        name=name,
        verdict="objects",
        message="; ".join(said[:3]),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="Convert one side by a parameter of its own whose meaning says so.",
    )


def _objective_terms(
    formulation: Formulation, view: Families, units: dict[str, Unit | None]
) -> Iterator[Term]:
    objective, instance = formulation.objective, view.instance
    unit = read_unit(objective.unit) if objective is not None and objective.unit else None
    if objective is None or unit is None or instance.objective_constant:
        return
    columns = np.flatnonzero(instance.objective).astype(np.int32)
    row = Row(-1, columns, instance.objective[columns], 0.0, 0.0)
    terms = list(_terms(row, view, _named_in(objective.expression, formulation), units))
    if terms:
        yield Term("the objective", unit)
        yield from terms


def _named_in(expression: str, formulation: Formulation) -> tuple[Known, ...]:
    """Return the parameters that a formula names, with values from the formulation only."""
    text = expression.replace("\\_", "_")
    return tuple(
        Known(
            p.name,
            frozenset(abs(value) for _, value in numbers_inside(p.value, "")),
            read_unit(p.unit) if p.unit else NONE,
        )
        for p in formulation.parameters
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(p.name)}(?![A-Za-z0-9])", text)
    )


def _terms(
    row: Row, view: Families, known: tuple[Known, ...], units: dict[str, Unit | None]
) -> Iterator[Term]:
    """Yield the parts of a row, or nothing at all where one of them is not known."""
    found: list[Term] = []
    families = np.array([view.column_families[column] for column in row.columns.tolist()])
    for family in dict.fromkeys(families.tolist()):
        factors = np.abs(row.values[families == family])
        of, own = _origin(factors.tolist(), known), units.get(family)
        if of is None or own is None:
            return
        found.append(Term(f"{of[0]}{family}", of[1].times(own)))
    if row.side:
        of = _origin([abs(row.side)], known)
        if of is None or not of[0]:
            return
        found.append(Term(of[0].removesuffix(" "), of[1]))
    yield from found


def _origin(values: Iterable[float], known: tuple[Known, ...]) -> tuple[str, Unit] | None:
    """Return the only parameter that holds all values, ('', no unit) for plain ones."""
    values = list(values)
    holders = [item for item in known if all(_holds(item.values, value) for value in values)]
    if all(value == 1 for value in values):
        return None if holders else ("", NONE)
    if len(holders) != 1 or holders[0].unit is None:
        return None
    return f"{holders[0].name} ", holders[0].unit


def _holds(values: frozenset[float], value: float) -> bool:
    return value in values or any(math.isclose(value, one, rel_tol=1e-9) for one in values)


def _contradictions(terms: list[Term]) -> Iterator[str]:
    first = terms[0]
    for term in terms[1:]:
        alike = term.unit.powers == first.unit.powers
        if alike and term.unit.powers and not math.isclose(term.unit.scale, first.unit.scale):
            factor = max(first.unit.scale / term.unit.scale, term.unit.scale / first.unit.scale)
            yield f"the units of {first.what} and {term.what} differ by a factor of {factor:g}"


def _few(rows: Iterator[Row]) -> Iterator[Row]:
    for _, row in zip(range(_MANY), rows, strict=False):
        yield row


_MANY: Final = 50
