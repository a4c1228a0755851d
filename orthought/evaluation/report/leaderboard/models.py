"""The leaderboard as data: what `leaderboard.json` holds."""

from __future__ import annotations

from orthought.base import Model
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.figures.models import Pair
from orthought.evaluation.report.figures.shares import Middle, Share
from orthought.evaluation.report.figures.ways import Way
from orthought.statistics import Interval


class Standing(Model):
    """One way on its board."""

    place: int
    """From 1; ways with the same share of right answers have the same place."""
    way: Way
    shares: dict[str, Share | None]
    """Right answers by label version; None: the version has none of the problems."""
    calls: Interval
    tokens: Interval
    cost_usd: float | None
    """Sum over all cells; None where the price of any is unknown."""
    seconds: Middle
    not_heard: int
    """Cells that the endpoint or the budget ended; they count as not right."""
    stand_in: str = ""
    """What must be known of a language model that is not what its name says."""


class Board(Model):
    """The ways that were measured on exactly the same problems of a set, under one rule."""

    set_name: str
    rule: str
    problems: int
    """Problems on which all of them were measured, whatever the label version leaves of them."""
    data_digest: str
    """SHA-256 over the digests of the problems, hexadecimal."""
    standings: tuple[Standing, ...]
    """Best first."""
    neighbours: tuple[Pair, ...]
    """Each standing against the next, as far as the label version leaves problems; Holm-corrected
    over the board."""


class SetLine(Model):
    """What must be known of a set."""

    name: str
    title: str
    licence: str
    whole: int
    audited: int
    audited_of: int


class EvaluationLine(Model):
    """Where the figures of an evaluation come from."""

    name: str
    folder: str
    created: str
    commit: str
    orthought: str
    solvers: str
    processors: str
    settings: str
    finished: int
    planned: int


class LeftOut(Model):
    """An evaluation that is on no board, and why."""

    folder: str
    reason: str


class Leaderboard(Model):
    """All boards of a page."""

    label_version: LabelVersion
    """By which labels the ways are placed."""
    rules: dict[str, str]
    """Scoring rule -> what it means."""
    sets: tuple[SetLine, ...]
    boards: tuple[Board, ...]
    evaluations: tuple[EvaluationLine, ...]
    left_out: tuple[LeftOut, ...] = ()
