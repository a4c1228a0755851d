"""Other numbers in the same text: the proof is run again, and a second way must agree."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from pathlib import Path

import pytest

from orthought.evaluation import Experiment, evaluate
from orthought.evaluation.errata import errata_of
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.robustness.derived import derive
from orthought.evaluation.robustness.numbers import renumber, substitute
from orthought.evaluation.robustness.proof_numbers import (
    Proof,
    Unproven,
    countable,
    own_amounts,
    prove_with,
)
from orthought.evaluation.robustness.rewording import rule_of
from orthought.evaluation.sets import load_set
from orthought.evaluation.sets.derived_names import parse_derived
from orthought.llm.scripted import ScriptedModel
from orthought.resources import cache_folder
from tests.evaluation.robustness.reference import numbers_changed, renumbered_reply

pytestmark = pytest.mark.covers("robustness-numbers")
CHECKED = (
    "s01_garden_furniture",
    "s06_rescue_gear",
    "s09_cider_press",
    "s11_copper_trough",
    "s13_linen_laundry",
    "s30_oxygen_rounds",
    "s36_cocoa_freight",
)
PROOF = '''"""A mill with 99 looms in words."""

READINGS = {"plain": "Whole looms."}


def prove(reading):
    rows = [40, 2.5, 2.5][0:20]
    assert 31 < 37
    return 13.5 * 40 + sum(range(25))
'''


def starter(identifier: str, seed: int = 1) -> BenchmarkProblem | str:
    return renumber(load_set("starter").problem(identifier), rule_of("numbers"), seed)


def test_only_what_stands_once_as_an_amount_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "proof.py"
    path.write_text(PROOF)
    proof = Proof(path=path, reading="plain")
    assert countable(proof) == {Decimal("13.5"), Decimal(31), Decimal(37)}
    assert Decimal(25) not in own_amounts(proof) and Decimal(99) not in own_amounts(proof)


def test_a_proof_is_run_with_other_numbers(tmp_path: Path) -> None:
    path = tmp_path / "proof.py"
    path.write_text(PROOF)
    proof = Proof(path=path, reading="plain")
    assert prove_with(proof, {Decimal("13.5"): Decimal("12.5")}) == Label(objective=800.0)
    with pytest.raises(Unproven, match="AssertionError"):
        prove_with(proof, {Decimal(31): Decimal(38)})


def test_numbers_change_in_prose_and_nowhere_else() -> None:
    numbers = {Decimal(40): Decimal(41), Decimal("2.5"): Decimal("2.62")}
    text = "The mill runs 40 h at 2.5 EUR an hour on loom-40.\n\n| 40 | 2.5 |"
    assert substitute(text, numbers) == text.replace("40 h at 2.5", "41 h at 2.62")


@pytest.mark.parametrize("identifier", CHECKED)
def test_the_reference_program_agrees_with_the_proof(identifier: str, tmp_path: Path) -> None:
    base = load_set("starter")
    before, after = base.problem(identifier), starter(identifier)
    assert isinstance(after, BenchmarkProblem)
    changed = numbers_changed(before.text, after.text)
    assert changed
    run = evaluate(
        Experiment(name="again", bench=("starter",), llm=("scripted",), max_repairs=0),
        out=tmp_path / "run",
        sets=[base.model_copy(update={"problems": (after,)})],
        model=ScriptedModel([renumbered_reply(identifier, changed)]),
    )
    result = run.results[0]
    if after.label.objective is None:
        assert result.status == after.label.status
        return
    assert result.objective is not None
    assert math.isclose(result.objective, after.label.objective, rel_tol=1e-6)


def test_new_numbers_stay_near_the_old_and_whole_ones_whole() -> None:
    for identifier in CHECKED:
        after = starter(identifier, 2)
        assert isinstance(after, BenchmarkProblem)
        before = load_set("starter").problem(identifier)
        for one, other in numbers_changed(before.text, after.text).items():
            assert abs(other / one - 1) <= Decimal("0.1") and one >= 0
            assert one != one.to_integral_value() or other == other.to_integral_value()
        assert re.sub(r"[\d.]+", "", before.text).split() == re.sub(
            r"[\d.]+", "", after.text
        ).split()  # fmt: skip


@pytest.mark.parametrize(
    ("identifier", "reason"),
    [("s17_fire_lookouts", "no amount"), ("s34_well_pumps", "that the text does not")],
)
def test_what_cannot_be_proven_is_left_out_with_the_reason(identifier: str, reason: str) -> None:
    found = starter(identifier)
    assert isinstance(found, str) and reason in found


def test_a_derived_set_has_labels_of_its_own_and_is_kept() -> None:
    whole = load_set("starter")
    base = whole.model_copy(update={"problems": whole.problems[:5] + whole.problems[16:17]})
    name = parse_derived("starter~numbers@1")
    derived = derive(base, name)
    kept = cache_folder() / "derived" / f"{derived.digest}.json"
    assert kept.is_file() and derive(base, name) == derived
    assert list(derived.card.left_out) == ["s17_fire_lookouts"]
    assert all(p.label != whole.problem(p.identifier).label for p in derived.problems)
    kept.write_text("{damaged")
    assert derive(base, name) == derived


def test_errata_of_the_base_do_not_hold_for_other_numbers() -> None:
    assert errata_of("logior~numbers@1") == {}


@pytest.mark.siege
@pytest.mark.timeout(900)
def test_most_of_the_starter_set_is_covered() -> None:
    assert len(load_set("starter~numbers@1").problems) >= 24
