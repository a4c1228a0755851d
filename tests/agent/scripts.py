"""Scripted replies: a formulation and a program in the format that models are asked for."""

from __future__ import annotations

import json
from typing import Any


def reply_of(formulation: dict[str, Any], program: str, understanding: str = "As stated.") -> str:
    """Return a reply of the full shape."""
    return (
        f"## Understanding\n{understanding}\n\n"
        f"## Formulation\n```json\n{json.dumps(formulation, indent=1)}\n```\n\n"
        f"## Program\n```python\nimport pyomo.environ as pyo\n\n{program.strip()}\n```\n"
    )


def formulation_of(
    parameters: dict[str, Any],
    variables: dict[str, str],
    *,
    sense: str = "minimize",
    constraints: tuple[str, ...] = (),
    **rest: Any,
) -> dict[str, Any]:
    """Return a small formulation: parameters by value, variables by kind."""
    return {
        "title": "Scripted",
        "problem_class": "product_mix",
        "sets": [],
        "parameters": [{"name": n, "value": v, "sentences": [1]} for n, v in parameters.items()],
        "variables": [{"name": n, "kind": k, "sentences": [1]} for n, k in variables.items()],
        "objective": {"sense": sense, "expression": "x", "sentences": [1]},
        "constraints": [{"name": n, "sentences": [1]} for n in constraints],
        "assumptions": [],
        "missing": [],
        **rest,
    }


