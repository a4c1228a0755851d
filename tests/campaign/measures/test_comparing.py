"""Proposers compared: nothing is dropped, signs are right, and the tests are those they claim."""

from __future__ import annotations

import pytest

from orthought.campaign.measures import compare_proposers, paired_seeds, rank_test
from orthought.campaign.observations import Desirability, Objective, Proposal
from orthought.campaign.space import Point
from orthought.errors import InputError, SettingsError
from orthought.solution import Usage
from tests.campaign.measures.scene import (
    SPACE,
    WASTE,
    YIELD,
    draw_runs,
    make_run,
    make_set,
)

BEST: Point = {"solvent": "DMF", "ligand": "L2", "degrees": 80}
MIDDLE: Point = {"solvent": "THF", "ligand": "L1", "degrees": 60}
WORST: Point = {"solvent": "MeCN", "ligand": "None", "degrees": 20}


def test_a_better_proposer_is_told_apart() -> None:
    runs = [*draw_runs("plain", 12, 6), *draw_runs("keen", 12, 6, skip=24)]
    found = compare_proposers(runs, make_set())
    plain, keen = found.summaries
    assert (found.best_known, found.worst_known, found.range_source) == (100, 0, "set")
    assert keen.best.estimate > plain.best.estimate
    assert keen.area.estimate < plain.area.estimate
    assert plain.best.low <= plain.best.estimate <= plain.best.high
    assert plain.entropy is not None
    assert found.random_entropy is not None
    assert found.entropy_ceiling is not None
    assert plain.entropy < found.entropy_ceiling
    (pair,) = found.pairs
    assert (pair.first, pair.second) == ("plain", "keen")
    assert pair.delta < 0
    assert pair.p_value == pair.p_adjusted < 0.05
    assert pair.seeds is not None
    assert pair.seeds.seeds == 12
    assert pair.seeds.difference.high < 0
    assert found == compare_proposers(runs, make_set())


def test_the_threshold_is_what_the_best_of_the_set_reach() -> None:
    runs = [make_run([WORST, BEST, MIDDLE], seed=0), make_run([WORST, MIDDLE, MIDDLE], seed=1)]
    found = compare_proposers(runs, make_set())
    (one,) = found.summaries
    assert found.threshold == 100
    assert "best 1 % of the set" in found.threshold_words
    assert one.time is not None
    assert one.time.arrived.estimate == 0.5
    assert one.time.median == 2
    assert one.hit_rate == pytest.approx(1 / 6)
    assert one.repeats == 0.5
    lower = compare_proposers(runs, make_set(), threshold=60)
    assert lower.threshold_words == "at least 60"
    assert lower.summaries[0].hit_rate == pytest.approx(4 / 6)


def test_where_less_is_better_numbers_keep_their_sense() -> None:
    runs = [make_run([MIDDLE, WORST]), make_run([BEST, MIDDLE], "other")]
    found = compare_proposers(runs, make_set(WASTE), threshold=4)
    first, second = found.summaries
    assert found.minimize
    assert (found.best_known, found.worst_known) == (2, 10)
    assert (first.finals, second.finals) == ((2,), (7,))
    assert first.track.median == (7, 2)
    assert first.regret.estimate == 0
    assert found.threshold_words == "at most 4"
    assert first.time is not None
    assert first.time.median == 2
    assert found.pairs[0].delta == 1


def test_faults_repairs_and_costs_are_counted() -> None:
    proposals = (
        Proposal(point={}, fault="invalid", raw="solvent: beer"),
        Proposal(point=MIDDLE, repaired=True),
        Proposal(point=MIDDLE, fault="repeat"),
    )
    usage = Usage(calls=3, prompt_tokens=100, completion_tokens=20, cost_usd=0.5)
    run = make_run([], proposals=proposals, budget=3, usage=usage, seconds=2)
    (found,) = compare_proposers([run], make_set()).summaries
    assert (found.invalid, found.repaired, found.repeats) == (1, 1, 1)
    assert (found.tokens, found.cost_usd, found.seconds) == (120, 0.5, 2)
    assert found.finals == (60,)
    assert found.track.median == (0, 60, 60)
    free = make_run([MIDDLE], usage=Usage(calls=1, cost_usd=None))
    (unknown,) = compare_proposers([free], make_set()).summaries
    assert (unknown.tokens, unknown.cost_usd) == (0, None)


def test_a_run_without_any_number_counts_as_the_worst() -> None:
    bad = make_run([], proposals=(Proposal(point={}, fault="invalid"),), budget=1)
    found = compare_proposers([bad, make_run([MIDDLE], "other")], make_set())
    assert found.summaries[0].finals == (0,)
    assert found.summaries[0].regret.estimate == 1


