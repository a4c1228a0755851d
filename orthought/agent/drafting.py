"""From a request to a draft: the call, the tolerant reading of its reply, one targeted re-ask."""

from __future__ import annotations

from dataclasses import dataclass

from orthought.agent.asking import reask_request
from orthought.agent.attempt import Draft
from orthought.agent.context import Context
from orthought.agent.replies.reply import ParsedReply, parse_reply
from orthought.llm.protocol import Request
from orthought.solution import Diagnosis


@dataclass(frozen=True)
class Drafted:
    """A draft, or why there is none, or one of the short answers that a prompt allows."""

    request: Request
    draft: Draft | None = None
    diagnosis: Diagnosis | None = None
    not_a_problem: str | None = None
    confirmed: str | None = None
    overruled: str | None = None
    kept: str | None = None
    notes: tuple[str, ...] = ()


async def write_draft(context: Context, request: Request, attempt: int = 1) -> Drafted:
    """Ask, read the reply, and ask once more where it cannot be read."""
    parsed, text, cut = await _ask(context, request, attempt)
    if not parsed.problems:
        return _drafted(request, parsed)
    complaints = parsed.problems + (("The reply was cut at the token limit.",) if cut else ())
    if context.profile.reply_shape == "program_only":
        # A small model repeats its reply when asked again; a repair is the better use of a call.
        return Drafted(request, diagnosis=Diagnosis(kind="reply", message=" ".join(complaints)))
    second = reask_request(context, request, text, complaints)
    parsed, text, cut = await _ask(context, second, attempt)
    if not parsed.problems:
        return _drafted(request, parsed)
    last = text.strip()[-300:]
    return Drafted(
        request,
        diagnosis=Diagnosis(
            kind="reply",
            message="The model's reply could not be read: " + " ".join(parsed.problems),
            details=(f"the reply ended: {last!r}",),
        ),
    )


async def _ask(context: Context, request: Request, attempt: int) -> tuple[ParsedReply, str, bool]:
    context.workshop.stage(
        "model", f"{context.session.model.name} works on '{request.stage}'", attempt
    )
    reply = await context.session.complete(request, context.on_text)
    context.workshop.stage("parse", "reading the reply", attempt)
    return parse_reply(reply.text), reply.text, reply.finish == "length"


def _drafted(request: Request, parsed: ParsedReply) -> Drafted:
    draft = None
    if parsed.formulation is not None and parsed.program is not None:
        draft = Draft(parsed.formulation, parsed.program)
    return Drafted(
        request,
        draft,
        not_a_problem=parsed.not_a_problem,
        confirmed=(parsed.reason or "no reason given") if parsed.confirmed_status else None,
        overruled=parsed.overruled_class if draft is None else None,
        kept=parsed.kept if draft is None else None,
        notes=parsed.notes,
    )
