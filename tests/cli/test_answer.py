"""The page that a user reads, rendered from solutions made by hand."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from orthought.cli.answer import render, solution_content
from orthought.cli.numbers import (
    format_change,
    format_gap,
    format_number,
    format_objective,
    format_seconds,
)
from orthought.cli.terminal import clean, clean_line
from orthought.outcome import Sensitivity, SolutionStatus
from orthought.problem import Finding
from orthought.solution import Check, Decision, Solution, Status, Usage
from tests.cli import solutions


def page(solution: Solution, *, width: int = 100, verbose: bool = False) -> str:
    """Return the page as plain text."""
    text = io.StringIO()
    console = Console(file=text, width=width, markup=False, emoji=False, highlight=False)
    for part in render(solution, verbose=verbose):
        console.print(part)
    return text.getvalue()


@pytest.mark.covers("answer-first")
def test_the_answer_comes_first_and_the_cost_last() -> None:
    text = page(solutions.solution())
    titles = ("maximum of weekly profit", "Decisions", "Assumptions", "Checks", "What binds")
    positions = [text.index(title) for title in (*titles, "One unit more", "1 call", "highs")]
    assert positions == sorted(positions)
    first = " ".join(text.split("\n\n")[0].split())
    assert first == (
        "checked: maximum of weekly profit = 2400 EUR, proven optimum "
        "(checked: solved, and no check of the instance against the text objects)"
    )


def test_each_word_stands_with_its_meaning() -> None:
    for name, word, meaning in (
        ("doubtful", "doubtful", "a check objects"),
        ("infeasible", "infeasible", "proven: no decisions satisfy all limits"),
        ("unbounded", "unbounded", "proven: the objective improves without end"),
        ("failed", "failed", "no answer"),
    ):
        lines = page(solutions.all_kinds()[name]).splitlines()
        with_point = lines[0].startswith(f"{word}: ")
        assert with_point == (word == "doubtful")
        told = f"({word}: {meaning}" if with_point else f"{word} ({meaning}"
        assert lines[with_point].startswith(told)
    solved = page(solutions.solution(status=Status.SOLVED))
    assert "(solved: the point is verified against the instance)" in solved.splitlines()


def test_decisions_are_tables_with_zero_rows_folded() -> None:
    decisions = tuple(
        Decision(name="ship", index=(f"from{i}", f"to{i}"), value=float(i % 2)) for i in range(20)
    )
    text = page(solutions.solution(decisions=decisions))
    assert "from1 to1 1" in " ".join(text.split())
    assert "from2" not in text
    assert "and 10 more at 0" in text


def test_scalars_are_shown_even_at_zero_and_name_their_meaning() -> None:
    text = page(solutions.solution(decisions=(Decision(name="open_late", value=-0.0),)))
    assert "open_late: whether it opens late  0" in text


def test_a_component_that_is_all_zero_takes_one_line() -> None:
    decisions = tuple(Decision(name="make", index=(str(i),), value=0.0) for i in range(7))
    assert "all 7 at 0" in page(solutions.solution(decisions=decisions))


def test_long_tables_end_with_the_file_that_has_the_rest() -> None:
    decisions = tuple(Decision(name="make", index=(f"i{i}",), value=1.0) for i in range(100))
    more = tuple(Decision(name="sell", index=(f"j{i}",), value=1.0) for i in range(5))
    text = page(solutions.solution(decisions=decisions + more))
    assert "i39" in text
    assert "i40" not in text
    assert "and 65 more rows: see runs/bakery-12345678/solution.csv" in text


def test_objecting_checks_come_first_with_evidence_and_holding_ones_are_counted() -> None:
    text = page(solutions.doubtful())
    assert text.index("objects: number coverage") < text.index("note: unused variables")
    assert "40 in sentence 2" in text
    assert "1 check holds" in text
    assert "literals" not in text
    assert "Next: hold formulation.md" in text
    assert "holds: literals" in page(solutions.doubtful(), verbose=True)


def test_what_binds_names_meaning_and_sentences() -> None:
    assert 'oven: hours of the oven "The oven has 40 hours a week."' in page(solutions.solution())


@pytest.mark.covers("shadow-prices")
def test_shadow_prices_carry_range_and_degeneracy() -> None:
    item = Sensitivity(row="oven", value=-60, kind="shadow_price", lower=0, degenerate=True)
    text = page(solutions.solution(sensitivities=(item,)))
    assert "oven: -60 EUR (shadow price while the limit is from 0 to without end" in text
    assert "degenerate" in text


def test_effects_of_integer_models_say_that_they_were_solved_again() -> None:
    item = Sensitivity(row="oven", value=0, kind="resolve", resolve_less=-35.5)
    idle = Sensitivity(row="shop", value=0, kind="resolve", resolve_less=0)
    text = page(solutions.solution(sensitivities=(item, idle)))
    assert "oven: 0 EUR; one less: -35.5 EUR (by solving again)" in text
    assert "and 1 without effect" in text


def test_a_conflict_names_rows_bounds_and_integrality() -> None:
    text = " ".join(page(solutions.infeasible()).split())
    assert "contradict each other (proven by a second solve; none can be left out)" in text
    assert 'oven[monday]: hours of the oven "The oven has 40 hours a week."' in text
    assert "bound make[loaf] >= 100" in text
    assert "make[cake] must be a whole number" in text
    assert "Next: relax one of the limits" in text


def test_an_unbounded_model_names_its_ray_and_that_it_is_the_relaxations() -> None:
    text = page(solutions.unbounded())
    assert "of the relaxation (whole numbers ignored)" in text
    assert text.index("make[cake] by 2.5") < text.index("make[loaf] by 1")
    assert "Next: state the limit that is missing" in text


def test_a_failure_says_why_and_what_to_do() -> None:
    text = page(solutions.failed())
    assert "KeyError: 'oven'" in text
    assert "line 7" in text
    assert "--max-repairs 3" in text


@pytest.mark.covers("time-limit")
def test_a_point_at_the_time_limit_is_no_optimum() -> None:
    text = " ".join(page(solutions.stopped()).split())
    assert "not proven to be the best, stopped by time limit, gap 2.13 %, bound 2451" in text
    assert "maximum" not in text
    assert "Next: give more time with --time-limit" in text


def test_a_gap_within_the_tolerance_is_said() -> None:
    text = page(solutions.solution(outcome=solutions.outcome(gap=5e-7)), width=200)
    assert "proven optimum within a gap of 5e-07" in text


def test_a_local_optimum_is_no_optimum() -> None:
    outcome = solutions.outcome(solution_status=SolutionStatus.LOCALLY_OPTIMAL)
    assert "local optimum, not proven" in page(solutions.solution(outcome=outcome), width=200)


@pytest.mark.covers("ledger")
def test_an_unknown_price_says_unknown() -> None:
    assert "cost unknown" in page(solutions.solution(usage=Usage(calls=2, cost_usd=None)))


@pytest.mark.covers("embedded-never-checked")
def test_the_embedded_models_note_is_printed_once() -> None:
    solution = solutions.solution(status=Status.SOLVED, llm="local")
    text = " ".join(page(solution).split())
    assert text.count("Written by the embedded") == 1


def test_findings_and_missing_numbers_are_named() -> None:
    finding = Finding(severity="warning", source="costs.csv", message="3 values are missing")
    formulation = solutions.formulation().model_copy(update={"missing": ("wage",)})
    text = page(solutions.solution(findings=(finding,), formulation=formulation))
    assert "costs.csv: 3 values are missing" in text
    assert "wage" in text
    assert "--ask" in text


HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;http://evil\x1b\\link [bold]markup[/bold] :smile: "
    "\x9b2J \u202egnp \x00\x07\x08 [link=http://x]y[/link] \ud800"
)


@pytest.mark.covers("untrusted-text")
def test_texts_of_a_model_are_never_interpreted() -> None:
    solution = solutions.solution(
        assumptions=(HOSTILE,),
        objective_unit=HOSTILE,
        decisions=(Decision(name="make", index=(HOSTILE,), value=1, unit=HOSTILE),),
        checks=(Check(name=HOSTILE, verdict="objects", message=HOSTILE, evidence=(HOSTILE,)),),
        binding=(HOSTILE,),
        deviations=(HOSTILE,),
        sensitivities=(Sensitivity(row=HOSTILE, value=1, kind="shadow_price"),),
    )
    text = page(solution, width=400)
    assert not set(text) & {"\x1b", "\x9b", "\x07", "\x08", "\x00", "\u202e"}
    assert "[bold]markup[/bold] :smile:" in text
    assert "title" not in text
    assert "evil" not in text


@given(st.text())
def test_clean_texts_hold_no_control_character(text: str) -> None:
    assert all(c == "\n" or c >= " " for c in clean(text))
    assert not set(clean(text)) & set(map(chr, range(0x7F, 0xA0)))
    assert "\n" not in clean_line(text)
    clean(text).encode("utf-8")


@given(st.text(alphabet="\x1b[]0;1m\x07\\x\x9b"))
def test_escapes_leave_nothing_that_steers(text: str) -> None:
    assert not set(clean(text)) & {"\x1b", "\x07", "\x9b"}


@pytest.mark.parametrize("name", list(solutions.all_kinds()))
@pytest.mark.parametrize("width", [40, 80])
def test_every_page_fits_a_narrow_terminal(name: str, width: int) -> None:
    text = page(solutions.all_kinds()[name], width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "runs/bakery-12345678" in text.replace("\n", "")


@pytest.mark.parametrize("name", list(solutions.all_kinds()))
@pytest.mark.covers("json-pure")
def test_json_holds_the_whole_solution(name: str) -> None:
    solution = solutions.all_kinds()[name]
    content = json.dumps(solution_content(solution), allow_nan=False)
    assert Solution.model_validate_json(content) == solution


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1e-300, "0"),
        (80.00000000001, "80"),
        (1234567.0, "1234567"),
        (1234567.89, "1234568"),
        (0.1 + 0.2, "0.3"),
        (2 / 3, "0.666667"),
        (1.5e-7, "1.5e-07"),
        (1e20, "1e+20"),
        (-12.5, "-12.5"),
        (float("inf"), "infinite"),
        (float("-inf"), "-infinite"),
        (float("nan"), "not a number"),
    ],
)
def test_numbers_read_well(value: float, text: str) -> None:
    assert format_number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_formatted_numbers_stay_near_the_number(value: float) -> None:
    text = format_number(value)
    assert text != "-0"
    assert float(text) == pytest.approx(value, rel=1e-5, abs=1e-9)


def test_changes_gaps_and_times_read_well() -> None:
    assert format_change(3) == "+3"
    assert format_change(-3) == "-3"
    assert format_change(0) == "0"
    assert format_gap(0) == "0"
    assert format_gap(0.05) == "5 %"
    assert format_seconds(3.21) == "3.2 s"
    assert format_seconds(125) == "2 min 05 s"
    assert format_objective(12345.678) == "12345.678"
