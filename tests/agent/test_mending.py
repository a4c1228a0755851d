"""Slips that are mended: what may be changed, and what must stay."""

from __future__ import annotations

import ast

import pytest

from orthought.agent.replies.mending import name_expressions
from orthought.agent.replies.program import shape_program


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pyo.Constraint(x <= 1)", "pyo.Constraint(expr=x <= 1)"),
        ("Constraint(0 <= x)", "Constraint(expr=0 <= x)"),
        ("pyo.Objective(c * x, sense=-1)", "pyo.Objective(expr=c * x, sense=-1)"),
        ("pyo.Objective(sum(x))", "pyo.Objective(expr=sum(x))"),
        ("pyo.Constraint(items, rule=f)", "pyo.Constraint(items, rule=f)"),
        ("pyo.Constraint(items)", "pyo.Constraint(items)"),
        ("pyo.Constraint(a + b, rule=f)", "pyo.Constraint(a + b, rule=f)"),
        ("pyo.Objective(items)", "pyo.Objective(items)"),
        ("pyo.Var(x <= 1)", "pyo.Var(x <= 1)"),
    ],
)
def test_only_lone_expressions_get_their_name(before: str, after: str) -> None:
    tree = ast.parse(before)
    changed = name_expressions(tree.body)
    assert ast.unparse(tree) == after
    assert changed == (before != after)


def test_the_mend_is_noted() -> None:
    source = (
        "import pyomo.environ as pyo\n\n\ndef build_model(data):\n"
        "    model = pyo.ConcreteModel()\n    model.x = pyo.Var()\n"
        "    model.row = pyo.Constraint(model.x <= data['most'])\n"
        "    model.gain = pyo.Objective(expr=model.x, sense=pyo.maximize)\n    return model\n"
    )
    shaped = shape_program(source)
    assert "expr=model.x <= data['most']" in shaped.text
    assert any("expr=" in note for note in shaped.notes)
