"""Tables as data: what reaches a prompt and a program, and new data for an old model."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import orthought
from orthought.runs import read_events
from tests.agent.scripts import formulation_of, reply_of

TEXT = "Each row of the table `orders` may be accepted or not; accept orders of at most 40 hours."
FORMULATION = formulation_of(
    {"hours_available": 40},
    {"accept": "binary"},
    sense="maximize",
    constraints=("time",),
    sets=[{"name": "order_names", "table": "orders", "column": "order", "sentences": [1]}],
)
REPLY = reply_of(
    FORMULATION,
    """
def build_model(data):
    model = pyo.ConcreteModel()
    orders = data["orders"]
    names = [str(name) for name in orders["order"]]
    hours = dict(zip(names, orders["hours"].astype(float)))
    profit = dict(zip(names, orders["profit"].astype(float)))
    model.accept = pyo.Var(names, domain=pyo.Binary)
    model.gain = pyo.Objective(
        expr=sum(profit[o] * model.accept[o] for o in names), sense=pyo.maximize
    )
    model.time = pyo.Constraint(
        expr=sum(hours[o] * model.accept[o] for o in names) <= data["hours_available"]
    )
    return model
""",
)


def write_orders(path: Path, rows: int) -> Path:
    """Write a table of seeded orders whose columns have the same ranges at any size."""
    draw = random.Random(7)
    lines = ["order,hours,profit"]
    for number in range(rows):
        hours = (1, 99)[number] if number < 2 else draw.randint(1, 99)
        profit = (10, 990)[number] if number < 2 else draw.randint(10, 990)
        lines.append(f"o{number:06d},{hours},{profit}")
    path.write_text("\n".join(lines) + "\n")
    return path


def run_with(path: Path, folder: Path) -> orthought.Solution:
    """Solve TEXT with one table and the scripted reply."""
    script = folder / "script.json"
    script.write_text(json.dumps([REPLY]))
    return orthought.solve(TEXT, data=[path], llm=f"scripted:{script}", out=folder / "run")


def prompt_of(run: Path) -> str:
    """Return the prompt of a run's first call."""
    call = next(event for event in read_events(run) if event["type"] == "call")
    return str(call["messages"][-1]["content"])


@pytest.mark.siege
@pytest.mark.timeout(240)
@pytest.mark.covers("tables-cost-no-tokens")
def test_tables_of_10_and_of_100_000_rows_cost_equal_tokens(tmp_path: Path) -> None:
    prompts = []
    for rows in (10, 100_000):
        folder = tmp_path / str(rows)
        folder.mkdir()
        solution = run_with(write_orders(folder / "orders.csv", rows), folder)
        assert solution.objective is not None, solution.diagnosis
        assert solution.size is not None
        assert solution.size.variables == rows
        prompts.append(prompt_of(folder / "run"))
    small, large = (len(prompt) for prompt in prompts)
    assert abs(small - large) <= 0.01 * small


@pytest.mark.covers("model-on-new-data")
def test_the_same_model_on_a_new_table(tmp_path: Path) -> None:
    first = run_with(write_orders(tmp_path / "orders.csv", 10), tmp_path)
    (tmp_path / "new").mkdir()
    table = tmp_path / "new" / "orders.csv"
    table.write_text("order,hours,profit\na,30,5\nb,20,4\nc,20,3\n")
    again = orthought.resolve(tmp_path / "run", data=[table], out=tmp_path / "second")
    assert first.objective != again.objective
    assert again.objective == pytest.approx(7)
    assert again.status == "solved"
    table.write_text("order,hours\na,30\n")
    with pytest.raises(orthought.OrthoughtError, match="profit"):
        orthought.resolve(tmp_path / "run", data=[table], out=tmp_path / "third")


@pytest.mark.covers("table-findings", "bad-input")
def test_a_broken_table_is_named_before_a_model_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order,hours,profit\na,1,2\nb,1\n")
    with pytest.raises(orthought.OrthoughtError, match=r"orders.*3") as caught:
        run_with(path, tmp_path)
    assert caught.value.exit_code == 2  # type: ignore[attr-defined]
    assert not (tmp_path / "run").exists()


@pytest.mark.covers("table-findings")
def test_findings_reach_the_solution(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order;hours (h);profit\na;1,5;2\na;1,5;2\n")
    reply = REPLY.replace('orders["hours"]', 'orders["hours (h)"]')
    script = tmp_path / "script.json"
    script.write_text(json.dumps([reply] * 4))
    solution = orthought.solve(TEXT, data=[path], llm=f"scripted:{script}", out=tmp_path / "run")
    messages = " ".join(finding.message for finding in solution.findings)
    assert "comma" in messages
    assert "repeat the same order" in messages
