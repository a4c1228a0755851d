"""Every check of one attempt, in the order in which they are shown."""

from __future__ import annotations

from orthought.agent import checks as audit
from orthought.agent.attempt import Attempt
from orthought.agent.context import Reading
from orthought.agent.report import check_data_used, check_optimality
from orthought.formulation import Formulation
from orthought.instance import Instance
from orthought.outcome import Outcome, SolutionStatus
from orthought.problem import Problem
from orthought.solution import Check


def checks_of_model(problem: Problem, reading: Reading, attempt: Attempt) -> tuple[Check, ...]:
    """Hold formulation, program and instance against the text; nothing is solved."""
    if attempt.draft is None or attempt.instance is None:
        return ()
    formulation, instance = attempt.draft.formulation, attempt.instance
    sentences, numbers = reading.sentences, reading.numbers
    return (
        check_data_used(attempt.draft, problem),
        audit.check_number_coverage(numbers, formulation, problem.tables),
        audit.check_number_grounding(numbers, formulation, problem.tables),
        audit.check_literals(attempt.draft.program),
        audit.check_idle_parameters(formulation, attempt.draft.program),
        audit.check_declared_built(formulation, instance),
        audit.check_sense(formulation, instance, sentences),
        audit.check_directions(formulation, instance, sentences, numbers),
        audit.check_limits_in_rows(formulation, instance, sentences, numbers),
        audit.check_units(formulation, instance),
        audit.check_unused_variables(instance),
        audit.check_ignored_decisions(instance),
        audit.check_rows(instance),
        audit.check_binding_possible(instance),
        audit.check_possible_alone(instance),
        audit.check_switch_sizes(instance),
        audit.check_integrality(formulation, problem.text),
        audit.check_coefficients(instance),
        audit.check_missing(formulation),
        audit.check_sentences(formulation, sentences),
    )


def checks_of_answer(attempt: Attempt, text: str) -> tuple[Check, ...]:
    """Hold the returned point against formulation, instance and text; nothing is solved."""
    outcome = attempt.outcome
    if attempt.draft is None or attempt.instance is None or outcome is None:
        return ()
    formulation, instance = attempt.draft.formulation, attempt.instance
    return (
        audit.check_bounds_at_limit(formulation, instance, outcome),
        audit.check_signs(formulation, instance, outcome, text),
        audit.check_something_done(formulation, instance, outcome),
        audit.check_members(formulation, instance, outcome),
        audit.check_open_ends(formulation, instance, outcome),
    )


def checks_of_outcome(outcome: Outcome | None) -> tuple[Check, ...]:
    """Hold the solver's word against what was asked of it."""
    if outcome is None or outcome.solution_status is SolutionStatus.NONE:
        return ()
    return (check_optimality(outcome),)


def checks_by_solving(
    formulation: Formulation, instance: Instance, outcome: Outcome, text: str, again: audit.Again
) -> tuple[Check, ...]:
    """Solve again with one thing changed, where something is suspicious and time is left."""
    return (
        audit.check_integrality_matters(formulation, instance, outcome, text, again),
        audit.check_large_constants(formulation, instance, outcome, again),
    )
