"""What is true of a pair of instances, proven without the engine that is measured against it.

Two instances are equivalent where a correspondence of their decisions makes their feasible sets
coincide (auxiliary columns projected out) and their objectives too. `Truth.verdict` asks for equal
objectives, `Truth.scaled` lets them differ by a positive factor.

Proofs: by construction; by listing every point of a small integer box; by proven answers (status,
optimum, optimum in the opposite sense) that differ; and, where the columns correspond by name, by
a point of one that violates a condition of the other, or by dual bounds that show every differing
condition implied. What none of these settles is 'unknown'.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, Literal

import numpy as np

from orthought.base import Model
from orthought.evaluation.mutants.answers import (
    CLEARLY,
    NOISE,
    Answer,
    Prover,
    Range,
    Sense,
    apart,
    close,
)
from orthought.evaluation.mutants.conditions import (
    Condition,
    differing,
    implied_whole,
    integrality_lost,
)
from orthought.evaluation.mutants.listing import MOST, Listing, list_points
from orthought.instance import CONTINUOUS, Instance
from orthought.outcome import Termination

Verdict = Literal["equivalent", "different", "unknown"]
Proof = Literal[
    "",
    "construction",
    "label",
    "listing",
    "status",
    "optimum",
    "worst",
    "point",
    "objective",
    "bounds",
]
BOTH_SENSES: Final[tuple[Sense, Sense]] = ("minimize", "maximize")
MOST_ASKED: Final = 6
"""So many columns are asked for a value that is not whole."""


class Truth(Model):
    """What was proven of a pair, and how."""

    verdict: Verdict = "unknown"
    """With equal objectives."""
    scaled: Verdict = "unknown"
    """With objectives equal up to a positive factor."""
    proof: Proof = ""
    evidence: str = ""


def constructed(factor: float, answer: Answer) -> Truth:
    """Return the truth of an edit that keeps the problem and multiplies its objective.

    Args:
        factor: 1 where the objective was left alone, negative where the sense changed too; then
            the decisions are the same, and `scaled` calls them so.
        answer: of the instance before the edit; tells whether the factor changes it.
    """
    verdict: Verdict = "equivalent" if factor == 1.0 else "unknown"
    if factor != 1.0 and answer.value is not None:
        verdict = "different" if apart(answer.value, factor * answer.value) else "unknown"
    evidence = "" if factor == 1.0 else f"objective times {factor:g}"
    return Truth(verdict=verdict, scaled="equivalent", proof="construction", evidence=evidence)


def compare_by_proof(
    first: Instance, second: Instance, prover: Prover, *, list_up_to: int = MOST
) -> Truth:
    """Return what can be proven of two instances; columns correspond where all names agree.

    Args:
        first: one instance.
        second: the other.
        prover: solves what has to be solved.
        list_up_to: points of an integer box up to which all of them are listed; 0: never.
    """
    by_name = set(first.variable_names) == set(second.variable_names)
    listed = _by_listing(first, second, list_up_to) if by_name else None
    if listed is not None:
        return listed
    truth = _by_answers(first, second, prover)
    if by_name and truth.verdict == "unknown" and first.sense == second.sense:
        return _by_conditions(first, second, prover)
    return truth


def _by_listing(first: Instance, second: Instance, most: int) -> Truth | None:
    one, two = list_points(first, most), list_points(second, most)
    if one is None or two is None or not (len(one.values) or len(two.values)):
        return None
    evidence = f"{len(one.values)} and {len(two.values)} points listed"
    if first.sense != second.sense:
        return None
    mine, theirs = one.table(one.names), two.table(one.names)
    if mine.keys() == theirs.keys() and all(close(mine[key], theirs[key]) for key in mine):
        return Truth(verdict="equivalent", scaled="equivalent", proof="listing", evidence=evidence)
    return Truth(
        # The same values in other places: another correspondence might still make them one.
        verdict="unknown" if _same_values(one, two, 1.0) else "different",
        scaled="unknown" if _same_values(one, two, _ratio(one, two)) else "different",
        proof="listing",
        evidence=evidence,
    )


def _same_values(one: Listing, two: Listing, factor: float) -> bool:
    if len(one.values) != len(two.values):
        return False
    pairs = zip(np.sort(one.values * factor), np.sort(two.values), strict=True)
    return not any(apart(float(mine), float(theirs)) for mine, theirs in pairs)


def _ratio(one: Listing, two: Listing) -> float:
    sizes = np.abs(one.values).max(initial=0.0), np.abs(two.values).max(initial=0.0)
    return float(sizes[1] / sizes[0]) if sizes[0] else 1.0


def _by_answers(first: Instance, second: Instance, prover: Prover) -> Truth:
    """Tell the two apart by status, optimum and the optimum in the opposite sense."""
    one, two = prover.answer(first), prover.answer(second)
    evidence = f"answers {one} and {two}"
    if "open" in (one.status, two.status):
        return Truth(evidence=evidence)
    if one.status != two.status:
        return Truth(verdict="different", scaled="different", proof="status", evidence=evidence)
    scaled = _scaled(prover.range(first), prover.range(second))
    if one.value is not None and two.value is not None and apart(one.value, two.value):
        return Truth(verdict="different", scaled=scaled, proof="optimum", evidence=evidence)
    # Objectives that coincide take the same values, whatever is done with them.
    for sense in BOTH_SENSES:
        one, two = prover.answer(first, sense), prover.answer(second, sense)
        if _differ(one, two):
            evidence += f", to {sense} {one} and {two}"
            return Truth(verdict="different", scaled=scaled, proof="worst", evidence=evidence)
    return Truth(evidence=f"{evidence}, and the same in the opposite sense")


def _differ(one: Answer, two: Answer) -> bool:
    if "open" in (one.status, two.status):
        return False
    if one.status != two.status:
        return True
    return one.value is not None and two.value is not None and apart(one.value, two.value)


def _scaled(mine: Range, theirs: Range) -> Verdict:
    """Whether the ranges of two minimisations rule out a positive factor between them."""
    ends = [(mine.best, theirs.best), (mine.worst, theirs.worst)]
    factors = []
    for one, two in ends:
        if "open" in (one.status, two.status):
            continue
        if one.status != two.status:
            return "different"
        if one.value is None or two.value is None:
            continue
        if max(abs(one.value), abs(two.value)) <= CLEARLY:
            continue
        if min(abs(one.value), abs(two.value)) <= NOISE or one.value * two.value < 0:
            return "different"
        factors.append(two.value / one.value)
    return "different" if len(factors) == 2 and apart(*factors) else "unknown"


def _by_conditions(first: Instance, second: Instance, prover: Prover) -> Truth:
    """Look for a point of one that breaks a condition of the other, or prove there is none."""
    open_ones: list[str] = []
    for inside, outside in ((first, second), (second, first)):
        for condition in differing(outside, inside):
            excess = _excess(inside, condition, prover)
            if excess is not None and excess > CLEARLY:
                evidence = f"a point of one violates {condition.name} by {excess:.3g}"
                return _different(first, "point", evidence, prover)
            if excess is None or excess > NOISE:
                open_ones.append(condition.name)
    whole = _by_integrality(first, second, prover)
    if whole is not None or open_ones:
        return whole or Truth(evidence=f"not settled: {', '.join(open_ones[:5])}")
    return _by_objective(first, second, prover)


def _different(first: Instance, proof: Proof, evidence: str, prover: Prover) -> Truth:
    """The answers agree here, so where one is not zero only the factor 1 was left."""
    ends = prover.range(first)
    sizes = [abs(end.value) for end in (ends.best, ends.worst) if end.value is not None]
    scaled: Verdict = "different" if any(size > CLEARLY for size in sizes) else "unknown"
    return Truth(verdict="different", scaled=scaled, proof=proof, evidence=evidence)


def _excess(inside: Instance, condition: Condition, prover: Prover) -> float | None:
    """Return the proven largest violation, or one that a point shows where that is large."""
    outcome = prover.solve(condition.as_objective(inside))
    if outcome is None:
        return None
    if outcome.termination is Termination.UNBOUNDED:
        return float("inf")
    if outcome.termination is Termination.INFEASIBLE:
        return 0.0
    if outcome.objective is not None and outcome.verification and outcome.verification.holds:
        shown = condition.excess(outcome.objective)
        if shown > CLEARLY:
            return shown
    if outcome.termination is Termination.OPTIMAL and outcome.bound is not None:
        return max(0.0, condition.excess(outcome.bound))
    return None


def _by_integrality(first: Instance, second: Instance, prover: Prover) -> Truth | None:
    """A column that is whole in one only: does it take values in between in the other?

    None where nothing of the kind differs, or where what differs is implied.
    """
    asked = [
        (loose, name)
        for whole, loose in ((first, second), (second, first))
        for name in sorted(set(integrality_lost(whole, loose)) - implied_whole(loose))
    ]
    fixed = 0
    for loose, name in asked[:MOST_ASKED]:
        ends = _ends(loose, name, prover)
        if ends is None:
            continue
        between = any(math.isfinite(end) and abs(end - round(end)) > 1e-3 for end in ends)
        if between or _takes_all_between(loose, name, prover):
            evidence = f"{name} takes {ends[0]:.6g} to {ends[1]:.6g}, and not only whole values"
            return _different(first, "point", evidence, prover)
        finite = math.isfinite(ends[0]) and math.isfinite(ends[1])
        fixed += finite and close(*ends) and close(ends[0], round(ends[0]))
    settled = fixed == len(asked)
    return None if settled else Truth(evidence="integrality differs, no point shows it")


def _takes_all_between(loose: Instance, name: str, prover: Prover) -> bool:
    """Whether a continuous column still moves with the whole ones fixed at some point.

    What is left is convex, so between two values it takes all others.
    """
    outcome = prover.solve(loose)
    holds = outcome and outcome.verification and outcome.verification.holds
    if outcome is None or outcome.values is None or not holds:
        return False
    whole = loose.kinds != CONTINUOUS
    point = np.round(np.array(outcome.values))
    fixed = replace(
        loose,
        lower=np.where(whole, point, loose.lower),
        upper=np.where(whole, point, loose.upper),
    )
    ends = _ends(fixed, name, prover)
    return ends is not None and ends[1] - ends[0] > 0.5


def _ends(instance: Instance, name: str, prover: Prover) -> tuple[float, float] | None:
    """Return the least and the greatest value of a column; infinite where it has no end."""
    probe = Condition(name, ((name, 1.0),), 0.0).as_objective(instance)
    low, high = prover.answer(probe, "minimize"), prover.answer(probe, "maximize")
    if {low.status, high.status} & {"open", "infeasible"}:
        return None
    return (
        -math.inf if low.value is None else low.value,
        math.inf if high.value is None else high.value,
    )


def _by_objective(first: Instance, second: Instance, prover: Prover) -> Truth:
    """One feasible set and two objectives: are they the same function on it?"""
    if first.quadratic_rows.size or second.quadratic_rows.size:
        return Truth(evidence="quadratic objectives are not compared")
    costs = dict(zip(second.variable_names, second.objective.tolist(), strict=True))
    gap = np.array([costs[name] for name in first.variable_names]) - first.objective
    constant = second.objective_constant - first.objective_constant
    gaps = replace(first, objective=gap, objective_constant=constant)
    ends = [prover.answer(gaps, sense) for sense in BOTH_SENSES] if gap.any() or constant else []
    evidence = "; ".join(["every differing condition is implied", *map(str, ends)])
    if any(end.status == "open" for end in ends):
        return Truth(evidence="the objectives' difference is not settled")
    if any(end.value is None or abs(end.value) > CLEARLY for end in ends):
        return _different(first, "objective", evidence, prover)
    if all(end.value is not None and abs(end.value) <= NOISE for end in ends):
        return Truth(verdict="equivalent", scaled="equivalent", proof="bounds", evidence=evidence)
    return Truth(evidence=evidence)
