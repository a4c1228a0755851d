"""Take away in turn what no sentence carries, solve again, and show both answers.

Experts add rows out of habit: every truck leaves, everything is used up, a schedule stays as it
was. Where the answer improves without such a row, it rests on it, and the reader has to know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from orthought.agent.checks.by_solving import Again
from orthought.agent.context import Reading
from orthought.agent.ledger.entries import Grade, Ledger
from orthought.agent.probing.candidates import Candidate, candidates
from orthought.agent.report import decisions_at
from orthought.base import Model
from orthought.formulation import Formulation
from orthought.instance import Instance
from orthought.outcome import Outcome, SolutionStatus, Termination
from orthought.solution import Check, OtherReading

Accept = Callable[[Instance, Outcome], bool | None]
"""An independent judge of the other answer's point: does it keep every limit of the text? None
where it cannot tell. It receives the instance without the rows, and its outcome."""

MAX_EVIDENCE: Final = 10


class Finding(Model):
    """Another answer, which holds if something in the model is not meant."""

    names: tuple[str, ...]
    """What was taken away: families of rows, or variables whose bound it was."""
    said: str
    """The same in words."""
    grade: Grade
    """How firmly the text carries what was taken away: 'none' or 'implied'."""
    forces: bool = False
    """Whether it forced something that is counted."""
    sentences: tuple[int, ...] = ()
    """Sentences that decide."""
    before: float
    after: float
    """The objective with it and without it."""
    proven: bool = True
    """Whether `after` is an optimum; otherwise the best that was found in the time."""
    values: tuple[float, ...] = ()
    """The other point, in the order of the instance's variables."""
    accepted: bool | None = None
    """What the independent judge says of the other point."""


class Probe(Model):
    """What probing found."""

    findings: tuple[Finding, ...] = ()
    tries: int = 0
    """Solves."""
    complete: bool = True
    """Whether every candidate was tried; False where the time ended it."""


def probe_reasons(
    formulation: Formulation,
    ledger: Ledger,
    instance: Instance,
    outcome: Outcome,
    reading: Reading,
    again: Again,
    accept: Accept | None = None,
) -> Probe:
    """Solve the instance without each side of rows that no sentence carries.

    Not evidence, and left out: what makes the model unbounded, or makes nothing be done at all, is
    the purpose of the problem and no habit. Where several candidates improve the answer, all of
    them together are tried too.

    Args:
        formulation: with the sentences that rows cite.
        ledger: of the formulation and the instance.
        instance: what was solved.
        outcome: its optimum; anything else is not probed.
        reading: sentences and numbers of the text.
        again: solver, options and time.
        accept: judges the other points.
    """
    if outcome.solution_status is not SolutionStatus.OPTIMAL or outcome.objective is None:
        return Probe()
    findings: list[Finding] = []
    improving: list[Candidate] = []
    tries = 0
    for candidate in candidates(formulation, ledger, instance, reading):
        if again.is_over():
            return Probe(findings=tuple(findings), tries=tries, complete=False)
        tries += 1
        finding = _tried(instance, outcome, [candidate], again, accept)
        if finding is not None:
            findings.append(finding)
            improving.append(candidate)
    if len(improving) > 1 and not again.is_over():
        tries += 1
        together = _tried(instance, outcome, improving, again, accept)
        findings += [together] if together is not None else []
    return Probe(findings=tuple(findings), tries=tries)


def _tried(
    instance: Instance,
    outcome: Outcome,
    taken: Sequence[Candidate],
    again: Again,
    accept: Accept | None,
) -> Finding | None:
    """Solve without some candidates; return a finding where another answer comes out."""
    wider = instance
    for candidate in taken:
        wider = candidate.without(wider)
    other = again.solve(wider)
    if other is None or not _is_better(instance, outcome, other) or _does_nothing(outcome, other):
        return None
    if any(_was_purpose(instance, candidate, other) for candidate in taken):
        return None
    assert outcome.objective is not None
    assert other.objective is not None
    return Finding(
        names=tuple(candidate.name for candidate in taken),
        said=" and ".join(map(str, taken)),
        grade="none" if any(candidate.grade == "none" for candidate in taken) else "implied",
        forces=any(candidate.forces for candidate in taken),
        sentences=tuple(sorted({n for candidate in taken for n in candidate.sentences})),
        before=outcome.objective,
        after=other.objective,
        proven=other.solution_status is SolutionStatus.OPTIMAL,
        values=other.values or (),
        accepted=accept(wider, other) if accept is not None else None,
    )


