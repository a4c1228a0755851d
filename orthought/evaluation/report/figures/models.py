"""The figures of a report as data: what `report.json` holds."""

from __future__ import annotations

from typing import Any, Literal

from orthought.base import Model
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.figures.shares import Middle, Share
from orthought.evaluation.report.figures.ways import Way
from orthought.pages.document import Mark
from orthought.statistics import Calibration, Interval, PairedTest


class SetFacts(Model):
    """One set under the chosen label version."""

    name: str
    digest: str = ""
    licence: str = ""
    available: int = 0
    """Problems that were there."""
    whole: int = 0
    """Problems that the whole set has."""
    labels_digest: str = ""
    labels_changed: bool = False
    """Whether the labels are others than when the run was begun."""
    in_version: int = 0
    """Measured problems that the label version has."""
    measured: int = 0
    """Measured problems."""
    audited: int = 0
    audited_of: int = 0


class Sampled(Model):
    """What several samples a problem are worth."""

    way: Way
    problems: int
    fewest: int
    """Samples of the problem that has the fewest; k goes up to it."""
    mean: Interval
    pass_at: dict[int, Interval]
    majority_at: dict[int, Interval]


class WaySummary(Model):
    """A row of the main table."""

    way: Way
    problems: int
    cells: int
    right: Share
    status_right: Share
    replied: Share
    built: Share
    feasible: Share
    proven: Share
    repairs: Interval
    calls: Interval
    prompt_tokens: Interval
    completion_tokens: Interval
    tokens: Interval
    cost_usd: float | None
    """Sum over all cells; None where the price of any is unknown."""
    seconds: Middle
    harness: int
    """Cells that the endpoint or the budget ended; they count as not right."""


class Pair(Model):
    """Two ways on the problems that both finished."""

    first: Way
    second: Way
    both_right: int | None
    """None, like the next three, where problems have several samples."""
    only_first: int | None
    only_second: int | None
    both_wrong: int | None
    test: PairedTest
    adjusted: float
    """p after Holm over all comparisons on the same set."""
    difference: Interval
    left_out: int
    """Problems that only one of the two finished."""


class VersionRow(Model):
    """A way under all label versions; None: the version has none of its problems."""

    way: Way
    shares: dict[str, Share | None]


class PartRow(Model):
    """The problems that share a property's value, under one way."""

    way: Way
    property: str
    value: str
    problems: int
    share: Share


class ConfidenceRow(Model):
    """How many of the cells with one status were right."""

    way: Way
    status: str
    cells: int
    right: Share


class WorthRow(Model):
    """How well a way's answers are told apart before anyone knows which are right."""

    way: Way
    by: Literal["confidence", "word"]
    """By the printed probability, or where there is none by the word of the answer."""
    cells: int
    answers: int
    learned: int = 0
    """Answers that are left out, because the fit learned from their problems."""
    strange_fits: tuple[str, ...] = ()
    """Fits that are not here, so that nobody knows what they learned from."""
    calibration: Calibration


class CauseRow(Model):
    """A cause of wrong cells."""

    cause: str
    certainty: str
    counts: tuple[tuple[Way, int], ...]


class SizeRow(Model):
    """The instances of a way beside the published counts of the reference models."""

    way: Way
    variables: Share | None
    rows: Share | None
    nonzeros: Share | None
    types: Share | None
    ratio: Middle | None
    """Variables found / published."""
    kinds: dict[str, int]
    """Instances by problem type as found."""


class EquivalenceRow(Model):
    """Instances compared with the reference instance."""

    way: Way
    compared: int
    equivalent: Share
    scaled: Share
    unresolved: int


class CellRow(Model):
    """One cell of the appendix."""

    way: Way
    identifier: str
    sample: int
    mark: Mark
    status: str
    objective: float | None
    cause: str
    certainty: str
    seconds: float
    tokens: int
    folder: str


class ProblemRow(Model):
    """One problem of the appendix."""

    set_name: str
    identifier: str
    accepted: tuple[str, ...]
    verdict: str
    type: str
    size: str
    cells: tuple[CellRow, ...]


class Summary(Model):
    """All figures of a report."""

    title: str
    rule: str
    rule_meaning: str
    rule_source: str
    rule_note: str
    label_version: LabelVersion
    stand_in: str
    finished: int
    planned: int
    sets: tuple[SetFacts, ...]
    ways: tuple[WaySummary, ...]
    sampled: tuple[Sampled, ...]
    pairs: tuple[Pair, ...]
    versions: tuple[VersionRow, ...]
    parts: tuple[PartRow, ...]
    confidence: tuple[ConfidenceRow, ...]
    worth: tuple[WorthRow, ...] = ()
    causes: tuple[CauseRow, ...]
    sizes: tuple[SizeRow, ...]
    equivalence: tuple[EquivalenceRow, ...]
    problems: tuple[ProblemRow, ...]
    runs: dict[str, dict[str, Any]]
    """Manifest of each evaluation."""
    warnings: tuple[str, ...] = ()
