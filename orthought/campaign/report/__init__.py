"""One page that says what a campaign, or a comparison of proposers, came to."""

from __future__ import annotations

from orthought.campaign.report.writing import write_campaign_report, write_simulation_report

__all__ = ["write_campaign_report", "write_simulation_report"]
