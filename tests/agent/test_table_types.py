"""What a table's cells are stays what it is: in the script of a run, and in models on old data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orthought
from tests.agent.scripts import formulation_of, reply_of

TEXT = (
    "Accept orders of the table `orders` within 40 hours for the most profit; bonus counts, and "
    "orders due after 2026-03-01 cannot be accepted."
)
FORMULATION = formulation_of(
    {"hours_available": 40, "latest": "2026-03-01"},
    {"accept": "binary"},
    sense="maximize",
    constraints=("time", "late"),
    sets=[{"name": "order_names", "table": "orders", "column": "order", "sentences": [1]}],
)
# Every line that reads a column breaks, or changes the optimum, where a cell has become another.
REPLY = reply_of(
    FORMULATION,
    """
import pandas as pd

def build_model(data):
    orders = data["orders"]
    names = list(orders["order"])
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"keys are no texts: {names}")
    hours = dict(zip(names, orders["hours"]))
    gain = dict(zip(names, orders["profit"] + orders["bonus"].fillna(0)))
    late = dict(zip(names, pd.to_datetime(orders["due"]) > pd.Timestamp(data["latest"])))
    closed = dict(zip(names, orders["remark"] == "NA"))
    model = pyo.ConcreteModel()
    model.accept = pyo.Var(names, domain=pyo.Binary)
    model.gain = pyo.Objective(expr=sum(gain[n] * model.accept[n] for n in names),
                               sense=pyo.maximize)
    model.time = pyo.Constraint(expr=sum(hours[n] * model.accept[n] for n in names)
                                <= data["hours_available"])
    model.late = pyo.Constraint(
        [n for n in names if late[n] or closed[n]], rule=lambda m, n: m.accept[n] == 0
    )
    return model
""",
)
CELLS: dict[str, list[Any]] = {
    "order": ["007", "012", "030", "0x1", "1e3"],
    "hours": [10, 20, 25, 5, 5],
    "profit": [100.5, 150.0, 120.0, 900.0, 900.0],
    "due": ["2026-01-05", "2026-02-01", "2026-02-15", "2026-04-01", "2026-02-02"],
    "bonus": [None, 30.0, None, 1.0, 2.5],
    "remark": ["", "plain", "", "", "NA"],
}
BEST = 100.5 + 150 + 30
"""007 and 012; 0x1 is late, 1e3 is closed."""


def as_file(folder: Path) -> Any:
    """Return a CSV file of the orders."""
    path = folder / "orders.csv"
    pd.DataFrame(CELLS).to_csv(path, index=False)
    return [path]


def as_frame(_folder: Path) -> Any:
    """Return a frame whose keys are numbers written as texts, and whose dates are dates."""
    frame = pd.DataFrame(CELLS)
    frame["order"] = ["7", "12", "30", "1", "2"]
    frame["due"] = pd.to_datetime(frame["due"])
    return {"orders": frame}


@pytest.fixture(params=[as_file, as_frame], ids=["file", "frame"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the finished run of the orders."""
    script = tmp_path / "script.json"
    script.write_text(json.dumps([REPLY]))
    data = request.param(tmp_path)
    solution = orthought.solve(TEXT, data=data, llm=f"scripted:{script}", out=tmp_path / "run")
    assert solution.objective == pytest.approx(BEST), solution.diagnosis
    return tmp_path / "run"


@pytest.mark.covers("standalone-script")
def test_the_script_reads_keys_dates_and_gaps_as_they_were(run: Path, tmp_path: Path) -> None:
    script = (run / "model.py").read_text()
    assert "that a language model wrote" in script
    assert "import orthought" not in script
    folder = tmp_path / "elsewhere"
    run.rename(folder)
    done = subprocess.run(
        [sys.executable, "-I", "model.py"],
        cwd=folder, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    told = dict(line.split(": ") for line in done.stdout.splitlines() if ": " in line)
    assert float(told["objective"]) == pytest.approx(BEST)


@pytest.mark.covers("model-on-new-data")
def test_the_model_on_its_own_data_again_has_the_same_optimum(run: Path, tmp_path: Path) -> None:
    again = orthought.resolve(run, data={"parameters": {"hours_available": 40}}, out=tmp_path / "a")
    assert again.objective == pytest.approx(BEST), again.diagnosis
    more = orthought.resolve(run, data={"parameters": {"hours_available": 60}}, out=tmp_path / "b")
    assert more.objective == pytest.approx(BEST + 120), more.diagnosis
