"""From folders of evaluations to a leaderboard."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from orthought.errors import InputError, OrthoughtError
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.records import RECORDS, read_evaluation
from orthought.evaluation.report.figures.cells import ByProblem
from orthought.evaluation.report.figures.main import summarise_way
from orthought.evaluation.report.figures.models import WaySummary
from orthought.evaluation.report.figures.pairs import compare_pairs
from orthought.evaluation.report.figures.parts import by_version
from orthought.evaluation.report.figures.shares import Share
from orthought.evaluation.report.figures.ways import Way, run_names
from orthought.evaluation.report.inputs import Labels, Run, StoredLabels, stand_in_of
from orthought.evaluation.report.leaderboard.models import (
    Board,
    EvaluationLine,
    Leaderboard,
    LeftOut,
    SetLine,
    Standing,
)
from orthought.evaluation.rules import Rule, rule_of
from orthought.evaluation.runner.folder import MANIFEST

Named = Mapping[str, tuple[str, Run]]
"""Name of the evaluation -> its folder as given, and what was read there."""
Problems = tuple[tuple[str, str], ...]
"""Key and digest of each problem, sorted: what must be the same for two ways to be compared."""


def find_evaluations(folder: Path) -> tuple[Path, ...]:
    """Return the folders of evaluations: the folder itself, or those anywhere below it, by name.

    Cells of an evaluation are not looked into.

    Raises:
        InputError: there is no such folder, or no evaluation in it.
    """
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}", fix="name a folder with evaluations")
    found = tuple(_below(folder))
    if not found:
        raise InputError(
            f"{folder} holds no evaluation",
            fix=f"an evaluation has {MANIFEST} and its cells or {RECORDS}: orthought eval run",
        )
    return found


def _below(folder: Path) -> Iterable[Path]:
    if (folder / MANIFEST).is_file():
        yield folder
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)


def make_leaderboard(
    folders: Sequence[Path],
    rules: Sequence[str] = ("strict",),
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
) -> Leaderboard:
    """Score evaluations and place their ways. No language model is asked.

    Only ways that were measured on exactly the same problems are placed against each other: a share
    of other problems says nothing about them.

    Args:
        folders: folders of evaluations, or folders below which they lie.
        rules: names of scoring rules; each has boards of its own.
        label_version: by which labels ways are placed; shares are given by all.
        labels: where they come from; None: the sets and their errata.

    Raises:
        InputError: no evaluation, or none whose problems are here.
        SettingsError: no such rule.
    """
    chosen = [rule_of(name) for name in dict.fromkeys(rules)]
    runs, left_out = _read([path for folder in folders for path in find_evaluations(folder)])
    if not runs:
        raise InputError(
            "none of the evaluations can be scored: "
            + "; ".join(f"{item.folder}: {item.reason}" for item in left_out),
        )
    return board_of(runs, chosen, label_version, labels or StoredLabels(), left_out)


def board_of(
    runs: Sequence[tuple[str, Run]],
    rules: Sequence[Rule],
    label_version: LabelVersion,
    labels: Labels,
    left_out: Sequence[LeftOut] = (),
) -> Leaderboard:
    """Return the leaderboard of evaluations that were read, each with its folder's name."""
    names = run_names([run for _, run in runs])
    named = dict(zip(names, runs, strict=True))
    boards = [b for rule in rules for b in _boards(named, rule, label_version, labels)]
    sets = dict.fromkeys(board.set_name for board in boards)
    return Leaderboard(
        label_version=label_version,
        rules={rule.name: rule.meaning for rule in rules},
        sets=tuple(_set_line(name, runs, labels) for name in sorted(sets)),
        boards=tuple(sorted(boards, key=lambda board: (board.set_name, -board.problems))),
        evaluations=tuple(_line(name, *given) for name, given in named.items()),
        left_out=tuple(left_out),
    )


def _read(paths: Sequence[Path]) -> tuple[list[tuple[str, Run]], list[LeftOut]]:
    runs: list[tuple[str, Run]] = []
    left_out: list[LeftOut] = []
    for path in dict.fromkeys(paths):
        try:
            run = read_evaluation(path)
        except OrthoughtError as error:
            left_out.append(LeftOut(folder=path.as_posix(), reason=str(error)))
            continue
        reason = _not_scorable(run)
        if reason:
            left_out.append(LeftOut(folder=path.as_posix(), reason=reason))
        else:
            runs.append((path.as_posix(), run))
    return runs, left_out


def _not_scorable(run: Run) -> str:
    """Return why an evaluation cannot be scored here; '' where it can."""
    if not run.results:
        return "it has no finished cell"
    known = run.problems()
    missing = [r.cell.set_name for r in run.results if r.cell.problem_key not in known]
    if not missing:
        return ""
    sets = ", ".join(dict.fromkeys(missing))
    return (
        f"{len(missing)} of {len(run.results)} cells have problems that are not here as they were "
        f"measured: orthought bench pull {sets}"
    )


