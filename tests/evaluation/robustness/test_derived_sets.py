"""Sets in other words: loaded, named, labelled and measured like any other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import orthought
from orthought.errors import InputError
from orthought.evaluation.errata.versions import audited, errata_of, target_of
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.robustness.naming import base_of, derived_of, labels_from
from orthought.evaluation.robustness.perturbing import Perturbed, perturb
from orthought.evaluation.sets import find_card, is_here, load_problem, load_set
from orthought.resources import cache_folder

STARTER = Path(__file__).resolve().parents[3] / "benchmarks" / "starter"
PLAIN = load_set("starter")


@pytest.mark.covers("robustness")
def test_a_set_in_other_words_has_the_labels_of_its_base() -> None:
    found = load_set("starter~words@1")
    base = {problem.identifier: problem for problem in PLAIN.problems}
    assert 0 < len(found.problems) < len(PLAIN.problems)
    for problem in found.problems:
        before = base[problem.identifier]
        assert problem.text != before.text
        assert (problem.label, problem.files) == (before.label, before.files)
        assert problem.key == f"starter~words@1:{problem.identifier}"
    left_out = set(base) - {problem.identifier for problem in found.problems}
    assert left_out == set(found.card.left_out)


def test_name_seed_and_rule_make_another_digest() -> None:
    names = ("starter", "starter~order@1", "starter~order@2", "starter~synonyms@1")
    assert len({load_set(name).digest for name in names}) == len(names)
    assert load_set("starter~order").digest == load_set("starter~order@1").digest


def test_one_problem_is_found_by_its_key() -> None:
    problem = load_problem("starter~order@1:s04_gravel_haul")
    assert problem.text.startswith("A quarry firm owns")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("starter~synonym@1", "synonyms"),
        ("startr~order@1", "starter"),
        ("starter~order@x", "RULE@SEED"),
        ("starter~order@1~words@1", "RULE@SEED"),
        ("starter~order@-1", "RULE@SEED"),
        ("starter~", "order"),
    ],
)
def test_a_name_that_fits_nothing_says_what_would(name: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        load_set(name)
    assert hint in f"{caught.value} {caught.value.fix}"


def test_names() -> None:
    derived = derived_of("nlp4lp~numbers@3")
    assert derived is not None
    assert (derived.base, derived.rule, derived.seed) == ("nlp4lp", "numbers", 3)
    assert derived_of("nlp4lp") is None
    assert base_of("nlp4lp~order@2") == base_of("nlp4lp") == "nlp4lp"
    assert (labels_from("nlp4lp~order@2"), labels_from("nlp4lp~numbers@2")) == ("nlp4lp", "")


def test_errata_hold_for_other_words_and_not_for_other_numbers() -> None:
    assert errata_of("logior~order@1") == errata_of("logior") != {}
    assert errata_of("logior~numbers@1") == {}
    erratum = errata_of("logior")["prob_019"]
    problem = BenchmarkProblem(
        set_name="logior~order@1", identifier="prob_019", text="...",
        label=Label(objective=erratum.published_label.objective),
    )  # fmt: skip
    target = target_of(problem, "corrected")
    assert target is not None
    assert target.verdict == "wrong"


def test_a_set_that_was_not_pulled_is_not_here_in_other_words_either() -> None:
    assert is_here(find_card("starter~order@1"))
    assert not is_here(find_card("logior~order@1"))
    with pytest.raises(InputError) as caught:
        load_set("logior~order@1")
    assert caught.value.fix == "orthought bench pull logior"
    assert audited("starter~order@1")[1] == len(load_set("starter~order@1").problems)


@pytest.mark.covers("robustness")
def test_other_numbers_change_text_and_label_alike() -> None:
    found = load_set("starter~numbers@1")
    base = {problem.identifier: problem for problem in PLAIN.problems}
    assert len(found.problems) >= 15
    for problem in found.problems:
        assert problem.text != base[problem.identifier].text
        assert problem.label.objective is not None
        assert problem.reference is None
    same = [p for p in found.problems if p.label.objective == base[p.identifier].label.objective]
    assert len(same) <= 1, "other numbers that matter give another optimum"


def with_other_numbers(identifier: str, changes: dict[str, str]) -> str:
    """Return the reference reply of a problem with other numbers in its formulation."""
    folder = STARTER.parents[1] / "tests" / "replies" / "starter"
    head, _, rest = (folder / f"{identifier}.md").read_text().partition("```json\n")
    declared, _, program = rest.partition("```")
    values = {float(old): float(new) for old, new in changes.items()}
    changed: list[float] = []

    def visit(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: visit(value) for key, value in part.items()}
        if isinstance(part, list):
            return [visit(value) for value in part]
        if isinstance(part, int | float) and not isinstance(part, bool) and part in values:
            changed.append(part)
            return values[part]
        return part

    reply = f"{head}```json\n{json.dumps(visit(json.loads(declared)))}\n```{program}"
    assert sorted(changed) == sorted(values), "each number stands once in the reference reply"
    return reply


@pytest.mark.parametrize(
    "identifier",
    ["s01_garden_furniture", "s04_gravel_haul", "s06_rescue_gear", "s09_cider_press"],
)
def test_the_new_label_is_what_another_model_of_the_text_gives(
    identifier: str, tmp_path: Path
) -> None:
    """Proof and reference reply were written apart: with the same new numbers they agree."""
    perturbed = perturb(PLAIN.problem(identifier), 1)
    assert isinstance(perturbed, Perturbed)
    (tmp_path / "reply.md").write_text(with_other_numbers(identifier, perturbed.changes))
    solution = orthought.solve(
        perturbed.text, llm=f"scripted:{tmp_path / 'reply.md'}", out=tmp_path / "run"
    )
    assert solution.objective == pytest.approx(perturbed.label.objective, rel=1e-6)
    assert solution.status == "checked"


def test_seeds_give_other_numbers_and_the_same_seed_the_same() -> None:
    problem = PLAIN.problem("s01_garden_furniture")
    first, again, second = perturb(problem, 1), perturb(problem, 1), perturb(problem, 2)
    assert first == again != second


def test_a_proven_label_is_kept_and_a_damaged_one_proven_again() -> None:
    problem = PLAIN.problem("s01_garden_furniture")
    first = perturb(problem, 1)
    (kept,) = (cache_folder() / "perturbed" / "starter").glob("*.json")
    kept.write_text("{")
    assert perturb(problem, 1) == first


@pytest.mark.parametrize(
    ("identifier", "reason"),
    [
        ("s14_plastic_broker", "no optimum"),
        ("s17_fire_lookouts", "fewer than 2"),
    ],
)
def test_what_cannot_be_perturbed_says_why(identifier: str, reason: str) -> None:
    found = perturb(PLAIN.problem(identifier), 1)
    assert isinstance(found, str)
    assert reason in found


def test_a_label_that_was_not_proven_or_is_disputed_gives_no_new_one() -> None:
    def of(identifier: str) -> BenchmarkProblem:
        return BenchmarkProblem(
            set_name="logior", identifier=identifier, text="5 carts", label=Label(objective=1.0)
        )

    assert perturb(of("prob_999"), 1) == "its label was not proven"
    assert perturb(of("prob_019"), 1) == "its label is disputed"
