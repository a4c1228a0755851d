"""All figures of a report, from evaluations to one summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orthought.errors import InputError
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.causes import FoundCause, Tell, find_causes
from orthought.evaluation.report.figures.appendix import count_causes, list_problems
from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell, flat
from orthought.evaluation.report.figures.equivalence import equivalence_of, kept_comparison
from orthought.evaluation.report.figures.main import summarise_samples, summarise_way
from orthought.evaluation.report.figures.models import EquivalenceRow, SetFacts, Summary
from orthought.evaluation.report.figures.pairs import compare_ways
from orthought.evaluation.report.figures.parts import (
    by_confidence,
    by_property,
    by_version,
    sizes_of,
)
from orthought.evaluation.report.figures.ways import Way, run_names
from orthought.evaluation.report.figures.worth import worth_of
from orthought.evaluation.report.inputs import Labels, Run, StoredLabels, stand_ins_of
from orthought.evaluation.rules import Rule, rule_of

if TYPE_CHECKING:
    from orthought.evaluation.failures import ProbeLimits

Scored = dict[Way, ByProblem]


def summarise(
    runs: Sequence[Run],
    rule: str = "strict",
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
    limits: ProbeLimits | None = None,
    tell: Tell | None = None,
) -> Summary:
    """Work out all figures of a report. No language model is asked.

    Args:
        runs: evaluations, shards already merged; several stand side by side.
        rule: name of the scoring rule.
        label_version: which labels count.
        labels: where they come from; None: the sets and their errata.
        limits: on the trial solves that look for causes; None: a few seconds a wrong cell.
        tell: is told how many causes are found, and of how many.

    Raises:
        InputError: no run, no result that the label version has, or a set that is not here.
        SettingsError: no such rule.
    """
    chosen, source = rule_of(rule), labels or StoredLabels()
    if not any(run.results for run in runs):
        raise InputError("there is no result to report", fix="run the experiment first")
    scored, versions = by_version(runs, chosen, source)
    cells = scored[label_version]
    if not cells:
        raise InputError(
            f"no measured problem has a label in the version {label_version!r}",
            fix="choose another version with --labels",
        )
    causes = _causes(runs, cells, chosen, label_version, source, limits, tell)
    return Summary(
        title=" and ".join(dict.fromkeys(run_names(runs))),
        rule=chosen.name,
        rule_meaning=chosen.meaning,
        rule_source=chosen.source,
        rule_note=chosen.note,
        label_version=label_version,
        stand_in=stand_ins_of(runs),
        finished=sum(len(run.results) for run in runs),
        planned=sum(int(run.manifest["cells"]) for run in runs),
        sets=_sets(runs, scored, label_version, source),
        ways=_each(cells, summarise_way),
        sampled=_each(cells, summarise_samples),
        pairs=compare_ways(cells),
        versions=versions,
        parts=by_property(cells),
        confidence=tuple(row for rows in _each(cells, by_confidence) for row in rows),
        worth=_each(cells, worth_of),
        causes=count_causes(cells, causes),
        sizes=_each(cells, sizes_of),
        equivalence=_equivalence(runs, cells),
        problems=list_problems(cells, causes),
        runs={name: dict(run.manifest) for name, run in zip(run_names(runs), runs, strict=True)},
        warnings=tuple(_warnings(runs)),
    )


def _each(cells: Scored, build: Callable[[Way, ByProblem], Any]) -> tuple[Any, ...]:
    """Return what is built of each way, without those of which nothing is."""
    found = (build(way, by_problem) for way, by_problem in cells.items())
    return tuple(item for item in found if item is not None)


def _causes(
    runs: Sequence[Run],
    cells: Scored,
    rule: Rule,
    version: LabelVersion,
    labels: Labels,
    limits: ProbeLimits | None,
    tell: Tell | None,
) -> dict[str, FoundCause]:
    found: dict[str, FoundCause] = {}
    for name, run in zip(run_names(runs), runs, strict=True):
        mine = [cell for way, part in cells.items() if way.run == name for cell in flat(part)]
        found |= find_causes(run, mine, rule, version, labels, limits, tell)
    return found


def _equivalence(runs: Sequence[Run], cells: Scored) -> tuple[EquivalenceRow, ...]:
    by_name = dict(zip(run_names(runs), runs, strict=True))

    def find(cell: ScoredCell) -> dict[str, Any] | None:
        return kept_comparison(by_name[cell.way.run], cell)

    return _each(cells, lambda way, part: equivalence_of(way, part, find))


def _sets(
    runs: Sequence[Run],
    scored: Mapping[LabelVersion, Scored],
    version: LabelVersion,
    labels: Labels,
) -> tuple[SetFacts, ...]:
    names = dict.fromkeys(name for run in runs for name in run.manifest["sets"])
    return tuple(_set_facts(name, runs, scored[version], version, labels) for name in names)


def _set_facts(
    name: str, runs: Sequence[Run], cells: Scored, version: LabelVersion, labels: Labels
) -> SetFacts:
    manifests = [run.manifest for run in runs if name in run.manifest["sets"]]
    facts = manifests[0]["sets"][name]
    measured = {r.cell.identifier for run in runs for r in run.results if r.cell.set_name == name}
    in_version = {key for way, part in cells.items() if way.set_name == name for key in part}
    done, total = labels.audited(name)
    digest = labels.digest(name, version)
    before = {manifest.get("labels", {}).get(name, {}).get(version) for manifest in manifests}
    return SetFacts(
        name=name,
        digest=str(facts.get("digest", "")),
        licence=str(facts.get("licence", "")),
        available=int(facts.get("count", 0)),
        whole=int(facts.get("of", facts.get("count", 0))),
        labels_digest=digest,
        labels_changed=bool(before - {digest, None}),
        in_version=len(in_version),
        measured=len(measured),
        audited=done,
        audited_of=total,
    )


def _warnings(runs: Sequence[Run]) -> Iterable[str]:
    for name, run in zip(run_names(runs), runs, strict=True):
        planned, finished = int(run.manifest["cells"]), len(run.results)
        if finished < planned:
            yield (
                f"{name} is not complete: {finished} of {planned} cells are finished; "
                "figures are over the finished ones."
            )
        missing = _missing_shards(str(run.manifest.get("shard", "")))
        if missing:
            yield f"{name} lacks the shards {', '.join(missing)}."

    for set_name, digests in _data_of(runs).items():
        if len(digests) > 1:
            yield f"The evaluations measured different data under the name {set_name}."


def _data_of(runs: Sequence[Run]) -> dict[str, set[str]]:
    """Return the digests under which each set was measured."""
    found: dict[str, set[str]] = {}
    for run in runs:
        for name, facts in run.manifest["sets"].items():
            found.setdefault(name, set()).add(str(facts.get("digest", "")))
    return found


def _missing_shards(text: str) -> list[str]:
    """Return the shards that are not there, of '1/3, 2/3' the one '3/3'."""
    present = [part.strip() for part in text.split(",") if "/" in part]
    counts = {int(part.partition("/")[2]) for part in present}
    if len(counts) != 1:
        return []
    count = counts.pop()
    return [f"{n}/{count}" for n in range(1, count + 1) if f"{n}/{count}" not in present]
