"""Pools and rules for the tests, and a judge of plates that shares nothing with the product."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

from orthought.campaign.plates import Control, PlateRules, Price, Quota, ValueLimit
from orthought.campaign.space import Point

SOLVENTS = ("DMF", "MeCN", "THF")
LIGANDS = ("None", "XPhos", "SPhos", "dppf")
DEGREES = (20.0, 60.0, 100.0)
VALUES: dict[str, tuple[Any, ...]] = {"solvent": SOLVENTS, "ligand": LIGANDS, "degrees": DEGREES}
ALL: list[Point] = [
    dict(zip(VALUES, values, strict=True)) for values in itertools.product(*VALUES.values())
]


def brute_force(
    pool: list[Point], scores: list[float], rules: PlateRules, wells: int
) -> float | None:
    """Return the best objective over all choices, None where no choice keeps the rules."""
    controls = [c.point for c in rules.controls for _ in range(c.wells)]
    found = [
        value
        for chosen in itertools.combinations(range(len(pool)), wells - len(controls))
        if (value := _judge(pool, scores, rules, chosen, controls)) is not None
    ]
    return max(found, default=None)


def _judge(
    pool: list[Point],
    scores: list[float],
    rules: PlateRules,
    chosen: tuple[int, ...],
    controls: list[Point],
) -> float | None:
    plate = controls + [pool[k] for k in chosen]
    for limit in rules.limits:
        different = len({point[limit.parameter] for point in plate})
        if different < (limit.least or 0) or different > (limit.most or 99):
            return None
    for quota in rules.quotas:
        count = 0
        for point in plate:
            value = point[quota.parameter]
            if quota.values:
                count += value in quota.values
            else:
                low = -1e9 if quota.low is None else quota.low
                high = 1e9 if quota.high is None else quota.high
                count += low <= value <= high  # type: ignore[operator]
        if count < (quota.least or 0) or count > (99 if quota.most is None else quota.most):
            return None
    total = 0.0
    for price in rules.prices:
        count = sum(point[price.parameter] == price.value for point in plate)
        total += price.well * count + (price.once if count else 0)
    if rules.cost_limit is not None and total > rules.cost_limit + 1e-9:
        return None
    kinds = sum(len({point[name] for point in plate}) for name in VALUES)
    spread = max(scores) - min(scores) or 1.0
    return sum(scores[k] for k in chosen) + rules.diversity * spread * kinds


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Point], list[float], PlateRules, int]:
    """Draw a pool of up to 12, scores, rules of every kind and a number of wells."""
    order = draw(st.permutations(range(len(ALL))))
    size = draw(st.integers(4, 12))
    pool = [ALL[k] for k in order[:size]]
    scores = [draw(st.integers(-20, 20)) / 4 for _ in pool]
    controls = draw(st.lists(st.integers(size, len(ALL) - 1), max_size=1))
    held = draw(st.integers(1, 2))
    rules = PlateRules(
        limits=tuple(draw(st.lists(limits(), max_size=2, unique_by=lambda r: r.parameter))),
        quotas=tuple(draw(st.lists(quotas(), max_size=2))),
        controls=tuple(Control(point=ALL[order[k]], wells=held) for k in controls),
        prices=tuple(draw(st.lists(prices(), max_size=3, unique_by=about))),
        cost_limit=draw(st.none() | st.integers(2, 30)),
        diversity=draw(st.sampled_from([0.0, 0.1, 1.0])),
    )
    free = draw(st.integers(1, min(6, size)))
    return pool, scores, rules, free + rules.control_wells


def about(price: Price) -> tuple[str, Any]:
    """Return what a price is about."""
    return price.parameter, price.value


@st.composite
def limits(draw: st.DrawFn) -> ValueLimit:
    """Draw a limit of the number of different values."""
    name = draw(st.sampled_from(list(VALUES)))
    least = draw(st.none() | st.integers(1, 2))
    most = draw(st.integers(least or 1, 3)) if least is None or draw(st.booleans()) else None
    return ValueLimit(parameter=name, least=least, most=most)


@st.composite
def quotas(draw: st.DrawFn) -> Quota:
    """Draw a quota over values or over a range."""
    least = draw(st.none() | st.integers(0, 2))
    most = draw(st.integers(least or 0, 4)) if least is None or draw(st.booleans()) else None
    if draw(st.booleans()):
        low, high = draw(st.sampled_from([(50, None), (None, 60), (40, 70)]))
        return Quota(parameter="degrees", low=low, high=high, least=least, most=most)
    name = draw(st.sampled_from(list(VALUES)))
    values = draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True))
    return Quota(parameter=name, values=tuple(values), least=least, most=most)


@st.composite
def prices(draw: st.DrawFn) -> Price:
    """Draw a price, by the well, by the plate or both."""
    name = draw(st.sampled_from(list(VALUES)))
    return Price(
        parameter=name,
        value=draw(st.sampled_from(VALUES[name])),
        well=draw(st.integers(0, 6)) / 2,
        once=draw(st.integers(0, 6)) / 2,
    )
