"""The loader of FormulationBench on a small set of our own in its layout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orthought import solvers
from orthought.errors import InputError
from orthought.evaluation.formulation_bench import FormulationBench
from orthought.execution.interface import Sandbox
from orthought.execution.tiers import open_sandbox
from orthought.instance import BINARY, INTEGER
from orthought.outcome import SolverOptions

PIZZA = {"Ovens": 2, "Heat": [3, 5], "Gas": 30, "Price": [4, 7]}


def row(text: str) -> dict[str, Any]:
    return {"description": "", "formulation": "", "explicit": True, "code": {"gurobipy": text}}


def python(text: str) -> dict[str, Any]:
    return {"description": "", "formulation": "", "code": {"python": text}}


def baking(**changes: Any) -> dict[str, Any]:
    """Return a formulation: bake pizzas in ovens that share the gas."""
    formulation = {
        "valid": True,
        "parameters": {
            "Ovens": {"description": "ovens", "type": "integer", "shape": []},
            "Heat": {"description": "gas for a pizza", "type": "continuous", "shape": ["Ovens"]},
            "Gas": {"description": "gas at hand", "type": "continuous", "shape": []},
            "Price": {"description": "price", "type": "continuous", "shape": ["Ovens"]},
        },
        "assumptions": [python("assert Gas >= 0")],
        "variables": {"bake": {"description": "", "type": "integer", "shape": ["Ovens"]}},
        "constraints": [
            row("model.addConstr(quicksum(Heat[i] * bake[i] for i in range(Ovens)) <= Gas)"),
            row("model.addConstrs(bake[i] >= 0 for i in range(Ovens))"),
        ],
        "objective": row(
            "total = gp.quicksum(Price[i] * bake[i] for i in range(Ovens))\n"
            "model.setObjective(total, GRB.MAXIMIZE)"
        ),
        "metadata": {"notes": []},
    }
    return {**formulation, **changes}


def write_set(folder: Path, formulations: dict[str, Any], labels: dict[str, bool]) -> Path:
    problem = folder / "problems" / "p1"
    for name, formulation in formulations.items():
        (problem / "formulations" / name).mkdir(parents=True)
        text = json.dumps(formulation)
        (problem / "formulations" / name / "formulation.json").write_text(text)
    (problem / "data.json").write_text(json.dumps(PIZZA))
    (problem / "solution.json").write_text(json.dumps({"objective": 42.0}))
    pairs = [
        {
            "a": {"problem": 1, "formulation": "a"},
            "b": {"problem": 1, "formulation": name},
            "reformulation": label,
        }
        for name, label in labels.items()
    ]
    (folder / "dataset.json").write_text(json.dumps({"problems": [1], "reformulations": pairs}))
    return folder


@pytest.fixture(scope="module")
def sandbox() -> Any:
    opened = open_sandbox()
    yield opened
    opened.close()


def build(sandbox: Sandbox, folder: Path, **changes: Any) -> Any:
    write_set(folder, {"a": baking(**changes)}, {})
    return FormulationBench(folder).build(1, "a", sandbox)


def test_an_instance_holds_what_the_formulation_says(sandbox: Sandbox, tmp_path: Path) -> None:
    built = build(sandbox, tmp_path)
    instance = built.instance
    assert not built.drawn
    assert instance.sense == "maximize"
    assert instance.kinds.tolist() == [INTEGER, INTEGER]
    assert instance.objective.tolist() == [4, 7]
    # Free variables: non-negativity stands in rows of its own.
    assert np.isinf(instance.lower).all()
    assert instance.row_count == 3
    outcome = solvers.solve(instance, SolverOptions(relative_gap=0))
    assert outcome.objective == pytest.approx(42)


def test_definitions_indices_and_own_bounds_are_taken_over(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    built = build(
        sandbox,
        tmp_path,
        imports=["from itertools import combinations", "import networkx as nx"],
        definitions={
            "Pairs": python("Pairs = list(combinations(range(3), 2))"),
            "Cliques": python(
                "G = nx.Graph()\nG.add_nodes_from(range(3))\nG.add_edge(0, 1)\nG.add_edge(1, 2)\n"
                "Cliques = list(nx.enumerate_all_cliques(G))"
            ),
        },
        variables={
            "use": {"type": "binary", "indices": "(k, pair) for k in (5, 6) for pair in Pairs"},
            "total": {"type": "continuous", "shape": []},
        },
        constraints=[
            row("model.addConstr(total == sum(use[k, a, b] for k in (5, 6) for a, b in Pairs))"),
            row("for clique in Cliques:\n    if len(clique) == 2:\n        use[5, 0, 1].ub = 0"),
            row("model.addConstr(gp.quicksum([]) <= 1)"),
        ],
        objective=row("model.setObjective(total + len(Cliques), GRB.MINIMIZE)"),
    )
    instance = built.instance
    assert instance.variable_count == 7
    assert instance.kinds.tolist().count(BINARY) == 6
    assert instance.row_count == 1
    # Three single nodes and two edges.
    assert instance.objective_constant == 5
    assert instance.upper[instance.variable_names.index("v_use[5,0,1]")] == 0


def test_labels_and_instance_only_pairs_are_read(tmp_path: Path) -> None:
    note = "It is marked invalid: it is only a reformulation at the instance-level."
    formulations = {"a": baking(), "b": baking(), "c": baking(metadata={"notes": [note]})}
    bench = FormulationBench(write_set(tmp_path, formulations, {"b": True, "c": False}))
    first, second = bench.pairs()
    assert (first.key, first.reformulation, first.instance_only) == ("p1:a-b", True, False)
    assert (second.key, second.reformulation, second.instance_only) == ("p1:a-c", False, True)
    assert bench.published_objective(1) == 42


def test_data_are_drawn_where_the_set_holds_none(sandbox: Sandbox, tmp_path: Path) -> None:
    parameters = {"Load": {"type": "continuous", "shape": []}}
    other = {
        "parameters": parameters,
        "assumptions": [python("assert 3 <= Load <= 9")],
        "variables": {"x": {"type": "integer", "shape": []}},
        "constraints": [row("model.addConstr(x >= Load)")],
        "objective": row("model.setObjective(x, GRB.MINIMIZE)"),
    }
    bench = FormulationBench(write_set(tmp_path, {"a": baking(**other)}, {}))
    built, again = bench.build(1, "a", sandbox), bench.build(1, "a", sandbox)
    assert built.drawn
    assert 3 <= built.instance.row_lower[0] <= 9
    assert built.instance.row_lower[0] == again.instance.row_lower[0]


def test_an_assumption_that_fails_and_foreign_imports_are_named(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="AssertionError"):
        build(sandbox, tmp_path / "one", assumptions=[python("assert Gas > 1000")])
    with pytest.raises(InputError, match="import socket"):
        build(sandbox, tmp_path / "two", imports=["import socket"])
    with pytest.raises(InputError, match="unknown type 'colour'"):
        build(sandbox, tmp_path / "three", variables={"x": {"type": "colour"}})
    with pytest.raises(InputError, match="not Python"):
        build(sandbox, tmp_path / "four", constraints=[row("model.addConstr(")])


def test_the_code_runs_in_the_sandbox(sandbox: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("7")
    reading = row(f"model.addConstr(bake[0] <= float(open({str(secret)!r}).read()))")
    with pytest.raises(InputError, match="builds no instance"):
        build(sandbox, tmp_path / "set", constraints=[reading])


def test_near_misses_and_missing_sets_are_named(tmp_path: Path) -> None:
    bench = FormulationBench(write_set(tmp_path, {"aa": baking()}, {}))
    with pytest.raises(InputError, match="aa"):
        bench.formulation(1, "ab")
    with pytest.raises(InputError, match=r"dataset\.json"):
        FormulationBench(tmp_path / "problems")
