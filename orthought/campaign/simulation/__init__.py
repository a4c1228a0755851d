"""Proposers compared on sets that were measured wholly."""

from orthought.campaign.simulation.api import make_design, simulate, simulate_async
from orthought.campaign.simulation.carrying_out import OnProgress, Progress
from orthought.campaign.simulation.design import Design
from orthought.campaign.simulation.desks import Conduct
from orthought.campaign.simulation.fixing import hold, narrow
from orthought.campaign.simulation.folder import SimulationRun, read_simulation

__all__ = [
    "Conduct",
    "Design",
    "OnProgress",
    "Progress",
    "SimulationRun",
    "hold",
    "make_design",
    "narrow",
    "read_simulation",
    "simulate",
    "simulate_async",
]
