"""Forward: experts comment, and a program comes out. Backward: the failure goes back through them.

Each trial keeps what the experts before the one at fault said, and goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orthought.agent.attempt import Attempt
from orthought.agent.context import Context
from orthought.agent.methods.chain_of_experts.cast import Comment, Expert, silent
from orthought.agent.methods.chain_of_experts.replies import (
    ENOUGH,
    Reflection,
    read_choice,
    read_comment,
    read_reflection,
)
from orthought.agent.methods.chain_of_experts.requests import (
    comment_request,
    conduct_request,
    reduce_request,
    reflect_request,
)
from orthought.agent.methods.feedback import feedback_on
from orthought.agent.methods.trying import ask, ask_and_read, attempt_twice, work_within_budget
from orthought.errors import ReplyError

TRIALS: Final = 3
"""Programs at most, as in the paper."""
STEPS: Final = 5
"""Comments in a chain at most."""
FEWEST_CALLS: Final = 4
"""One expert is chosen and speaks, the conductor has enough, the program is written."""


@dataclass(frozen=True)
class Chain:
    """What was said so far, and what became of the program before."""

    comments: tuple[Comment, ...] = ()
    failure: str = ""


class ChainOfExperts:
    """A conductor, a cast of experts, a reducer, and the way back after a failure."""

    name = "chain_of_experts"

    async def attempt(self, context: Context) -> Attempt:
        """Return the attempt of the last trial that has an answer, else of the last one.

        Raises:
            BudgetError: it ended before the first program; or before an answer, where the run can
                go on with a larger one.
        """
        return await work_within_budget(context, _work)


def trials_of(repairs: int) -> int:
    """Return how many programs may be tried: the first, and one for each repair."""
    return min(TRIALS, 1 + repairs)


def most_calls(repairs: int) -> int:
    """Return the calls of the longest chain of trials; but comments, all may be asked for twice."""
    trials = trials_of(repairs)
    return trials * (3 * STEPS + 2) + (trials - 1) * 2 * STEPS


async def _work(context: Context, attempts: list[Attempt]) -> None:
    chain = Chain()
    last = trials_of(context.max_repairs)
    for trial in range(1, last + 1):
        chain = await _forward(context, chain, trial)
        request = reduce_request(context, chain.comments, trial)
        attempt = (await attempt_twice(context, request, trial)).attempt
        attempts.append(attempt)
        if not attempt.may_improve or trial == last:
            return
        mended = await _backward(context, chain, attempt, trial)
        if mended is None:
            return
        chain = mended


async def _forward(context: Context, chain: Chain, trial: int) -> Chain:
    """Let experts speak until the conductor has enough or the chain is as long as it may be."""
    comments = chain.comments
    while len(comments) < STEPS:
        name = await _choose(context, comments, chain.failure, trial)
        if name == ENOUGH:
            break
        request = comment_request(context, Expert(name), comments, trial)
        text = (await ask(context, request, trial)).text
        comments = (*comments, Comment(name, read_comment(text)))
    return Chain(comments, chain.failure)


async def _choose(context: Context, comments: Sequence[Comment], failure: str, trial: int) -> str:
    """Return who speaks next; where the conductor names nobody, it is the next of the cast."""
    experts = silent(comments)
    names = [expert.name for expert in experts] + ([ENOUGH] if comments else [])
    request = conduct_request(context, comments, experts, STEPS - len(comments), failure, trial)
    try:
        return await ask_and_read(context, request, lambda text: read_choice(text, names), trial)
    except ReplyError:
        said = f"the conductor named nobody twice: {names[0]} speaks"
        context.workshop.stage("parse", said, trial)
        return names[0]


async def _backward(context: Context, chain: Chain, attempt: Attempt, trial: int) -> Chain | None:
    """Ask the experts, the last one first, whether the failure was theirs.

    Returns:
        The chain up to the first who was at fault, with the comment corrected. An empty one where
        nobody was; None where nobody was and the solver has proven that there is no answer.
    """
    assert attempt.diagnosis is not None
    failure = attempt.diagnosis.message
    context.workshop.stage("reflect", f"trial {trial}: {failure}", trial)
    later: list[Comment] = []
    for length in range(len(chain.comments), 0, -1):
        spoken = chain.comments[:length]
        reflection = await _reflect(context, spoken, later, attempt, trial)
        own = Comment(spoken[-1].expert, reflection.text)
        if reflection.at_fault:
            return Chain((*spoken[:-1], own), failure)
        later.insert(0, own)
    return None if attempt.proven_status is not None else Chain((), failure)


async def _reflect(
    context: Context,
    comments: Sequence[Comment],
    later: Sequence[Comment],
    attempt: Attempt,
    trial: int,
) -> Reflection:
    """Return what the last speaker says of its comment; without a verdict it is no fault."""
    program = attempt.draft.program if attempt.draft else ""
    feedback = feedback_on(attempt)
    request = reflect_request(context, comments, later, program, feedback, trial)
    try:
        return await ask_and_read(context, request, read_reflection, trial)
    except ReplyError:
        said = f"{comments[-1].expert} gave no verdict twice: no fault of its own"
        context.workshop.stage("parse", said, trial)
        return Reflection(False, "no verdict")
