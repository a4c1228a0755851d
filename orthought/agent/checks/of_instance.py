"""The instance by itself: idle variables, rows that add nothing, coefficients, bounds."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np

from orthought.agent.checks.of_declarations import MAX_EVIDENCE
from orthought.formulation import Formulation
from orthought.instance import BINARY, Instance, Operator, family
from orthought.outcome import Outcome
from orthought.solution import Check


def check_unused_variables(instance: Instance) -> Check:
    """Object where a variable is in no row and not in the objective."""
    name = "unused variables"
    idle = ~_used_columns(instance) & (instance.lower < instance.upper)
    if not idle.any():
        return Check(name=name, verdict="holds", message="every variable is used")
    families = defaultdict(list)
    for column, full_name in enumerate(instance.variable_names):
        families[family(full_name)].append(column)
    whole = [key for key, columns in families.items() if idle[columns].all()]
    shown = tuple(instance.variable_names[i] for i in np.flatnonzero(idle)[:MAX_EVIDENCE])
    return Check(
        name=name,
        verdict="objects",
        # Single unused entries, such as a place to itself, are usual in right models.
        severity="doubt" if whole else "note",
        message=f"{int(idle.sum())} variables are in no row and not in the objective: "
        + ", ".join(shown[:5]),
        evidence=shown,
        repair_hint="Add the rows that these variables belong to, or leave the variables out.",
    )


def check_rows(instance: Instance) -> Check:
    """Note rows without a variable and rows that stand twice."""
    name = "empty or duplicate rows"
    nonlinear = set(instance.nonlinear_rows.tolist()) | set(instance.quadratic_rows.tolist())
    seen: dict[bytes, int] = {}
    said: list[str] = []
    for row in range(min(instance.row_count, _MAX_ROWS)):
        if row in nonlinear:
            continue
        part = slice(int(instance.row_starts[row]), int(instance.row_starts[row + 1]))
        columns, values = instance.row_columns[part], instance.row_values[part]
        if not values.any():
            said.append(f"{instance.row_names[row]} holds no variable")
            continue
        order = np.argsort(columns, kind="stable")
        bounds = np.array([instance.row_lower[row], instance.row_upper[row]])
        key = columns[order].tobytes() + values[order].tobytes() + bounds.tobytes()
        first = seen.setdefault(key, row)
        if first != row:
            said.append(f"{instance.row_names[row]} is the same as {instance.row_names[first]}")
    if not said:
        return Check(name=name, verdict="holds", message="no row is empty and none stands twice")
    return Check(
        name=name,
        verdict="objects",
        severity="note",
        message=f"{len(said)} rows add nothing: " + "; ".join(said[:3]),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="See whether these rows should say something else.",
    )


def check_coefficients(instance: Instance) -> Check:
    """Note coefficients that span more than nine decades, and very large constants on switches."""
    name = "coefficients"
    sizes = np.abs(instance.row_values[instance.row_values != 0])
    if not sizes.size:
        return Check(name=name, verdict="not_applicable", message="there are no linear rows")
    said = []
    low, high = float(sizes.min()), float(sizes.max())
    if high / low > _WIDEST:
        said.append(f"coefficients range from {low:g} to {high:g}")
    on_switches = np.abs(instance.row_values[instance.kinds[instance.row_columns] == BINARY])
    if on_switches.size and float(on_switches.max()) >= _LARGEST_SWITCH:
        said.append(f"a binary variable has the coefficient {float(on_switches.max()):g}")
    if not said:
        return Check(name=name, verdict="holds", message=f"from {low:g} to {high:g}")
    return Check(
        name=name,
        verdict="objects",
        severity="note",
        message="; ".join(said),
        evidence=tuple(said),
        repair_hint="Derive each large constant from the data, as small as the rows allow.",
    )


def check_bounds_at_limit(formulation: Formulation, instance: Instance, outcome: Outcome) -> Check:
    """Object where the answer rests on a bound that the formulation does not declare."""
    name = "bounds at their limit"
    if outcome.values is None:
        return Check(name=name, verdict="not_applicable", message="there is no point")
    declared = {variable.name: variable for variable in formulation.variables}
    said = []
    for column, value in enumerate(outcome.values):
        upper, full_name = float(instance.upper[column]), instance.variable_names[column]
        variable = declared.get(family(full_name))
        if instance.kinds[column] == BINARY or not np.isfinite(upper) or upper <= 0:
            continue
        invented = variable is not None and variable.upper is None and upper >= 1000
        if invented and value >= upper * (1 - 1e-6) and instance.lower[column] < upper:
            said.append(f"{full_name} = {value:g}, its upper bound")
    if not said:
        return Check(name=name, verdict="holds", message="no undeclared bound is reached")
    return Check(
        name=name,
        verdict="objects",
        severity="note",
        message=f"{len(said)} variables stand at a bound that was not declared: "
        + ", ".join(said[:3]),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="Say which sentence gives this bound, or take it away.",
    )


def _used_columns(instance: Instance) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    used = np.zeros(instance.variable_count, dtype=bool)
    used[instance.row_columns[instance.row_values != 0]] = True
    used[instance.objective != 0] = True
    used[instance.quadratic_first] = True
    used[instance.quadratic_second] = True
    graph = instance.graph
    if len(graph):
        owner = np.repeat(np.arange(len(graph)), np.diff(graph.starts))
        used[graph.arguments[graph.operators[owner] == Operator.VARIABLE]] = True
    for ordered in instance.special_ordered_sets:
        used[list(ordered.columns)] = True
    used[[indicator.column for indicator in instance.indicators]] = True
    return used


_WIDEST: Final = 1e9
_LARGEST_SWITCH: Final = 1e6
_MAX_ROWS: Final = 200_000
