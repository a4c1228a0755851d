"""From a wrong answer to its cause: facts first, then witnesses, then evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from orthought.evaluation.failures.alignment import Alignment, align
from orthought.evaluation.failures.cause import (
    MEANINGS,
    UNKNOWN,
    Cause,
    CauseKind,
    Certainty,
    Finding,
)
from orthought.evaluation.failures.pointers import (
    OF_DIAGNOSES,
    OF_ERRORS,
    OF_OBJECTIONS,
    OF_WITNESSES,
)
from orthought.evaluation.failures.probing import ProbeLimits, probe
from orthought.evaluation.problems import BenchmarkProblem, Label, Target
from orthought.evaluation.results import CellResult
from orthought.evaluation.rules import STRICT, Rule
from orthought.evaluation.scoring import ANSWERED, matching, status_fits, type_agrees
from orthought.instance import Instance

_DISPUTED: Final = ("wrong", "ambiguous")


@dataclass(frozen=True)
class _Case:
    """All that is known of a wrong answer."""

    result: CellResult
    problem: BenchmarkProblem
    target: Target
    corrected: Target | None
    rule: Rule
    instance: Instance | None
    reference: Instance | None
    comparison: Any
    limits: ProbeLimits

    @cached_property
    def alignment(self) -> Alignment:
        if self.instance is None or self.reference is None:
            return Alignment()
        return align(self.instance, self.reference)

    @property
    def has_point(self) -> bool:
        return self.result.status in ANSWERED and self.result.feasible


def cause_of(
    result: CellResult,
    problem: BenchmarkProblem,
    target: Target,
    *,
    instance: Instance | None = None,
    reference: Instance | None = None,
    comparison: Any = None,
    corrected: Target | None = None,
    rule: Rule = STRICT,
    limits: ProbeLimits | None = None,
) -> Cause:
    """Return why an answer that does not match its target is wrong.

    Deterministic but for the time limits of the probing solves.

    Args:
        result: the record of the cell.
        problem: its problem.
        target: the accepted labels that it was scored against.
        instance: what the program built; without it only the record speaks.
        reference: the reference model of the problem, where there is one.
        comparison: what `equivalence.compare(instance, reference)` found: its `verdict`
            and `witness` are asked.
        corrected: what the corrected labels accept, where `target` is the published one.
        rule: that the answer was scored with.
        limits: on the probing solves.
    """
    case = _Case(
        result,
        problem,
        target,
        corrected,
        rule,
        instance,
        reference,
        comparison,
        limits or ProbeLimits(),
    )
    return next((cause for stage in STAGES if (cause := stage(case))), UNKNOWN)


def of_error(case: _Case) -> Cause | None:
    """The method raised."""
    result = case.result
    if result.status != "error":
        return None
    kind = OF_ERRORS.get(result.error, "unknown")
    text = f"{result.error or 'an error'}: {result.message}".rstrip(": ")
    return Cause(kind=kind, evidence=(text,), certainty="witness" if kind != "unknown" else "none")


def of_failure(case: _Case) -> Cause | None:
    """No answer came out."""
    result = case.result
    if result.status != "failed":
        return None
    kind = OF_DIAGNOSES.get(result.diagnosis)
    if kind is None and not result.built:
        kind = "program_error" if result.replied else "parse"
    text = ": ".join(filter(None, (result.diagnosis, result.message))) or "no answer"
    if kind is None:
        return Cause(kind="unknown", evidence=(text,))
    return Cause(kind=kind, evidence=(text,), certainty="witness")


def of_dispute(case: _Case) -> Cause | None:
    """The published label is disputed, and the answer may be right by the corrected one."""
    if case.target.verdict not in _DISPUTED or case.target.accepted != (case.problem.label,):
        return None
    text = f"the published label was audited: {case.target.verdict}"
    if case.corrected is None:
        return Cause(kind="label", evidence=(text,), certainty="evidence")
    if matching(case.result, case.corrected, case.rule) is None:
        return None
    answer = "the answer is right by the corrected label"
    return Cause(kind="label", evidence=(answer, text), certainty="witness")


def of_reference(case: _Case) -> Cause | None:
    """The reference model itself has the answer's value, or is equivalent to the instance."""
    if not case.has_point or case.reference is None:
        return None
    # An unproven point may miss the optimum of a model that is right.
    if case.result.proven and _verdict(case) == "equivalent":
        text = "the instance is equivalent to the reference model, whose label differs"
        return Cause(kind="label", evidence=(text,), certainty="witness")
    value = _optimum(case.reference, case.limits)
    if value is None or not STRICT.accepts(case.result.objective, Label(objective=value)):
        return None
    text = f"the optimum of the reference model is {value:.10g}, as the answer, not the label"
    return Cause(kind="label", evidence=(text,), certainty="witness")


