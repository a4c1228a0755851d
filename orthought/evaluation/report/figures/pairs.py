"""Paired comparisons of ways on the same problems of the same set."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from orthought.evaluation.report.figures.cells import ByProblem, outcomes
from orthought.evaluation.report.figures.models import Pair
from orthought.evaluation.report.figures.shares import RESAMPLES
from orthought.evaluation.report.figures.ways import Way
from orthought.statistics import holm, paired_difference, paired_test


def compare_ways(cells: Mapping[Way, ByProblem]) -> tuple[Pair, ...]:
    """Return every comparison in which two ways differ in one thing only."""
    wanted = [pair for pair in itertools.combinations(cells, 2) if _comparable(*pair)]
    return compare_pairs(cells, wanted)


def compare_pairs(
    cells: Mapping[Way, ByProblem], wanted: Sequence[tuple[Way, Way]]
) -> tuple[Pair, ...]:
    """Return the comparisons that were asked for, Holm-corrected over those of the same set.

    A comparison of ways without a common problem is left out.
    """
    found = [_pair(one, other, cells[one], cells[other]) for one, other in wanted]
    pairs = [pair for pair in found if pair is not None]
    families = dict.fromkeys(pair.first.set_name for pair in pairs)
    return tuple(
        pair
        for name in families
        for pair in _corrected([pair for pair in pairs if pair.first.set_name == name])
    )


def _corrected(family: Sequence[Pair]) -> list[Pair]:
    adjusted = holm({str(number): pair.test.p_value for number, pair in enumerate(family)})
    return [
        pair.model_copy(update={"adjusted": adjusted[str(number)]})
        for number, pair in enumerate(family)
    ]


def _comparable(one: Way, other: Way) -> bool:
    if one.set_name != other.set_name:
        return False
    differing = (one.run != other.run, one.method != other.method, one.llm != other.llm)
    return sum(differing) == 1


def _pair(one: Way, other: Way, first: ByProblem, second: ByProblem) -> Pair | None:
    common = [key for key in first if key in second]
    if not common:
        return None
    left, right = outcomes(first), outcomes(second)
    a, b = {key: left[key] for key in common}, {key: right[key] for key in common}
    means = [{key: sum(row) / len(row) for key, row in side.items()} for side in (a, b)]
    return Pair(
        first=one,
        second=other,
        **_square(a, b),
        test=paired_test(a, b),
        adjusted=1.0,
        difference=paired_difference(means[0], means[1], resamples=RESAMPLES),
        left_out=len(first) + len(second) - 2 * len(common),
    )


def _square(a: Mapping[str, list[bool]], b: Mapping[str, list[bool]]) -> dict[str, int | None]:
    """Return the four counts, or none of them where a problem has several samples."""
    names = ("both_right", "only_first", "only_second", "both_wrong")
    if any(len(row) > 1 for side in (a, b) for row in side.values()):
        return dict.fromkeys(names)
    found = [(a[key][0], b[key][0]) for key in a]
    kinds = ((True, True), (True, False), (False, True), (False, False))
    return dict(zip(names, map(found.count, kinds), strict=True))
