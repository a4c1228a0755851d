"""The candidates that the solver sees: the best, and some for every value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from orthought.campaign.plates.conditions import grouped
from orthought.campaign.plates.rules import PlateRules
from orthought.campaign.space import Point

SHORTLIST: Final = 500
EACH: Final = 4
"""So many of the best candidates of every value are on the list, as far as there is room."""


def shortlist(
    candidates: Sequence[Point],
    scores: Sequence[float],
    usable: Sequence[int],
    rules: PlateRules,
    wells: int,
) -> list[int]:
    """Return the places of at most SHORTLIST candidates, in their order.

    First those that quotas may need, then a few for every value, then the best.
    """
    if len(usable) <= SHORTLIST:
        return list(usable)
    best = sorted(usable, key=lambda place: (-scores[place], place))
    taken: dict[int, None] = {}
    for place in (*_for_quotas(candidates, best, rules, wells), *_for_values(candidates, best)):
        if len(taken) < SHORTLIST // 2:
            taken[place] = None
    for place in best:
        if len(taken) < SHORTLIST:
            taken[place] = None
    return sorted(taken)


def _for_quotas(
    candidates: Sequence[Point], best: Sequence[int], rules: PlateRules, wells: int
) -> Iterator[int]:
    for quota in rules.quotas:
        if quota.least:
            holders = [place for place in best if quota.holds_for(candidates[place])]
            yield from holders[: min(wells, quota.least + EACH)]


def _for_values(candidates: Sequence[Point], best: Sequence[int]) -> Iterator[int]:
    """Yield the best candidate of every value, then the second best, and so on."""
    groups = [
        places
        for name in candidates[best[0]]
        for _, places in grouped([candidates[place][name] for place in best])
    ]
    for rank in range(EACH):
        yield from (best[places[rank]] for places in groups if rank < len(places))
