"""The objective: its sense against the question's words, and decisions that it does not see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orthought.agent.checks.families import Families
from orthought.agent.checks.limits import asks, sense_of_meaning, wanted_sense
from orthought.agent.reading.sentences import Sentence
from orthought.formulation import Formulation
from orthought.instance import OBJECTIVE_ROW, Instance, Operator
from orthought.solution import Check

MAX_EVIDENCE: Final = 10
Mask = NDArray[np.bool_]


def check_sense(
    formulation: Formulation, instance: Instance, sentences: Sequence[Sentence]
) -> Check:
    """Object where the question asks for the largest value and the smallest is sought.

    Where the question's words tell nothing, the meaning of the objective is asked: nobody wants
    least earnings or largest cost.
    """
    name = "sense of the objective"
    asking = [s for s in sentences if asks(s.text)]
    wanted = wanted_sense(" ".join(s.text for s in asking))
    if wanted is None and formulation.objective is not None:
        wanted = sense_of_meaning(formulation.objective.meaning)
    if wanted is None:
        return Check(name=name, verdict="not_applicable", message="no word tells the sense")
    if wanted == instance.sense:
        return Check(name=name, verdict="holds", message=f"it is meant to {wanted}")
    said = tuple(f"sentence {s.number}: {' '.join(s.text.split())[:160]}" for s in asking)
    return Check(
        name=name,
        verdict="objects",
        message=f"by its words the objective is to {wanted}, the model {instance.sense}s",
        evidence=said[:MAX_EVIDENCE],
        repair_hint="Turn the sense of the objective, or say which sentence asks for this one.",
    )


def check_ignored_decisions(instance: Instance) -> Check:
    """Object where the objective sees no decision of a family, not even by way of rows."""
    name = "decisions without effect"
    seen = reached(instance, in_objective(instance))
    free = instance.lower < instance.upper
    ignored = free & ~seen & _in_rows(instance)
    if not (in_objective(instance) & free).any():
        return Check(
            name=name,
            verdict="objects",
            message="the objective is a constant",
            repair_hint="Write the objective that the question asks for.",
        )
    if not ignored.any():
        return Check(name=name, verdict="holds", message="the objective sees every decision")
    view = Families(instance)
    whole = [key for key, columns in view.columns.items() if ignored[columns].all()]
    shown = tuple(instance.variable_names[k] for k in np.flatnonzero(ignored)[:MAX_EVIDENCE])
    return Check(
        name=name,
        verdict="objects",
        severity="doubt" if whole else "note",
        message="neither the objective nor a row that leads to it holds "
        + ", ".join(whole or shown[:5]),
        evidence=shown,
        repair_hint="Put these decisions into the objective, or write the rows that link them to "
        "those that are in it.",
    )


def in_objective(instance: Instance) -> Mask:
    """Return which columns the objective holds."""
    found: Mask = instance.objective != 0
    quadratic = instance.quadratic_rows == OBJECTIVE_ROW
    found[instance.quadratic_first[quadratic]] = True
    found[instance.quadratic_second[quadratic]] = True
    if (instance.nonlinear_rows == OBJECTIVE_ROW).any():
        found |= _in_graph(instance)
    return found


def reached(instance: Instance, start: Mask) -> Mask:
    """Return which columns rows lead to from some columns, step by step."""
    rows, columns = _links(instance)
    seen = start.copy()
    for _ in range(_MAX_STEPS):
        touched = np.zeros(int(rows.max(initial=0)) + 1, dtype=bool)
        touched[rows[seen[columns]]] = True
        wider = seen.copy()
        wider[columns[touched[rows]]] = True
        if (wider == seen).all():
            break
        seen = wider
    return seen


def _links(instance: Instance) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs of a row (or what else links columns) and a column in it."""
    count = instance.row_count
    owners = np.repeat(np.arange(count), np.diff(instance.row_starts))
    kept = instance.row_values != 0
    rows, columns = [owners[kept]], [instance.row_columns[kept]]
    quadratic = instance.quadratic_rows >= 0
    for part in (instance.quadratic_first, instance.quadratic_second):
        rows.append(instance.quadratic_rows[quadratic])
        columns.append(part[quadratic])
    if instance.nonlinear_rows.size:
        # Which expression holds which variable is not asked: all of them count as linked.
        inside = np.flatnonzero(_in_graph(instance))
        rows.append(np.full(inside.size, count))
        columns.append(inside)
        for row in instance.nonlinear_rows[instance.nonlinear_rows >= 0].tolist():
            members = instance.row_columns[instance.row_starts[row] : instance.row_starts[row + 1]]
            rows.append(np.full(members.size, count))
            columns.append(members)
    for number, ordered in enumerate(instance.special_ordered_sets, start=count + 1):
        rows.append(np.full(len(ordered.columns), number))
        columns.append(np.array(ordered.columns))
    for indicator in instance.indicators:
        rows.append(np.array([indicator.row]))
        columns.append(np.array([indicator.column]))
    return np.concatenate(rows).astype(np.int64), np.concatenate(columns).astype(np.int64)


def _in_graph(instance: Instance) -> Mask:
    found = np.zeros(instance.variable_count, dtype=bool)
    graph = instance.graph
    if len(graph):
        owner = np.repeat(np.arange(len(graph)), np.diff(graph.starts))
        found[graph.arguments[graph.operators[owner] == Operator.VARIABLE]] = True
    return found


def _in_rows(instance: Instance) -> Mask:
    found = np.zeros(instance.variable_count, dtype=bool)
    found[_links(instance)[1]] = True
    return found


_MAX_STEPS: Final = 1000
