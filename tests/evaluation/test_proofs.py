"""Proofs: files that derive an optimum anew, and the errors that name what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.errors import InputError, OrthoughtError, SolverError
from orthought.evaluation.errata.proofs import find_proof, judge, main, run_proof
from orthought.outcome import Outcome, SolverOptions, Verification

BUILD = """
READINGS = {
    "whole": "Loaves are whole.",
    "parts": "Loaves may be cut.",
    "free": "Nothing limits the loaves.",
    "none": "More is asked for than there is.",
}

def build(reading):
    import pyomo.environ as pyo
    model = pyo.ConcreteModel()
    model.x = pyo.Var(within=pyo.NonNegativeIntegers if reading == "whole" else pyo.Reals)
    if reading != "free":
        model.flour = pyo.Constraint(expr=2 * model.x <= 7)
    if reading == "none":
        model.orders = pyo.Constraint(expr=model.x >= 4)
    model.revenue = pyo.Objective(expr=3 * model.x, sense=pyo.maximize)
    return model
"""
PROVE = """
from dataclasses import dataclass

READINGS = {"whole": "Loaves are whole.", "none": "No best plan.", "word": "No plan."}

@dataclass
class Plan:
    loaves: int

def prove(reading):
    if reading == "none":
        return None
    if reading == "word":
        return "infeasible"
    return max(3 * plan.loaves for plan in map(Plan, range(4)) if 2 * plan.loaves <= 7)
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "prob_000.py"
    path.write_text(text)
    return path


def test_models_are_solved_to_a_gap_of_zero(tmp_path: Path) -> None:
    results = run_proof(write(tmp_path, BUILD))
    assert {name: result.status for name, result in results.items()} == {
        "whole": "optimal", "parts": "optimal", "free": "unbounded", "none": "infeasible",
    }  # fmt: skip
    assert results["whole"].value == pytest.approx(9, rel=1e-9)
    assert results["parts"].value == pytest.approx(10.5, rel=1e-9)
    assert results["parts"].gap == pytest.approx(0, abs=1e-9)
    assert results["whole"].value == results["whole"].bound
    assert results["whole"].solver.startswith("highs ")
    assert results["free"].value is None


def test_own_methods_say_what_they_found(tmp_path: Path) -> None:
    results = run_proof(write(tmp_path, PROVE))
    assert (results["whole"].value, results["whole"].solver) == (9.0, "own method")
    assert [results[name].status for name in ("none", "word")] == ["no_optimum", "infeasible"]


HEAD = 'READINGS = {"plain": "So."}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def prove(reading):\n    return 1\n", "defines no READINGS"),
        ("READINGS = {}\ndef prove(reading):\n    return 1\n", "defines no READINGS"),
        (HEAD, "neither build nor prove"),
        (HEAD + "def build(r): ...\ndef prove(r): ...\n", "defines build and prove"),
        (HEAD + "def prove(r):\n    return 'maybe'\n", "returned 'maybe'"),
        (HEAD + "def prove(r):\n    return float('nan')\n", "returned nan"),
        (HEAD + "def prove(r):\n    return True\n", "returned True"),
        (HEAD + "def prove(r):\n    return 1 / 0\n", "ZeroDivisionError"),
        (HEAD + "def build(r):\n    return 3\n", "build('plain') returned int"),
        ("import nowhere_at_all\n", "ModuleNotFoundError"),
        ("def prove(:\n", "SyntaxError"),
    ],
)
def test_what_is_no_proof_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        run_proof(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no proof file"):
        run_proof(tmp_path / "prob_001.py")


def outcome(**fields: object) -> Outcome:
    holds = Verification(
        feasible=True, objective=10.0, objective_agrees=True,
        max_row_violation=0, max_bound_violation=0, max_integrality_violation=0,
    )  # fmt: skip
    plain = {
        "termination": "optimal", "solution_status": "optimal", "problem_type": "MILP",
        "objective": 10.0, "bound": 10.0, "verification": holds, "solver": "highs",
        "solver_version": "1", "options": SolverOptions(), "seconds": 0.1,
    }  # fmt: skip
    return Outcome.model_validate({**plain, **fields})


def test_the_value_is_the_bound() -> None:
    result = judge(outcome(objective=10.000001, bound=10.0))
    assert (result.value, result.incumbent) == (10.0, 10.000001)


@pytest.mark.parametrize(
    "fields",
    [
        {"bound": 10.1},
        {"bound": None},
        {"verification": None},
        {"termination": "time_limit"},
        {"termination": "infeasible_or_unbounded", "objective": None},
    ],
)
def test_what_is_not_proven_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(SolverError, match="not proven"):
        judge(outcome(**fields))


def test_the_small_program_tells_each_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = write(tmp_path, PROVE), tmp_path / "other.py"
    assert main([str(good)]) == 0
    assert "whole: optimal 9 (gap 0.0e+00)" in capsys.readouterr().out
    assert main([str(good), str(bad)]) == 1
    assert "there is no proof file" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["logior:prob_999", "logior", "starter:s01_garden_furniture"])
def test_problems_without_a_proof(key: str) -> None:
    with pytest.raises(OrthoughtError, match="there is no proof for"):
        find_proof(key)


def test_a_proof_is_found_by_the_name_of_its_problem() -> None:
    assert find_proof("logior:prob_012").name == "prob_012.py"