LP_TEXT = "Buy at least 4 units of food x and y together; x costs 3 and y costs 2, x at least 1."
LP = reply_of(
    formulation_of(
        {"need": 4, "cost_x": 3, "cost_y": 2, "least_x": 1},
        {"x": "continuous", "y": "continuous"},
        constraints=("together", "x_least"),
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeReals)
    model.y = pyo.Var(domain=pyo.NonNegativeReals)
    model.cost = pyo.Objective(expr=data["cost_x"] * model.x + data["cost_y"] * model.y)
    model.together = pyo.Constraint(expr=model.x + model.y >= data["need"])
    model.x_least = pyo.Constraint(expr=model.x >= data["least_x"])
    return model
""",
)
MILP_TEXT = "Choose items of value 8, 11 and 6 and weight 5, 7 and 4; the bag takes 11."
MILP = reply_of(
    formulation_of(
        {"value": [8, 11, 6], "weight": [5, 7, 4], "limit": 11},
        {"take": "binary"},
        sense="maximize",
        constraints=("bag",),
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    items = range(len(data["value"]))
    model.take = pyo.Var(items, domain=pyo.Binary)
    model.worth = pyo.Objective(
        expr=sum(data["value"][i] * model.take[i] for i in items), sense=pyo.maximize
    )
    model.bag = pyo.Constraint(
        expr=sum(data["weight"][i] * model.take[i] for i in items) <= data["limit"]
    )
    return model
""",
)
CONVEX_QP_TEXT = (
    "Split 1 unit of money over two funds with variances 4 and 1 to have least variance."
)
CONVEX_QP = reply_of(
    formulation_of(
        {"variance": [4, 1], "money": 1}, {"share": "continuous"}, constraints=("budget",)
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    funds = range(len(data["variance"]))
    model.share = pyo.Var(funds, domain=pyo.NonNegativeReals)
    model.risk = pyo.Objective(expr=sum(data["variance"][i] * model.share[i] ** 2 for i in funds))
    model.budget = pyo.Constraint(expr=sum(model.share[i] for i in funds) == data["money"])
    return model
""",
)
NONCONVEX_QP_TEXT = (
    "A rectangle has sides of at most 3 and 5 and half a girth of 6; make it largest."
)
NONCONVEX_QP = reply_of(
    formulation_of(
        {"side": [3, 5], "girth": 6},
        {"length": "continuous"},
        sense="maximize",
        constraints=("around", "longest"),
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    sides = range(len(data["side"]))
    model.length = pyo.Var(sides, domain=pyo.NonNegativeReals)
    model.area = pyo.Objective(expr=model.length[0] * model.length[1], sense=pyo.maximize)
    model.around = pyo.Constraint(expr=sum(model.length[i] for i in sides) <= data["girth"])
    model.longest = pyo.Constraint(sides, rule=lambda m, i: m.length[i] <= data["side"][i])
    return model
""",
)
NLP_TEXT = "A firm sells x units, 0 to 10, and earns 8 times log(1 + x) less a cost of 2 a unit."
NLP = reply_of(
    formulation_of(
        {"most": 10, "factor": 8, "cost": 2},
        {"x": "continuous"},
        sense="maximize",
        constraints=("limit",),
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeReals)
    model.gain = pyo.Objective(
        expr=data["factor"] * pyo.log(1 + model.x) - data["cost"] * model.x, sense=pyo.maximize
    )
    model.limit = pyo.Constraint(expr=model.x <= data["most"])
    return model
""",
)
MINLP_TEXT = (
    "Open whole stalls, at most 10; earn 8 times the square root of stalls, pay 1.9 a stall."
)
MINLP = reply_of(
    formulation_of(
        {"most": 10, "factor": 8, "cost": 1.9},
        {"stalls": "integer"},
        sense="maximize",
        constraints=("limit",),
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    model.stalls = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.gain = pyo.Objective(
        expr=data["factor"] * pyo.sqrt(model.stalls) - data["cost"] * model.stalls,
        sense=pyo.maximize,
    )
    model.limit = pyo.Constraint(expr=model.stalls <= data["most"])
    return model
""",
)
INFEASIBLE_TEXT = (
    "Buy at least 5 units of x and at most 3 units of x at the least cost of 2 a unit."
)
INFEASIBLE = reply_of(
    formulation_of(
        {"least": 5, "most": 3, "cost": 2}, {"x": "continuous"}, constraints=("low", "high")
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeReals)
    model.total = pyo.Objective(expr=data["cost"] * model.x)
    model.low = pyo.Constraint(expr=model.x >= data["least"])
    model.high = pyo.Constraint(expr=model.x <= data["most"])
    return model
""",
)
UNBOUNDED_TEXT = "Sell x at 3 a unit and buy y at 2 a unit, x at most y plus 1, for the most money."
UNBOUNDED = reply_of(
    formulation_of(
        {"price": 3, "cost": 2, "extra": 1},
        {"x": "continuous", "y": "continuous"},
        sense="maximize",
        constraints=("link",),
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeReals)
    model.y = pyo.Var(domain=pyo.NonNegativeReals)
    model.money = pyo.Objective(
        expr=data["price"] * model.x - data["cost"] * model.y, sense=pyo.maximize
    )
    model.link = pyo.Constraint(expr=model.x <= model.y + data["extra"])
    return model
""",
)
CONFIRM_INFEASIBLE = '{"confirm": "infeasible", "reason": "at least 5 and at most 3 contradict"}'
CONFIRM_UNBOUNDED = '{"confirm": "unbounded", "reason": "nothing limits both together"}'
# A market-split problem: equality knapsacks that branch and bound cannot finish in a second.
HARD_TEXT = "Split 30 customers over two divisions so that 4 products miss half the market least."
HARD = reply_of(
    formulation_of(
        {"customers": 30, "products": 4, "divisions": 2, "half": "half"},
        {"choose": "binary", "over": "continuous", "under": "continuous"},
        constraints=("split",),
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    customers, products = range(data["customers"]), range(data["products"])
    weight = {}
    state = data["customers"]
    modulus = (data["customers"] + 1) ** 2 * data["products"] + 1
    for p in products:
        for c in customers:
            state = (state * (data["customers"] + data["products"]) + 1) % modulus
            weight[p, c] = state % (data["customers"] * data["products"] - 1)
    model.choose = pyo.Var(customers, domain=pyo.Binary)
    model.over = pyo.Var(products, domain=pyo.NonNegativeReals)
    model.under = pyo.Var(products, domain=pyo.NonNegativeReals)
    model.miss = pyo.Objective(expr=sum(model.over[p] + model.under[p] for p in products))

    def split_rule(model, p):
        half = sum(weight[p, c] for c in customers) // data["divisions"]
        chosen = sum(weight[p, c] * model.choose[c] for c in customers)
        return chosen - model.over[p] + model.under[p] == half

    model.split = pyo.Constraint(products, rule=split_rule)
    return model
""",
)
