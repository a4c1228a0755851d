"""The page of a leaderboard."""

from __future__ import annotations

from orthought.evaluation.report.figures.models import Pair
from orthought.evaluation.report.figures.parts import VERSIONS
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.leaderboard.models import Board, Leaderboard, SetLine, Standing
from orthought.evaluation.report.numbers import (
    amount,
    amount_interval,
    money,
    percent,
    plural,
    probability,
)
from orthought.evaluation.report.sections.comparisons import difference_text
from orthought.evaluation.report.sections.context import (
    NOTHING,
    columns,
    count_text,
    share_entry,
    slugged,
    text,
)
from orthought.evaluation.report.sections.head import VERSION_WORDS
from orthought.pages.document import (
    Document,
    Entry,
    Fact,
    IntervalPlot,
    IntervalRow,
    Section,
    Table,
)

STAND_IN = "stand-in, no product model"
_HOW = (
    "A board holds the ways that were measured on exactly the same problems; a share on other "
    "problems cannot be set against it. Ways stand by their share of right answers, with its 95 % "
    "interval beneath it (Wilson; with several samples a problem a bootstrap over problems); equal "
    "shares have the same place, those with fewer tokens first. Whether one is better than the "
    "next is what the test between them says, and not their order."
)


def page_of(board: Leaderboard) -> Document:
    """Return the page of a leaderboard, ready for any format."""
    return Document(
        title="Leaderboard",
        warnings=tuple(f"Not shown: {item.folder}: {item.reason}" for item in board.left_out),
        facts=_facts(board),
        sections=(
            Section(identifier="reading", title="How to read it", text=(_HOW,)),
            *(_section(board, line) for line in board.sets),
            _provenance(board),
        ),
    )


def _facts(board: Leaderboard) -> tuple[Fact, ...]:
    rules = (f"{name}: {meaning}" for name, meaning in board.rules.items())
    return (
        Fact(name="Placed by", value=f"labels {VERSION_WORDS[board.label_version]}"),
        *(Fact(name="Scoring rule", value=rule) for rule in rules),
        Fact(name="Evaluations", value=str(len(board.evaluations))),
    )


def _section(board: Leaderboard, line: SetLine) -> Section:
    mine = [one for one in board.boards if one.set_name == line.name]
    share = f" ({100 * line.audited / line.audited_of:.0f} %)" if line.audited_of else ""
    return Section(
        identifier=slugged("set", line.name),
        title=f"{line.title} ({line.name})",
        text=(
            f"{plural(line.whole, 'problem')} in the whole set; audited labels: {line.audited} of "
            f"the {line.audited_of} at hand{share}; licence: {line.licence or 'not stated'}.",
        ),
        tables=tuple(
            table
            for number, one in enumerate(mine, 1)
            for table in _tables(one, number, board.label_version)
        ),
        plots=tuple(
            _plot(one, number, board.label_version)
            for number, one in enumerate(mine, 1)
            if len(one.standings) > 1
        ),
    )


def _tables(board: Board, number: int, version: str) -> tuple[Table, ...]:
    labels = _labels(board)
    name = slugged(board.set_name, board.rule, str(number))
    table = Table(
        identifier=f"board-{name}",
        caption=(
            f"Board {number} of {board.set_name}: {plural(board.problems, 'problem')}, rule "
            f"{board.rule}, placed by the {version} labels."
        ),
        columns=columns(
            "method", "language model", "evaluation", "place", *VERSIONS, "calls", "tokens",
            "cost", "median s", left=3,
        ),
        rows=tuple(map(_row, board.standings)),
        notes=_notes(board),
    )  # fmt: skip
    return (table, _pairs(board, name, labels)) if board.neighbours else (table,)


def _notes(board: Board) -> tuple[str, ...]:
    notes = [
        "Calls and tokens: means a problem, as far as the endpoint counts them. Cost: of all "
        "problems together."
    ]
    sentences = dict.fromkeys(s.stand_in for s in board.standings if s.stand_in)
    notes += [f"{STAND_IN}: {sentence}" for sentence in sentences]
    unheard = sum(standing.not_heard for standing in board.standings)
    if unheard:
        notes.append(
            f"{plural(unheard, 'cell')} ended by the endpoint or the budget; they count as not "
            "right."
        )
    return tuple(notes)


