"""What a rule costs a method: answers on derived problems beside those on the base's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell, score_runs
from orthought.evaluation.report.figures.shares import RESAMPLES
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.inputs import Labels, Run, StoredLabels, stand_ins_of
from orthought.evaluation.rules import rule_of
from orthought.evaluation.sets.derived_names import is_derived, parse_derived
from orthought.statistics import Interval, PairedTest, holm, paired_difference, paired_test
from orthought.statistics.pairing import means

Samples = dict[str, list[ScoredCell]]
"""Identifier -> its samples in order."""


class Effect(Model):
    """One rule under one method and language model, on the problems that both sets have."""

    base: Way
    derived: Way
    rule: str
    seed: int
    problems: int
    """Problems that were finished in both sets."""
    right_base: float
    """Share of right answers on these problems as they are."""
    right_derived: float
    """The same after the rule."""
    drop: Interval
    """The first less the second, with a paired bootstrap over problems."""
    only_base: int | None
    """Problems right in the base only; None where problems have several samples."""
    only_derived: int | None
    test: PairedTest
    """Exact McNemar; sign flips where problems have several samples."""
    adjusted: float
    """p after Holm over all rules of this method and language model."""
    left_out: dict[str, str]
    """Problems without a derived one, with the reason, by identifier."""
    unfinished: int
    """Problems that only one of the two sets has a result for, though the rule changed them."""
    not_heard: int
    """Pairs in which endpoint or budget ended a cell; it counts as not right."""


class RobustnessReport(Model):
    """The effects of all rules."""

    scoring: str
    label_version: LabelVersion
    stand_in: str = ""
    effects: tuple[Effect, ...]


def compare_derived(
    runs: Sequence[Run],
    scoring: str = "strict",
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
) -> RobustnessReport:
    """Compare each derived set of some evaluations with its base, problem by problem.

    Args:
        runs: evaluations; base and derived sets may lie in different ones.
        scoring: name of the scoring rule.
        label_version: which labels count.
        labels: where they come from; None: the sets and their errata.

    Raises:
        InputError: no derived set was measured beside its base, or a set is not here.
        SettingsError: no such scoring rule.
    """
    cells = score_runs(runs, rule_of(scoring), label_version, labels or StoredLabels())
    reasons = {name: why for run in runs for name, why in _passed_over(run).items()}
    effects = [effect for way in cells for effect in _effects_of(way, cells, reasons)]
    if not effects:
        raise InputError(
            "no derived set was measured beside its base",
            fix='name both in the experiment: bench = ["starter", "starter~synonyms@1"]',
        )
    return RobustnessReport(
        scoring=scoring,
        label_version=label_version,
        stand_in=stand_ins_of(runs),
        effects=tuple(_corrected(effects)),
    )


def _passed_over(run: Run) -> dict[str, dict[str, str]]:
    return {
        name: dict(facts.get("passed_over", {})) for name, facts in run.manifest["sets"].items()
    }


def _effects_of(
    way: Way, cells: Mapping[Way, ByProblem], reasons: Mapping[str, dict[str, str]]
) -> Iterator[Effect]:
    if not is_derived(way.set_name):
        return
    base = _base_way(way, cells)
    if base is None:
        return
    first, second = _by_identifier(cells[base]), _by_identifier(cells[way])
    common = [name for name in first if name in second]
    if common:
        pair = [{name: side[name] for name in common} for side in (first, second)]
        left_out = reasons.get(way.set_name, {})
        odd = (set(first) ^ set(second)) - set(left_out)
        yield _effect(base, way, pair[0], pair[1], left_out, len(odd))


def _base_way(way: Way, cells: Mapping[Way, ByProblem]) -> Way | None:
    """Return the same method and model on the base: of the same run, else of the first other."""
    name = parse_derived(way.set_name).base
    found = [
        other
        for other in cells
        if (other.set_name, other.method, other.llm) == (name, way.method, way.llm)
    ]
    return min(found, key=lambda other: other.run != way.run, default=None)


def _by_identifier(cells: ByProblem) -> Samples:
    return {samples[0].problem.identifier: samples for samples in cells.values()}


def _effect(
    base: Way, derived: Way, first: Samples, second: Samples, left_out: dict[str, str], odd: int
) -> Effect:
    left, right = ({n: [c.score.right for c in s] for n, s in x.items()} for x in (first, second))
    before, after = means(left), means(right)
    single = all(len(row) == 1 for side in (left, right) for row in side.values())
    parts = parse_derived(derived.set_name)
    return Effect(
        base=base,
        derived=derived,
        rule=parts.rule,
        seed=parts.seed,
        problems=len(before),
        right_base=sum(before.values()) / len(before),
        right_derived=sum(after.values()) / len(after),
        drop=paired_difference(before, after, resamples=RESAMPLES),
        only_base=sum(before[n] > after[n] for n in before) if single else None,
        only_derived=sum(before[n] < after[n] for n in before) if single else None,
        test=paired_test(left, right),
        adjusted=1.0,
        left_out=left_out,
        unfinished=odd,
        not_heard=sum(any(c.harness for c in (*first[n], *second[n])) for n in before),
    )


def _corrected(effects: list[Effect]) -> Iterator[Effect]:
    """Yield the effects with p corrected over the rules of the same method and model."""
    for method, llm in dict.fromkeys((e.derived.method, e.derived.llm) for e in effects):
        family = [e for e in effects if (e.derived.method, e.derived.llm) == (method, llm)]
        adjusted = holm({str(n): effect.test.p_value for n, effect in enumerate(family)})
        for number, effect in enumerate(family):
            yield effect.model_copy(update={"adjusted": adjusted[str(number)]})
