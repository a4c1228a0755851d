"""The returned point by itself: values below zero, and a plan in which nothing is done."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from orthought.formulation import Formulation
from orthought.instance import Instance, family
from orthought.outcome import Outcome
from orthought.solution import Check

MAX_EVIDENCE: Final = 10


def check_signs(formulation: Formulation, instance: Instance, outcome: Outcome, text: str) -> Check:
    """Object where an amount is less than zero, and nothing says that it may be."""
    name = "signs"
    if outcome.values is None:
        return Check(name=name, verdict="not_applicable", message="there is no point")
    values = np.asarray(outcome.values)
    below = np.flatnonzero(values < -_ZERO * max(1.0, float(np.abs(values).max(initial=0.0))))
    signed = {v.name for v in formulation.variables if _SIGNED.search(f"{v.name} {v.meaning}")}
    wrong = [k for k in below.tolist() if family(instance.variable_names[k]) not in signed]
    if not wrong:
        return Check(name=name, verdict="holds", message="no amount is less than zero")
    said = tuple(f"{instance.variable_names[k]} = {values[k]:g}" for k in wrong[:MAX_EVIDENCE])
    return Check(
        name=name,
        verdict="objects",
        severity="note" if _MAY_BE_NEGATIVE.search(text) else "doubt",
        message=f"{len(wrong)} values are less than zero: " + ", ".join(said[:5]),
        evidence=said,
        repair_hint="Give these variables the lower bound 0, unless a value below zero has a "
        "meaning; then say which.",
    )


def check_something_done(formulation: Formulation, instance: Instance, outcome: Outcome) -> Check:
    """Object where the best plan does nothing, or costs nothing: what forces it is not there.

    Goals that are all met cost nothing either: an objective of deviations may be zero.
    """
    name = "something is done"
    if outcome.values is None or not outcome.values:
        return Check(name=name, verdict="not_applicable", message="there is no point")
    values = np.abs(np.asarray(outcome.values))
    idle = not (values > _ZERO).any()
    if not idle and abs(outcome.objective or 0.0) > _ZERO:
        return Check(name=name, verdict="holds", message="some decision is not zero")
    goal = formulation.objective.meaning if formulation.objective is not None else ""
    if not idle and _GOALS.search(f"{goal} {formulation.problem_class}"):
        return Check(name=name, verdict="holds", message="nothing is left of the deviations")
    said = "every decision is zero" if idle else "the objective is zero"
    return Check(
        name=name,
        verdict="objects",
        message=f"in the best plan {said}",
        evidence=(f"objective {outcome.objective:g}",) if outcome.objective is not None else (),
        repair_hint="Find the sentence that makes something be done (a need, an order, a row for "
        "each member) and write its rows; see whether a relation or the sense is turned.",
    )


_ZERO: Final = 1e-7
_GOALS: Final = re.compile(
    r"deviat|goal|shortfall|violation|unmet|lateness|tardiness", re.IGNORECASE
)
_SIGNED: Final = re.compile(
    r"negative|below zero|\bnet\b|deviation|difference|\bchange|position|coordinate|temperature|"
    r"slope|intercept|\bfree\b|short sell|debt|potential|angle|^(?:total |net )?(?:profit|gain)\b",
    re.IGNORECASE,
)
_MAY_BE_NEGATIVE: Final = re.compile(
    r"(?:may|can|could) (?:also )?be (?:negative|below zero|less than zero)|short sell|either sign",
    re.IGNORECASE,
)
