"""Solutions made by hand, one for each way an answer can look."""

from __future__ import annotations

from typing import Any

from orthought.formulation import Constraint, Formulation, Objective, Variable
from orthought.instance import ProblemType
from orthought.outcome import (
    Conflict,
    Outcome,
    Ray,
    Sensitivity,
    SolutionStatus,
    SolverOptions,
    Termination,
)
from orthought.solution import (
    Check,
    Decision,
    Diagnosis,
    InstanceSize,
    Solution,
    Status,
    Usage,
)

TEXT = (
    "A bakery makes loaves and cakes. The oven has 40 hours a week. "
    "A loaf takes 0.5 hours and a cake takes 1 hour. How many should it make?"
)


def formulation() -> Formulation:
    """Return the bakery's formulation."""
    return Formulation(
        title="Bakery",
        variables=(
            Variable(name="make", index=("P",), unit="pieces", meaning="pieces per week"),
            Variable(name="open_late", kind="binary", meaning="whether it opens late"),
        ),
        objective=Objective(sense="maximize", unit="EUR", meaning="weekly profit"),
        constraints=(Constraint(name="oven", meaning="hours of the oven", sentences=(2, 3)),),
        assumptions=("fractions of a loaf are allowed",),
    )


def outcome(**changes: Any) -> Outcome:
    """Return an optimal outcome with changes."""
    values: dict[str, Any] = {
        "termination": Termination.OPTIMAL,
        "solution_status": SolutionStatus.OPTIMAL,
        "problem_type": ProblemType.LP,
        "objective": 2400.0,
        "bound": 2400.0,
        "solver": "highs",
        "solver_version": "1.12.0",
        "options": SolverOptions(),
        "seconds": 0.01,
    }
    return Outcome.model_validate(values | changes)


def solution(**changes: Any) -> Solution:
    """Return the bakery's solution with changes."""
    values: dict[str, Any] = {
        "status": Status.CHECKED,
        "objective": 2400.0,
        "objective_unit": "EUR",
        "sense": "maximize",
        "decisions": (
            Decision(name="make", index=("loaf",), value=79.9999999999, unit="pieces"),
            Decision(name="make", index=("cake",), value=-0.0, unit="pieces"),
            Decision(name="open_late", value=1.0),
        ),
        "text": TEXT,
        "formulation": formulation(),
        "program": "def build_model(data): ...",
        "size": InstanceSize(
            problem_type=ProblemType.LP, variables=3, integers=0, binaries=1, rows=1, nonzeros=2
        ),
        "outcome": outcome(),
        "checks": (
            Check(name="literals", verdict="holds", message="the program holds none"),
            Check(name="integrality", verdict="holds"),
            Check(name="missing", verdict="not_applicable"),
        ),
        "binding": ("oven",),
        "sensitivities": (
            Sensitivity(row="oven", value=60, kind="shadow_price", lower=0, upper=55),
        ),
        "assumptions": ("fractions of a loaf are allowed",),
        "method": "orthought",
        "llm": "openai:gpt-4.1-mini",
        "sandbox": "strong",
        "usage": Usage(calls=1, prompt_tokens=1200, completion_tokens=800, cost_usd=0.0018),
        "seconds": 4.25,
        "run": "runs/bakery-12345678",
        "orthought_version": "0.1.0",
    }
    return Solution.model_validate(values | changes)


def doubtful() -> Solution:
    """Return an answer to which two checks object."""
    checks = (
        Check(name="unused_variables", verdict="objects", severity="note", message="one is idle"),
        Check(name="literals", verdict="holds"),
        Check(
            name="number_coverage",
            verdict="objects",
            message="two numbers of the text are not used",
            evidence=("40 in sentence 2", "0.5 in sentence 3"),
        ),
    )
    return solution(status=Status.DOUBTFUL, checks=checks)


def infeasible() -> Solution:
    """Return a proven conflict."""
    conflict = Conflict(
        rows=("oven[monday]",),
        bounds=("make[loaf] >= 100",),
        integrality=("make[cake]",),
        proven=True,
        minimal=True,
    )
    return solution(
        status=Status.INFEASIBLE,
        objective=None,
        decisions=(),
        sensitivities=(),
        binding=(),
        checks=(),
        outcome=outcome(
            termination=Termination.INFEASIBLE,
            solution_status=SolutionStatus.NONE,
            objective=None,
            bound=None,
            conflict=conflict,
        ),
        diagnosis=Diagnosis(kind="infeasible", message="The model has no solution."),
    )


def unbounded() -> Solution:
    """Return a proven ray."""
    ray = Ray(variables={"make[loaf]": 1.0, "make[cake]": 2.5}, of_relaxation=True)
    return solution(
        status=Status.UNBOUNDED,
        objective=None,
        decisions=(),
        checks=(),
        outcome=outcome(
            termination=Termination.UNBOUNDED, solution_status=SolutionStatus.NONE, ray=ray
        ),
        diagnosis=Diagnosis(kind="unbounded", message="Nothing limits the model."),
    )


def failed() -> Solution:
    """Return a failure of the program."""
    return solution(
        status=Status.FAILED,
        objective=None,
        decisions=(),
        checks=(),
        outcome=None,
        diagnosis=Diagnosis(
            kind="program", message="KeyError: 'oven'", details=("line 7: data['oven']",)
        ),
    )


def stopped() -> Solution:
    """Return a point at the time limit."""
    return solution(
        status=Status.DOUBTFUL,
        outcome=outcome(
            termination=Termination.TIME_LIMIT,
            solution_status=SolutionStatus.FEASIBLE,
            gap=0.0213,
            bound=2451.0,
        ),
    )


def all_kinds() -> dict[str, Solution]:
    """Return one of each."""
    return {
        "checked": solution(),
        "doubtful": doubtful(),
        "infeasible": infeasible(),
        "unbounded": unbounded(),
        "failed": failed(),
        "stopped": stopped(),
    }
