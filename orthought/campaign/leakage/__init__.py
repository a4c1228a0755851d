"""Does a language model know the data set? Probes that tell skill from memory."""

from __future__ import annotations

from orthought.campaign.leakage.comparing import NamesProbe, compare_names
from orthought.campaign.leakage.masking import KINDS, Kind, Mask, mask_names, mask_set
from orthought.campaign.leakage.prediction import (
    PredictionProbe,
    probe_predictions,
    probe_predictions_async,
)

__all__ = [
    "KINDS",
    "Kind",
    "Mask",
    "NamesProbe",
    "PredictionProbe",
    "compare_names",
    "mask_names",
    "mask_set",
    "probe_predictions",
    "probe_predictions_async",
]
