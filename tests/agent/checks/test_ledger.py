"""The ledger ties sentences, numbers, rows and objective terms both ways."""

from __future__ import annotations

from pathlib import Path

import pyomo.environ as pyo
import pytest

import orthought
from orthought.agent.ledger import Ledger, ledger_markdown, ledger_of, ledger_of_solution
from orthought.formulation import Constraint, Formulation, Parameter
from tests.agent.checks.making import FORMULATION, TEXT, bakery, reading, with_part

ROOT = Path(__file__).resolve().parents[3]


def ledger(formulation: Formulation = FORMULATION, text: str = TEXT, built: bool = True) -> Ledger:
    read = reading(text)
    instance = bakery() if built else None
    return ledger_of(formulation, read.sentences, read.numbers, (), instance)


@pytest.mark.covers("ledger")
def test_everything_of_a_right_model_has_its_place() -> None:
    found = ledger()
    assert found.sentences_without_row == ()
    assert found.rows_without_sentence == ()
    assert found.open_numbers == ()
    by_number = {entry.number: entry for entry in found.sentences}
    assert by_number[4].rows == ("sales",)
    assert by_number[4].role == "limit"
    assert by_number[4].parameters == ("rye_most",)
    assert by_number[6].role == "question"
    assert by_number[6].objective
    (term,) = found.objective
    assert (term.variable, term.columns, term.of) == ("make", 2, 2)
    assert term.parameters == ("earn",)
    assert term.sentences == (2,)
    places = {entry.text: entry.places for entry in found.numbers}
    assert places["3"] == ("earn[rye]",)
    assert places["12"] == ("rye_most",)
    assert {e.text: e.rows for e in found.numbers}["12"] == ("sales",)


@pytest.mark.covers("ledger")
def test_gaps_show_on_both_sides() -> None:
    without = with_part(
        FORMULATION,
        constraints=(*FORMULATION.constraints[:2], Constraint(name="habit", meaning="as usual")),
        parameters=FORMULATION.parameters[:3],
    )
    found = ledger(without)
    assert [entry.number for entry in found.sentences_without_row] == [5]
    assert {entry.name for entry in found.rows_without_sentence} == {"habit", "order"}
    built = {entry.name: entry for entry in found.rows}
    assert (built["habit"].built, built["habit"].declared) == (0, True)
    assert (built["order"].built, built["order"].declared) == (1, False)
    assert [entry.text for entry in found.open_numbers] == ["6"]


def test_numbers_are_explained_without_a_place() -> None:
    text = "In week 3 the oven has 40 h and one door, and runs 2400 min. It is 7 years old."
    formulation = Formulation(
        parameters=(Parameter(name="hours", value=40, sentences=(1,)),),
        assumptions=("unused: 7 (age)",),
    )
    read = reading(text)
    found = ledger_of(formulation, read.sentences, read.numbers)
    told = {entry.text: entry for entry in found.numbers}
    assert told["3"].explained == "a name, no amount"
    assert told["one"].explained == "needs no place"
    assert told["7"].places == ("an assumption that says it is unused",)
    assert told["40"].places == ("hours",)
    assert told["2400"].is_open


@pytest.mark.parametrize(
    ("name", "upper", "lower"),
    [("oven", "stated", None), ("sales", "stated", None), ("order", None, "stated")],
)
def test_sides_are_carried(name: str, upper: str | None, lower: str | None) -> None:
    entry = next(entry for entry in ledger().rows if entry.name == name)
    assert (entry.upper, entry.lower) == (upper, lower)


def test_at_most_carries_no_equation() -> None:
    def equal(model: pyo.ConcreteModel) -> None:
        model.del_component("sales")
        model.sales = pyo.Constraint(expr=model.make["rye"] == 12)

    read = reading()
    found = ledger_of(FORMULATION, read.sentences, read.numbers, (), bakery(equal))
    entry = next(entry for entry in found.rows if entry.name == "sales")
    assert (entry.upper, entry.lower) == ("stated", "none")


def test_a_number_carries_rows_that_do_not_cite_it() -> None:
    forgetful = tuple(
        c.model_copy(update={"sentences": (1,)}) if c.name == "sales" else c
        for c in FORMULATION.constraints
    )
    found = ledger(with_part(FORMULATION, constraints=forgetful))
    assert next(entry for entry in found.rows if entry.name == "sales").upper == "stated"


@pytest.mark.covers("ledger")
def test_the_ledger_is_drawn_and_survives_a_round_trip() -> None:
    found = ledger()
    assert Ledger.model_validate_json(found.model_dump_json()) == found
    drawn = ledger_markdown(found)
    assert "Nothing is open" in drawn
    assert "| 4 | limits | rows sales; parameters rye_most |" in drawn
    odd = with_part(FORMULATION, constraints=(Constraint(name="a|b`<i>"),))
    assert "a\\|b\\`&lt;i&gt;" in ledger_markdown(ledger(odd))


@pytest.mark.covers("ledger")
def test_a_run_shows_its_ledger(tmp_path: Path) -> None:
    solution = orthought.solve(
        (ROOT / "examples" / "bakery.md").read_text(),
        llm=f"scripted:{ROOT / 'examples' / 'bakery.reply.md'}",
        out=tmp_path / "run",
    )
    drawn = (tmp_path / "run" / "formulation.md").read_text()
    assert "## Ledger" in drawn
    found = ledger_of_solution(solution)
    assert found is not None
    assert [entry.name for entry in found.rows] == ["flour", "kneading", "sales"]
    assert all(entry.built is None for entry in found.rows)


@pytest.mark.covers("ledger")
def test_runs_of_older_formats_have_a_ledger() -> None:
    older = orthought.load(ROOT / "tests" / "data" / "run-format-1")
    found = ledger_of_solution(older)
    assert found is not None
    assert found.sentences
    derived = older.model_copy(update={"formulation": Formulation(derived=True)})
    assert ledger_of_solution(derived) is None
