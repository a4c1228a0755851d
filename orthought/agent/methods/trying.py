"""One request becomes one attempt: a call, the tolerant reading of its reply, build and solve.

No baseline asks again for a reply that cannot be read, and none repairs.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from orthought.agent.attempt import Attempt, Draft, try_draft
from orthought.agent.context import Context
from orthought.agent.replies.declarations import derive_formulation
from orthought.agent.replies.reply import ParsedReply, parse_reply
from orthought.errors import SettingsError
from orthought.llm.protocol import Reply, Request
from orthought.solution import Diagnosis


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
