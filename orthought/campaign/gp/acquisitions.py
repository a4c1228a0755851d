"""How much a measurement promises, from the posterior mean and deviation at a point.

Each takes means of shape (points, fantasies) and deviations of shape (points,), and returns the
mean over the fantasies, shape (points,); larger promises more. `slopes` gives the derivatives that
a search over continuous parameters needs.

Sources: Jones, Schonlau and Welch (1998), J. Global Optimization 13, 455, for expected improvement;
Ament, Daulton, Eriksson, Balandat and Bakshy (2023), NeurIPS, for its logarithm; Srinivas, Krause,
Kakade and Seeger (2010), ICML, for the upper confidence bound; Kushner (1964), J. Basic Engineering
86, 97, for the probability of improvement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import erfcx, log_ndtr, ndtr

from orthought.campaign.encoding import Floats

Pointwise = Literal["log_ei", "ei", "ucb", "pi"]
"""Acquisitions that look at one point at a time."""
FAR = -100.0
"""Below this many deviations the tail is taken from its series: there the sum would cancel."""
_ROOT = math.sqrt(2 * math.pi)


def expected_improvement(mean: Floats, deviation: Floats, best: Floats) -> Floats:
    """Return how much a point is expected to pass the best value, in the unit of the values."""
    z = (mean - best) / deviation[:, None]
    improvement = deviation[:, None] * (_density(z) + z * ndtr(z))
    return np.asarray(improvement.mean(axis=1))


def log_expected_improvement(mean: Floats, deviation: Floats, best: Floats) -> Floats:
    """Return the logarithm of the expected improvement, exact where that itself would be 0."""
    z = (mean - best) / deviation[:, None]
    return np.log(deviation) + _log_mean(log_gain(z))


def upper_confidence_bound(mean: Floats, deviation: Floats, exploration: float) -> Floats:
    """Return mean + exploration * deviation: botorch's beta is the square of `exploration`."""
    return np.asarray(mean.mean(axis=1) + exploration * deviation)


def probability_of_improvement(mean: Floats, deviation: Floats, best: Floats) -> Floats:
    """Return how probable it is that a point passes the best value."""
    return np.asarray(ndtr((mean - best) / deviation[:, None]).mean(axis=1))


def log_gain(z: Floats) -> Floats:
    """Return log(density(z) + z * distribution(z)) of the normal distribution, stable for any z."""
    z = np.asarray(z, dtype=float)
    gain = np.empty_like(z)
    high = z > -1
    gain[high] = np.log(_density(z[high]) + z[high] * ndtr(z[high]))
    middle = ~high & (z > FAR)
    ratio = math.sqrt(math.pi / 2) * erfcx(-z[middle] / math.sqrt(2))
    gain[middle] = _log_density(z[middle]) + np.log1p(z[middle] * ratio)
    low = z <= FAR
    inverse = z[low] ** -2
    series = inverse * (1 - inverse * (3 - inverse * (15 - 105 * inverse)))
    gain[low] = _log_density(z[low]) + np.log(series)
    return gain


@dataclass(frozen=True)
class Slopes:
    """A value and its derivatives by the posterior at one point."""

    value: float
    by_mean: Floats
    """One a fantasy."""
    by_deviation: float


@dataclass(frozen=True)
class Acquisition:
    """One of the acquisitions that look at one point at a time."""

    name: Pointwise
    exploration: float = 2.0
    """Deviations that the upper confidence bound adds to the mean."""

    def values(self, mean: Floats, deviation: Floats, best: Floats) -> Floats:
        """Return what each point promises.

        Args:
            mean: shape (points, fantasies).
            deviation: shape (points,).
            best: the value to pass, shape (fantasies,).
        """
        if self.name == "ucb":
            return upper_confidence_bound(mean, deviation, self.exploration)
        if self.name == "pi":
            return probability_of_improvement(mean, deviation, best)
        if self.name == "ei":
            return expected_improvement(mean, deviation, best)
        return log_expected_improvement(mean, deviation, best)

    def slopes(self, mean: Floats, deviation: float, best: Floats) -> Slopes:
        """Return the value at one point and its derivatives.

        Args:
            mean: shape (fantasies,).
            deviation: at the point.
            best: the value to pass, shape (fantasies,).
        """
        count = len(mean)
        if self.name == "ucb":
            value = float(mean.mean()) + self.exploration * deviation
            return Slopes(value, np.full(count, 1 / count), self.exploration)
        z = (mean - best) / deviation
        density = _density(z)
        if self.name == "pi":
            by_mean = density / deviation / count
            return Slopes(float(ndtr(z).mean()), by_mean, -float(z @ by_mean))
        if self.name == "ei":
            gain = deviation * (density + z * ndtr(z))
            return Slopes(float(gain.mean()), ndtr(z) / count, float(density.mean()))
        return _log_slopes(z, deviation)


def _log_slopes(z: Floats, deviation: float) -> Slopes:
    logs = log_gain(z)
    value = float(_log_mean(logs[None, :])[0])
    # Shares of the fantasies in the sum; ratios are taken as logarithms, they under- and overflow.
    shares = np.exp(logs - value) / len(z)
    by_mean = shares * np.exp(log_ndtr(z) - logs) / deviation
    by_deviation = float(shares @ np.exp(_log_density(z) - logs)) / deviation
    return Slopes(math.log(deviation) + value, by_mean, by_deviation)


def _density(z: Floats) -> Floats:
    return np.asarray(np.exp(-(z**2) / 2) / _ROOT)


def _log_density(z: Floats) -> Floats:
    return np.asarray(-(z**2) / 2 - math.log(_ROOT))


def _log_mean(logs: Floats) -> Floats:
    """Return the logarithm of the mean over the last axis."""
    if logs.shape[1] == 1:
        return logs[:, 0]
    top = logs.max(axis=1)
    return np.asarray(top + np.log(np.exp(logs - top[:, None]).mean(axis=1)))
