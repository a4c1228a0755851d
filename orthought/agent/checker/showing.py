"""What a checker found, as checks of the answer and as the other reading beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from orthought.agent.checker.judging import Judgement, breaches
from orthought.agent.report import decisions_at
from orthought.instance import Instance
from orthought.outcome import Outcome
from orthought.solution import Check, OtherReading

if TYPE_CHECKING:
    from orthought.agent.checker.stage import Checked
    from orthought.agent.probing import Accept

POINT: Final = "second reading: the answer"
OPTIMUM: Final = "second reading: a better answer"


def differences(judgement: Judgement) -> tuple[str, ...]:
    """Say where a checker and an answer differ; empty where they agree."""
    return (*_at_the_answer(judgement), *_beyond_it(judgement))


def _at_the_answer(judgement: Judgement) -> tuple[str, ...]:
    said = [f"the answer breaks {breach}" for breach in judgement.breaches]
    if not judgement.same_sense:
        said.append("one makes the objective large, the other small")
    if not judgement.same_objective:
        said.append(
            f"the answer's objective is {_number(judgement.answered)} in the model and "
            f"{_number(judgement.objective)} by the second reading"
        )
    return tuple(said)


def _beyond_it(judgement: Judgement) -> tuple[str, ...]:
    if not judgement.is_better:
        return ()
    instead = "" if judgement.answered is None else f" instead of {judgement.answered:.10g}"
    barred = ", ".join(judgement.barred_by)
    by = f"; the model bars it by {barred}" if barred else ""
    return (
        f"a plan that keeps every limit of the second reading reaches {judgement.best:.10g}"
        f"{instead}{by}",
    )


def _number(value: float | None) -> str:
    return "no number" if value is None else f"{value:.10g}"


def checks_of(checked: Checked | None) -> tuple[Check, ...]:
    """Return the checks that a second reading adds; none where there was no second reader."""
    if checked is None:
        return ()
    judgement = checked.judgement
    if judgement.failure:
        message = f"the second reading could not be used: {judgement.failure}"[:500]
        return (Check(name=POINT, verdict="not_applicable", message=message),)
    kept = (f"the model stands by its answer: {checked.kept}",) if checked.kept else ()
    return (
        _check(POINT, _at_the_answer(judgement), kept, "every limit of the second reading holds"),
        _check(OPTIMUM, _beyond_it(judgement), kept, "the second reading allows no better answer"),
    )


def _check(name: str, said: tuple[str, ...], kept: tuple[str, ...], holds: str) -> Check:
    if not said:
        return Check(name=name, verdict="holds", message=holds)
    return Check(
        name=name,
        verdict="objects",
        message="; ".join(said[:3]),
        evidence=(*said, *kept),
        repair_hint="Read the sentences named again: one of the two readings is wrong.",
    )


def signal_of(checked: Checked | None) -> dict[str, float]:
    """Return the evidence of a second reading for the confidence."""
    if checked is None or checked.judgement.failure:
        return {}
    return {"second reading": float(checked.judgement.agrees)}


def accept_by(checked: Checked | None) -> Accept | None:
    """Return a judge of other points of the same decisions; None where there is none."""
    if checked is None or checked.claims is None or checked.plan is None:
        return None
    claims, plan = checked.claims, checked.plan

    def accept(_: Instance, outcome: Outcome) -> bool | None:
        if outcome.values is None:
            return None
        return not breaches(claims, claims.point(plan.taken_from(outcome.values)))

    return accept


def reading_of(checked: Checked | None, names: Sequence[str]) -> OtherReading | None:
    """Return the second reader's own answer where it is another one; `names` of the variables."""
    if checked is None or checked.judgement.agrees or checked.judgement.best is None:
        return None
    judgement = checked.judgement
    return OtherReading(
        objective=judgement.best,
        source="second reading",
        differs=differences(judgement),
        sentences=tuple(sorted({b.sentence for b in judgement.breaches if b.sentence})),
        # Decisions under other names were judged by the value alone.
        decisions=decisions_at(names, judgement.best_values) if judgement.best_values else (),
    )