def _boards(named: Named, rule: Rule, version: LabelVersion, labels: Labels) -> Iterable[Board]:
    scored, rows = by_version([run for _, run in named.values()], rule, labels)
    shares = {row.way: row.shares for row in rows}
    problems = _problems_of(named)
    for group in dict.fromkeys(problems[way] for way in shares):
        ways = [way for way in shares if problems[way] == group]
        yield _board(named, rule, version, group, {way: shares[way] for way in ways}, scored)


def _problems_of(named: Named) -> dict[Way, Problems]:
    """Return for each way the problems that it finished; a changed text is another problem."""
    found: dict[Way, set[tuple[str, str]]] = {}
    for name, (_, run) in named.items():
        for result in run.results:
            cell = result.cell
            way = Way(run=name, set_name=cell.set_name, method=cell.method, llm=cell.llm)
            found.setdefault(way, set()).add((cell.problem_key, result.problem_digest))
    return {way: tuple(sorted(keys)) for way, keys in found.items()}


def _board(
    named: Named,
    rule: Rule,
    version: LabelVersion,
    group: Problems,
    shares: Mapping[Way, Mapping[str, Share | None]],
    scored: Mapping[LabelVersion, Mapping[Way, ByProblem]],
) -> Board:
    # Effort is told of all problems, so of the version that leaves none out.
    every = {way: summarise_way(way, scored["published"][way]) for way in shares}
    order = sorted(shares, key=lambda way: _rank(shares[way][version], every[way]))
    places = _places([shares[way][version] for way in order])
    cells = {way: scored[version][way] for way in order if way in scored[version]}
    following = [way for way in order if way in cells]
    return Board(
        set_name=order[0].set_name,
        rule=rule.name,
        problems=len(group),
        data_digest=hashlib.sha256(repr(group).encode()).hexdigest(),
        standings=tuple(
            _standing(place, every[way], shares[way], named[way.run][1])
            for place, way in zip(places, order, strict=True)
        ),
        neighbours=compare_pairs(cells, list(itertools.pairwise(following))),
    )


def _rank(share: Share | None, summary: WaySummary) -> tuple[Any, ...]:
    """Return what sorts ways: most right answers first, then fewest tokens, then by name."""
    right = -share.interval.estimate if share is not None else 1.0
    way = summary.way
    return right, summary.tokens.estimate, way.method, way.llm, way.run


def _places(shares: Sequence[Share | None]) -> list[int]:
    """Return places from 1: as many as stand before, and one more; the same for equals."""
    rates = [share.interval.estimate if share is not None else -1.0 for share in shares]
    return [1 + sum(other > rate for other in rates) for rate in rates]


def _standing(
    place: int, summary: WaySummary, shares: Mapping[str, Share | None], run: Run
) -> Standing:
    return Standing(
        place=place,
        way=summary.way,
        shares=dict(shares),
        calls=summary.calls,
        tokens=summary.tokens,
        cost_usd=summary.cost_usd,
        seconds=summary.seconds,
        not_heard=summary.harness,
        stand_in=stand_in_of(run),
    )


def _set_line(name: str, runs: Sequence[tuple[str, Run]], labels: Labels) -> SetLine:
    facts = next(run.manifest["sets"][name] for _, run in runs if name in run.manifest["sets"])
    done, total = labels.audited(name)
    return SetLine(
        name=name,
        title=_title(name),
        licence=str(facts.get("licence", "")),
        whole=int(facts.get("of", facts.get("count", 0))),
        audited=done,
        audited_of=total,
    )


def _title(name: str) -> str:
    from orthought.evaluation.sets import find_card

    try:
        return find_card(name).title
    except InputError:
        return name


_SETTINGS = (
    "samples", "temperature", "max_tokens", "max_repairs", "cell_calls", "cell_tokens", "checker",
    "time_limit", "solver",
)  # fmt: skip


def _line(name: str, folder: str, run: Run) -> EvaluationLine:
    manifest = run.manifest
    experiment = manifest["experiment"]
    set_ones = {key: experiment.get(key) for key in _SETTINGS}
    settings = [f"{key} {value}" for key, value in set_ones.items() if value not in (None, "")]
    return EvaluationLine(
        name=name,
        folder=folder,
        created=str(manifest.get("created", "")),
        commit=str(manifest.get("commit") or "not known"),
        orthought=str(manifest.get("orthought", "")),
        solvers=", ".join(f"{key} {value}" for key, value in manifest["solvers"].items()),
        processors=str(manifest.get("processors", "")),
        settings=", ".join(settings).replace("_", " "),
        finished=len(run.results),
        planned=int(manifest["cells"]),
    )
