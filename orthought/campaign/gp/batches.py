"""Batches one point after the other: what is pending is treated as measured, by fantasy.

Sources: Ginsbourger, Le Riche and Carraro (2010), in Computational Intelligence in Expensive
Optimization Problems, for the believer; Snoek, Larochelle and Adams (2012), NeurIPS, for fantasies
drawn from the posterior.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orthought.campaign.encoding import Floats
from orthought.campaign.gp.posterior import GaussianProcess

if TYPE_CHECKING:
    from numpy.random import Generator


def imagine(
    process: GaussianProcess, row: Floats, generator: Generator, fantasies: int
) -> GaussianProcess:
    """Return the process as if a row had been measured.

    Args:
        process: with one column of values, or with one a fantasy.
        row: the pending point, shape (columns,).
        generator: of the fantasies.
        fantasies: so many results are drawn; 0: the posterior mean is taken for the result.
    """
    mean, variance = process.predict(row[None, :])
    if fantasies == 0:
        return process.extended(row, mean[0])
    spread = np.sqrt(variance[0] + process.factor.scales.noise)
    return process.extended(row, mean[0] + spread * generator.standard_normal(fantasies))
