"""After an answer: a second reader's checker, its judgement, one call to settle a difference."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from orthought.agent.attempt import Attempt, Draft, try_draft
from orthought.agent.checker.asking import mend_request, settle_request, write_request
from orthought.agent.checker.claims import MALFORMED, Checker, Claims
from orthought.agent.checker.judging import Judgement, judge
from orthought.agent.checker.plan import Plan, plan_of
from orthought.agent.checker.showing import differences
from orthought.agent.checker.wording import rows_in_words
from orthought.agent.checks.by_solving import Again
from orthought.agent.context import Context, Workshop
from orthought.agent.drafting import Drafted, write_draft
from orthought.agent.replies.fences import find_blocks, strip_thinking
from orthought.errors import BudgetError
from orthought.execution.interface import BuildFailure
from orthought.llm.profiles import profile_of
from orthought.llm.protocol import Request
from orthought.problem import Data
from orthought.settings import Settings

SOLVE_SECONDS: Final = 10.0
"""Time to solve the claims."""
MOST_CALLS: Final = 6
"""The checker, the answer to a difference, the user's choice; each may be asked for once more."""
_CHECK: Final = re.compile(r"^def check\(", re.MULTILINE)


@dataclass(frozen=True)
class Checked:
    """What a second reader made of an attempt."""

    judgement: Judgement
    text: str = ""
    """The checker's program."""
    plan: Plan | None = None
    claims: Claims | None = None
    """Over the decisions; None where they could only be computed, or not at all."""
    kept: str = ""
    """Why the model stands by its answer where the checker disagrees."""


def has_checker(settings: Settings) -> bool:
    """Whether a second reader is asked: the settings' word, else the language model's profile."""
    if settings.ablation == "without_checker":
        return False
    return profile_of(settings.llm).checker if settings.checker is None else settings.checker


def applies(context: Context, attempt: Attempt) -> bool:
    """Whether an attempt has an answer that a second reader is to look at."""
    answered = attempt.diagnosis is None or attempt.proven_status is not None
    known = attempt.draft is not None and attempt.instance is not None
    wanted = has_checker(context.settings)
    return wanted and answered and known and attempt.outcome is not None


async def check_attempt(context: Context, attempt: Attempt) -> Attempt:
    """Return the attempt with a second reader's judgement, or a better attempt.

    At most one call for the checker, one to settle a difference, and one where the user (asked
    with `--ask`) means the other reading; each may be asked for once more.
    """
    if not applies(context, attempt):
        return attempt
    try:
        checked = await _check(context, attempt)
        attempt = replace(attempt, checked=checked)
        if checked.judgement.failure or checked.judgement.agrees:
            return attempt
        attempt = await _settle(context, attempt, checked)
        return await _choose(context, attempt)
    except BudgetError:
        if not context.budget_is_final:
            raise
        note = "The budget ended before a second reading."
        return replace(attempt, notes=(*attempt.notes, note))


async def _check(context: Context, attempt: Attempt) -> Checked:
    """Ask for a checker and judge the attempt by it; mend it once where it cannot be used."""
    assert attempt.draft is not None
    assert attempt.instance is not None
    plan = plan_of(attempt.draft.formulation, attempt.instance)
    request = write_request(context, plan)
    context.workshop.stage("checker", "a second reader writes what the text says of the answer")
    reply, checked = await _asked(context, request, attempt, plan)
    if checked.judgement.failure:
        request = mend_request(context, request, reply, checked.judgement.failure)
        _, checked = await _asked(context, request, attempt, plan)
    return checked


async def _asked(
    context: Context, request: Request, attempt: Attempt, plan: Plan
) -> tuple[str, Checked]:
    reply = (await context.session.complete(request, context.on_text)).text
    text = checker_in(reply)
    return reply, await judge_by(context.workshop, context.data, attempt, text, plan)


def checker_in(reply: str) -> str:
    """Return the checker's program in a reply; empty where there is none."""
    text, _ = strip_thinking(reply)
    programs = [block.text for block in find_blocks(text) if _CHECK.search(block.text)]
    if programs:
        return programs[-1]
    return text if _CHECK.search(text) and "```" not in text else ""


async def judge_by(
    workshop: Workshop, data: Data, attempt: Attempt, text: str, plan: Plan
) -> Checked:
    """Judge an attempt by a checker's program.

    Args:
        workshop: where the program runs and its claims are solved.
        data: the tables of the problem.
        attempt: with an instance and an outcome.
        text: the program; empty where the reply held none.
        plan: the decisions that the program speaks of.
    """
    if not text:
        return Checked(
            Judgement(failure="the reply holds no ```python block with check(data, plan)")
        )
    checker = Checker(text, plan, data, workshop.sandbox, workshop.limits)
    claims = await checker.over_decisions()
    judgement = await _judged(workshop, attempt, checker, claims)
    _record(workshop, judgement)
    symbolic = claims if isinstance(claims, Claims) else None
    return Checked(judgement, text, plan, symbolic)