def test_unequal_budgets_and_early_ends_are_told() -> None:
    runs = [
        make_run([WORST, MIDDLE, BEST]),
        make_run([MIDDLE], "other", budget=2, batch=2),
    ]
    found = compare_proposers(runs, make_set())
    assert found.budget == 2
    assert found.summaries[0].finals == (60,)
    assert found.summaries[1].track.median == (60, 60)
    assert [note.split()[0] for note in found.notes] == ["Budgets", "1", "Batch"]


def test_without_a_set_the_runs_give_the_range() -> None:
    runs = [make_run([WORST, BEST]), make_run([MIDDLE, MIDDLE], "other")]
    found = compare_proposers(runs, objectives=[YIELD])
    assert (found.best_known, found.worst_known, found.range_source) == (100, 0, "runs")
    assert found.threshold is None
    assert found.summaries[0].time is None
    assert found.summaries[0].entropy is None
    with_space = compare_proposers(runs, objectives=[YIELD], space=SPACE)
    assert with_space.random_entropy == pytest.approx(
        compare_proposers(runs, make_set()).random_entropy or 0
    )


def test_several_objectives_are_compared_by_their_score() -> None:
    wanted = [
        YIELD.model_copy(update={"desirability": Desirability(low=0, high=100)}),
        WASTE.model_copy(update={"desirability": Desirability(low=0, high=10)}),
    ]
    found = compare_proposers([make_run([MIDDLE, BEST])], objectives=wanted)
    assert found.objective == "desirability of yield and waste"
    assert found.summaries[0].finals == (pytest.approx((0.6 * 0.3) ** 0.5),)
    weighted = compare_proposers([make_run([MIDDLE])], objectives=[YIELD, WASTE])
    assert weighted.objective == "weighted sum of yield and waste"
    assert weighted.summaries[0].finals == (60 - 7,)


def test_holm_takes_the_whole_family() -> None:
    runs = [
        *draw_runs("a", 9, 5),
        *draw_runs("b", 9, 5, skip=12),
        *draw_runs("c", 9, 5, skip=24),
    ]
    pairs = compare_proposers(runs, make_set()).pairs
    assert len(pairs) == 3
    smallest = min(pairs, key=lambda pair: pair.p_value)
    assert smallest.p_adjusted == pytest.approx(min(1, 3 * smallest.p_value))


def test_seeds_that_stand_twice_pair_with_nobody() -> None:
    runs = [make_run([WORST], seed=1), make_run([BEST], seed=1)]
    runs += [make_run([WORST], "other", seed=1), make_run([WORST], "other", seed=2)]
    assert compare_proposers(runs, make_set()).pairs[0].seeds is None


def test_what_cannot_be_compared_is_told() -> None:
    run = make_run([WORST])
    with pytest.raises(InputError, match="no run to compare"):
        compare_proposers([])
    with pytest.raises(SettingsError, match="what the runs wanted"):
        compare_proposers([run])
    with pytest.raises(InputError, match="several sets"):
        compare_proposers([run, run.model_copy(update={"set_name": "b"})], make_set())
    with pytest.raises(InputError, match="not of elsewhere"):
        compare_proposers([run], make_set(name="elsewhere"))
    with pytest.raises(InputError, match="no run gave a number"):
        compare_proposers([run], objectives=[Objective(name="purity")])


def test_the_rank_test_is_that_of_mann_and_whitney() -> None:
    # Known by hand: of the 10 ways to rank 3 among 5, one is as high and one as low.
    found = rank_test([3, 4, 5], [1, 2])
    assert (found.u, found.p_value, found.delta) == (6, pytest.approx(0.2), 1)
    assert rank_test([1, 1], [1]).p_value == 1
    assert rank_test([1, 2, 2], [2]).delta == pytest.approx(-1 / 3)
    with pytest.raises(InputError, match="without runs"):
        rank_test([], [1])


def test_pairs_of_seeds_are_compared_one_by_one() -> None:
    found = paired_seeds({1: 5, 2: 7, 3: 9, 8: 0}, {3: 6, 2: 5, 1: 4})
    assert found is not None
    assert found.seeds == 3
    assert found.difference.estimate == pytest.approx(2)
    assert found.p_value == pytest.approx(2 / 8)
    assert paired_seeds({1: 5}, {1: 4}) is None


@pytest.mark.parametrize("threshold", [None, 60.0])
def test_it_survives_json(threshold: float | None) -> None:
    found = compare_proposers(draw_runs("a", 3, 4), make_set(), threshold=threshold)
    assert type(found).model_validate_json(found.model_dump_json()) == found
