"""One request becomes one attempt: a call, the tolerant reading of its reply, build and solve.

The baselines of one speaker ask nothing twice. Those of several speakers ask once more for a reply
that cannot be read: the next speaker would have nothing to go on from.
"""

from __future__ import annotations

import ast
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from orthought.agent.attempt import Attempt, Draft, try_draft
from orthought.agent.context import Context
from orthought.agent.methods.asking import again_request
from orthought.agent.methods.voting import conclude
from orthought.agent.replies.declarations import derive_formulation
from orthought.agent.replies.reply import ParsedReply, parse_reply
from orthought.agent.wording import counted
from orthought.errors import BudgetError, ReplyError, SettingsError
from orthought.llm.protocol import Reply, Request
from orthought.solution import Diagnosis

Said = TypeVar("Said")


@dataclass(frozen=True)
class Tried:
    """An attempt and the reply that it came from."""

    attempt: Attempt
    text: str


async def ask(context: Context, request: Request, number: int = 1) -> Reply:
    """Make one call and tell the run of it."""
    context.workshop.stage(
        "model", f"{context.session.model.name} works on '{request.stage}'", number
    )
    return await context.session.complete(request, context.on_text)


async def attempt_once(context: Context, request: Request, number: int = 1) -> Tried:
    """Ask for a program and try it; a reply that cannot be read is the attempt's diagnosis.

    Raises:
        BudgetError: the call might pass the budget; it was not made.
        LanguageModelError: the model could not answer.
    """
    reply = await ask(context, request, number)
    context.workshop.stage("parse", "reading the reply", number)
    parsed = parse_reply(reply.text)
    draft = _draft_of(parsed)
    if draft is None:
        return Tried(Attempt(None, number, diagnosis=_unreadable(parsed, reply)), reply.text)
    attempt = await try_draft(context.workshop, draft, context.data, number)
    return Tried(replace(attempt, notes=parsed.notes), reply.text)


async def attempt_twice(context: Context, request: Request, number: int = 1) -> Tried:
    """Do the same, and ask once more where the reply cannot be read.

    Raises:
        BudgetError: a call might pass the budget; it was not made.
        LanguageModelError: the model could not answer.
    """
    tried = await attempt_once(context, request, number)
    if tried.attempt.draft is not None:
        return tried
    assert tried.attempt.diagnosis is not None
    again = again_request(request, tried.text, tried.attempt.diagnosis.message)
    return await attempt_once(context, again, number)


async def ask_and_read(
    context: Context, request: Request, read: Callable[[str], Said], number: int = 1
) -> Said:
    """Ask, read the reply, and ask once more where it cannot be read.

    Args:
        context: whose model is asked.
        request: what is asked.
        read: takes the reply's text; raises ReplyError, in words for the model, where that is
            not what was asked for.
        number: of the attempt.

    Raises:
        ReplyError: the second reply cannot be read either.
        BudgetError: a call might pass the budget; it was not made.
        LanguageModelError: the model could not answer.
    """
    text = (await ask(context, request, number)).text
    try:
        return read(text)
    except ReplyError as error:
        again = again_request(request, text, error.message)
        return read((await ask(context, again, number)).text)


async def work_within_budget(
    context: Context, work: Callable[[Context, list[Attempt]], Awaitable[None]]
) -> Attempt:
    """Let a method work, and return what its attempts come to.

    Args:
        context: the problem.
        work: appends its attempts; it ends with the first that has an answer.

    Raises:
        BudgetError: the budget ended before the first attempt; or before an answer, where the run
            can go on with a larger one.
        SettingsError: an ablation is set.
    """
    require_no_ablation(context)
    attempts: list[Attempt] = []
    notes: tuple[str, ...] = ()
    try:
        await work(context, attempts)
    except BudgetError as error:
        if not attempts or not context.budget_is_final:
            raise
        made = counted(len(attempts), "attempt")
        notes = (f"the budget ended after {made}: {error.message}",)
    return conclude(context, attempts, notes)


def require_no_ablation(context: Context) -> None:
    """Refuse an ablation: the baselines have no parts to leave out.

    Raises:
        SettingsError: an ablation is set.
    """
    settings = context.settings
    if settings.ablation != "none":
        raise SettingsError(
            f"the method {settings.method} has no ablation {settings.ablation!r}",
            fix="leave the ablation out, or use the method orthought",
        )


def without_repairs(context: Context) -> tuple[str, ...]:
    """Return the note that repairs were asked for and there are none, if they were."""
    settings = context.settings
    return (
        (f"{settings.method} makes no repairs: max_repairs is not used",)
        if (settings.max_repairs)
        else ()
    )


def _draft_of(parsed: ParsedReply) -> Draft | None:
    """Return every program that is Python: whether it makes a model is for the sandbox to say.

    The formulation is only what can be read off it, as of a program that lives on tables alone.
    """
    if parsed.program is None:
        return None
    try:
        tree = ast.parse(parsed.program)
        formulation = parsed.formulation or derive_formulation(tree, {})
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Draft(formulation, parsed.program)


def _unreadable(parsed: ParsedReply, reply: Reply) -> Diagnosis:
    complaints = list(parsed.problems) or ["The reply holds no program."]
    if reply.finish == "length":
        complaints.append("The reply was cut at the token limit.")
    ended = reply.text.strip()[-300:]
    return Diagnosis(
        kind="reply", message=" ".join(complaints), details=(f"the reply ended: {ended!r}",)
    )
