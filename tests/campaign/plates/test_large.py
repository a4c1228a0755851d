"""Plates out of many candidates: the shortlist, and the time."""

from __future__ import annotations

import numpy as np
import pytest

from orthought.campaign.plates import PlateRules, Quota, ValueLimit, choose_batch
from orthought.campaign.plates.shortlist import SHORTLIST, shortlist
from orthought.campaign.space import Point

RULES = PlateRules(
    limits=(ValueLimit(parameter="solvent", most=2), ValueLimit(parameter="ligand", most=4))
)


def make_pool(size: int) -> tuple[list[Point], list[float]]:
    """Return different points out of 4 solvents, 12 ligands, 8 bases and 20 others, by chance."""
    generator = np.random.default_rng(7)
    places = generator.choice(4 * 12 * 8 * 20, size, replace=False)
    columns = zip(*np.unravel_index(places, (4, 12, 8, 20)), strict=True)
    points: list[Point] = [
        {"solvent": f"s{s}", "ligand": f"l{ligand}", "base": f"b{b}", "other": f"o{o}"}
        for s, ligand, b, o in columns
    ]
    return points, generator.random(size).tolist()


@pytest.mark.long
def test_a_plate_of_24_out_of_500_takes_at_most_five_seconds() -> None:
    pool, scores = make_pool(500)
    plate = choose_batch(pool, scores, RULES, 24, time_limit=5)
    assert plate.proven
    assert plate.seconds < 5


def test_a_plate_of_16_out_of_200_is_proven_best() -> None:
    pool, scores = make_pool(200)
    plate = choose_batch(pool, scores, RULES, 16, time_limit=60)
    assert plate.proven
    assert plate.gap <= 1e-6
    assert len({point["solvent"] for point in plate.points}) <= 2
    assert len({point["ligand"] for point in plate.points}) <= 4


def test_the_shortlist_holds_the_best_and_some_of_every_value() -> None:
    pool, scores = make_pool(3000)
    scores = [
        s - 10 if point["other"] == "o3" else s for s, point in zip(scores, pool, strict=True)
    ]
    few = shortlist(pool, scores, range(3000), RULES, 24)
    assert len(few) == SHORTLIST
    assert few == sorted(few)
    assert sum(pool[k]["other"] == "o3" for k in few) >= 4
    assert set(sorted(range(3000), key=lambda k: -scores[k])[:200]) <= set(few)


def test_where_the_shortlist_is_too_short_all_candidates_are_looked_at() -> None:
    pool, scores = make_pool(800)
    rare = [k for k, p in enumerate(pool) if p["other"] == "o1" and p["ligand"] == "l2"]
    assert rare
    scores = [0.0 if k in rare else 1 + s for k, s in enumerate(scores)]
    quotas = tuple(
        Quota(parameter=name, value=value, least=1)
        for name, value in (("other", "o1"), ("ligand", "l2"))
    )
    plate = choose_batch(pool, scores, PlateRules(quotas=quotas, diversity=0), 1)
    assert plate.chosen[0] in rare
    assert plate.shortlisted == plate.candidates == 800


def test_a_short_time_gives_a_plate_with_its_gap() -> None:
    pool, scores = make_pool(500)
    hard = RULES.model_copy(
        update={
            "quotas": tuple(Quota(parameter="other", value=f"o{k}", most=2) for k in range(20)),
            "diversity": 0.3,
        }
    )
    plate = choose_batch(pool, scores, hard, 24, time_limit=0.3)
    assert plate.bound >= plate.objective - 1e-9
    assert plate.gap == pytest.approx(0, abs=1e-6) if plate.proven else plate.gap > 0
