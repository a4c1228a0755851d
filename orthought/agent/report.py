"""From the last attempt to the solution: decisions, checks, status, what binds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from orthought.agent.attempt import Attempt, Draft
from orthought.formulation import Formulation
from orthought.instance import BINARY, INTEGER, Instance
from orthought.outcome import Outcome, SolutionStatus, Verification
from orthought.problem import Problem
from orthought.solution import Check, Decision, InstanceSize, Status

MAX_BINDING: Final = 50
_INDEX_PART: Final = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([^,'"][^,]*)""")
_INDEXED: Final = re.compile(r"^(?P<name>[^\[]+)\[(?P<index>.*)\]$", re.DOTALL)


def status_of(attempt: Attempt, checks: Iterable[Check], *, can_check: bool) -> Status:
    """Return the one word of the answer, as its fixed meaning demands."""
    if attempt.proven_status is not None:
        return Status(attempt.proven_status)
    if attempt.diagnosis is not None or attempt.outcome is None:
        return Status.FAILED
    if any(check.verdict == "objects" and check.severity == "doubt" for check in checks):
        return Status.DOUBTFUL
    return Status.CHECKED if can_check else Status.SOLVED


def check_data_used(draft: Draft, problem: Problem) -> Check:
    """Object where the program names none of what the user gave, or numbers take its place."""
    given = [table.name for table in problem.tables]
    given += [document.name for document in problem.documents]
    if not given:
        return Check(name="data_used", verdict="not_applicable")
    values = {p.name for p in draft.formulation.parameters if p.table is None}
    hidden = ", ".join(name for name in given if name in values)
    if hidden:
        return Check(
            name="data_used",
            verdict="objects",
            message=f"the model's own numbers stand in the place of what was given: {hidden}",
            repair_hint=f"Read {hidden} from data, and give parameters other names.",
        )
    idle = [name for name in given if not re.search(rf"\b{re.escape(name)}\b", draft.program)]
    if not idle:
        return Check(name="data_used", verdict="holds")
    listed = ", ".join(idle)
    return Check(
        name="data_used",
        verdict="objects",
        message=f"the program does not use what was given with the problem: {listed}",
        repair_hint=f"Take the numbers of {listed} from data, or say why they do not matter.",
    )


def split_name(name: str) -> tuple[str, tuple[str, ...]]:
    """Split "make[bread,'1']" into ('make', ('bread', '1')); quotes are Pyomo's own."""
    found = _INDEXED.match(name)
    if found is None or "]." in found["index"]:  # a component of an indexed block
        return name, ()
    parts = _INDEX_PART.findall(found["index"])
    return found["name"], tuple(
        quoted[1:-1] if quoted else plain.strip() for quoted, plain in parts
    )


def decisions_of(
    instance: Instance, outcome: Outcome, formulation: Formulation
) -> tuple[Decision, ...]:
    """Return every variable's value with its unit, in the instance's order."""
    if outcome.values is None:
        return ()
    units = {variable.name: variable.unit for variable in formulation.variables}
    return decisions_at(instance.variable_names, outcome.values, units)


def decisions_at(
    names: Sequence[str], values: Sequence[float], units: Mapping[str, str] = MappingProxyType({})
) -> tuple[Decision, ...]:
    """Return a point as decisions; units by the name of the component."""
    decisions = []
    for full_name, value in zip(names, values, strict=True):
        name, index = split_name(full_name)
        unit = units.get(name, "")
        decisions.append(Decision(name=name, index=index, value=value + 0.0, unit=unit))
    return tuple(decisions)


def size_of(instance: Instance) -> InstanceSize:
    """Count the instance."""
    return InstanceSize(
        problem_type=instance.problem_type,
        variables=instance.variable_count,
        integers=int((instance.kinds == INTEGER).sum()),
        binaries=int((instance.kinds == BINARY).sum()),
        rows=instance.row_count,
        nonzeros=int(instance.row_values.size),
    )


def binding_rows(instance: Instance, outcome: Outcome) -> tuple[str, ...]:
    """Return names of the inequality rows that hold with equality, at most MAX_BINDING."""
    if outcome.values is None or not instance.row_count:
        return ()
    from orthought.solvers import row_activities

    activity = row_activities(instance, np.asarray(outcome.values))
    scale = np.maximum(1.0, np.abs(activity)) * Verification.model_fields["row_tolerance"].default
    at_lower = np.abs(activity - instance.row_lower) <= scale
    at_upper = np.abs(activity - instance.row_upper) <= scale
    inequality = instance.row_lower != instance.row_upper
    found = np.flatnonzero((at_lower | at_upper) & inequality)[:MAX_BINDING]
    return tuple(instance.row_names[i] for i in found)


def check_optimality(outcome: Outcome) -> Check:
    """Object where a point is only feasible: a time limit is not an optimum."""
    if outcome.solution_status is SolutionStatus.OPTIMAL:
        return Check(name="optimality", verdict="holds", message="proven within the gap asked for")
    gap = "unknown" if outcome.gap is None else f"{outcome.gap:.3g}"
    return Check(
        name="optimality",
        verdict="objects",
        message=f"not proven optimal: {outcome.termination}, relative gap {gap}",
        evidence=(f"bound {outcome.bound}",),
        repair_hint="Give more time with --time-limit.",
    )


def explain(attempt: Attempt, formulation: Formulation) -> str:
    """Return a paragraph about what was decided and by what measure."""
    objective = formulation.objective
    parts = [formulation.understanding] if formulation.understanding else []
    if objective is not None and objective.meaning:
        parts.append(f"Objective: {objective.sense} {objective.meaning}.")
    if attempt.diagnosis is not None:
        parts.append(attempt.diagnosis.message)
    return "\n".join(parts)
