"""Records of finished cells for the tests of scoring: scripted, no model was asked."""

from __future__ import annotations

from typing import Any

from orthought.evaluation.problems import BenchmarkProblem, Label, Target
from orthought.evaluation.results import Cell, CellResult
from orthought.instance import ProblemType
from orthought.solution import InstanceSize

CELL = Cell(set_name="own", identifier="p1", method="standard", llm="scripted")
SIZE = InstanceSize(
    problem_type=ProblemType.MILP, variables=4, integers=1, binaries=2, rows=3, nonzeros=8
)
SOLVED: dict[str, Any] = {
    "status": "solved",
    "objective": 12.0,
    "sense": "minimize",
    "size": SIZE,
    "replied": True,
    "built": True,
    "feasible": True,
    "proven": True,
    "termination": "optimal",
    "attempts": 1,
}


def solved(objective: float | None = 12.0, **changes: Any) -> CellResult:
    """Return the record of a solved cell, with changes."""
    fields = {**SOLVED, "objective": objective, **changes}
    return CellResult(cell=CELL, problem_digest="0", **fields)


def ended(status: str, **changes: Any) -> CellResult:
    """Return the record of a cell without a point."""
    fields: dict[str, Any] = {"replied": True, "built": True, "attempts": 1, **changes}
    return CellResult(cell=CELL, problem_digest="0", status=status, **fields)  # type: ignore[arg-type]


def problem(label: Label | float, **changes: Any) -> BenchmarkProblem:
    """Return a problem with this published label."""
    plain = label if isinstance(label, Label) else Label(objective=label)
    return BenchmarkProblem(set_name="own", identifier="p1", text="text", label=plain, **changes)


def target(*accepted: Label | float, verdict: str = "") -> Target:
    """Return what accepts these."""
    labels = tuple(a if isinstance(a, Label) else Label(objective=a) for a in accepted)
    return Target(accepted=labels, verdict=verdict)  # type: ignore[arg-type]
