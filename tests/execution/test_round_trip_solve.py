"""Build in the sandbox, transfer, solve: the same answer as Pyomo's own solve of the program."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyomo.contrib.solver.common.factory import SolverFactory

from orthought import solvers
from orthought.execution.interface import Limits, Sandbox
from orthought.outcome import SolverOptions

FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
PROGRAM = """
import pyomo.environ as pyo

def build_model(data):
    model = pyo.ConcreteModel()
    columns = range(len(data["worth"]))
    rows = range(len(data["limit"]))
    domains = {"real": pyo.NonNegativeReals, "whole": pyo.NonNegativeIntegers}

    model.x = pyo.Var(columns, domain=lambda m, j: domains[data["kind"][j]],
                      bounds=lambda m, j: (0, data["most"][j]))
    model.y = pyo.Var(domain=pyo.Reals)

    def row(m, i):
        used = sum(data["use"][i][j] * m.x[j] for j in columns) + data["free"][i] * m.y
        if data["sign"][i] == "=":
            return used == data["limit"][i]
        return used <= data["limit"][i] if data["sign"][i] == "<" else used >= data["limit"][i]

    model.rows = pyo.Constraint(rows, rule=row)
    model.box = pyo.Constraint(expr=(-data["wide"], model.y, data["wide"]))
    total = sum(data["worth"][j] * model.x[j] for j in columns) - model.y + data["fixed"]
    sense = pyo.maximize if data["sense"] == "max" else pyo.minimize
    model.total = pyo.Objective(expr=total, sense=sense)
    return model
"""


@st.composite
def worlds(draw: Any) -> dict[str, Any]:
    """Return numbers of a small program; feasible or not, never unbounded."""
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    small = st.integers(-6, 9)

    def many(of: Any, count: int) -> Any:
        return draw(st.lists(of, min_size=count, max_size=count))

    return {
        "worth": many(small, n),
        "kind": many(st.sampled_from(["real", "whole"]), n),
        "most": many(st.integers(0, 12), n),
        "use": [many(small, n) for _ in range(m)],
        "free": many(st.sampled_from([0, 0, 1, -2.5]), m),
        "sign": many(st.sampled_from(["<", "<", ">", "="]), m),
        "limit": many(st.integers(-4, 30), m),
        "wide": draw(st.integers(1, 20)),
        "fixed": draw(small),
        "sense": draw(st.sampled_from(["min", "max"])),
    }


def solve_directly(data: dict[str, Any]) -> float | None:
    """Return the optimum that Pyomo and HiGHS find in this process, None where there is none."""
    namespace: dict[str, Any] = {}
    exec(PROGRAM, namespace)  # our own program, not a model's
    model = namespace["build_model"](data)
    found = SolverFactory("highs").solve(
        model,
        solver_options={"mip_rel_gap": 0, "mip_abs_gap": 0},
        load_solutions=False,
        raise_exception_on_nonoptimal_result=False,
    )
    if found.incumbent_objective is None:
        assert "infeasible" in found.termination_condition.name.lower()
        return None
    return float(found.incumbent_objective)


@pytest.mark.covers("instance-round-trip")
@FEW
@given(data=worlds())
def test_build_transfer_and_solve_equals_a_direct_solve(
    sandbox: Sandbox, data: dict[str, Any]
) -> None:
    wanted = solve_directly(data)
    built = sandbox.build(PROGRAM, data, Limits())
    assert built.instance is not None, built.failure
    outcome = solvers.solve(built.instance, SolverOptions(relative_gap=0))
    if wanted is None:
        assert outcome.termination == "infeasible"
        return
    assert outcome.termination == "optimal"
    assert outcome.objective == pytest.approx(wanted, abs=1e-6)
    assert outcome.verification is not None and outcome.verification.holds