def of_single_difference(case: _Case) -> Cause | None:
    """The instance differs from the reference in one respect only."""
    alignment = case.alignment
    if not alignment.confined:
        return None
    finding = alignment.findings[0]
    return Cause(kind=finding.kind, evidence=(finding.text,), certainty="witness")


def of_probing(case: _Case) -> Cause | None:
    """One change of the instance makes the label's value come out."""
    if case.instance is None:
        return None
    found = probe(case.instance, case.target, case.rule, limits=case.limits)
    if not found.findings:
        return None
    # Different mistakes that explain the value equally well leave a doubt which one it was.
    sure = found.complete and len({finding.kind for finding in found.findings}) == 1
    return _from_findings(found.findings, "witness" if sure else "evidence")


def of_status(case: _Case) -> Cause | None:
    """An optimum where the label has none, or none where it has one."""
    result = case.result
    if any(status_fits(result, label) for label in case.target.accepted):
        return None
    wanted = " or ".join(label.status for label in case.target.accepted)
    told = (finding.text for finding in case.alignment.findings)
    texts = (f"the answer is {result.status}, the label {wanted}", result.message, *told)
    return Cause(kind="status", evidence=tuple(filter(None, texts)), certainty="witness")


def of_unproven_point(case: _Case) -> Cause | None:
    """The solver's time ran out at a point that is worse than the label."""
    result = case.result
    if result.proven or result.termination not in ("time_limit", "memory_limit"):
        return None
    value, down = result.objective, result.sense == "minimize"
    labels = [one.objective for one in case.target.accepted if one.objective is not None]
    if value is None or not any((value > one) == down and value != one for one in labels):
        return None
    text = f"the solver stopped at its {result.termination.replace('_', ' ')} before the optimum"
    return Cause(kind="timeout", evidence=(text,), certainty="evidence")


def of_comparison(case: _Case) -> Cause | None:
    """A point or an objective of one model that the other has not."""
    witness = getattr(case.comparison, "witness", None)
    if _verdict(case) != "different" or witness is None:
        return None
    kind = OF_WITNESSES.get((witness.kind, witness.feasible_in))
    if kind is None:
        return None
    row = f": {witness.row}" if witness.row else ""
    return Cause(kind=kind, evidence=(f"{MEANINGS[kind]}{row}",), certainty="evidence")


def of_several_differences(case: _Case) -> Cause | None:
    """The instance differs from the reference in several respects."""
    findings = case.alignment.findings
    return _from_findings(findings, "evidence") if findings else None


def of_objections(case: _Case) -> Cause | None:
    """The checks of the instance against the text objected."""
    objecting = [name for name in OF_OBJECTIONS if name in case.result.objections]
    if not objecting:
        return None
    texts = tuple(f"the check '{name}' objects" for name in objecting)
    return Cause(kind=OF_OBJECTIONS[objecting[0]], evidence=texts, certainty="evidence")


def of_counts(case: _Case) -> Cause | None:
    """The published counts or the published type differ."""
    size, details = case.result.size, case.problem.details
    if size is None:
        return None
    findings = []
    if details.variables is not None and size.variables < details.variables:
        text = f"{size.variables} variables, published are {details.variables}"
        findings.append(Finding(kind="missing_variable", text=text))
    if type_agrees(size, case.problem.type) is False:
        text = f"the instance is of type {size.problem_type}, published is {case.problem.type}"
        findings.append(Finding(kind="wrong_kind", text=text))
    if details.rows is not None and size.rows != details.rows:
        kind: CauseKind = "missing_row" if size.rows < details.rows else "row_without_reason"
        findings.append(Finding(kind=kind, text=f"{size.rows} rows, published are {details.rows}"))
    return _from_findings(tuple(findings), "evidence") if findings else None


def _verdict(case: _Case) -> str:
    return str(getattr(case.comparison, "verdict", ""))


def _from_findings(findings: tuple[Finding, ...], certainty: Certainty) -> Cause:
    texts = tuple(finding.text for finding in findings)
    return Cause(kind=findings[0].kind, evidence=texts, certainty=certainty)


def _optimum(instance: Instance, limits: ProbeLimits) -> float | None:
    from orthought.errors import SolverError
    from orthought.outcome import SolverOptions
    from orthought.solvers import solve

    try:
        outcome = solve(
            instance, SolverOptions(time_limit=limits.seconds_per_solve, relative_gap=0)
        )
    except SolverError:
        return None
    check = outcome.verification
    proven = outcome.termination == "optimal" and check is not None and check.holds
    return outcome.objective if proven else None


STAGES: Final[tuple[Callable[[_Case], Cause | None], ...]] = (
    of_error,
    of_failure,
    of_dispute,
    of_reference,
    of_single_difference,
    of_unproven_point,
    of_probing,
    of_status,
    of_comparison,
    of_several_differences,
    of_objections,
    of_counts,
)
"""In this order; the first that has something to say decides."""
