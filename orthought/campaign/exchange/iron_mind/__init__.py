"""Runs in the layout that Iron Mind publishes (arXiv 2509.00103), from and to trajectories.

    runs/llm/<set>/benchmark/<model>-<batch>-<budget>-<runs>/run_<i>/seen_observations.json
    runs/bayesian/<set>/benchmark/<optimizer>-<batch>-<budget>-<runs>/run_<i>/...
    runs/random/<set>/run_<i>/...

Each file is a list of objects: the parameters, what was measured, and of language models the
`reasoning` and the `explanation`. An invalid proposal has NaN as its result; a repeated one has the
result of the first. The first object of a Bayesian run is a start that does not count. A point that
was measured several times has one object a replicate.
"""

from __future__ import annotations

from orthought.campaign.exchange.iron_mind.reading import read_run, read_runs
from orthought.campaign.exchange.iron_mind.writing import seen_observations, write_runs

__all__ = ["read_run", "read_runs", "seen_observations", "write_runs"]
