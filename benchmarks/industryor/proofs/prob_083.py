"""IndustryOR prob_083: the cheapest two or three of five candidates."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Two or three are hired within all stated rules; value: sum of salaries."}

SALARY = {"A": 8100, "B": 20000, "C": 21000, "D": 3000, "E": 8000}
YEARS = {"A": 3, "B": 10, "C": 4, "D": 3, "E": 7}


def build(reading: str) -> pyo.ConcreteModel:
    """Selection model."""
    del reading
    model = pyo.ConcreteModel()
    model.hired = pyo.Var(list(SALARY), domain=pyo.Binary)
    hired = model.hired
    pay = sum(SALARY[c] * hired[c] for c in SALARY)
    model.number = pyo.Constraint(expr=(2, sum(hired[c] for c in SALARY), 3))
    model.budget = pyo.Constraint(expr=pay <= 35000)
    model.degree = pyo.Constraint(expr=hired["B"] + hired["C"] >= 1)
    model.years = pyo.Constraint(expr=sum(YEARS[c] * hired[c] for c in SALARY) >= 12)
    model.alike = pyo.Constraint(expr=hired["A"] + hired["E"] <= 1)
    model.pay = pyo.Objective(expr=pay)
    return model
