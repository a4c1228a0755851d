"""Why a wrong answer is wrong: a cause from a fixed list, with its evidence."""

from __future__ import annotations

from orthought.evaluation.failures.alignment import Alignment, align
from orthought.evaluation.failures.cause import (
    MEANINGS,
    UNKNOWN,
    Cause,
    CauseKind,
    Certainty,
    Finding,
)
from orthought.evaluation.failures.causing import cause_of
from orthought.evaluation.failures.probing import Probe, ProbeLimits, probe

__all__ = [
    "MEANINGS",
    "UNKNOWN",
    "Alignment",
    "Cause",
    "CauseKind",
    "Certainty",
    "Finding",
    "Probe",
    "ProbeLimits",
    "align",
    "cause_of",
    "probe",
]
