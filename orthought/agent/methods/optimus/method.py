"""The agents at work: extract, formulate clause by clause, code clause by clause, build, mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orthought.agent.attempt import Attempt, Draft, try_draft
from orthought.agent.context import Context
from orthought.agent.methods.feedback import feedback_on
from orthought.agent.methods.optimus.program import Program, assemble, read_code, suspects
from orthought.agent.methods.optimus.replies import (
    MOST_SENT_BACK,
    Order,
    read_clauses,
    read_formulated,
    read_order,
    read_parameters,
)
from orthought.agent.methods.optimus.requests import (
    clauses_request,
    code_request,
    formulate_request,
    manage_request,
    parameters_request,
)
from orthought.agent.methods.optimus.state import MOST_CLAUSES, Clause, State
from orthought.agent.methods.trying import ask_and_read, work_within_budget
from orthought.errors import ReplyError
from orthought.solution import Diagnosis

FEWEST_CALLS: Final = 2
"""The parameters are asked for twice and cannot be read."""


@dataclass(frozen=True)
class Evaluation:
    """A state with what became of it."""

    state: State
    attempt: Attempt
    program: Program | None = None
    """None where the state was not complete."""


class Optimus:
    """Agents that fill one state, and a manager that sends clauses back after a failure."""

    name = "optimus"

    async def attempt(self, context: Context) -> Attempt:
        """Return the last attempt that has an answer, else the last one.

        Raises:
            BudgetError: it ended before the first program; or before an answer, where the run can
                go on with a larger one.
        """
        return await work_within_budget(context, _work)


def most_calls(repairs: int) -> int:
    """Return the calls where every reply is asked for twice.

    A repair costs the manager's word, the clauses that it sends back, and one that failed before.
    """
    return 2 * (2 + 2 * MOST_CLAUSES + repairs * (1 + 2 * MOST_SENT_BACK + 1))


async def _work(context: Context, attempts: list[Attempt]) -> None:
    try:
        state = await _extract(context)
    except ReplyError as error:
        attempts.append(_unreadable(error, 1))
        return
    for number in range(1, context.max_repairs + 2):
        done = await _evaluate(context, state, number)
        attempts.append(done.attempt)
        if not done.attempt.may_improve or number > context.max_repairs:
            return
        order = await _manage(context, done, number)
        if order is None:
            return
        state = done.state.sent_back(order.clauses, order.agent, _fault(order, done.attempt))


async def _extract(context: Context) -> State:
    """Return parameters and clauses.

    Raises:
        ReplyError: one of them cannot be read, asked for twice.
    """
    problem = context.problem
    given = await ask_and_read(
        context, parameters_request(context), lambda text: read_parameters(text, problem)
    )
    return await ask_and_read(
        context, clauses_request(context, given), lambda text: read_clauses(text, given)
    )


async def _evaluate(context: Context, state: State, number: int) -> Evaluation:
    """Let formulator and programmer do what is left to do, then build and solve."""
    state, failure = await _complete(context, state, number)
    if failure is not None:
        return Evaluation(state, _unreadable(failure, number))
    program = assemble(state)
    draft = Draft(state.formulation(), program.text)
    attempt = await try_draft(context.workshop, draft, context.data, number)
    return Evaluation(state, attempt, program)


async def _complete(context: Context, state: State, number: int) -> tuple[State, ReplyError | None]:
    """Return the state with every clause coded, or as far as it came and why it ended there."""
    try:
        while (clause := state.next_of("formulator")) is not None:
            state = await _formulate(context, state, clause, number)
        while (clause := state.next_of("programmer")) is not None:
            state = await _code(context, state, clause, number)
    except ReplyError as error:
        return state, error
    return state, None


async def _formulate(context: Context, state: State, clause: Clause, number: int) -> State:
    return await ask_and_read(
        context,
        formulate_request(context, state, clause, number),
        lambda text: read_formulated(text, state, clause, context.problem),
        number,
    )


async def _code(context: Context, state: State, clause: Clause, number: int) -> State:
    request = code_request(context, state, clause, number)
    code = await ask_and_read(context, request, lambda text: read_code(text, state, clause), number)
    done = {"code": code, "status": "coded", "fault": ""}
    return state.changed(clause.model_copy(update=done))


async def _manage(context: Context, done: Evaluation, number: int) -> Order | None:
    """Return who mends what; None where the failure stands.

    Where the manager twice says nothing that can be done, the programmer mends what the evidence
    points at, if it points at anything.
    """
    attempt, state = done.attempt, done.state
    assert attempt.diagnosis is not None
    context.workshop.stage("manage", f"round {number}: {attempt.diagnosis.message}", number)
    pointed = suspects(state, done.program, attempt)[:MOST_SENT_BACK]
    text = done.program.text if done.program else ""
    request = manage_request(context, state, text, feedback_on(attempt), pointed, number)
    proven = attempt.proven_status is not None
    try:
        return await ask_and_read(
            context, request, lambda said: read_order(said, state, may_confirm=proven), number
        )
    except ReplyError as error:
        context.workshop.stage("parse", f"the manager named nobody twice: {error.message}", number)
        return Order("programmer", pointed, "") if pointed else None


def _fault(order: Order, attempt: Attempt) -> str:
    assert attempt.diagnosis is not None
    return f"{attempt.diagnosis.message} {order.task}".strip()


def _unreadable(error: ReplyError, number: int) -> Attempt:
    message = f"An agent's reply could not be used, asked for twice: {error.message}"
    return Attempt(None, number, diagnosis=Diagnosis(kind="reply", message=message))
