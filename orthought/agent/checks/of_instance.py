"""The instance that was built against what the formulation declares."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np

from orthought.formulation import Formulation, Variable
from orthought.instance import BINARY, CONTINUOUS, Instance, Operator
from orthought.outcome import Outcome
from orthought.solution import Check

MAX_EVIDENCE: Final = 10
Objection = tuple[str, bool]
"""What is said, and whether it is a doubt (else a note)."""


def check_declared_built(formulation: Formulation, instance: Instance) -> Check:
    """Object where names, kinds, bounds, sense or rows differ from what was declared."""
    objections = [
        *_sense(formulation, instance),
        *_variables(formulation, instance),
        *_constraints(formulation, instance),
    ]
    if not objections:
        return Check(
            name="declared and built", verdict="holds", message="the program is the formulation's"
        )
    said = [text for text, _ in objections]
    return Check(
        name="declared and built",
        verdict="objects",
        severity="doubt" if any(doubt for _, doubt in objections) else "note",
        message="; ".join(said[:3]) + ("; ..." if len(said) > 3 else ""),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="Make program and formulation the same model, whichever of the two the text "
        "asks for.",
    )


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


def family(full_name: str) -> str:
    """Return 'make' for 'make[bread]' and 'pw.x' for 'pw.x[1]'."""
    return full_name.split("[", 1)[0]


def _sense(formulation: Formulation, instance: Instance) -> Iterator[Objection]:
    objective = formulation.objective
    if objective is not None and objective.sense != instance.sense:
        yield f"declared to {objective.sense}, built to {instance.sense}", True


def _variables(formulation: Formulation, instance: Instance) -> Iterator[Objection]:
    columns: dict[str, list[int]] = defaultdict(list)
    for column, full_name in enumerate(instance.variable_names):
        columns[family(full_name)].append(column)
    declared = {_plain(variable.name): variable for variable in formulation.variables}
    built = {_plain(key): members for key, members in columns.items()}
    for key, variable in declared.items():
        if key in built:
            yield from _kind(variable, instance, np.array(built[key]))
            yield from _bounds(variable, instance, np.array(built[key]))
        else:
            yield f"the variable {variable.name} is declared and not built", True
    for key, members in built.items():
        if key not in declared:
            name = family(instance.variable_names[members[0]])
            yield f"the variable {name} is built and not declared", not formulation.derived


def _kind(
    variable: Variable, instance: Instance, columns: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Iterator[Objection]:
    kinds = instance.kinds[columns]
    lower, upper = instance.lower[columns], instance.upper[columns]
    free = lower < upper
    switch = (kinds == BINARY) | ((kinds != CONTINUOUS) & (lower >= 0) & (upper <= 1))
    if variable.kind == "continuous":
        wrong = (kinds != CONTINUOUS) & free
    elif variable.kind == "binary":
        wrong = ~switch & free
    else:
        at_most_one = variable.upper == 1.0
        wrong = ((kinds == CONTINUOUS) | ((kinds == BINARY) & (not at_most_one))) & free
    if wrong.any():
        first = int(columns[int(np.argmax(wrong))])
        built = _KIND_NAMES[int(instance.kinds[first])]
        name = instance.variable_names[first]
        yield f"{variable.name} is declared {variable.kind}, {name} is built {built}", True


def _bounds(
    variable: Variable, instance: Instance, columns: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Iterator[Objection]:
    if variable.kind == "binary":
        return
    for side, declared, built in (
        ("lower", variable.lower, instance.lower[columns]),
        ("upper", variable.upper, instance.upper[columns]),
    ):
        sign = 1.0 if side == "lower" else -1.0
        if isinstance(declared, str):
            continue
        wanted = -np.inf if declared is None else sign * float(declared)
        actual = sign * built
        looser = actual < wanted - 1e-9 * max(1.0, abs(wanted) if np.isfinite(wanted) else 1.0)
        if looser.any():
            column = int(columns[int(np.argmax(looser))])
            if not _implied(instance, column, side, sign * wanted):
                yield (
                    (
                        f"{variable.name} is declared with {side} bound {declared:g}, "
                        f"{instance.variable_names[column]} is built without it"
                    ),
                    True,
                )
        elif declared is not None and (actual > wanted + 1e-9).any():
            column = int(columns[int(np.argmax(actual > wanted + 1e-9))])
            if instance.lower[column] < instance.upper[column]:
                bound = sign * actual[int(np.argmax(actual > wanted + 1e-9))]
                yield (
                    (
                        f"{variable.name} is declared with {side} bound {declared:g}, "
                        f"{instance.variable_names[column]} is built with {bound:g}"
                    ),
                    False,
                )


def _implied(instance: Instance, column: int, side: str, bound: float) -> bool:
    """Whether a row with this variable alone gives the bound."""
    lengths = np.diff(instance.row_starts)
    starts = instance.row_starts[:-1]
    alone = np.flatnonzero(lengths == 1)
    for row in alone[instance.row_columns[starts[alone]] == column]:
        factor = float(instance.row_values[starts[row]])
        ends = np.array([instance.row_lower[row], instance.row_upper[row]]) / (factor or np.nan)
        low, high = min(ends), max(ends)
        if (side == "lower" and low >= bound - 1e-9) or (side == "upper" and high <= bound + 1e-9):
            return True
    return False


def _constraints(formulation: Formulation, instance: Instance) -> Iterator[Objection]:
    built = {family(name) for name in instance.row_names}
    plain = {_plain(name): name for name in built}
    declared = {_plain(constraint.name): constraint for constraint in formulation.constraints}
    absent = [
        constraint
        for key, constraint in declared.items()
        if not any(_alike(key, other) for other in plain)
        and not _DOMAIN_ONLY.search(constraint.expression)
    ]
    extra = [
        name for key, name in plain.items() if not any(_alike(key, other) for other in declared)
    ]
    # Where both sides differ, rows were most likely only named otherwise.
    doubt = not (absent and extra) and not formulation.derived
    for constraint in absent:
        yield f"the constraint {constraint.name} is declared and has no row", doubt
    for name in sorted(extra):
        yield f"the rows {name} are built and not declared", doubt


def _alike(one: str, other: str) -> bool:
    """Whether two names are the same or one goes on from the other ('balance_first')."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 3 and long.startswith(short))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "", name.lower())


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


_KIND_NAMES: Final = ("continuous", "integer", "binary")
_WIDEST: Final = 1e9
_LARGEST_SWITCH: Final = 1e6
_MAX_ROWS: Final = 200_000
_DOMAIN_ONLY: Final = re.compile(
    r"\\in\s*(?:\\\{\s*0|\\mathbb|\\\{0)|(?:\\ge|\\geq|>=|\u2265)\s*0\s*(?:$|[,;\\])|integer|binary"
)
