"""IndustryOR prob_068: cutting long bars into two lengths."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Fewest whole bars; more pieces than asked may be cut.",
    "fractional_bars": "Fewest bars with fractional use of a pattern, as a linear programme has.",
    "waste_metres": "Whole bars, exactly the asked pieces; value: metres left over.",
}

PATTERNS = [(threes, fours) for threes in range(4) for fours in range(3) if threes or fours]


def build(reading: str) -> pyo.ConcreteModel:
    """Cutting pattern model over all patterns that fit a bar of ten metres."""
    patterns = [pair for pair in PATTERNS if 3 * pair[0] + 4 * pair[1] <= 10]
    fractional = reading == "fractional_bars"
    model = pyo.ConcreteModel()
    model.bars = pyo.Var(
        patterns, domain=pyo.NonNegativeReals if fractional else pyo.NonNegativeIntegers
    )
    threes = sum(a * model.bars[a, b] for a, b in patterns)
    fours = sum(b * model.bars[a, b] for a, b in patterns)
    exact = reading == "waste_metres"
    model.threes = pyo.Constraint(expr=threes == 90 if exact else threes >= 90)
    model.fours = pyo.Constraint(expr=fours == 60 if exact else fours >= 60)
    waste = sum((10 - 3 * a - 4 * b) * model.bars[a, b] for a, b in patterns)
    model.use = pyo.Objective(expr=waste if exact else sum(model.bars[p] for p in patterns))
    return model
