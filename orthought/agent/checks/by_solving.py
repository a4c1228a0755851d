"""Checks that solve the instance again with one thing changed: whole or divisible, larger big-M."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orthought.agent.checks.countable import (
    is_asked_for_by_number,
    is_countable,
    is_measured,
    is_switch,
)
from orthought.agent.checks.held import numbers_inside
from orthought.agent.checks.limits import allows_fractions
from orthought.errors import SolverError
from orthought.formulation import Formulation, Variable
from orthought.instance import BINARY, CONTINUOUS, INTEGER, Instance, family
from orthought.outcome import Outcome, SolutionStatus, SolverOptions, Termination
from orthought.solution import Check

MAX_EVIDENCE: Final = 10
MAX_NONZEROS: Final = 20_000
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Again:
    """Solves of changed instances, all within a stretch of time."""

    options: SolverOptions
    end: float
    """On the monotonic clock."""

    @classmethod
    def within(cls, options: SolverOptions, seconds: float) -> Again:
        return cls(options, time.monotonic() + seconds)

    def is_over(self) -> bool:
        return time.monotonic() >= self.end

    def solve(self, instance: Instance) -> Outcome | None:
        """Return the outcome, None where time is up or no solver has one."""
        from orthought import solvers

        left = self.end - time.monotonic()
        if left <= 0 or instance.row_values.size > MAX_NONZEROS:
            return None
        limited = self.options.model_copy(update={"time_limit": min(left, self.options.time_limit)})
        try:
            return solvers.solve(instance, limited)
        except SolverError:
            return None


def difference(before: Outcome, after: Outcome | None) -> str | None:
    """Say how the answer changes; None where it does not, or where it is not known."""
    if after is None or before.objective is None:
        return None
    if after.termination in (Termination.INFEASIBLE, Termination.UNBOUNDED):
        return f"then the model is {after.termination}"
    if after.solution_status is not SolutionStatus.OPTIMAL or after.objective is None:
        return None
    if abs(after.objective - before.objective) <= _NOISE * max(1.0, abs(before.objective)):
        return None
    return f"then the optimum is {after.objective:.10g} instead of {before.objective:.10g}"


def check_integrality_matters(
    formulation: Formulation, instance: Instance, outcome: Outcome, text: str, again: Again
) -> Check:
    """Object where things that are counted come in fractions, or amounts are whole for no reason.

    Only where the answer depends on it: the fractions must be in the answer, and the optimum must
    change where the other kind is asked for.
    """
    name = "whole or divisible"
    values = None if outcome.values is None else np.asarray(outcome.values)
    if values is None or outcome.solution_status is not SolutionStatus.OPTIMAL:
        return Check(name=name, verdict="not_applicable", message="there is no optimum")
    divided, forced = _suspects(formulation, instance, values, text)
    said = []
    for variables, kind, word in (
        (divided, INTEGER, "were whole"),
        (forced, CONTINUOUS, "could be divided"),
    ):
        columns = _columns(instance, variables)
        if not columns.any():
            continue
        kinds = np.where(columns, kind, instance.kinds).astype(np.uint8)
        changed = difference(outcome, again.solve(replace(instance, kinds=kinds)))
        if changed:
            named = ", ".join(f"{v.name} ({v.unit or v.meaning})" for v in variables)
            said.append(f"if {named} {word}, {changed}")
    if not said:
        return Check(name=name, verdict="holds", message="kinds of variables make no difference")
    return Check(
        name=name,
        verdict="objects",
        message="; ".join(said),
        evidence=tuple(said),
        repair_hint="Things that are counted are integer unless the text speaks of averages or "
        "fractions; amounts that are measured are continuous unless it asks for whole ones.",
    )


def _suspects(
    formulation: Formulation, instance: Instance, values: NDArray[np.float64], text: str
) -> tuple[list[Variable], list[Variable]]:
    """Return variables that count and come in fractions, and whole ones that measure."""
    divided, forced = [], []
    fractions = allows_fractions(text)
    for variable in formulation.variables:
        columns = _columns(instance, [variable])
        if not columns.any():
            continue
        counts = is_countable(variable) or is_asked_for_by_number(variable, text)
        if variable.kind == "continuous" and (is_switch(variable) or (counts and not fractions)):
            broken = np.abs(values[columns] - np.round(values[columns])) > _WHOLE
            divided += [variable] if broken.any() else []
        elif variable.kind == "integer" and (fractions or is_measured(variable)):
            forced.append(variable)
    return divided, forced


def _columns(instance: Instance, variables: list[Variable]) -> Mask:
    names = {variable.name for variable in variables}
    return np.array([family(name) in names for name in instance.variable_names], dtype=bool)


def check_large_constants(
    formulation: Formulation, instance: Instance, outcome: Outcome, again: Again
) -> Check:
    """Object where a large constant of the modeller's own (a big-M) cuts off better answers."""
    name = "large constants"
    constants = {
        abs(value)
        for p in formulation.parameters
        if p.table is None and _BIG.search(f"{p.name} {p.meaning}")
        for _, value in numbers_inside(p.value, "")
        if abs(value) > 1
    }
    if not constants or outcome.solution_status is not SolutionStatus.OPTIMAL:
        return Check(name=name, verdict="not_applicable", message="there is no large constant")
    changed = difference(outcome, again.solve(_with_larger(instance, constants)))
    if changed is None:
        return Check(name=name, verdict="holds", message="the large constants cut nothing off")
    return Check(
        name=name,
        verdict="objects",
        message=f"with the large constants ten times as large, {changed}",
        evidence=tuple(f"{value:g}" for value in sorted(constants))[:MAX_EVIDENCE],
        repair_hint="Derive each large constant from the data so that it never limits what it is "
        "to leave free.",
    )


def _with_larger(instance: Instance, constants: set[float]) -> Instance:
    """Return the instance with the constants of switched rows ten times as large.

    A row a x + m b <= r with a binary b keeps its meaning where b switches it on: for m > 0 the
    right-hand side grows by as much as the coefficient.
    """
    owners = np.repeat(np.arange(instance.row_count), np.diff(instance.row_starts))
    is_large = np.isin(np.round(np.abs(instance.row_values), 9), list(constants))
    large = is_large & (instance.kinds[instance.row_columns] == BINARY)
    grown = np.where(large, 9 * instance.row_values, 0.0)
    # Sums over the coefficients that grow: one a row in every usual form.
    up = np.bincount(owners, weights=np.maximum(grown, 0), minlength=instance.row_count)
    down = np.bincount(owners, weights=np.minimum(grown, 0), minlength=instance.row_count)
    return replace(
        instance,
        row_values=instance.row_values + grown,
        row_upper=instance.row_upper + up[: instance.row_count],
        row_lower=instance.row_lower + down[: instance.row_count],
    )


_NOISE: Final = 1e-6
_WHOLE: Final = 1e-5
_BIG: Final = re.compile(r"\bbig[-_ ]?m\b|^m$|^M\b|large (?:constant|enough|number)", re.IGNORECASE)