def _is_better(instance: Instance, outcome: Outcome, other: Outcome) -> bool:
    """Whether the other point holds and is clearly better; one that is not optimal counts too."""
    if other.termination is Termination.UNBOUNDED or other.objective is None:
        return False
    if other.verification is None or not other.verification.holds:
        return False
    assert outcome.objective is not None
    gain = other.objective - outcome.objective
    if instance.sense == "minimize":
        gain = -gain
    return gain > _CLEARLY * max(1.0, abs(outcome.objective))


def _does_nothing(outcome: Outcome, other: Outcome) -> bool:
    """Whether without the rows nothing is done any more, or nothing is paid."""
    values = np.abs(np.asarray(other.values))
    idle = not (values > _ZERO).any() or abs(other.objective or 0.0) <= _ZERO
    return idle and abs(outcome.objective or 0.0) > _ZERO


def _was_purpose(instance: Instance, candidate: Candidate, other: Outcome) -> bool:
    """Whether rows that a sentence loosely carries are why anything of what they hold is done."""
    low, _ = candidate.relaxes
    if candidate.is_bound or candidate.grade == "none" or not low.any():
        return False
    from orthought.solvers import row_activities

    activity = row_activities(instance, np.asarray(other.values))[low]
    asked = np.abs(instance.row_lower[low]) > _ZERO
    return bool(asked.any()) and not (np.abs(activity[asked]) > _ZERO).any()


def check_reasons(probe: Probe, reading: Reading) -> Check:
    """Object where the answer rests on rows that no sentence carries.

    A doubt where no sentence carries them at all, or where a sentence carries only loosely ('each
    truck must depart') that something counted is used; otherwise a note. What the judge rejects is
    left out, what it accepts is a doubt.
    """
    name = "rows without a reason"
    kept = [finding for finding in probe.findings if finding.accepted is not False]
    if not kept:
        told = f"{probe.tries} tried" if probe.tries else "every row has its sentence"
        return Check(name=name, verdict="holds", message=told)
    firm = any(f.grade == "none" or f.forces or f.accepted for f in kept)
    known = {sentence.number: sentence.text for sentence in reading.sentences}
    said = [_spoken(finding) for finding in kept]
    deciding = sorted({number for finding in kept for number in finding.sentences})
    texts = [f"sentence {n}: {' '.join(known[n].split())[:200]}" for n in deciding if n in known]
    return Check(
        name=name,
        verdict="objects",
        severity="doubt" if firm else "note",
        message="; ".join(said[:3]),
        evidence=tuple([*said, *texts][:MAX_EVIDENCE]),
        repair_hint="Keep these rows only if a sentence asks for them, and cite it; otherwise "
        "leave them out, or relax an equation to the side that the sentence limits.",
    )


def readings_without(probe: Probe, names: Sequence[str]) -> tuple[OtherReading, ...]:
    """Return the other answers of a probe as readings of the text; `names` of the variables."""
    return tuple(
        OtherReading(
            objective=finding.after,
            source="without rows that no sentence carries",
            differs=(_spoken(finding),),
            sentences=finding.sentences,
            decisions=decisions_at(names, finding.values) if finding.values else (),
        )
        for finding in probe.findings
        if finding.accepted is not False
    )


def _spoken(finding: Finding) -> str:
    answer = "would be" if finding.proven else "would be at least as good as"
    return (
        f"if {finding.said} are not meant, the answer {answer} {finding.after:.10g} "
        f"instead of {finding.before:.10g}"
    )


_CLEARLY: Final = 1e-6
_ZERO: Final = 1e-7
