"""What other words or other numbers cost: each way on both, on the same problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.figures.cells import ByProblem, outcomes, score_runs
from orthought.evaluation.report.figures.shares import RESAMPLES, Share, share_of_outcomes
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.inputs import Labels, Run, StoredLabels, stand_ins_of
from orthought.evaluation.robustness.naming import derived_of
from orthought.evaluation.rules import rule_of
from orthought.statistics import Interval, PairedTest, holm, paired_difference, paired_test


class Drop(Model):
    """One way on the problems of a base set that a rule changed, and on these as they were."""

    way: Way
    """On the base set."""
    derived: str
    """Name of the set in other words."""
    rule: str
    problems: int
    before: Share
    after: Share
    difference: Interval
    """After less before, as a share: below zero where something was lost. Bootstrap over
    problems, 95 %."""
    lost: int
    """Problems that were right before and are not now; with several samples, less often right."""
    won: int
    test: PairedTest
    adjusted: float
    """p after Holm over all rules of the way."""


class Robustness(Model):
    """All drops that evaluations hold."""

    rule: str
    """The scoring rule."""
    label_version: LabelVersion
    stand_in: str = ""
    drops: tuple[Drop, ...]


Scored = Mapping[Way, ByProblem]


def compare_robustness(
    runs: Sequence[Run],
    rule: str = "strict",
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
) -> Robustness:
    """Set each way on a set in other words against the same way on the set as it is.

    Args:
        runs: evaluations that hold a set and sets derived from it, together or apart.
        rule: name of the scoring rule.
        label_version: which labels count.
        labels: where they come from; None: the sets and their errata.

    Raises:
        InputError: no way was measured on both, or a set is not here.
        SettingsError: no such rule.
    """
    chosen = rule_of(rule)
    scored = score_runs(runs, chosen, label_version, labels or StoredLabels())
    drops = tuple(_drops(scored))
    if not drops:
        raise InputError(
            "no method was measured on a set and on the same set in other words",
            fix="measure both: orthought eval run --bench starter --bench starter~synonyms@1",
        )
    return Robustness(
        rule=chosen.name,
        label_version=label_version,
        stand_in=stand_ins_of(runs),
        drops=drops,
    )


def _drops(scored: Scored) -> Iterator[Drop]:
    """Yield the drops of each way together, so that they are corrected together."""
    for way in scored:
        if derived_of(way.set_name) is None:
            found = [drop for drop in _of_way(way, scored) if drop is not None]
            adjusted = holm({drop.derived: drop.test.p_value for drop in found}) if found else {}
            for drop in found:
                yield drop.model_copy(update={"adjusted": adjusted[drop.derived]})


def _of_way(way: Way, scored: Scored) -> Iterator[Drop | None]:
    for other, cells in scored.items():
        derived = derived_of(other.set_name)
        same = (other.method, other.llm) == (way.method, way.llm)
        if derived is not None and derived.base == way.set_name and same:
            yield _drop(way, other.set_name, derived.rule, scored[way], cells)


def _drop(way: Way, name: str, rule: str, base: ByProblem, other: ByProblem) -> Drop | None:
    before, after = _by_identifier(base), _by_identifier(other)
    common = [key for key in before if key in after]
    if not common:
        return None
    before, after = ({key: side[key] for key in common} for side in (before, after))
    means = [{key: sum(row) / len(row) for key, row in side.items()} for side in (after, before)]
    test = paired_test(after, before)
    return Drop(
        way=way,
        derived=name,
        rule=rule,
        problems=len(common),
        before=share_of_outcomes(before),
        after=share_of_outcomes(after),
        difference=paired_difference(means[0], means[1], resamples=RESAMPLES),
        lost=test.second_better,
        won=test.first_better,
        test=test,
        adjusted=1.0,
    )


def _by_identifier(cells: ByProblem) -> dict[str, list[bool]]:
    return {key.partition(":")[2]: row for key, row in outcomes(cells).items()}
