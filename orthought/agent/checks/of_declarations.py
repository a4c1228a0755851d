"""The instance that was built against what the formulation declares: names, kinds, bounds, rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np

from orthought.formulation import Formulation, Variable
from orthought.instance import BINARY, CONTINUOUS, Instance, family
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


_KIND_NAMES: Final = ("continuous", "integer", "binary")
_DOMAIN_ONLY: Final = re.compile(
    r"\\in\s*(?:\\\{\s*0|\\mathbb|\\\{0)|(?:\\ge|\\geq|>=|\u2265)\s*0\s*(?:$|[,;\\])|integer|binary"
)
