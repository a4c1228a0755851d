"""A way: one method with its language model, on one set of one evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orthought.base import Model
from orthought.evaluation.report.inputs import Run


class Way(Model):
    """What is measured as one."""

    run: str
    """Name of the evaluation; repetitions are numbered."""
    set_name: str
    method: str
    llm: str


def run_names(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return a name for each run; what is called alike is numbered."""
    names: list[str] = []
    plain = [str(run.manifest["name"]) for run in runs]
    for position, name in enumerate(plain):
        before = plain[:position].count(name)
        names.append(f"{name} ({before + 1})" if before else name)
    return tuple(names)


def labels_of(ways: Iterable[Way]) -> dict[Way, str]:
    """Return for each way a label that says no more than is needed to tell them apart."""
    listed = list(ways)
    several_llms = len({way.llm for way in listed}) > 1
    several_runs = len({way.run for way in listed}) > 1
    return {way: _label(way, several_llms, several_runs) for way in listed}


def series_of(ways: Iterable[Way]) -> dict[tuple[str, str, str], int]:
    """Return the number of colour and shape: the same in all plots of a report."""
    found: dict[tuple[str, str, str], int] = {}
    for way in ways:
        found.setdefault(series_key(way), len(found))
    return found


def series_key(way: Way) -> tuple[str, str, str]:
    """Return what a colour stands for: the way without its set."""
    return way.run, way.method, way.llm


def _label(way: Way, several_llms: bool, several_runs: bool) -> str:
    label = f"{way.method} @ {way.llm}" if several_llms else way.method
    return f"{label} ({way.run})" if several_runs else label
