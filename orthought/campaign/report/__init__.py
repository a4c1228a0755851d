"""One page that says what a campaign, a comparison of proposers, or a probe of a model came to."""

from __future__ import annotations

from orthought.campaign.report.writing import (
    write_campaign_report,
    write_probe_report,
    write_simulation_report,
)

__all__ = ["write_campaign_report", "write_probe_report", "write_simulation_report"]
