"""What is still owed when the last period ends: a plan may look cheap because it stops there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from orthought.agent.checks.families import Families
from orthought.agent.report import split_name
from orthought.formulation import Formulation, Variable
from orthought.instance import Instance
from orthought.outcome import Outcome
from orthought.solution import Check

MAX_EVIDENCE: Final = 10
_ZERO: Final = 1e-6
_OWED: Final = re.compile(
    r"backlog|back-?order|overdue|\bowed\b|\blate\b|undelivered|outstanding|unfilled|"
    r"(?:not (?:yet )?|un)(?:delivered|served|met|shipped|done)\b",
    re.IGNORECASE,
)


def check_open_ends(formulation: Formulation, instance: Instance, outcome: Outcome) -> Check:
    """Object where something that is carried from period to period is still owed after the last.

    Looked at are variables whose name or meaning says that something is owed, with an index of
    periods along which rows link them. Nothing is said where the last amount is zero.
    """
    name = "open ends"
    if outcome.values is None:
        return Check(name=name, verdict="not_applicable", message="there is no point")
    view = Families(instance)
    owed = [v for v in formulation.variables if v.index and _OWED.search(f"{v.name} {v.meaning}")]
    carried = [variable for variable in owed if _is_carried(variable, view)]
    if not carried:
        return Check(name=name, verdict="not_applicable", message="nothing owed is carried over")
    said = [text for v in carried for text in _left(v, formulation, view, outcome.values)]
    if not said:
        return Check(name=name, verdict="holds", message="nothing is owed at the end")
    return Check(
        name=name,
        verdict="objects",
        message=f"still owed after the last period: {'; '.join(said[:3])}",
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="If all of it has to be done by the end, fix the last amounts at zero; if some "
        "may stay open, name the sentence that allows it.",
    )


def _is_carried(variable: Variable, view: Families) -> bool:
    """Whether some row holds the variable in two periods that are alike in all else."""
    columns = set(view.columns.get(variable.name, ()))
    labels = {column: split_name(view.instance.variable_names[column])[1] for column in columns}
    for number in range(min(view.instance.row_count, _MAX_ROWS)):
        held = [labels[c] for c in view.row(number).columns.tolist() if c in columns]
        if len(held) == 2 and held[0][:-1] == held[1][:-1] and held[0] != held[1]:
            return True
    return False


def _left(
    variable: Variable, formulation: Formulation, view: Families, values: tuple[float, ...]
) -> Iterator[str]:
    """Yield the amounts of the last period that are not zero."""
    columns = view.columns.get(variable.name, [])
    last = _last_period(variable, formulation, view)
    for column in columns:
        name, label = split_name(view.instance.variable_names[column])
        if label[-1:] == (last,) and values[column] > _ZERO:
            yield f"{name}[{', '.join(label)}] = {values[column]:.6g}"


def _last_period(variable: Variable, formulation: Formulation, view: Families) -> str:
    """Return the last element of the last index, in the order in which it is declared."""
    for declared in formulation.sets:
        if declared.name == variable.index[-1] and declared.elements:
            return str(declared.elements[-1])
    columns = view.columns[variable.name]
    return split_name(view.instance.variable_names[columns[-1]])[1][-1]


_MAX_ROWS: Final = 20_000
