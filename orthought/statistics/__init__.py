"""Intervals, paired tests, pass@k and the worth of stated probabilities, over problems.

The problem is the unit: samples of one problem are not independent of each other, so they are
averaged within it before anything is said about a set. Wrong, failed and missing answers are
outcomes like all others; nothing here drops them.
"""

from __future__ import annotations

from orthought.statistics.calibration import (
    Calibration,
    ReliabilityBin,
    RiskPoint,
    auroc,
    brier_score,
    brier_skill,
    calibration_of,
)
from orthought.statistics.intervals import (
    Interval,
    bootstrap,
    clopper_pearson,
    paired_difference,
    wilson,
)
from orthought.statistics.passk import (
    Answer,
    majority,
    mean_pass_at_k,
    mean_vote_at_k,
    pass_at_k,
    vote_at_k,
)
from orthought.statistics.tests import (
    PairedTest,
    holm,
    mcnemar,
    paired_test,
    sign_flip,
)

__all__ = [
    "Answer",
    "Calibration",
    "Interval",
    "PairedTest",
    "ReliabilityBin",
    "RiskPoint",
    "auroc",
    "bootstrap",
    "brier_score",
    "brier_skill",
    "calibration_of",
    "clopper_pearson",
    "holm",
    "majority",
    "mcnemar",
    "mean_pass_at_k",
    "mean_vote_at_k",
    "paired_difference",
    "paired_test",
    "pass_at_k",
    "sign_flip",
    "vote_at_k",
    "wilson",
]
