"""A repair that ends a contradiction by leaving out what a sentence asks for is doubted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.agent import scripts
from tests.agent.test_solve import solve

TEXT = (
    "Buy at least 4 units of food x and y together; x costs 3 and y costs 2, x at least 1. "
    "Storage takes at most 3 units."
)
FORMULATION = {
    "objective": {"sense": "minimize", "expression": "3x + 2y", "sentences": [1]},
    "constraints": [
        {"name": "together", "meaning": "enough of both", "sentences": [1]},
        {"name": "x_least", "sentences": [1]},
        {"name": "storage", "meaning": "what storage takes", "sentences": [2]},
    ],
}
ROWS = """
def build_model(data):
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeReals)
    model.y = pyo.Var(domain=pyo.NonNegativeReals)
    model.cost = pyo.Objective(expr=data["cost_x"] * model.x + data["cost_y"] * model.y)
    model.together = pyo.Constraint(expr=model.x + model.y >= data["need"])
    model.x_least = pyo.Constraint(expr=model.x >= data["least_x"])
    model.storage = pyo.Constraint(expr=model.x + model.y <= data["room"])
    return model
"""


def reply(program: str) -> str:
    parameters = {"need": 4, "cost_x": 3, "cost_y": 2, "least_x": 1, "room": 3}
    kinds = {"x": "continuous", "y": "continuous"}
    return scripts.reply_of(scripts.formulation_of(parameters, kinds) | FORMULATION, program)


def without(name: str) -> str:
    return "\n".join(line for line in ROWS.splitlines() if f"model.{name} =" not in line)


@pytest.mark.covers("repair-deletes")
def test_a_row_that_was_only_deleted_is_doubted(tmp_path: Path) -> None:
    solution = solve(TEXT, [reply(ROWS), reply(without("storage"))], tmp_path)
    assert solution.status == "doubtful"
    (check,) = [c for c in solution.checks if c.name == "rows left out by a repair"]
    assert "storage (sentence 2)" in check.message
    assert check.evidence == ("storage: what storage takes",)


@pytest.mark.covers("repair-deletes")
def test_a_row_that_was_mended_is_not_held_against_a_repair(tmp_path: Path) -> None:
    mended = ROWS.replace('data["room"])', 'data["room"] + data["room"])')
    solution = solve(TEXT, [reply(ROWS), reply(mended)], tmp_path)
    assert "rows left out by a repair" not in {check.name for check in solution.checks}


def test_a_row_that_no_sentence_asks_for_may_go(tmp_path: Path) -> None:
    uncited = re.sub(
        r'("storage",.*?"sentences": \[)\s*2\s*\]', r"\1]", reply(ROWS), flags=re.DOTALL
    )
    assert uncited != reply(ROWS)
    solution = solve(TEXT, [uncited, reply(without("storage"))], tmp_path)
    assert "rows left out by a repair" not in {check.name for check in solution.checks}


def test_a_deleted_row_that_comes_back_is_forgotten(tmp_path: Path) -> None:
    broken = without("storage").replace("return model", "return modle")
    mended = ROWS.replace('data["room"])', 'data["room"] + data["room"])')
    solution = solve(TEXT, [reply(ROWS), reply(broken), reply(mended)], tmp_path)
    assert "rows left out by a repair" not in {check.name for check in solution.checks}


HARD = """
import random

def build_model(data):
    model = pyo.ConcreteModel()
    shops, markets = range(50), range(6)
    chance = random.Random(7)
    size = {(m, s): chance.randrange(100) for m in markets for s in shops}
    model.x = pyo.Var(shops, domain=pyo.Binary)
    model.cost = pyo.Objective(expr=data["cost_x"] * sum(model.x[s] for s in shops))
    def half(model, m):
        return sum(size[m, s] * model.x[s] for s in shops) == sum(size[m, s] for s in shops) // 2
    model.half = pyo.Constraint(markets, rule=half)
    model.least = pyo.Constraint(expr=sum(model.x[s] for s in shops) >= data["need"])
    return model
"""


@pytest.mark.covers("hardest-rows")
def test_a_model_that_finds_no_point_in_time_is_stated_otherwise_once(tmp_path: Path) -> None:
    """The reply to the repair says the same again; a second repair is not asked for."""
    formulation = scripts.formulation_of({"need": 4, "cost_x": 3}, {"x": "binary"}) | {
        "constraints": [
            {"name": "half", "meaning": "half of each market", "sentences": [1]},
            {"name": "least", "meaning": "enough shops", "sentences": [1]},
        ]
    }
    text = "Choose at least 4 of 50 shops at 3 each so that every market is halved exactly."
    said = scripts.reply_of(formulation, HARD)
    solution = solve(text, [said, said.replace("As stated.", "Again.")], tmp_path, time_limit=1.0)
    assert solution.status == "failed"
    assert solution.usage.calls == 2
    assert solution.diagnosis is not None
    assert solution.diagnosis.kind == "timeout"
    told = "\n".join(solution.diagnosis.details)
    assert "Without this a point is found within" in told
    assert "row half: half of each market (sentences 1)" in told
    assert "whole numbers for x" in told
    assert "row least" not in told
