"""What was measured, on few lines: the best, the latest, and the mean of each option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orthought.campaign.objectives import scores, value_of
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.proposers.asking.codebook import Codebook, written
from orthought.campaign.space import Continuous, Parameter

MARK = "Hypothesis:"
"""Stands between the reason of a proposal and the hypothesis that it rests on."""
OPTIONS = 40
"""Options of one parameter whose means are shown at most."""


@dataclass(frozen=True)
class Limits:
    """How much of a history a prompt shows."""

    whole: int = 40
    """Up to this many rows, all are shown, in order."""
    best: int = 12
    latest: int = 12
    means: bool = True


@dataclass(frozen=True)
class History:
    """A history as lines of a prompt."""

    count: int
    rows: tuple[str, ...]
    """All rows in order; empty where there are too many."""
    best: tuple[str, ...]
    latest: tuple[str, ...]
    means: tuple[str, ...]
    untried: tuple[str, ...]
    """Options without a result, one line a parameter."""
    leader: str
    """The best row so far; empty where there is none."""


def show_history(
    rows: Sequence[Observation],
    objectives: Sequence[Objective],
    codebook: Codebook,
    limits: Limits,
) -> History:
    """Return the lines of a history, never more than the limits allow."""
    ranks = scores(rows, objectives)
    lines = [
        f"{number}. {_point(row, codebook)} -> {_result(row, objectives)}"
        for number, row in enumerate(rows, start=1)
    ]
    scored = [n for n, score in enumerate(ranks) if score is not None]
    order = sorted(scored, key=lambda n: -(ranks[n] or 0.0))
    whole = len(rows) <= limits.whole
    complete = [(row, score) for row, score in zip(rows, ranks, strict=True) if row.point]
    return History(
        count=len(rows),
        rows=tuple(lines) if whole else (),
        best=() if whole else tuple(lines[n] for n in order[: limits.best]),
        latest=() if whole else tuple(lines[-limits.latest :]),
        means=() if whole or not limits.means else tuple(_means(complete, codebook)),
        untried=tuple(_untried(complete, codebook)) if rows else (),
        leader=lines[order[0]] if order else "",
    )


def with_hypothesis(reason: str, hypothesis: str) -> str:
    """Return the reason of a proposal with the hypothesis behind it.

    The hypothesis travels with the proposal into the observation and comes back from there, so
    that a proposer needs no memory of its own.
    """
    plain, kept = reason.replace(MARK, "").strip(), hypothesis.replace(MARK, "").strip()
    if not kept:
        return plain
    stop = "" if not plain or plain.endswith((".", "!", "?", ")")) else "."
    return f"{plain}{stop} {MARK} {kept}".strip()


def split_reason(reason: str) -> tuple[str, str]:
    """Return the reason and the hypothesis that `with_hypothesis` put together."""
    plain, mark, hypothesis = reason.rpartition(MARK)
    return (plain.strip(), hypothesis.strip()) if mark else (reason, "")


def last_hypothesis(rows: Sequence[Observation]) -> str:
    """Return the latest hypothesis that the reasons of rows hold; empty: none does."""
    return next((found for row in reversed(rows) if (found := split_reason(row.reason)[1])), "")


def _point(row: Observation, codebook: Codebook) -> str:
    return codebook.row(row.point) if row.point else "(not a valid experiment)"


def _result(row: Observation, objectives: Sequence[Objective]) -> str:
    values = {o.name: value_of(row.values, o) for o in objectives}
    if all(value is None for value in values.values()):
        return "no result"
    if len(values) == 1:
        return _short(next(iter(values.values())))
    return ", ".join(f"{name} {_short(value)}" for name, value in values.items())


def _short(value: float | None) -> str:
    return "none" if value is None else written(float(f"{value:.4g}"))


def _means(rows: Sequence[tuple[Observation, float | None]], codebook: Codebook) -> list[str]:
    lines = []
    for key, parameter in codebook.parameters.items():
        groups: dict[str, list[float]] = {}
        for row, score in rows:
            if score is not None and not isinstance(parameter, Continuous):
                code = codebook.code(parameter.name, row.point[parameter.name])
                groups.setdefault(code, []).append(score)
        ranked = sorted(groups.items(), key=lambda item: -sum(item[1]) / len(item[1]))
        shown = [
            f"{code} {_short(sum(found) / len(found))} ({len(found)})"
            for code, found in ranked[:OPTIONS]
        ]
        if shown:
            lines.append(f"{key}: {', '.join(shown)}")
    return lines


def _untried(rows: Sequence[tuple[Observation, float | None]], codebook: Codebook) -> list[str]:
    lines = []
    for key, parameter in codebook.parameters.items():
        tried = {row.point[parameter.name] for row, _ in rows}
        names = [option.name for option in codebook.options(key)]
        left = [value for value in names or _listed(parameter) if value not in tried]
        if left:
            shown = " ".join(codebook.code(parameter.name, value) for value in left[:OPTIONS])
            lines.append(f"{key}: {shown}")
    return lines


def _listed(parameter: Parameter) -> Sequence[str | float]:
    """Return the numbers of which each may be worth a try: not those of long ranges."""
    values = parameter.values()
    return () if values is None or len(values) > OPTIONS else values
