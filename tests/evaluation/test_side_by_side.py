"""Label versions side by side: which problems are the same, and which labels agree."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets import BenchmarkSet
from orthought.evaluation.sets.side_by_side import (
    Row,
    SideBySide,
    labels_agree,
    match_versions,
    side_by_side,
)
from tests.evaluation.upstream import SHARED, card, needs_copies

TOOL = str(Path(sys.executable).parent / "orthought")
TEXTS = {
    "a": "A mill grinds 12 t of rye for 30 EUR. How much oats should it grind?",
    "b": "A loom weaves 7 rugs and 9 shawls a day. What earns the most money?",
    "c": "A ferry takes 40 cars for 25 EUR each. How many trips bring in 900 EUR?",
}


def made(name: str, problems: dict[str, tuple[str, float | None]]) -> BenchmarkSet:
    """Return a set of texts and values; no value: no optimum."""
    found = tuple(
        BenchmarkProblem(
            set_name=name, identifier=identifier, text=text,
            label=Label(status="optimal" if value is not None else "no_optimum", objective=value),
        )
        for identifier, (text, value) in problems.items()
    )  # fmt: skip
    return BenchmarkSet(card=card(name=name), problems=found, complete=True, digest="", note="")


@pytest.mark.covers("bench-versions")
def test_problems_are_matched_by_text_and_never_by_number() -> None:
    base = made("one", {key: (text, 1.0) for key, text in TEXTS.items()})
    other = made(
        "two",
        {
            "a": (TEXTS["b"].upper().replace(" ", "\n"), 1.0),
            "b": (TEXTS["c"].replace("A ferry takes", "One ferry carries"), 2.0),
            "c": ("A barge takes 41 carts. What is the cheapest way to send 7 of them?", 1.0),
        },
    )
    found = match_versions(base, [other])
    assert found["a"] == ()
    (b,), (c,) = found["b"], found["c"]
    assert (b.identifier, b.likeness, b.agrees) == ("a", "same text", True)
    assert (c.identifier, c.likeness, c.agrees) == ("b", "other words", False)


def test_other_numbers_make_another_problem() -> None:
    base = made("one", {"a": (TEXTS["a"], 1.0)})
    text = TEXTS["a"].replace("12", "13").replace("30", "31")
    assert match_versions(base, [made("two", {"a": (text, 1.0)})])["a"] == ()


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [(100.0, 100.001, True), (100.0, 100.1, False), (None, None, True), (None, 0.0, False),
     (0.0, 1e-5, True), (0.0, 1.0, False)],
)  # fmt: skip
def test_agreement_forgives_rounding(one: float | None, other: float | None, agree: bool) -> None:
    def label(value: float | None) -> Label:
        status = "optimal" if value is not None else "no_optimum"
        return Label(status=status, objective=value)

    assert labels_agree(label(one), label(other)) is agree


def test_a_problem_without_counterparts_is_not_disputed() -> None:
    row = Row(identifier="a", label=Label(objective=1.0), verdict="", counterparts=())
    assert not row.disputed


def test_a_set_without_versions_names_none() -> None:
    found = side_by_side("starter")
    assert (found.versions, found.absent) == ((), ())
    assert len(found.rows) == 36


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([TOOL, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.covers("bench-versions")
@needs_copies
def test_versions_stand_beside_each_other_on_the_command_line(tmp_path: Path) -> None:
    """A version of two problems, whose texts are those of the copy and not kept here."""
    copies = json.loads(
        (SHARED / "orthought/datasets/summary/summary_industryor.json").read_text("utf-8")
    )
    keys = ["prob_006", "prob_066"]
    rows = [
        {"en_question": copies[key]["description"], "en_answer": answer, "id": number}
        for number, (key, answer) in enumerate(zip(keys, ["904590.0", "3160500"], strict=True))
    ]
    # The upstream file has 100 problems; the rest is filled up with texts of our own.
    rows += [
        {"en_question": f"{TEXTS['a']} {number}", "en_answer": "1", "id": number}
        for number in range(2, 100)
    ]
    source = tmp_path / "industryor_sirl"
    source.mkdir()
    content = "".join(json.dumps(row) + "\n" for row in rows)
    (source / "IndustryOR_fixedV2.json").write_text(content.rstrip("\n").ljust(115219, "\n"))
    import hashlib

    digest = hashlib.sha256((source / "IndustryOR_fixedV2.json").read_bytes()).hexdigest()
    run("bench", "pull", "industryor", "--from", str(SHARED / "orthought"), folder=tmp_path)
    run("bench", "pull", "industryor_sirl", "--from", str(tmp_path), "--accept-digest", digest,
        folder=tmp_path)  # fmt: skip
    told = run("bench", "labels", "industryor", "--json", folder=tmp_path)
    found = SideBySide.model_validate_json(told.stdout)
    assert found.versions == ("industryor_sirl",)
    assert found.absent == ("industryor_original",)
    disputed = {row.identifier for row in found.rows if row.disputed}
    assert disputed == {"prob_066"}
    shown = run("bench", "labels", "industryor_sirl", "--disputed", folder=tmp_path)
    assert "prob_066" in shown.stdout
    assert "3160500 *" in shown.stdout
    assert "bench pull industryor_original" in shown.stderr
