"""Replies for tests: a formulation and a program written in the reply format."""

from __future__ import annotations

import json
from pathlib import Path

from orthought.formulation import Formulation

STARTER = Path(__file__).resolve().parents[1] / "replies" / "starter"
PROGRAM = """import pyomo.environ as pyo


def build_model(data):
    model = pyo.ConcreteModel()
    model.make = pyo.Var(data["products"], domain=pyo.NonNegativeReals)
    model.earn = pyo.Objective(
        expr=sum(data["profit"][p] * model.make[p] for p in data["products"]), sense=pyo.maximize
    )
    model.oven = pyo.Constraint(
        expr=sum(model.make[p] for p in data["products"]) <= data["hours"]
    )
    return model
"""
FORMULATION = {
    "title": "Bakery",
    "problem_class": "product_mix",
    "sets": [{"name": "products", "elements": ["rye", "roll"], "sentences": [1]}],
    "parameters": [
        {"name": "profit", "index": ["products"], "value": {"rye": 3, "roll": 5}, "sentences": [2]},
        {"name": "hours", "value": 40, "unit": "h", "sentences": [3]},
    ],
    "variables": [{"name": "make", "index": ["products"], "kind": "continuous", "lower": 0}],
    "objective": {"sense": "maximize", "expression": "\\sum_p profit_p make_p"},
    "constraints": [{"name": "oven", "expression": "\\sum_p make_p \\le hours"}],
    "assumptions": [],
    "missing": [],
}


def reply(formulation: Formulation | dict[str, object] | str = "", program: str = PROGRAM) -> str:
    """Write a full reply; without a formulation the bakery's."""
    if isinstance(formulation, Formulation):
        written = formulation.model_dump_json(indent=1, exclude={"understanding", "derived"})
    else:
        written = formulation if isinstance(formulation, str) else json.dumps(formulation, indent=1)
    written = written or json.dumps(FORMULATION, indent=1)
    return (
        "## Understanding\nWe decide what to bake.\n\n"
        f"## Formulation\n```json\n{written}\n```\n\n## Program\n```python\n{program}\n```\n"
    )
