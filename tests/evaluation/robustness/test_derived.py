"""Derived sets: loaded like any set, with the labels of their base."""

from __future__ import annotations

import pytest

from orthought.errors import InputError
from orthought.evaluation.errata import errata_of, target_of
from orthought.evaluation.experiment import Experiment
from orthought.evaluation.runner.plan import choose_from, passed_over, require_found
from orthought.evaluation.sets import find_card, load_problem, load_set
from orthought.evaluation.sets.library import is_here

pytestmark = pytest.mark.covers("robustness")


def test_a_derived_set_loads_with_a_digest_a_note_and_the_labels_of_its_base() -> None:
    base, derived = load_set("starter"), load_set("starter~synonyms@1")
    assert derived.digest not in (base.digest, load_set("starter~synonyms@2").digest)
    assert derived.digest == load_set("starter~synonyms@1").digest
    assert "starter" in derived.card.quirks[0] and is_here(derived.card)
    for problem in derived.problems:
        origin = base.problem(problem.identifier)
        assert problem.text != origin.text
        assert (problem.label, problem.files) == (origin.label, origin.files)
        assert target_of(problem, "corrected") == target_of(origin, "corrected")


def test_what_a_rule_leaves_as_it_was_is_left_out_with_the_reason() -> None:
    derived = load_set("starter~units@1")
    left = derived.card.left_out
    assert "tables" in left["s15_hose_reels"] and derived.complete
    assert {p.identifier for p in derived.problems}.isdisjoint(left)
    with pytest.raises(InputError, match="left out"):
        derived.problem("s15_hose_reels")


def test_errata_of_the_base_hold_for_a_derived_set() -> None:
    assert errata_of("logior~order@3") == errata_of("logior") != {}


def test_a_key_names_a_derived_problem() -> None:
    assert load_problem("starter~order@1:s01_garden_furniture").set_name == "starter~order@1"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("starter~synonim@1", "did you mean 'synonyms'"),
        ("starter~synonyms", "names no derived set"),
        ("startr~synonyms@1", "did you mean 'starter'"),
    ],
)
def test_a_wrong_name_is_told(name: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        find_card(name)


def test_problems_that_a_rule_left_out_are_passed_over() -> None:
    experiment = Experiment(
        bench=("starter~units@1",), problems=("s01_garden_furniture", "s15_hose_reels")
    )
    item = load_set("starter~units@1")
    chosen = choose_from(experiment, item)
    require_found(experiment, chosen, item.base)
    assert [p.identifier for p in chosen] == ["s01_garden_furniture"]
    assert list(passed_over(experiment, item)) == ["s15_hose_reels"]


def test_a_slice_picks_the_same_problems_as_in_the_base() -> None:
    experiment = Experiment(bench=("starter~units@1",), slice="0:6")
    chosen = {p.identifier for p in choose_from(experiment, load_set("starter~units@1"))}
    assert chosen <= {p.identifier for p in load_set("starter").problems[:6]}
