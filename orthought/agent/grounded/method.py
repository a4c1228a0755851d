"""The way of a small model: readings are drawn until one has nothing against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from orthought.agent.attempt import Attempt, try_draft
from orthought.agent.context import Context
from orthought.agent.grounded.assemble import assemble
from orthought.agent.grounded.dialogue import MAX_SENTENCES, Draw, asked_sentences, read_problem
from orthought.agent.grounded.forms import form_for
from orthought.agent.wording import counted
from orthought.errors import BudgetError, ReplyError

DRAWS: Final = (Draw(), Draw(sample=1, temperature=0.6), Draw(sample=2, temperature=0.6))
"""The likeliest reading first; others only where something speaks against it."""
MOST_CALLS: Final = len(DRAWS) * (1 + MAX_SENTENCES)


@dataclass(frozen=True)
class Judged:
    """An attempt and what speaks against its reading."""

    attempt: Attempt
    objections: tuple[str, ...]


def applies(context: Context) -> bool:
    """Whether the problem is one that can be read number by number: text only, and not long."""
    if not context.profile.grounded or form_for(context.profile) is None:
        return False
    if context.settings.ablation == "without_grounding":
        return False
    if context.problem.tables or context.problem.documents:
        return False
    asked = sum(1 for _ in asked_sentences(context.reading))
    return 0 < asked <= MAX_SENTENCES


async def attempt_grounded(context: Context) -> Attempt | None:
    """Return the best reading's attempt; None where no reply could be read."""
    best: Judged | None = None
    for number, draw in enumerate(DRAWS, start=1):
        try:
            judged = await _judge(context, draw, number)
        except ReplyError as error:
            context.workshop.stage("parse", error.message, number)
            continue
        except BudgetError:
            if best is None or not context.budget_is_final:
                raise
            break
        if best is None or len(judged.objections) < len(best.objections):
            best = judged
        if not best.objections:
            break
    return best.attempt if best else None


async def _judge(context: Context, draw: Draw, number: int) -> Judged:
    context.workshop.stage("model", f"{context.session.model.name} reads number by number", number)
    reading = await read_problem(context, draw)
    assembly = assemble(reading)
    attempt = await try_draft(context.workshop, assembly.draft, context.data, number)
    attempt = replace(attempt, signals=reading.sureness)
    objections = (*assembly.objections, *_of_outcome(attempt))
    if objections:
        said = f"{counted(len(objections), 'objection')}: {'; '.join(objections)}"
        context.workshop.stage("check", said, number)
    return Judged(attempt, objections)


def _of_outcome(attempt: Attempt) -> tuple[str, ...]:
    """No optimum weighs two objections, an optimum that does nothing one."""
    if attempt.diagnosis is not None:
        return (attempt.diagnosis.message,) * 2
    outcome = attempt.outcome
    values = outcome.values if outcome else None
    if values is not None and not any(values):
        return ("the best is to do nothing",)
    return ()