async def _judged(
    workshop: Workshop, attempt: Attempt, checker: Checker, claims: Claims | BuildFailure
) -> Judgement:
    outcome, instance = attempt.outcome, attempt.instance
    assert outcome is not None
    assert instance is not None
    if isinstance(claims, Claims):
        again = Again.within(workshop.options, SOLVE_SECONDS)
        best = await asyncio.to_thread(again.solve, claims.instance)
        return judge(claims, checker.plan, instance, outcome, best)
    if outcome.values is None or claims.message.startswith(MALFORMED):
        return Judgement(failure=claims.message)
    # What decides by comparing amounts cannot be solved, but it can be computed.
    numbers = await checker.at_point(checker.plan.taken_from(outcome.values))
    if isinstance(numbers, BuildFailure):
        return Judgement(failure=numbers.message)
    return judge(numbers, checker.plan, instance, outcome, None)


def _record(workshop: Workshop, judgement: Judgement) -> None:
    event: dict[str, Any] = {"type": "judgement", "agrees": judgement.agrees}
    event |= judgement.model_dump(mode="json", exclude={"best_values"}, exclude_defaults=True)
    workshop.emit(event)


async def _settle(context: Context, attempt: Attempt, checked: Checked) -> Attempt:
    """Put the difference to the model: it stands by its answer, or writes another."""
    said = differences(checked.judgement)[0]
    context.workshop.stage("settle", f"two readings differ: {said}", attempt.number + 1)
    drafted = await _other_draft(context, attempt, checked, is_decided=False)
    if drafted.draft is None:
        kept = drafted.kept or "no other model was written"
        return replace(attempt, checked=replace(checked, kept=kept))
    again = await _tried(context, drafted.draft, attempt, checked)
    return replace(again, notes=(*again.notes, *drafted.notes))


async def _other_draft(
    context: Context, attempt: Attempt, checked: Checked, *, is_decided: bool
) -> Drafted:
    assert attempt.draft is not None
    assert attempt.instance is not None
    judgement = checked.judgement
    rows = rows_in_words(attempt.instance, attempt.draft.formulation, judgement.barred_by)
    request = settle_request(
        context, attempt.draft, checked.text, differences(judgement), rows, is_decided=is_decided
    )
    return await write_draft(context, request, attempt.number + 1)


async def _choose(context: Context, attempt: Attempt) -> Attempt:
    """With `--ask`, let the user choose between two readings that stayed apart."""
    checked = attempt.checked
    if context.ask is None or checked is None or checked.judgement.failure:
        return attempt
    found = differences(checked.judgement)
    if not found:
        return attempt
    question = f"Two readings: {'; '.join(found)}. Is the second reading meant (yes or no)"
    answer = context.answers.get(question)
    if answer is None:
        answer = context.ask(question).strip()
        context.workshop.emit({"type": "answer", "question": question, "answer": answer})
    if answer.casefold() not in _YES:
        return replace(attempt, notes=(*attempt.notes, "The user stands by the first reading."))
    drafted = await _other_draft(context, attempt, checked, is_decided=True)
    if drafted.draft is None:
        note = "The second reading was meant, and no model of it was written."
        return replace(attempt, notes=(*attempt.notes, note))
    again = await _tried(context, drafted.draft, attempt, checked)
    note = "The user means the second reading."
    return replace(again, notes=(*again.notes, note, *drafted.notes))


async def _tried(context: Context, draft: Draft, before: Attempt, checked: Checked) -> Attempt:
    """Try what the model wrote instead; it counts where it gives an answer."""
    after = await try_draft(context.workshop, draft, context.data, before.number + 1)
    if not applies(context, after):
        note = f"A second model failed: {after.diagnosis.message if after.diagnosis else 'nothing'}"
        return replace(before, notes=(*before.notes, note))
    assert after.instance is not None
    plan = plan_of(draft.formulation, after.instance)
    judged = await judge_by(context.workshop, context.data, after, checked.text, plan)
    if judged.judgement.failure:
        judged = replace(judged, judgement=_by_value(after, checked.judgement))
    return replace(after, checked=judged)


def _by_value(after: Attempt, before: Judgement) -> Judgement:
    """Judge decisions that the checker does not know by the value of its own optimum."""
    answered = after.outcome.objective if after.outcome else None
    if before.best is None or answered is None:
        return Judgement(
            failure="the decisions changed, and the checker does not know the new ones"
        )
    return Judgement(answered=answered, objective=before.best, best=before.best, is_symbolic=True)


_YES: Final = ("yes", "y", "ja", "oui", "si", "sí", "2", "second")
