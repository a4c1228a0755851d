"""Drops: the same problems before and after, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from orthought.errors import InputError
from orthought.evaluation.robustness import Robustness, compare_robustness
from orthought.evaluation.robustness.page import lines_of, page_of
from orthought.evaluation.robustness.writing import write_robustness
from orthought.pages.markdown import to_markdown
from tests.evaluation.report.scene import MadeLabels, MadeRun, make_problem, make_result, make_run


def run_of(method: str = "orthought", **rows: str) -> MadeRun:
    """Return a run with a set for each row: 'yn-' is right, wrong, not in the set."""
    problems, results = [], []
    for name, row in rows.items():
        set_name = "made" if name == "base" else f"made~{name}@1"
        for number, letter in enumerate(row, 1):
            if letter != "-":
                problem = make_problem(number, set_name)
                problems.append(problem)
                results.append(make_result(problem, method, letter == "y"))
    return make_run(results, problems)


def compared(*runs: MadeRun) -> Robustness:
    return compare_robustness(runs, labels=MadeLabels())


def counts(found: Robustness) -> Sequence[tuple[str, int, float, float, int, int]]:
    return [(d.rule, d.problems, d.before.count, d.after.count, d.lost, d.won) for d in found.drops]


@pytest.mark.covers("robustness")
def test_only_problems_that_were_changed_count_on_either_side() -> None:
    found = compared(run_of(base="yyyynn", order="ynyyyn", words="-ny---"))
    assert counts(found) == [("order", 6, 4, 4, 1, 1), ("words", 2, 2, 1, 1, 0)]
    assert found.drops[1].difference.estimate == pytest.approx(-0.5)


def test_tests_are_exact_and_corrected_over_the_rules_of_a_way() -> None:
    found = compared(run_of(base="y" * 8, order="n" * 8, words="y" * 8))
    first, second = found.drops
    assert first.test.p_value == pytest.approx(2 / 2**8)
    assert first.adjusted == pytest.approx(4 / 2**8)
    assert second.test.p_value == second.adjusted == 1.0
    assert first.difference.high < 0


def test_each_method_is_set_against_itself() -> None:
    one, other = run_of("a", base="yy", order="yn"), run_of("b", base="nn", order="ny")
    assert counts(compared(one, other)) == [("order", 2, 2, 1, 1, 0), ("order", 2, 0, 1, 0, 1)]


def test_base_and_derived_may_lie_in_runs_apart() -> None:
    assert counts(compared(run_of(base="yy"), run_of(order="yn"))) == [("order", 2, 2, 1, 1, 0)]


def test_without_both_sides_the_command_that_measures_them_is_named() -> None:
    for run in (run_of(base="yy"), run_of(order="yy")):
        with pytest.raises(InputError) as caught:
            compared(run)
        assert "starter~synonyms@1" in str(caught.value.fix)


def test_files_and_lines_tell_the_same(tmp_path: Path) -> None:
    found = compared(run_of(base="yyyn", order="ynyn"))
    paths = write_robustness(found, tmp_path / "out")
    assert [path.name for path in paths] == [
        "robustness.html", "robustness.md", "robustness.json",
    ]  # fmt: skip
    assert Robustness.model_validate_json(paths[2].read_bytes()) == found
    assert "order        3 -> 2 of 4 problems: -25.0" in lines_of(found)
    page = to_markdown(page_of(found))
    assert "3/4: 75.0 %" in page
    assert "2/4: 50.0 %" in page
