"""The figures are those that one counts by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orthought.errors import InputError, SettingsError
from orthought.evaluation.problems import Label
from orthought.evaluation.report import Summary, summarise
from orthought.evaluation.report.figures.main import steps
from orthought.solution import Usage
from orthought.statistics import holm, mcnemar, wilson
from tests.evaluation.report.scene import (
    MadeLabels,
    drawn_run,
    make_problem,
    make_result,
    make_run,
)

PROBLEMS = [make_problem(n) for n in range(1, 11)]


def summary_of(*runs: Any, **more: Any) -> Summary:
    more.setdefault("labels", MadeLabels())
    return summarise(runs, **more)


def first_right(count: int, method: str = "orthought", **changes: Any) -> list[Any]:
    return [make_result(p, method, n < count, **changes) for n, p in enumerate(PROBLEMS)]


def test_the_share_right_has_wilsons_interval() -> None:
    row = summary_of(make_run(first_right(6), PROBLEMS)).ways[0]
    expected = wilson(6, 10)
    assert (row.right.count, row.right.of, row.problems) == (6, 10, 10)
    assert row.right.interval == expected


def test_effort_is_the_mean_over_problems() -> None:
    results = [
        make_result(p, usage=Usage(calls=n, prompt_tokens=10 * n, cost_usd=0.5), attempts=n)
        for n, p in enumerate(PROBLEMS, start=1)
    ]
    row = summary_of(make_run(results, PROBLEMS)).ways[0]
    assert row.calls.estimate == pytest.approx(5.5)
    assert row.calls.low < 5.5 < row.calls.high
    assert row.prompt_tokens.estimate == pytest.approx(55)
    assert row.repairs.estimate == pytest.approx(4.5)
    assert row.cost_usd == pytest.approx(5.0)
    assert row.seconds.median == 2.0


def test_one_unknown_price_makes_the_sum_unknown() -> None:
    results = first_right(10)
    results[3] = make_result(PROBLEMS[3], usage=Usage(calls=1, cost_usd=None))
    assert summary_of(make_run(results, PROBLEMS)).ways[0].cost_usd is None


@pytest.mark.parametrize(
    ("error", "cause"),
    [("EndpointFaultError", "endpoint"), ("BudgetError", "budget")],
)
def test_what_the_harness_ended_stays_in_the_count(error: str, cause: str) -> None:
    results = first_right(10)
    broken: dict[str, Any] = {"objective": None, "feasible": False, "built": False, "size": None}
    results[0] = make_result(PROBLEMS[0], status="error", error=error, replied=False, **broken)
    summary = summary_of(make_run(results, PROBLEMS))
    row = summary.ways[0]
    assert (row.right.count, row.right.of, row.harness) == (9, 10, 1)
    assert row.replied.count == 9
    assert [(c.cause, c.counts) for c in summary.causes] == [(cause, ((row.way, 1),))]
    assert summary.problems[0].cells[0].mark == "harness"


def test_every_cell_that_is_not_right_has_one_cause() -> None:
    summary = summary_of(drawn_run({"standard": 0.4, "orthought": 0.7}, count=30))
    for row in summary.ways:
        wrong = row.problems - row.right.count
        assert sum(dict(cause.counts).get(row.way, 0) for cause in summary.causes) == wrong


def test_label_versions_stand_side_by_side() -> None:
    labels = MadeLabels({"prob_001": 2.0, "prob_002": 2.0})
    run = make_run(first_right(10), PROBLEMS)
    row = summary_of(run, labels=labels).versions[0]
    shares = {version: (s.count, s.of) for version, s in row.shares.items() if s}
    # The answer to problem 2 is its number, which the corrected label is too.
    assert shares == {"published": (10, 10), "corrected": (9, 10), "undisputed": (8, 8)}


def test_a_version_without_any_problem_is_refused_by_name() -> None:
    labels = MadeLabels({p.identifier: 0.0 for p in PROBLEMS})
    run = make_run(first_right(10), PROBLEMS)
    with pytest.raises(InputError, match="undisputed"):
        summary_of(run, labels=labels, label_version="undisputed")
    assert summary_of(run, labels=labels).versions[0].shares["undisputed"] is None


def test_the_square_of_a_pair_and_its_exact_test() -> None:
    a = [make_result(p, "a", n in (0, 1, 2, 3, 4, 5)) for n, p in enumerate(PROBLEMS)]
    b = [make_result(p, "b", n in (0, 1, 8)) for n, p in enumerate(PROBLEMS)]
    pair = summary_of(make_run([*a, *b], PROBLEMS)).pairs[0]
    square = (pair.both_right, pair.only_first, pair.only_second, pair.both_wrong)
    assert square == (2, 4, 1, 3)
    right = ({p.key: n < 6 for n, p in enumerate(PROBLEMS)},
             {p.key: n in (0, 1, 8) for n, p in enumerate(PROBLEMS)})  # fmt: skip
    assert pair.test == mcnemar(*right)
    assert pair.test.p_value == pytest.approx(0.375)
    assert pair.difference.estimate == pytest.approx(0.3)
    assert pair.difference.low < 0.3 < pair.difference.high


def test_holm_counts_the_comparisons_of_a_set() -> None:
    run = drawn_run({"a": 0.2, "b": 0.5, "c": 0.8}, count=40, set_names=("made", "other"), seed=3)
    summary = summary_of(run)
    assert len(summary.pairs) == 6
    for name in ("made", "other"):
        family = [pair for pair in summary.pairs if pair.first.set_name == name]
        adjusted = holm({str(n): pair.test.p_value for n, pair in enumerate(family)})
        assert [pair.adjusted for pair in family] == list(adjusted.values())
        assert max(pair.adjusted for pair in family) > min(p.test.p_value for p in family)


def test_a_pair_is_tested_on_what_both_finished() -> None:
    results = [*first_right(6, "a"), *first_right(10, "b")[:7]]
    summary = summary_of(make_run(results, PROBLEMS, cells=20))
    assert (summary.pairs[0].test.problems, summary.pairs[0].left_out) == (7, 3)
    assert [row.problems for row in summary.ways] == [10, 7]
    assert any("17 of 20" in warning for warning in summary.warnings)


def sampled(patterns: list[list[bool]], method: str = "orthought") -> list[Any]:
    return [
        make_result(problem, method, right, sample=number)
        for problem, row in zip(PROBLEMS, patterns, strict=False)
        for number, right in enumerate(row)
    ]


def test_samples_give_pass_at_k_and_majority() -> None:
    patterns = [[True, True, True], [True, False, False], [False, False, False]]
    summary = summary_of(make_run(sampled(patterns), PROBLEMS[:3], samples=3))
    row = summary.sampled[0]
    assert row.mean.estimate == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert row.pass_at[1].estimate == pytest.approx(row.mean.estimate)
    assert row.pass_at[3].estimate == pytest.approx(2 / 3)
    assert row.majority_at[3].estimate == pytest.approx(1 / 3)
    assert sorted(row.pass_at) == [1, 2, 3]
    assert summary.ways[0].right.interval.method == "bootstrap"
    assert (summary.ways[0].problems, summary.ways[0].cells) == (3, 9)


def test_samples_are_compared_by_sign_flips() -> None:
    a = sampled([[True, True], [True, False], [True, True], [True, True]], "a")
    b = sampled([[False, False], [True, False], [False, True], [False, False]], "b")
    pair = summary_of(make_run([*a, *b], PROBLEMS[:4], samples=2)).pairs[0]
    assert pair.both_right is None
    assert pair.test.method == "sign_flip"
    assert (pair.test.first_better, pair.test.ties) == (3, 1)


def test_the_word_of_an_answer_is_counted_against_right() -> None:
    results = first_right(8)
    results[0] = make_result(PROBLEMS[0], status="doubtful")
    results[9] = make_result(PROBLEMS[9], right=False, status="doubtful")
    rows = summary_of(make_run(results, PROBLEMS)).confidence
    counted = {row.status: (row.right.count, row.cells) for row in rows}
    assert counted == {"checked": (7, 8), "doubtful": (1, 2)}


def test_parts_add_up_to_the_whole() -> None:
    summary = summary_of(drawn_run({"orthought": 0.6}, count=60))
    for name in ("type", "size"):
        rows = [row for row in summary.parts if row.property == name]
        assert sum(row.problems for row in rows) == 60
        assert sum(row.share.count for row in rows) == summary.ways[0].right.count
    assert [r.value for r in summary.parts if r.property == "size"] == ["Toy", "Small", "Medium"]
    assert not [row for row in summary.parts if row.property == "difficulty"]


def test_sizes_are_compared_with_the_published_ones() -> None:
    row = summary_of(make_run(first_right(10), PROBLEMS)).sizes[0]
    equal = sum(p.details.variables == 2 for p in PROBLEMS)
    assert row.variables is not None
    assert (row.variables.count, row.variables.of) == (equal, 10)
    assert row.rows is None


def test_equivalence_is_read_where_it_was_kept(tmp_path: Path) -> None:
    results = first_right(10)
    for result, verdict in zip(results, ("equivalent", "different", "unresolved"), strict=False):
        folder = tmp_path / result.folder
        folder.mkdir(parents=True)
        content = {"verdict": verdict, "verdict_scaled": "equivalent"}
        (folder / "equivalence.json").write_text(json.dumps(content), encoding="utf-8")
    row = summary_of(make_run(results, PROBLEMS, folder=tmp_path)).equivalence[0]
    assert (row.compared, row.equivalent.count, row.scaled.count, row.unresolved) == (3, 1, 3, 1)


def test_runs_stand_side_by_side_and_repetitions_are_numbered() -> None:
    runs = [make_run(first_right(n), PROBLEMS, name="twice") for n in (4, 9)]
    summary = summary_of(*runs)
    assert [(row.way.run, row.right.count) for row in summary.ways] == [
        ("twice", 4),
        ("twice (2)", 9),
    ]
    assert len(summary.pairs) == 1


def test_missing_shards_are_named() -> None:
    summary = summary_of(make_run(first_right(10), PROBLEMS, shard="1/3, 3/3"))
    assert any("2/3" in warning for warning in summary.warnings)


def test_labels_that_changed_since_are_seen() -> None:
    run = make_run(first_right(10), PROBLEMS)
    assert not summary_of(run).sets[0].labels_changed
    assert summary_of(run, labels=MadeLabels({"prob_001": 3.0})).sets[0].labels_changed


def test_no_optimum_is_an_answer() -> None:
    problem = make_problem(1, label=Label(status="no_optimum", written="null"))
    nothing: dict[str, Any] = {"objective": None, "feasible": False}
    result = make_result(problem, status="infeasible", **nothing)
    summary = summary_of(make_run([result], [problem]))
    assert summary.ways[0].right.count == 1
    assert summary.problems[0].accepted == ("no optimum",)


def test_the_rule_is_taken_by_name() -> None:
    results = [make_result(p, objective=float(p.label.objective or 0) * 1.01) for p in PROBLEMS]
    run = make_run(results, PROBLEMS)
    assert summary_of(run, rule="optmath").ways[0].right.count == 10
    assert summary_of(run).ways[0].right.count == 0
    with pytest.raises(SettingsError, match="scoring rule"):
        summary_of(run, rule="stric")


def test_a_set_that_is_not_here_is_named_with_the_way_to_it() -> None:
    run = make_run(first_right(10), PROBLEMS)
    with pytest.raises(InputError, match="bench pull made"):
        summary_of(make_run(first_right(10), PROBLEMS[:0] or PROBLEMS[:5]))
    with pytest.raises(InputError, match="no result"):
        summary_of(make_run([], PROBLEMS))
    assert summary_of(run).finished == 10


def test_steps_double_and_end_at_the_last() -> None:
    assert [steps(n) for n in (1, 2, 3, 8, 10)] == [
        (1,), (1, 2), (1, 2, 3), (1, 2, 4, 8), (1, 2, 4, 8, 10),
    ]  # fmt: skip


def test_what_is_no_product_model_is_named_unasked() -> None:
    results = [make_result(p, llm="manual:desk") for p in PROBLEMS]
    assert "manual endpoint" in summary_of(make_run(results, PROBLEMS)).stand_in
    noted = make_run(results, PROBLEMS, llm_note="read by three people")
    assert summary_of(noted).stand_in == "read by three people"
    assert summary_of(make_run(first_right(10), PROBLEMS)).stand_in == ""


def test_other_data_under_the_same_name_are_told() -> None:
    runs = [make_run(first_right(10), PROBLEMS) for _ in range(2)]
    runs[1].manifest["sets"]["made"]["digest"] = "b" * 64
    assert any("different data" in warning for warning in summary_of(*runs).warnings)


def test_the_search_for_causes_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    run = make_run(first_right(7), PROBLEMS)
    summary_of(run, tell=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
