"""How much better the best posterior mean gets, on average, by one more measurement.

Source: Frazier, Powell and Dayanik (2009), INFORMS J. Computing 21, 599.
"""

from __future__ import annotations

import numpy as np

from orthought.campaign.encoding import Floats
from orthought.campaign.gp.acquisitions import log_gain
from orthought.campaign.gp.posterior import GaussianProcess


def knowledge_gradient(process: GaussianProcess, rows: Floats, alternatives: Floats) -> Floats:
    """Return the exact knowledge gradient of measuring at each row, noise included.

    Args:
        process: its first column of values counts.
        rows: where one may measure, shape (m, columns).
        alternatives: among which the best is chosen afterwards, shape (k, columns).

    Returns:
        Shape (m,), in the unit of the values; never negative.
    """
    means = process.predict(alternatives)[0][:, 0]
    variances = process.predict(rows)[1] + process.factor.scales.noise
    slopes = process.covariance(alternatives, rows) / np.sqrt(variances)
    return np.array([expected_rise(means, slope) for slope in slopes.T])


def expected_rise(means: Floats, slopes: Floats) -> float:
    """Return E max(means + slopes * Z) - max(means) for a standard normal Z.

    The lines that are highest for some Z form an upper envelope; the rise is a sum over its
    corners.
    """
    order = np.lexsort((means, slopes))
    heights, tilts = means[order].tolist(), slopes[order].tolist()
    lines: list[int] = []
    corners: list[float] = []
    for line in range(len(tilts)):
        if lines and tilts[line] == tilts[lines[-1]]:
            # Parallel lines come lower one first, so the one on the stack is never the highest.
            _drop_last(lines, corners)
        while lines:
            last = lines[-1]
            corner = (heights[last] - heights[line]) / (tilts[line] - tilts[last])
            if corners and corner <= corners[-1]:
                _drop_last(lines, corners)
                continue
            corners.append(corner)
            break
        lines.append(line)
    if not corners:
        return 0.0
    steps = np.diff([tilts[line] for line in lines])
    return float(steps @ np.exp(log_gain(-np.abs(np.array(corners)))))


def _drop_last(lines: list[int], corners: list[float]) -> None:
    lines.pop()
    if corners:
        corners.pop()
