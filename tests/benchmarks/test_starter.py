"""The starter set: every scripted reply must reach the known answer of its problem.

The replies are read in the simplest way here (one pattern for each fence), so that this file
checks the problems, the replies and the answers without leaning on the reader of the package.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import math
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pyomo.environ as pyo
import pytest
from pyomo.contrib.solver.common.factory import SolverFactory
from pyomo.contrib.solver.common.results import TerminationCondition

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "benchmarks" / "starter"
REPLIES = ROOT / "tests" / "replies" / "starter"
IDS = sorted(path.parent.name for path in STARTER.glob("*/answer.json"))
LINEAR = {"LP", "MILP"}
ALLOWED_LITERALS = {0, 1}
KEYS = [
    "title",
    "problem_class",
    "sets",
    "parameters",
    "variables",
    "objective",
    "constraints",
    "assumptions",
    "missing",
]


def read_answer(problem: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((STARTER / problem / "answer.json").read_text("utf-8"))
    return answer


def read_reply(problem: str) -> tuple[dict[str, Any], str]:
    text = (REPLIES / f"{problem}.md").read_text("utf-8")
    formulation = re.search(r"```json\n(.*?)\n```", text, re.S)
    program = re.search(r"```python\n(.*?)\n```", text, re.S)
    assert formulation and program, f"{problem}: a fence is missing"
    return json.loads(formulation.group(1)), program.group(1)


def read_tables(problem: str) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for path in sorted((STARTER / problem / "data").glob("*")):
        if path.suffix == ".csv":
            tables[path.stem] = pd.read_csv(path, keep_default_na=False)
        else:
            tables[path.stem] = json.loads(path.read_text("utf-8"))
    return tables


def build(problem: str) -> pyo.ConcreteModel:
    formulation, program = read_reply(problem)
    data = read_tables(problem)
    data |= {s["name"]: s["elements"] for s in formulation["sets"] if "elements" in s}
    data |= {p["name"]: p["value"] for p in formulation["parameters"] if "value" in p}
    names: dict[str, Any] = {}
    exec(compile(program, f"{problem}.md", "exec"), names)
    return names["build_model"](data)


def solve(model: pyo.ConcreteModel, linear: bool) -> tuple[str, float | None]:
    solver = SolverFactory("highs" if linear else "scip_direct")
    options: dict[str, Any] = {"mip_rel_gap": 0} if linear else {"limits/gap": 0}
    result = solver.solve(
        model,
        solver_options=options,
        load_solutions=False,
        raise_exception_on_nonoptimal_result=False,
        time_limit=30,
    )
    condition = result.termination_condition
    if condition == TerminationCondition.convergenceCriteriaSatisfied:
        return "optimal", float(result.incumbent_objective)
    if condition == TerminationCondition.provenInfeasible:
        return "infeasible", None
    if condition == TerminationCondition.unbounded:
        return "unbounded", None
    return condition.name, None


def load_proofs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("starter_proofs", STARTER / "proofs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROOFS: dict[str, Callable[[], float | str]] = load_proofs().PROOFS


def agrees(problem: str, found: float | str | None, answer: dict[str, Any]) -> bool:
    if answer["objective"] is None:
        return found is None or found == answer["status"]
    tolerance = 1e-6 if answer["type"] in LINEAR else 1e-5
    return isinstance(found, float) and math.isclose(
        found, answer["objective"], rel_tol=tolerance, abs_tol=1e-9
    )


@pytest.mark.parametrize("problem", IDS)
def test_reply_reaches_the_answer(problem: str) -> None:
    answer = read_answer(problem)
    model = build(problem)
    active = list(model.component_data_objects(pyo.Objective, active=True))
    assert len(active) == 1
    assert ("minimize" if active[0].sense == pyo.minimize else "maximize") == answer["sense"]
    status, objective = solve(model, answer["type"] in LINEAR)
    assert status == answer["status"]
    assert agrees(problem, objective, answer), (objective, answer["objective"])


@pytest.mark.covers("starter-set")
@pytest.mark.parametrize("problem", IDS)
def test_second_proof(problem: str) -> None:
    """A way without the program of the reply must give the same answer."""
    answer = read_answer(problem)
    found = PROOFS[problem]()
    assert agrees(problem, found, answer), (found, answer["objective"])


@pytest.mark.parametrize("problem", IDS)
def test_reply_declares_what_it_builds(problem: str) -> None:
    formulation, _program = read_reply(problem)
    answer = read_answer(problem)
    assert list(formulation) == KEYS
    assert formulation["problem_class"] == answer["class"]
    assert formulation["objective"]["sense"] == answer["sense"]
    model = build(problem)
    declared = {v["name"]: v for v in formulation["variables"]}
    built = {v.local_name: v for v in model.component_objects(pyo.Var)}
    assert set(declared) == set(built)
    for name, entry in declared.items():
        for item in built[name].values():
            kind = "continuous" if item.is_continuous() else "integer"
            kind = "binary" if item.is_binary() else kind
            assert kind == entry["kind"], name
            assert (item.lb, item.ub) == (entry["lower"], entry["upper"]), name
    constraints = {c["name"] for c in formulation["constraints"]}
    assert constraints == {c.local_name for c in model.component_objects(pyo.Constraint)}
    count = len(sentences(problem))
    for part in ("sets", "parameters", "variables", "constraints"):
        for entry in formulation[part]:
            assert all(1 <= n <= count for n in entry["sentences"]), entry["name"]


@pytest.mark.parametrize("problem", IDS)
def test_program_holds_no_numbers(problem: str) -> None:
    _, program = read_reply(problem)
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            assert node.value in ALLOWED_LITERALS, node.value


@pytest.mark.parametrize("problem", IDS)
def test_every_number_of_the_text_is_used(problem: str) -> None:
    formulation, _ = read_reply(problem)
    used: set[float] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for part in value.values():
                collect(part)
        elif isinstance(value, int | float):
            used.add(float(value))

    for parameter in formulation["parameters"]:
        collect(parameter.get("value"))
    notes = " ".join(formulation["assumptions"])
    text = " ".join(sentences(problem))
    for match in re.finditer(r"(?<![\w.])\d+(?:\.\d+)?( percent)?", text):
        number = float(match.group().split()[0])
        value = number / 100 if match.group(1) and number not in used else number
        noted = re.search(rf"unused:[^.]*\b{re.escape(match.group().split()[0])}\b", notes)
        assert value in used or noted, match.group()


def sentences(problem: str) -> list[str]:
    text = " ".join((STARTER / problem / "problem.md").read_text("utf-8").split())
    return re.split(r"(?<=[.!?])\s+", text)


@pytest.mark.covers("starter-set")
def test_the_set_is_broad() -> None:
    answers = [read_answer(problem) for problem in IDS]
    assert len(IDS) >= 30
    assert len({a["class"] for a in answers}) >= 15
    assert sum(a["tables"] for a in answers) * 3 >= len(answers)
    assert {a["type"] for a in answers} == {"LP", "MILP", "QP", "QCP", "NLP", "MINLP"}
    assert {a["difficulty"] for a in answers} == {"easy", "medium", "hard"}
    assert sum(a["status"] == "infeasible" for a in answers) == 1
    assert sum(a["status"] == "unbounded" for a in answers) == 1


def test_ids_and_folders_agree() -> None:
    folders = sorted(path.parent.name for path in STARTER.glob("*/problem.md"))
    assert folders == IDS
    assert [read_answer(problem)["id"] for problem in IDS] == IDS
    assert len({problem.split("_")[0] for problem in IDS}) == len(IDS)
    assert sorted(path.stem for path in REPLIES.glob("*.md")) == IDS
    assert sorted(PROOFS) == IDS
    for problem in IDS:
        has_data = any((STARTER / problem / "data").glob("*"))
        assert read_answer(problem)["tables"] is has_data


def test_texts_have_a_fair_length() -> None:
    for problem in IDS:
        words = len(" ".join(sentences(problem)).split())
        assert 60 <= words <= 250, (problem, words)


def test_card() -> None:
    card = tomllib.loads((STARTER / "card.toml").read_text("utf-8"))
    assert card["name"] == "starter"
    assert card["count"] == len(IDS)
    assert card["licence"] == "Apache-2.0"
    assert card["answer_field"] == "objective"
