"""The paper's agent: understand, build step by step, write the program; then up to three repairs.

Source: ORThought, arXiv 2508.14410. Differences: Pyomo instead of gurobipy, numbers as data, class
advice chosen without a call, diagnosis with conflicting rows and rays, checks of the answer, a
second reader whose claims the answer has to keep (orthought.agent.checker); small models label the
numbers of the text instead of writing the program (orthought.agent.grounded).
"""

from __future__ import annotations

from dataclasses import replace

from orthought.agent.asking import first_request, refine_request, repair_request
from orthought.agent.attempt import Attempt, Draft, try_draft
from orthought.agent.checker.stage import check_attempt
from orthought.agent.classes.classify import best_classes
from orthought.agent.classes.library import ProblemClass, get
from orthought.agent.context import Context
from orthought.agent.drafting import Drafted, write_draft
from orthought.agent.grounded import method as grounded
from orthought.agent.learning.choosing import choose_examples
from orthought.agent.repairing import is_built, rows_left_out
from orthought.errors import BudgetError, NotAProblemError, OrthoughtError
from orthought.solution import Diagnosis


class Orthought:
    """The method `orthought`. Ablations are set by `Settings.ablation`."""

    name = "orthought"

    async def attempt(self, context: Context) -> Attempt:
        """Return the last attempt: solved, or diagnosed with its repairs used up."""
        if grounded.applies(context):
            attempt = await grounded.attempt_grounded(context)
            if attempt is not None and attempt.diagnosis is None:
                return await check_attempt(context, attempt)
        attempt = await _repair_until_solved(context, await _first_draft(context))
        return await check_attempt(context, attempt)

    async def refine(self, context: Context, draft: Draft, change: str) -> Attempt:
        """Change a draft that stands by a sentence of the user's."""
        drafted = await write_draft(context, refine_request(context, draft, change))
        return await check_attempt(context, await _repair_until_solved(context, drafted))


async def _first_draft(context: Context) -> Drafted:
    classes = best_classes(
        context.problem.text, n=context.profile.classes, tables=context.problem.tables
    )
    names = ", ".join(item.identifier for item in classes) or "none"
    context.workshop.stage("classify", f"advice for: {names}")
    learned = choose_examples(context)
    drafted = await write_draft(context, first_request(context, classes, learned=learned))
    if drafted.not_a_problem is not None:
        raise NotAProblemError(
            f"this text states no optimization problem: {drafted.not_a_problem}",
            fix="say what is to be decided, what should be as large or small as possible, "
            "and what limits it",
        )
    if drafted.overruled is not None:
        classes, drafted = await _overrule(context, drafted)
    return await _answer_missing(context, drafted, classes)


async def _overrule(context: Context, drafted: Drafted) -> tuple[tuple[ProblemClass, ...], Drafted]:
    """The model wants the advice of another class: one more call, and its word is final."""
    assert drafted.overruled is not None
    try:
        chosen: tuple[ProblemClass, ...] = (get(drafted.overruled),)
    except OrthoughtError:
        chosen = ()
    context.workshop.stage("classify", f"the model chose: {drafted.overruled}")
    again = await write_draft(context, first_request(context, chosen, may_overrule=False))
    if again.draft is None and again.diagnosis is None:
        message = "The model twice asked for other advice and wrote no model."
        again = replace(again, diagnosis=Diagnosis(kind="reply", message=message))
    return chosen, again


async def _answer_missing(
    context: Context, drafted: Drafted, classes: tuple[ProblemClass, ...]
) -> Drafted:
    """With `--ask`, put each missing number to the user and draft once more.

    What was answered before an interruption is not asked again.
    """
    if drafted.draft is None or context.ask is None or not drafted.draft.formulation.missing:
        return drafted
    facts = []
    for name in drafted.draft.formulation.missing:
        answer = context.answers.get(name)
        if answer is None:
            answer = context.ask(name).strip()
            context.workshop.emit({"type": "answer", "question": name, "answer": answer})
        if answer:
            facts.append(f"{name}: {answer}")
    if not facts:
        return drafted
    request = first_request(context, classes, facts, may_overrule=False)
    return await write_draft(context, request)


async def _repair_until_solved(context: Context, drafted: Drafted) -> Attempt:
    workshop, first = context.workshop, drafted.request
    attempt = await _try(context, drafted, 1, None)
    for number in range(1, context.max_repairs + 1):
        if attempt.diagnosis is None or not (attempt.may_improve or _is_slow(attempt, number)):
            return attempt
        workshop.stage("repair", f"repair {number}: {attempt.diagnosis.message}", number + 1)
        before = attempt.draft or Draft.empty()
        request = repair_request(context, before, attempt.diagnosis, number, first)
        try:
            drafted = await write_draft(context, request, number + 1)
        except BudgetError:
            if not context.budget_is_final:
                raise
            return replace(attempt, notes=(*attempt.notes, "The budget ended before a repair."))
        if drafted.confirmed is not None and attempt.proven_status is not None:
            return _confirmed(attempt, drafted.confirmed)
        attempt = _watched(attempt, await _try(context, drafted, number + 1, attempt))
    return attempt


def _watched(before: Attempt, after: Attempt) -> Attempt:
    """Remember what repairs of a contradiction only left out, until it is built again."""
    lost = before.left_out or rows_left_out(before, after)
    return replace(after, left_out=tuple(row for row in lost if not is_built(row, after)))


async def _try(context: Context, drafted: Drafted, number: int, before: Attempt | None) -> Attempt:
    if drafted.draft is not None:
        attempt = await try_draft(context.workshop, drafted.draft, context.data, number)
        return replace(attempt, notes=drafted.notes)
    diagnosis = drafted.diagnosis or Diagnosis(
        kind="reply", message="The model wrote neither a formulation nor a program."
    )
    if before is not None:
        # A repair that cannot be read leaves the earlier attempt as the last word.
        return replace(before, number=number)
    return Attempt(None, number, diagnosis=diagnosis)


def _confirmed(attempt: Attempt, reason: str) -> Attempt:
    """The model stands by an infeasible or unbounded model and says why."""
    assert attempt.diagnosis is not None
    message = f"{attempt.diagnosis.message} The model confirms it: {reason}"
    return replace(attempt, diagnosis=attempt.diagnosis.model_copy(update={"message": message}))


def _is_slow(attempt: Attempt, number: int) -> bool:
    """Whether a model was built and found no point in its time, for the first time.

    It may be stated otherwise, once; a second time the problem itself is hard.
    """
    assert attempt.diagnosis is not None
    return attempt.diagnosis.kind == "timeout" and attempt.instance is not None and number == 1
