"""The chosen plate is the best that the rules allow, and says how sure that is."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from orthought.campaign.plates import (
    Control,
    PlateRules,
    Price,
    Quota,
    ValueLimit,
    choose_batch,
)
from orthought.campaign.plates.enumeration import enumerate_plates
from orthought.campaign.space import Point
from orthought.errors import InputError
from tests.campaign.plates.cases import ALL, brute_force, situations

Situation = tuple[list[Point], list[float], PlateRules, int]


@settings(max_examples=80, derandomize=True, deadline=None)
@given(situations())
def test_the_choice_is_the_best_of_all_choices(situation: Situation) -> None:
    pool, scores, rules, wells = situation
    wanted = brute_force(pool, scores, rules, wells)
    listed = enumerate_plates(pool, scores, rules, wells)
    event("feasible" if wanted is not None else "infeasible")
    if wanted is None:
        assert listed is None
        with pytest.raises(InputError, match="cannot be kept"):
            choose_batch(pool, scores, rules, wells)
        return
    plate = choose_batch(pool, scores, rules, wells)
    assert listed is not None
    assert listed.objective == pytest.approx(wanted, abs=1e-9)
    assert plate.objective == pytest.approx(wanted, abs=1e-5)
    assert plate.proven
    assert plate.gap <= 1e-6
    assert plate.bound == pytest.approx(wanted, abs=1e-4)
    assert [pool[k] for k in plate.chosen] == list(plate.points)
    assert len(plate.wells) == wells


def test_without_rules_the_best_scores_are_taken() -> None:
    plate = choose_batch(ALL[:10], [float(k) for k in range(10)], PlateRules(diversity=0), 3)
    assert plate.chosen == (9, 8, 7)
    assert plate.score_sum == plate.objective == 24.0
    assert plate.binding == ()


def test_diversity_covers_more_values() -> None:
    scores = [10.0 - k / 100 for k in range(12)]
    plain = choose_batch(ALL[:12], scores, PlateRules(diversity=0), 4)
    wide = choose_batch(ALL[:12], scores, PlateRules(diversity=1), 4)
    assert wide.covered > plain.covered
    assert wide.score_sum < plain.score_sum


def test_rules_without_room_are_named() -> None:
    rules = PlateRules(
        limits=(ValueLimit(parameter="solvent", most=1), ValueLimit(parameter="ligand", most=4)),
        quotas=(Quota(parameter="degrees", value=20, least=3),),
        diversity=0,
    )
    scores = [1.0 if point["degrees"] == 100 else 0.5 for point in ALL]
    plate = choose_batch(ALL, scores, rules, 6)
    assert plate.binding == (
        "at most 1 different values of solvent on a plate",
        "at least 3 wells with degrees 20",
    )


def test_a_cost_binds_where_it_bars_a_better_score() -> None:
    prices = tuple(Price(parameter="solvent", value=s, well=w) for s, w in (("DMF", 1), ("THF", 5)))
    scores = [{"DMF": 1.0, "THF": 2.0, "MeCN": 0.0}[str(point["solvent"])] for point in ALL]
    tight = PlateRules(prices=prices, cost_limit=9, diversity=0)
    plate = choose_batch(ALL, scores, tight, 4)
    assert plate.cost == 8
    assert plate.score_sum == 5
    assert plate.binding == ("the plate costs at most 9",)
    assert choose_batch(ALL, scores, tight.model_copy(update={"cost_limit": 50}), 4).binding == ()


def test_controls_take_wells_count_in_rules_and_are_not_chosen_again() -> None:
    control = Control(point=ALL[0], wells=2)
    rules = PlateRules(controls=(control,), limits=(ValueLimit(parameter="solvent", most=1),))
    plate = choose_batch(ALL, [float(-k) for k in range(len(ALL))], rules, 5)
    assert plate.controls == (ALL[0], ALL[0])
    assert len(plate.points) == 3
    assert ALL[0] not in plate.points
    assert {point["solvent"] for point in plate.wells} == {"DMF"}


def test_clashing_rules_are_named_and_the_innocent_are_not() -> None:
    rules = PlateRules(
        limits=(ValueLimit(parameter="solvent", most=1), ValueLimit(parameter="ligand", most=4)),
        quotas=(
            Quota(parameter="solvent", values=("DMF",), least=1),
            Quota(parameter="solvent", values=("THF",), least=1),
        ),
    )
    with pytest.raises(InputError) as caught:
        choose_batch(ALL, [0.0] * len(ALL), rules, 6)
    message = caught.value.message
    assert "at most 1 different values of solvent" in message
    assert "solvent DMF" in message
    assert "solvent THF" in message
    assert "ligand" not in message


def test_where_the_plate_is_too_large_the_largest_is_named() -> None:
    rules = PlateRules(quotas=(Quota(parameter="solvent", values=("DMF", "THF"), most=3),))
    with pytest.raises(InputError) as caught:
        choose_batch(ALL, [0.0] * len(ALL), rules, 20)
    assert "at most 3 wells with solvent DMF or THF" in caught.value.message
    assert "take at most 15 wells" in (caught.value.fix or "")


def test_a_value_that_no_candidate_has_cannot_fill_its_quota() -> None:
    rules = PlateRules(quotas=(Quota(parameter="ligand", value="BINAP", least=1),))
    with pytest.raises(InputError, match=r"a plate rule cannot be kept.*BINAP"):
        choose_batch(ALL, [0.0] * len(ALL), rules, 4)


@pytest.mark.parametrize(
    ("scores", "wells", "rules", "words"),
    [
        ([1.0], 2, PlateRules(), "do not pair up"),
        ([float("nan")] * 4, 2, PlateRules(), "not a finite number"),
        ([0.0] * 4, 0, PlateRules(), "cannot hold"),
        ([0.0] * 4, 1, PlateRules(controls=(Control(point=ALL[9], wells=2),)), "cannot hold"),
        ([0.0] * 4, 5, PlateRules(), "there are 4 different candidates"),
        ([0.0] * 4, 2, PlateRules(limits=(ValueLimit(parameter="solvant", most=1),)), "'solvant'"),
        ([0.0] * 4, 2, PlateRules(controls=(Control(point={"solvent": "THF"}),)), "does not fit"),
    ],
)
def test_bad_input_is_told(scores: list[float], wells: int, rules: PlateRules, words: str) -> None:
    with pytest.raises(InputError, match=words):
        choose_batch(ALL[:4], scores, rules, wells)


def test_the_same_call_chooses_the_same_plate() -> None:
    rules = PlateRules(limits=(ValueLimit(parameter="ligand", most=2),))
    first, second = (choose_batch(ALL, [0.0] * len(ALL), rules, 6) for _ in range(2))
    assert first.chosen == second.chosen


def test_numbers_with_many_values_are_covered_by_tenths() -> None:
    pool: list[Point] = [{"x": k / 100, "s": "a"} for k in range(0, 26, 2)]
    assert len(pool) == 13
    scores = [1.0 - k / 1000 for k in range(13)]
    plain = choose_batch(pool, scores, PlateRules(diversity=0), 3)
    wide = choose_batch(pool, scores, PlateRules(diversity=1), 3)
    assert [point["x"] for point in plain.points] == [0, 0.02, 0.04]
    assert plain.covered == 3
    assert wide.covered == 4
    assert len({int(10 * float(point["x"]) / 0.24) for point in wide.points}) == 3


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=13, max_size=13, unique=True), st.integers(1, 4))
def test_the_choice_over_tenths_is_the_best_of_all_choices(places: list[int], free: int) -> None:
    points: list[Point] = [{"x": place / 4, "s": "ab"[place % 2]} for place in places]
    control, pool = Control(point=points[0]), points[1:]
    scores = [float(place * 7919 % 101) for place in places[1:]]
    rules = PlateRules(controls=(control,), diversity=0.3)
    wanted = enumerate_plates(pool, scores, rules, free + 1)
    plate = choose_batch(pool, scores, rules, free + 1)
    assert wanted is not None
    assert plate.objective == pytest.approx(wanted.objective, abs=1e-4)
