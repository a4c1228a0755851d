"""IndustryOR prob_016: heavy and light bombs on four parts of a target, one bomb a flight."""

from __future__ import annotations

import math
from itertools import product

from scipy.optimize import LinearConstraint, milp

READINGS = {
    "plain": "Whole bombs; take-off and landing burn 100 litres each; value: chance of a hit.",
    "hundred_in_all": "As plain, but take-off and landing together burn 100 litres.",
    "linear": "As plain with fractional bombs, as a linear programme has; value: the chance.",
    "linear_hundred": "Fractional bombs and 100 litres in all; value: the chance.",
    "log_survival": "As plain; value: natural logarithm of the chance that no part is destroyed.",
    "log_survival_hundred": "100 litres in all; value: natural logarithm of the miss chance.",
    "log_survival_linear": "Fractional bombs; value: natural logarithm of the miss chance.",
    "contrast_sum": "Not a chance: the sum of all single chances, with whole bombs.",
    "contrast_sum_linear": "Not a chance: the sum of all single chances, with fractional bombs.",
}

DISTANCES = (450, 480, 540, 600)
CHANCES = {"heavy": (0.10, 0.20, 0.15, 0.25), "light": (0.08, 0.16, 0.12, 0.20)}
KILOMETRES_PER_LITRE = {"heavy": 2, "light": 3}
FLIGHTS = tuple(product(("heavy", "light"), range(4)))


def prove(reading: str) -> float:
    """Least log-chance of missing everywhere, which is linear in the numbers of bombs."""
    ground = 100 if "hundred" in reading else 200
    whole = 0 if "linear" in reading else 1
    summed = reading.startswith("contrast_sum")
    chances = [CHANCES[bomb][part] for bomb, part in FLIGHTS]
    losses = [-chance if summed else math.log(1 - chance) for chance in chances]
    fuel = [
        DISTANCES[part] / KILOMETRES_PER_LITRE[bomb] + DISTANCES[part] / 4 + ground
        for bomb, part in FLIGHTS
    ]
    rows = [
        fuel,
        [bomb == "heavy" for bomb, _ in FLIGHTS],
        [bomb == "light" for bomb, _ in FLIGHTS],
    ]
    limits = LinearConstraint(rows, ub=[48000, 48, 32])
    answer = milp(losses, constraints=limits, integrality=[whole] * 8, options={"mip_rel_gap": 0.0})
    best = float(answer.mip_dual_bound if whole else answer.fun)
    if summed:
        return -best
    return best if reading.startswith("log") else 1 - math.exp(best)
