"""The measured sets beside the checkout; they are never part of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

CAMPAIGNS = Path(__file__).resolve().parents[3] / "shared" / "campaigns"
SIZES = {"Reductive_Amination": 768, "Suzuki_Doyle": 3696, "Buchwald_Hartwig": 4599}

needs_sets = pytest.mark.skipif(
    not CAMPAIGNS.is_dir(), reason="no copies of the measured sets at ../shared/campaigns"
)
