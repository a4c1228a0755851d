"""Decide whether two instances state the same optimization problem.

What "the same" means. Write F(A) for the feasible points of an instance A and f_A for its
objective. B extends A if an affine map takes F(B) onto all of F(A) and f_B is f_A after the map:
every solution of B reads as a solution of A of the same value, and every solution of A arises. A
and B are equivalent if their senses agree and one extends the other. So these are the same: rows
scaled, repeated, implied or tightened to the same points; cuts; renamed, reordered, shifted or
substituted variables and other units; slacks and other variables that an equation defines; a
variable split into a sum or into digits; a big M that is different but large enough. Two problems
that have the same optimum and not the same solutions are different, also where a row was dropped
that does not bind at the optimum. `verdict` asks for equal objectives. `verdict_scaled` asks that
the objectives rank solutions the same: equal up to a positive factor, or a negative one where the
senses differ too (maximise f, minimise -f); a constant that was added is noted and is no factor.

Equivalence is asked of the two instances, not of the formulations behind them; for these, give
pairs of instances on other data (`perturbed`): a difference on any data is one.

Names that both instances share are hints. A map that sends a variable past the one of its name
proves nothing (but other units of one name are fine). Instances that name the very same variables
have none of their own, so a map onto must be one-to-one. With `declared={}` names mean nothing.

What proves what.
- `equivalent`: an exact isomorphism (of the instances, or of what reductions leave of them, every
  reduction being undone by an affine map), or maps both ways that are proven by maximising the
  violation of every row of one over the points of the other at gap 0.
- `different`: whatever every such map keeps and these instances do not: the status, the optimum,
  the worst value of the objective, single values that the objective takes; and where a map onto is
  one-to-one (sets of one dimension, or the same names) the dimension, the number of points at each
  value, the number of pieces, convexity, and the facets of a polyhedron; or, where the caller
  declares which names mean the same, a point that one has and the other has nothing for.
- `unresolved`: all the rest. A row violated under some map speaks against that map only. Between
  "implied" and "clearly violated" lies a margin in which nothing is claimed. Infeasible instances
  are only compared by structure: of no points everything holds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.declared import compare_declared
from orthought.evaluation.equivalence.dimension import compare_dimensions
from orthought.evaluation.equivalence.ends import compare_answers, compare_values, compare_worst
from orthought.evaluation.equivalence.nested import compare_nested
from orthought.evaluation.equivalence.pieces import compare_pieces
from orthought.evaluation.equivalence.proposals import NamePairs
from orthought.evaluation.equivalence.region import Clock, own_threads
from orthought.evaluation.equivalence.result import CompareOptions, Comparison, Witness
from orthought.evaluation.equivalence.shape import compare_points
from orthought.evaluation.equivalence.structure import (
    compare_by_name,
    compare_cores,
    compare_maps,
    compare_merged,
    compare_normal_forms,
    compare_structure,
)
from orthought.instance import Instance

Declared = Mapping[str, str] | Literal["names"] | None

STAGES: Final[tuple[Callable[[Case], None], ...]] = (
    compare_structure,
    compare_cores,
    compare_by_name,
    compare_normal_forms,
    compare_answers,
    compare_worst,
    compare_maps,
    compare_merged,
    compare_declared,
    compare_dimensions,
    compare_nested,
    compare_values,
    compare_points,
    compare_pieces,
)
"""The cheap and frequent before the dear; each settles what it can prove and nothing else."""


def compare(
    first: Instance,
    second: Instance,
    *,
    options: CompareOptions | None = None,
    declared: Declared = None,
    perturbed: Sequence[tuple[Instance, Instance]] = (),
    pair_names: NamePairs | None = None,
) -> Comparison:
    """Decide whether two instances state the same problem.

    Args:
        first: the reference.
        second: the candidate.
        options: limits and tolerances.
        declared: names of the first that mean what names of the second mean, vouched for by the
            caller: the same quantity in the same unit; 'names': of equal names. Then a point that
            has no counterpart proves a difference. None: equal names are hints. An empty mapping:
            names mean nothing.
        perturbed: pairs of the same two formulations on other data. A proven difference in any of
            them makes the verdict `different`.
        pair_names: proposes names of the second for names of the first, such as by one call of a
            language model. A proposal is proven or dropped.

    Raises:
        SolverUnavailableError: no installed solver takes an instance.
    """
    began = time.monotonic()
    options = options or CompareOptions()
    case = Case(
        first,
        second,
        options,
        Clock.of(options.time_limit),
        meanings=_meanings(first, second, declared),
        declared=bool(declared),
        pair_names=pair_names,
    )
    with own_threads():
        _go_through(case)
    found = _comparison(case, time.monotonic() - began)
    for one, two in perturbed:
        if found.verdict == "different":
            break
        other = compare(one, two, options=options, declared=declared, pair_names=pair_names)
        found = _with_perturbed(found, other, time.monotonic() - began)
    return found


def _go_through(case: Case) -> None:
    for stage in STAGES:
        if case.is_settled or case.clock.is_over:
            break
        stage(case)
        if stage is compare_answers and case.answers[0].status == "infeasible":
            case.note("both are infeasible: only their structure was compared")
            break


def _meanings(first: Instance, second: Instance, declared: Declared) -> Mapping[str, str]:
    if declared is None or declared == "names":
        common = set(first.variable_names) & set(second.variable_names)
        return {name: name for name in common}
    return dict(declared)


def _comparison(case: Case, seconds: float) -> Comparison:
    answers = case.__dict__.get("answers", ("", ""))
    relation = case.relation
    return Comparison(
        verdict=case.same or "unresolved",
        verdict_scaled=case.scaled or "unresolved",
        objective_scale=relation.scale if relation else None,
        objective_offset=relation.offset if relation else None,
        method=case.method,
        method_scaled=case.method_scaled,
        witness=case.witness,
        variable_map=case.maps[0] if case.maps else None,
        inverse_map=case.maps[1] if case.maps else None,
        first_answer=str(answers[0]),
        second_answer=str(answers[1]),
        seconds=seconds,
        notes=tuple(case.notes),
    )


def _with_perturbed(found: Comparison, other: Comparison, seconds: float) -> Comparison:
    """Take in what the same formulations say on other data."""
    changes: dict[str, object] = {"seconds": seconds}
    if other.verdict == "different":
        witness: Witness | None = other.witness
        changes |= {"verdict": "different", "witness": witness}
        changes["method"] = f"perturbed data: {other.method}"
        changes["notes"] = (*found.notes, f"on the given data: {found.verdict}")
    if other.verdict_scaled == "different":
        changes["verdict_scaled"] = "different"
        changes["method_scaled"] = f"perturbed data: {other.method_scaled}"
    return found.model_copy(update=changes)
