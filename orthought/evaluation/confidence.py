"""From finished evaluations to the fit of a confidence: answers, labels, and their origin."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from orthought import __version__
from orthought.agent.confidence.evidence import objections_in
from orthought.agent.confidence.fit import (
    ConfidenceFit,
    FitData,
    FittedRun,
    FittedSet,
    short_digest,
)
from orthought.agent.confidence.fitting import LabelledAnswer, fit_answers
from orthought.errors import InputError, OrthoughtError
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.figures.cells import ScoredCell, flat, score_runs
from orthought.evaluation.report.inputs import Labels, StoredLabels
from orthought.evaluation.results import CellResult, evidence_in
from orthought.evaluation.rules import rule_of
from orthought.evaluation.runner.folder import EvaluationRun


@dataclass(frozen=True)
class Choice:
    """Which answers a fit learns from, and whose it speaks of."""

    name: str
    methods: tuple[str, ...] = ("orthought",)
    llms: tuple[str, ...] = ()
    """Language models as the cells name them; all of the evaluations where empty."""
    models: tuple[str, ...] = ()
    """Name patterns of the models that the fit speaks of; the measured ones where empty."""


def make_fit(
    runs: Sequence[EvaluationRun],
    choice: Choice,
    rule: str = "strict",
    version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
    command: str = "",
) -> ConfidenceFit:
    """Fit a confidence to the answers of finished evaluations.

    Args:
        runs: the evaluations; cells without an answer are left out.
        choice: which answers, and whose.
        rule: name of the scoring rule.
        version: which labels count.
        labels: where they come from; None: the sets and their errata.
        command: how the file can be made again.

    Raises:
        InputError: a set is not here, no such answer, several models under no common name, or too
            few problems.
        SettingsError: no such rule.
    """
    source, chosen = labels or StoredLabels(), rule_of(rule)
    every = score_runs([with_severities(run) for run in runs], chosen, version, source)
    cells = [cell for part in every.values() for cell in flat(part) if _is_wanted(cell, choice)]
    answers = [answer for cell in cells if (answer := labelled(cell)) is not None]
    llms = tuple(dict.fromkeys(cell.result.cell.llm for cell in cells))
    _require_one_speaker(llms, choice)
    fitted = fit_answers(answers)
    return ConfidenceFit(
        name=choice.name,
        models=choice.models or llms,
        methods=choice.methods,
        intercept=fitted.intercept,
        weights=fitted.weights,
        strength=fitted.strength,
        checks=tuple(sorted({o.name for a in answers for o in a.evidence.objections})),
        data=FitData(
            llms=llms,
            methods=choice.methods,
            sets=_sets(cells, runs, version, source),
            runs=tuple(map(_run_facts, runs)),
            label_version=version,
            rule=chosen.name,
            answers=len(answers),
            right=sum(answer.right for answer in answers),
            problems=tuple(sorted({short_digest(answer.problem) for answer in answers})),
            severities_guessed=sum(_is_guessed(cell.result) for cell in cells),
            date=time.strftime("%Y-%m-%d", time.gmtime()),
            command=command,
            orthought=__version__,
        ),
        figures=fitted.figures,
    )


def require_worth(fit: ConfidenceFit) -> None:
    """Refuse a fit whose probabilities tell nothing of problems that it has not seen.

    Raises:
        InputError: no skill over the base rate, or an AUROC that may be chance.
    """
    figures = fit.figures.held_out
    skill, auroc = figures.skill, figures.auroc
    if skill is None or auroc is None or skill.estimate <= 0 or auroc.low <= 0.5:
        raise InputError(
            "on problems held out these probabilities are no better than the base rate: no fit is "
            "written, and the model stays uncalibrated",
            fix="measure more problems, or find evidence that tells right from wrong",
        )


def labelled(cell: ScoredCell) -> LabelledAnswer | None:
    """Return a cell's evidence with its label; None where it holds no answer."""
    evidence = evidence_in(cell.result)
    if evidence is None:
        return None
    return LabelledAnswer(cell.result.problem_digest, evidence, cell.score.right)


def with_severities(run: EvaluationRun) -> EvaluationRun:
    """Return a run in which older records have the severities that their solutions still hold."""
    return replace(run, results=tuple(_with_severities(run, result) for result in run.results))


def _with_severities(run: EvaluationRun, result: CellResult) -> CellResult:
    folder = run.folder_of(result) if result.objecting is None else None
    if folder is None:
        return result
    from orthought.agent.running import load

    try:
        checks = load(folder).checks
    except OrthoughtError:
        return result
    return result.model_copy(update={"objecting": objections_in(checks)})


def _is_wanted(cell: ScoredCell, choice: Choice) -> bool:
    plan = cell.result.cell
    return plan.method in choice.methods and (not choice.llms or plan.llm in choice.llms)


def _is_guessed(result: CellResult) -> bool:
    return result.objecting is None and bool(result.objections) and evidence_in(result) is not None


def _require_one_speaker(llms: tuple[str, ...], choice: Choice) -> None:
    if not llms:
        methods = ", ".join(choice.methods)
        raise InputError(
            f"these evaluations hold no answer by {methods} that the label version has",
            fix="choose with --method and --llm what is in them",
        )
    if len(llms) > 1 and not choice.models:
        raise InputError(
            f"these answers come from several models: {', '.join(llms)}",
            fix="choose one with --llm, or say with --models whom the fit should speak of",
        )


def _sets(
    cells: Iterable[ScoredCell],
    runs: Sequence[EvaluationRun],
    version: LabelVersion,
    labels: Labels,
) -> tuple[FittedSet, ...]:
    problems: dict[str, set[str]] = {}
    for cell in cells:
        if evidence_in(cell.result) is not None:
            problems.setdefault(cell.problem.set_name, set()).add(cell.key)
    facts = {name: item for run in runs for name, item in run.manifest["sets"].items()}
    return tuple(
        FittedSet(
            name=name,
            digest=str(facts.get(name, {}).get("digest", "")),
            labels_digest=labels.digest(name, version),
            problems=len(keys),
        )
        for name, keys in problems.items()
    )


def _run_facts(run: EvaluationRun) -> FittedRun:
    names = ("name", "created", "commit", "experiment_digest")
    return FittedRun(**{name: str(run.manifest.get(name, "")) for name in names})
