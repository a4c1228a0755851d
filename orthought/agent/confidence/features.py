"""Evidence as bounded numbers, each with the words in which an answer names it.

Every number lies between 0 and 1. None: it is not known, and then it speaks neither for nor
against. What can speak one way only has a sign: a fit may find an objection worthless, but it
cannot turn it into a recommendation because of a few lucky answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from orthought.agent.confidence.evidence import Evidence

OBJECTS: Final = "objects: "
"""Begins the name of the feature of one check."""
SIGNAL: Final = "signal: "
"""Begins the name of the feature of one signal of the method's own."""
NOTE: Final = 0.5
"""What a note counts where a doubt counts 1."""
MOST_REPAIRS: Final = 3
MOST_OBJECTIONS: Final = 3
LARGE: Final = 1000
"""Variables or rows from which on an instance is simply large."""


@dataclass(frozen=True)
class Feature:
    """One number of the evidence."""

    name: str
    sign: int
    """-1: it can only speak against the answer; 1: the more, the better; 0: either way."""
    value: Callable[[Evidence], float | None]
    words: Callable[[Evidence], str]


def feature_of(name: str) -> Feature | None:
    """Return the feature of that name; None where this version has none."""
    if name.startswith(OBJECTS):
        return _of_check(name.removeprefix(OBJECTS))
    if name.startswith(SIGNAL):
        return _of_signal(name.removeprefix(SIGNAL))
    return _GENERAL.get(name)


def features_for(evidence: Iterable[Evidence]) -> tuple[Feature, ...]:
    """Return the general features, and one for each objecting check and each signal."""
    listed = list(evidence)
    checks = {objection.name for one in listed for objection in one.objections}
    signals = {name for one in listed for name in one.signals}
    return (
        *_GENERAL.values(),
        *map(_of_check, sorted(checks)),
        *map(_of_signal, sorted(signals)),
    )


def _of_check(check: str) -> Feature:
    return Feature(
        f"{OBJECTS}{check}",
        -1,
        lambda evidence: _degree(evidence, check),
        lambda evidence: _objection_words(evidence, check),
    )


def _of_signal(name: str) -> Feature:
    return Feature(
        f"{SIGNAL}{name}",
        1,
        lambda evidence: evidence.signals.get(name),
        lambda evidence: _signal_words(name, evidence.signals.get(name, 0.0)),
    )


def _signal_words(name: str, value: float) -> str:
    if name == "agreement":
        return f"{100 * value:.0f} % of the readings give this answer"
    return f"{name}: {100 * value:.0f} %"


def _degree(evidence: Evidence, check: str) -> float:
    severity = evidence.severity_of(check)
    return {"doubt": 1.0, "note": NOTE, None: 0.0}[severity]


def _objection_words(evidence: Evidence, check: str) -> str:
    severity = evidence.severity_of(check)
    if severity is None:
        return f"the check '{check}' does not object"
    return f"the check '{check}' {'objects' if severity == 'doubt' else 'has a note'}"


def _bounded(count: int, most: int) -> float:
    return min(count, most) / most


def _logarithm(count: int | None) -> float | None:
    return None if count is None else min(1.0, math.log1p(count) / math.log1p(LARGE))


def _counted(count: int, one: str, several: str) -> str:
    """Return 'no check doubts it', '1 check doubts it', '2 checks doubt it'."""
    return f"{count or 'no'} {one}" if count < 2 else f"{count} {several}"


def _integers(evidence: Evidence) -> int | None:
    size = evidence.size
    return None if size is None else size.integers + size.binaries


def _whole(evidence: Evidence) -> float | None:
    count = _integers(evidence)
    return None if count is None else float(count > 0)


def _size_words(evidence: Evidence, what: str) -> str:
    count = getattr(evidence.size, what, 0)
    return f"the model has {count} {what.removesuffix('s') if count == 1 else what}"


_LISTED: Final = (
    Feature(
        "doubts",
        -1,
        lambda e: _bounded(e.doubts, MOST_OBJECTIONS),
        lambda e: _counted(e.doubts, "check doubts it", "checks doubt it"),
    ),
    Feature(
        "notes",
        -1,
        lambda e: _bounded(e.notes, MOST_OBJECTIONS),
        lambda e: _counted(e.notes, "check has a note", "checks have notes"),
    ),
    Feature(
        "repairs",
        -1,
        lambda e: _bounded(e.repairs, MOST_REPAIRS),
        lambda e: _counted(e.repairs, "repair was needed", "repairs were needed"),
    ),
    Feature(
        "not proven",
        -1,
        lambda e: float(not e.proven),
        lambda e: "the optimum is proven" if e.proven else "the optimum is not proven",
    ),
    Feature(
        "infeasible",
        0,
        lambda e: float(e.status == "infeasible"),
        lambda e: f"the model is {'in' if e.status == 'infeasible' else ''}feasible",
    ),
    Feature(
        "unbounded",
        0,
        lambda e: float(e.status == "unbounded"),
        lambda e: f"the model is {'un' if e.status == 'unbounded' else ''}bounded",
    ),
    Feature(
        "variables",
        0,
        lambda e: _logarithm(e.size.variables if e.size else None),
        lambda e: _size_words(e, "variables"),
    ),
    Feature(
        "rows",
        0,
        lambda e: _logarithm(e.size.rows if e.size else None),
        lambda e: _size_words(e, "rows"),
    ),
    Feature(
        "whole numbers",
        0,
        _whole,
        lambda e: f"the model has {'' if _integers(e) else 'no '}variables in whole numbers",
    ),
)
_GENERAL: Final = {feature.name: feature for feature in _LISTED}
