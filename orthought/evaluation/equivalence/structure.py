"""The steps that prove equivalence: isomorphism, proven maps, parallel columns put together."""

from __future__ import annotations

from collections.abc import Iterator

from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.gauge import plain_maps
from orthought.evaluation.equivalence.isomorphism import isomorphism
from orthought.evaluation.equivalence.keys import objective_scale
from orthought.evaluation.equivalence.mapping import Proven, Refuted, prove, spare_variables
from orthought.evaluation.equivalence.meanings import agrees
from orthought.evaluation.equivalence.merging import merge_columns
from orthought.evaluation.equivalence.normal import normal_form
from orthought.evaluation.equivalence.objective import Relation
from orthought.evaluation.equivalence.proposals import by_names, proposals
from orthought.evaluation.equivalence.reductions import reduce_system
from orthought.evaluation.equivalence.system import System

MERGED = "parallel columns put together"
SEARCH_SECONDS = 3.0
"""For one search of an isomorphism."""
NAME_SECONDS = 8.0
"""For the map by equal names, before anything else is known."""


def compare_structure(case: Case) -> None:
    """Isomorphic as they stand."""
    _compare_exactly(case, *case.raw, "isomorphism")


def compare_cores(case: Case) -> None:
    """Isomorphic after reductions."""
    if _compare_exactly(case, *case.tidy, "isomorphism after tidying"):
        return
    _compare_exactly(case, *case.cores, "isomorphism after reductions")


def compare_normal_forms(case: Case) -> None:
    """Isomorphic in normal form."""
    if case.relation is None:
        _compare_exactly(case, *case.normal, "isomorphism of normal forms")


def _compare_exactly(case: Case, first: System, second: System, method: str) -> bool:
    with case.clock.within(SEARCH_SECONDS) as clock:
        pairs = isomorphism(first, second, clock, case.options.nodes)
    if pairs is None or case.contradicts(first, second, pairs):
        return False
    forth, back = plain_maps(pairs)
    if not agrees(case, first, second, forth, turned=False):
        return False
    scale = objective_scale(second) / objective_scale(first)
    relation = Relation(scale, second.constant - scale * first.constant)
    case.keep_maps(first, second, forth, back)
    case.relate(method, relation, first, second)
    return True


def compare_by_name(case: Case) -> None:
    """The same under equal names; asked before the optima, which may be dear."""
    first, second = case.tidy
    if case.relation is not None or first.infeasible or second.infeasible:
        return
    pairs = by_names(first, second, lambda name: name)
    if not pairs or case.contradicts(first, second, pairs):
        return
    with case.clock.within(NAME_SECONDS):
        found = prove(case.source(first), case.source(second), pairs)
    _accept(case, found, "proven map")


def _accept(case: Case, found: Proven | Refuted, method: str) -> bool:
    if isinstance(found, Refuted):
        return False
    ways = (found.second, found.first, found.back), (found.first, found.second, found.forth)
    whole, image, onto = ways[0] if found.second_is_wider else ways[1]
    if not agrees(case, whole, image, onto, turned=found.second_is_wider):
        return False
    case.keep_maps(found.first, found.second, found.forth, found.back)
    case.relate(method, found.relation, found.first, found.second)
    return True


def compare_maps(case: Case) -> None:
    """The same under a proposed map, proven row by row."""
    if case.relation is not None:
        return
    for first, second in (case.tidy, case.cores, case.normal):
        if first.infeasible or second.infeasible:
            return
        if _compare_under_maps(case, first, second, "proven map"):
            return


def _compare_under_maps(case: Case, first: System, second: System, method: str) -> bool:
    one, two = case.source(first), case.source(second)
    for pairs in proposals(first, second, case.clock, case.pair_names):
        if case.clock.is_over:
            return False
        if case.contradicts(first, second, pairs):
            continue
        if _accept(case, prove(one, two, pairs, _scales(case)), method):
            return True
    return False


def _scales(case: Case) -> tuple[float, ...]:
    """The ratio of the optima is a likely factor of the objective."""
    one, two = (answer.value for answer in case.answers)
    return (two / one,) if one and two and one * two > 0 else ()


def compare_merged(case: Case) -> None:
    """The same once the parallel columns of one side are put together (split variables, digits)."""
    for first, second in (case.tidy, case.cores):
        if case.relation is not None or first.infeasible or second.infeasible:
            return
        for one, two in _merged_pairs(first, second):
            pair = (
                normal_form(reduce_system(one), case.clock),
                normal_form(reduce_system(two), case.clock),
            )
            if _compare_exactly(case, *pair, MERGED):
                return
            if _compare_under_maps(case, *pair, f"{MERGED}, proven map"):
                return


def _merged_pairs(first: System, second: System) -> Iterator[tuple[System, System]]:
    """Bring the side with more variables down to the number of the other."""
    counts = len(first.alive), len(second.alive)
    spare = spare_variables(first, second)
    if counts[0] - counts[1] > spare[0] or counts[1] - counts[0] > spare[1]:
        return
    if counts[0] > counts[1]:
        for merged in merge_columns(first, counts[1], taken=set(second.names)):
            yield merged, second
    elif counts[1] > counts[0]:
        for merged in merge_columns(second, counts[0], taken=set(first.names)):
            yield first, merged
