"""The probe takes away in turn what no sentence carries, and shows both answers."""

from __future__ import annotations

import pyomo.environ as pyo
import pytest

from orthought.agent.checks import Again
from orthought.agent.ledger import ledger_of
from orthought.agent.probing import Accept, Probe, candidates, check_reasons, probe_reasons
from orthought.formulation import Constraint, Formulation, Variable
from orthought.instance import Instance
from orthought.outcome import Outcome, SolverOptions
from tests.agent.checks.making import (
    FORMULATION,
    Change,
    bakery,
    is_doubt,
    is_note,
    reading,
    solved,
    with_part,
)


def habit(cited: tuple[int, ...] = ()) -> Formulation:
    row = Constraint(name="habit", meaning="as usual", sentences=cited)
    return with_part(FORMULATION, constraints=(*FORMULATION.constraints, row))


def probed(
    formulation: Formulation,
    change: Change | None,
    seconds: float = 10.0,
    accept: Accept | None = None,
    text: str | None = None,
) -> Probe:
    instance, read = bakery(change), reading(text) if text else reading()
    ledger = ledger_of(formulation, read.sentences, read.numbers, (), instance)
    again = Again.within(SolverOptions(), seconds)
    return probe_reasons(formulation, ledger, instance, solved(instance), read, again, accept)


def alike(model: pyo.ConcreteModel) -> None:
    model.habit = pyo.Constraint(expr=model.make["rye"] == model.make["roll"])


def as_many_rolls(model: pyo.ConcreteModel) -> None:
    model.habit = pyo.Constraint(expr=model.make["roll"] <= 12)


def used_up(model: pyo.ConcreteModel) -> None:
    model.del_component("sales")
    model.sales = pyo.Constraint(expr=model.make["rye"] == 12)
    model.earnings.expr = model.earnings.expr - 4 * model.make["rye"]


@pytest.mark.covers("probe-rows-without-reason")
def test_a_right_model_is_not_called_in_question() -> None:
    found = probed(FORMULATION, None)
    assert found == Probe()
    check = check_reasons(found, reading())
    assert check.verdict == "holds"
    assert check.message == "every row has its sentence"


@pytest.mark.covers("probe-rows-without-reason")
@pytest.mark.parametrize("change", [alike, as_many_rolls])
def test_rows_out_of_habit_are_found_with_both_answers(change: Change) -> None:
    found = probed(habit(), change)
    (finding,) = found.findings
    assert finding.names == ("habit",)
    assert finding.grade == "none"
    right = solved(bakery())
    assert finding.after == pytest.approx(right.objective)
    assert finding.before == pytest.approx(solved(bakery(change)).objective)
    assert finding.values == pytest.approx(right.values)
    check = check_reasons(found, reading())
    assert is_doubt(check)
    assert f"{finding.after:.10g} instead of {finding.before:.10g}" in check.message


def test_an_equation_that_its_sentence_only_limits_is_relaxed_on_one_side() -> None:
    (finding,) = probed(FORMULATION, used_up).findings
    assert finding.said == "the rows sales (as at least)"
    check = check_reasons(Probe(findings=(finding,), tries=1), reading())
    assert is_doubt(check)
    assert "sentence 4: At most 12 loaves" in check.evidence[-1]


def test_a_bound_without_a_number_is_found() -> None:
    def bounded(model: pyo.ConcreteModel) -> None:
        model.make["rye"].setub(7)
        model.make["roll"].setub(7)

    (finding,) = probed(FORMULATION, bounded).findings
    assert finding.said == "the upper bound of make"
    assert check_reasons(Probe(findings=(finding,)), reading()).message.startswith("if the upper")


def test_the_judge_has_the_last_word() -> None:
    seen: list[tuple[Instance, Outcome]] = []

    def judge(answer: bool | None) -> Accept:
        def accept(instance: Instance, outcome: Outcome) -> bool | None:
            seen.append((instance, outcome))
            return answer

        return accept

    rejected = probed(habit(), alike, accept=judge(False))
    assert rejected.findings[0].accepted is False
    assert check_reasons(rejected, reading()).verdict == "holds"
    assert is_doubt(check_reasons(probed(habit(), alike, accept=judge(True)), reading()))
    assert is_doubt(check_reasons(probed(habit(), alike, accept=judge(None)), reading()))
    instance, outcome = seen[0]
    assert outcome.values is not None
    assert instance.row_names == bakery(alike).row_names


def test_what_is_loosely_said_is_a_note_until_it_is_accepted() -> None:
    text = (
        "A bakery makes rye and rolls. Rye earns 3 EUR and a roll 5 EUR. The oven has 40 h. "
        "At most 12 loaves of rye can be sold. At least 6 rolls are ordered. "
        "Everybody should get a roll. How many of each give the largest earnings?"
    )
    assert is_note(check_reasons(probed(habit((6,)), below(7), text=text), reading(text)))
    accepted = probed(habit((6,)), below(7), text=text, accept=lambda instance, outcome: True)
    assert is_doubt(check_reasons(accepted, reading(text)))


def below(limit: float) -> Change:
    def change(model: pyo.ConcreteModel) -> None:
        model.habit = pyo.Constraint(expr=model.make["roll"] <= limit)

    return change


def test_the_purpose_of_a_problem_is_no_habit() -> None:
    """Without the order nothing would be bought: that is no other reading of the text."""

    def buying(model: pyo.ConcreteModel) -> None:
        model.earnings.sense = pyo.minimize

    silent = tuple(c.model_copy(update={"sentences": ()}) for c in FORMULATION.constraints[2:])
    formulation = with_part(FORMULATION, constraints=(*FORMULATION.constraints[:2], *silent))
    assert probed(formulation, buying).findings == ()


def test_definitions_and_links_are_left_alone() -> None:
    def linked(model: pyo.ConcreteModel) -> None:
        model.total = pyo.Var(domain=pyo.NonNegativeReals)
        model.open = pyo.Var(domain=pyo.Binary)
        model.sum_up = pyo.Constraint(expr=model.total == sum(model.make.values()))
        model.if_open = pyo.Constraint(expr=model.total <= 14 * model.open)

    rows = (Constraint(name="sum_up"), Constraint(name="if_open"))
    formulation = with_part(
        FORMULATION,
        constraints=(*FORMULATION.constraints, *rows),
        variables=(*FORMULATION.variables, Variable(name="total", lower=0.0)),
    )
    instance, read = bakery(linked), reading()
    ledger = ledger_of(formulation, read.sentences, read.numbers, (), instance)
    assert candidates(formulation, ledger, instance, read) == ()


def test_a_formulation_that_cites_nothing_is_not_probed() -> None:
    silent = tuple(c.model_copy(update={"sentences": ()}) for c in habit().constraints)
    assert probed(with_part(FORMULATION, constraints=silent), alike) == Probe()


def test_the_time_is_kept() -> None:
    found = probed(habit(), alike, seconds=0.0)
    assert found == Probe(complete=False)
    assert check_reasons(found, reading()).verdict == "holds"


def test_what_is_not_an_optimum_is_not_probed() -> None:
    def impossible(model: pyo.ConcreteModel) -> None:
        alike(model)
        model.never = pyo.Constraint(expr=model.make["rye"] >= 99)

    assert probed(habit(), impossible) == Probe()
