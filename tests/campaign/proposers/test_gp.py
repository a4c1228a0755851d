"""The Gaussian process as a proposer: new points, the same ones again, failures, batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.gp.choosing import Kind
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.gp import GaussianProcessProposer
from orthought.campaign.protocol import Proposer
from orthought.campaign.space import Continuous, Integer, Point, Space, read_rule
from orthought.errors import InputError, SettingsError
from tests.campaign.gp.worlds import mixed_space, reaction_space

YIELD = (Objective(name="yield"),)
LIGAND = {"XPhos": 10.0, "SPhos": 50.0, "None": 0.0}


def reaction_yield(point: Point) -> float:
    """Return a yield with a main effect of each parameter and one interaction."""
    loading = float(point["loading"])
    bonus = 20.0 if (point["ligand"], point["solvent"]) == ("SPhos", "NMP") else 0.0
    return LIGAND[str(point["ligand"])] + 4 * loading + bonus


def answer(asked: Sequence[Proposal], value: Any = reaction_yield) -> list[Observation]:
    return [Observation(point=p.point, values={"yield": value(p.point)}) for p in asked]


def run(proposer: GaussianProcessProposer, batches: Sequence[int]) -> list[Point]:
    """Ask and tell; return all points."""
    points: list[Point] = []
    for size in batches:
        asked = proposer.ask(size)
        points += [proposal.point for proposal in asked]
        proposer.tell(answer(asked))
    return points


def test_it_is_a_proposer_that_gives_reasons() -> None:
    proposer = GaussianProcessProposer(reaction_space(), YIELD)
    assert isinstance(proposer, Proposer)
    assert "start" in proposer.ask(1)[0].reason
    run(proposer, [3])
    (proposal,) = proposer.ask(1)
    assert proposal.proposer == "gp"
    assert "expected improvement: yield" in proposal.reason
    assert "the best so far is" in proposal.reason


@given(
    seed=st.integers(0, 50),
    sizes=st.lists(st.integers(1, 5), max_size=5),
    kind=st.sampled_from(get_args(Kind)),
    start=st.sampled_from(["random", "latin_hypercube", "farthest"]),
)
@settings(derandomize=True, deadline=None, max_examples=20)
def test_no_point_comes_twice_and_the_space_is_used_up(
    seed: int, sizes: list[int], kind: Kind, start: Any
) -> None:
    space = reaction_space()
    proposer = GaussianProcessProposer(
        space, YIELD, seed=seed, acquisition=kind, start=start, starts=3, fantasies=2
    )
    keys = [space.key(point) for point in run(proposer, [*sizes, 30])]
    assert len(keys) == len(set(keys)) == 18
    assert proposer.ask(1) == []
    assert proposer.shortlist(3) == []


def test_the_best_point_is_found_early() -> None:
    """Of 18 points the best is met within 9 for each of 10 seeds."""
    for seed in range(10):
        points = run(GaussianProcessProposer(reaction_space(), YIELD, seed=seed), [1] * 9)
        assert max(map(reaction_yield, points)) == 90


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize("space", [reaction_space(), mixed_space()], ids=["listed", "mixed"])
def test_told_the_same_it_asks_the_same_whatever_it_was_asked_before(
    space: Space, kind: Kind
) -> None:
    """One was there all the time, the other comes new and is told everything at once."""
    grown = GaussianProcessProposer(space, YIELD, seed=3, acquisition=kind, fantasies=3)
    rows: list[Observation] = []
    for size in (2, 1, 3):
        asked = grown.ask(size)
        assert grown.ask(size) == asked
        rows += [Observation(point=p.point, values={"yield": float(len(rows))}) for p in asked]
        grown.tell(rows[-len(asked) :])
    grown.shortlist(2)
    fresh = GaussianProcessProposer(space, YIELD, seed=3, acquisition=kind, fantasies=3)
    fresh.tell(rows)
    assert fresh.ask(2) == grown.ask(2)
    assert fresh.shortlist(3) == grown.shortlist(3)


def test_a_minimum_is_looked_for_where_less_is_better() -> None:
    waste = (Objective(name="yield", direction="minimize"),)
    proposer = GaussianProcessProposer(reaction_space(), waste)
    points = run(proposer, [1] * 9)
    assert min(map(reaction_yield, points)) == 4
    assert "the best so far is 4" in proposer.ask(1)[0].reason


def test_several_objectives_are_one_score() -> None:
    both = (Objective(name="yield"), Objective(name="cost", direction="minimize", weight=2.0))
    proposer = GaussianProcessProposer(reaction_space(), both)
    best = []
    for _ in range(9):
        (proposal,) = proposer.ask(1)
        values = {
            "yield": reaction_yield(proposal.point),
            "cost": 4 * float(proposal.point["loading"]),
        }
        best.append(values["yield"] - 2 * values["cost"])
        proposer.tell([Observation(point=proposal.point, values=values)])
    assert max(best) == 66
    assert "score" in proposer.ask(1)[0].reason


@pytest.mark.parametrize("failures", ["worst", "leave_out"])
def test_failed_experiments_are_never_proposed_again(failures: Any) -> None:
    space = reaction_space()
    proposer = GaussianProcessProposer(space, YIELD, failures=failures)
    for number in range(18):
        (proposal,) = proposer.ask(1)
        value = None if proposal.point["solvent"] == "DMA" else reaction_yield(proposal.point)
        proposer.tell([Observation(point=proposal.point, values={"yield": value})])
        assert len(proposer.ask(18)) == 17 - number


def test_failures_count_as_the_worst_or_are_not_seen() -> None:
    space = reaction_space()
    failing = [p for p in space.points() if p["solvent"] == "DMA"][:5]
    working = [p for p in space.points() if p["solvent"] == "NMP"][:5]
    rows = [Observation(point=p, values={"yield": None}) for p in failing]
    rows += [Observation(point=p, values={"yield": 50.0 + k}) for k, p in enumerate(working)]
    wanted = [p for p in space.points() if p not in failing and p["solvent"] == "DMA"]
    means = {}
    for failures in ("worst", "leave_out"):
        proposer = GaussianProcessProposer(space, YIELD, failures=failures)
        proposer.tell(rows)
        means[failures] = [estimate.mean for estimate in proposer.estimate(wanted)]
    assert all(a < b for a, b in zip(means["worst"], means["leave_out"], strict=True))


def test_where_everything_failed_it_still_asks_for_new_points() -> None:
    space = reaction_space()
    proposer = GaussianProcessProposer(space, YIELD)
    proposer.tell(answer(proposer.ask(6), lambda _: None))
    asked = proposer.ask(20)
    assert len(asked) == 12
    assert "start" in asked[0].reason
    assert [estimate.mean for estimate in proposer.shortlist(2)] == [None, None]


def test_the_starts_are_waited_for() -> None:
    proposer = GaussianProcessProposer(reaction_space(), YIELD, starts=4)
    first = proposer.ask(3)
    assert all("start" in proposal.reason for proposal in first)
    proposer.tell(answer(first))
    rest = proposer.ask(3)
    assert ["start" in proposal.reason for proposal in rest] == [True, False, False]


def test_farthest_starts_share_no_option_while_there_are_others() -> None:
    points = [
        p.point for p in GaussianProcessProposer(reaction_space(), YIELD, start="farthest").ask(2)
    ]
    assert points[0]["ligand"] != points[1]["ligand"]
    assert points[0]["solvent"] != points[1]["solvent"]


@pytest.mark.parametrize("fantasies", [0, 8])
def test_a_batch_spreads_more_than_a_ranking(fantasies: int) -> None:
    """Ranked by themselves the best points are neighbours; in a batch each knows of the others."""
    space = Space(parameters=(Integer(name="a", low=0, high=200),))
    proposer = GaussianProcessProposer(space, YIELD, fantasies=fantasies)
    points: list[Point] = [{"a": a} for a in (0, 60, 140, 200)]
    rows = zip(points, (0.0, 1.0, 1.0, 0.0), strict=True)
    proposer.tell([Observation(point=p, values={"yield": v}) for p, v in rows])
    ranked = [int(estimate.point["a"]) for estimate in proposer.shortlist(4)]
    batch = [int(proposal.point["a"]) for proposal in proposer.ask(4)]
    assert max(ranked) - min(ranked) == 3
    assert len(set(batch)) == 4
    assert max(batch) - min(batch) > 10


def test_a_shortlist_is_in_order_and_says_what_it_expects() -> None:
    proposer = GaussianProcessProposer(reaction_space(), YIELD)
    run(proposer, [1] * 8)
    found = proposer.shortlist(5)
    promises = [estimate.promise for estimate in found]
    assert promises == sorted(promises, reverse=True)
    assert found[0].point == proposer.ask(1)[0].point
    again = proposer.estimate([estimate.point for estimate in found])
    for one, other in zip(found, again, strict=True):
        assert other.promise == pytest.approx(one.promise)
        assert other.mean == pytest.approx(one.mean)
        assert other.deviation == pytest.approx(one.deviation)
    assert proposer.estimate([]) == []


def test_estimates_are_near_the_truth_and_honest() -> None:
    """Within two deviations for most of the points that were not measured."""
    space = reaction_space()
    proposer = GaussianProcessProposer(space, YIELD)
    seen = run(proposer, [1] * 12)
    rest = [point for point in space.points() if point not in seen]
    inside = 0
    for estimate in proposer.estimate(rest):
        assert estimate.mean is not None
        assert estimate.deviation is not None
        inside += abs(estimate.mean - reaction_yield(estimate.point)) < 2 * estimate.deviation
    assert inside >= 5


def test_a_continuous_optimum_is_approached() -> None:
    space = Space(
        parameters=(Continuous(name="x", low=-5, high=10), Continuous(name="y", low=0, high=15))
    )

    def hill(point: Point) -> float:
        return -((float(point["x"]) - 3) ** 2) - (float(point["y"]) - 4) ** 2

    proposer = GaussianProcessProposer(space, YIELD, seed=1)
    best = -1e9
    for _ in range(14):
        asked = proposer.ask(1)
        best = max(best, hill(asked[0].point))
        proposer.tell(answer(asked, hill))
    assert best > -0.1


def test_rules_hold_in_a_mixed_space() -> None:
    plain = mixed_space()
    texts = ("temperature <= 70", "forbid base = DBU and hours > 10")
    rules = tuple(read_rule(text, plain.parameters) for text in texts)
    space = Space(parameters=plain.parameters, rules=rules)
    proposer = GaussianProcessProposer(space, YIELD, fantasies=2)
    for size in (3, 2, 1):
        asked = proposer.ask(size)
        assert len(asked) == size
        assert all(space.allows(p.point) and space.read(p.point) == p.point for p in asked)
        proposer.tell(answer(asked, lambda point: float(point["temperature"])))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("acquisition", "best"),
        ("kernel", "linear"),
        ("combination", "mean"),
        ("start", "grid"),
        ("failures", "ignore"),
        ("starts", 0),
        ("fantasies", -1),
        ("exploration", -0.5),
    ],
)
def test_options_that_do_not_fit_are_refused_by_name(option: str, value: Any) -> None:
    with pytest.raises(SettingsError, match=option) as raised:
        GaussianProcessProposer(reaction_space(), YIELD, **{option: value})
    assert raised.value.fix


def test_a_result_for_an_unknown_option_is_refused_and_nothing_is_taken_in() -> None:
    proposer = GaussianProcessProposer(reaction_space(), YIELD)
    run(proposer, [3])
    before = proposer.ask(2)
    bad = {"ligand": "XFos", "solvent": "DMA", "loading": 1}
    with pytest.raises(InputError, match="XFos"):
        proposer.tell([Observation(point=bad, values={"yield": 1.0})])
    assert proposer.ask(2) == before


@pytest.mark.parametrize("values", [[1e300, -1e300, 5.0], [1e-300, 2e-300, 0.0], [7.0, 7.0, 7.0]])
def test_extreme_and_equal_values_are_fine(values: list[float]) -> None:
    space = reaction_space()
    proposer = GaussianProcessProposer(space, YIELD)
    points = list(space.points())[:3]
    rows = zip(points, values, strict=True)
    proposer.tell([Observation(point=p, values={"yield": v}) for p, v in rows])
    assert len(proposer.ask(3)) == 3