def _row(standing: Standing) -> tuple[Entry, ...]:
    way = standing.way
    return (
        text(way.method),
        text(way.llm, STAND_IN if standing.stand_in else ""),
        text(way.run),
        text(str(standing.place)),
        *(share_entry(standing.shares.get(version), count=True) for version in VERSIONS),
        Entry(text=amount(standing.calls.estimate), interval=amount_interval(standing.calls)),
        *_spent(standing),
        text(amount(standing.seconds.median)),
    )


def _spent(standing: Standing) -> tuple[Entry, Entry]:
    """Return tokens and cost; nothing where an endpoint that answered has counted none."""
    if standing.tokens.estimate == 0:
        return text(NOTHING), text(NOTHING)
    tokens = Entry(text=amount(standing.tokens.estimate), interval=amount_interval(standing.tokens))
    return tokens, text(money(standing.cost_usd))


def _labels(board: Board) -> dict[Way, str]:
    """Return method and evaluation of each way, with its model where the evaluation has several."""
    ways = [standing.way for standing in board.standings]
    models = {way.run: {other.llm for other in ways if other.run == way.run} for way in ways}
    return {
        way: f"{way.method} @ {way.llm} ({way.run})"
        if len(models[way.run]) > 1
        else f"{way.method} ({way.run})"
        for way in ways
    }


def _pairs(board: Board, name: str, labels: dict[Way, str]) -> Table:
    return Table(
        identifier=f"neighbours-{name}",
        caption=f"Each against the next, on the same problems of {board.set_name}.",
        columns=columns(
            "A", "B", "n", "only A right", "only B right", "A - B", "p", "p, Holm", left=2
        ),
        rows=tuple(_pair_row(pair, labels) for pair in board.neighbours),
        notes=(
            "p: exact McNemar, two-sided (with several samples a problem: sign flips). Holm: "
            f"corrected over the {plural(len(board.neighbours), 'comparison')} of the board. "
            "Difference: bootstrap over problems, 95 %.",
        ),
    )


def _pair_row(pair: Pair, labels: dict[Way, str]) -> tuple[Entry, ...]:
    test = pair.test
    return (
        text(labels[pair.first]),
        text(labels[pair.second]),
        text(str(test.problems)),
        text(str(test.first_better)),
        text(str(test.second_better)),
        text(difference_text(pair)),
        text(probability(test.p_value)),
        text(probability(pair.adjusted)),
    )


def _plot(board: Board, number: int, version: str) -> IntervalPlot:
    labels = _labels(board)
    rows = [
        IntervalRow(
            label=labels[standing.way],
            value=share.interval.estimate,
            lower=share.interval.low,
            upper=share.interval.high,
            text=f"{percent(share.interval.estimate)} ({count_text(share)})",
            series=position,
        )
        for position, standing in enumerate(board.standings)
        if (share := standing.shares.get(version)) is not None
    ]
    return IntervalPlot(
        identifier=f"shares-{slugged(board.set_name, board.rule, str(number))}",
        title=f"Board {number} of {board.set_name}, rule {board.rule}",
        description=f"Share of right answers by the {version} labels, with 95 % intervals.",
        axis=f"right answers, {version} labels",
        rows=tuple(rows),
    )


def _provenance(board: Leaderboard) -> Section:
    rows = tuple(
        (
            text(line.name),
            text(line.folder),
            text(line.created),
            text(line.commit),
            text(line.orthought),
            text(line.solvers or NOTHING, line.processors),
            text(line.settings or NOTHING),
            text(f"{line.finished} of {line.planned}"),
        )
        for line in board.evaluations
    )
    table = Table(
        identifier="evaluations",
        caption="The evaluations that the boards are made of.",
        columns=columns(
            "evaluation", "folder", "begun", "commit", "orthought", "solvers", "settings", "cells",
            left=7,
        ),
        rows=rows,
        notes=("What is not listed among the settings was left to the method.",),
    )  # fmt: skip
    return Section(identifier="evaluations", title="Where it comes from", tables=(table,))
