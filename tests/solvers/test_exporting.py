"""Exported files, read by other programs, have the same optimum."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orthought.errors import InputError
from orthought.instance import Instance
from orthought.instance import Operator as O
from orthought.solvers import export
from orthought.solvers.naming import file_names
from tests.solvers.build import Tree, make
from tests.solvers.cases import CASES

_LINEAR = ["linear", "range-and-equation", "free-and-huge", "no-rows", "integer", "knapsack"]
_CONVEX = ["convex-quadratic", "concave-maximised"]
_QUADRATIC = ["mixed-integer-quadratic", "nonconvex-objective", "pooling"]
_SETS = ["choose-one", "choose-neighbours"]
_CURVED = ["exponential", "logarithm", "root-and-power", "mixed-integer-nonlinear"]
_SWITCHED = ["indicator"]


def by_highs(path: Path) -> float:
    highspy = pytest.importorskip("highspy")
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    assert model.readModel(str(path)) == highspy.HighsStatus.kOk
    model.run()
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(model.getInfo().objective_function_value)


def by_scip(path: Path) -> float:
    model = pytest.importorskip("pyscipopt").Model()
    model.hideOutput()
    model.readProblem(str(path))
    model.optimize()
    assert model.getStatus() == "optimal"
    return float(model.getObjVal())


@pytest.mark.covers("export")
@pytest.mark.parametrize("suffix", ["mps", "lp"])
@pytest.mark.parametrize("case", _LINEAR + _CONVEX)
def test_highs_reads_it(tmp_path: Path, case: str, suffix: str) -> None:
    instance, optimum = CASES[case]
    path = tmp_path / f"model.{suffix}"
    export(instance, path)
    assert by_highs(path) == pytest.approx(optimum, rel=1e-6, abs=1e-6)


@pytest.mark.covers("export")
@pytest.mark.parametrize(
    ("suffix", "case"),
    [
        *[("mps", case) for case in _LINEAR + _CONVEX + _QUADRATIC + _SETS + _SWITCHED],
        *[("lp", case) for case in _LINEAR + _CONVEX],
        *[("nl", case) for case in _LINEAR + _CONVEX + _QUADRATIC + _SETS + _CURVED],
    ],
)
def test_scip_reads_it(tmp_path: Path, case: str, suffix: str) -> None:
    instance, optimum = CASES[case]
    path = tmp_path / f"model.{suffix}"
    export(instance, path)
    assert by_scip(path) == pytest.approx(optimum, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("operator", [O.EXP, O.LOG, O.LOG10, O.SQRT, O.ABS, O.SIN, O.COS, O.NEGATE])
def test_nl_operators(tmp_path: Path, operator: O) -> None:
    from orthought.solvers.evaluate import UNARY

    rows = [([1, 0], 0.5, 0.5), ([0, -1], 0, 0)]
    instance = make([0, 1], rows, lower=None, nonlinear={1: (operator, "x0")})
    export(instance, tmp_path / "model.nl")
    wanted = float(UNARY[operator](0.5))
    assert by_scip(tmp_path / "model.nl") == pytest.approx(wanted, abs=1e-6)


def test_nl_defines_shared_expressions_once(tmp_path: Path) -> None:
    from orthought.instance import ExpressionGraph

    instance = _shared()
    assert isinstance(instance.graph, ExpressionGraph)
    path = tmp_path / "model.nl"
    export(instance, path)
    text = path.read_text().splitlines()
    assert sum(line.startswith("V") for line in text) == 1
    assert by_scip(path) == pytest.approx(2 * sum(0.5 + k for k in range(40)), rel=1e-6)


def _shared() -> Instance:
    """min s + s where s is one node: the sum of x + 0 ... x + 39, x >= 0.5."""
    import numpy as np

    tree: Tree = (O.ADD, *[(O.ADD, "x0", float(k)) for k in range(40)])
    instance = make([0], lower=0.5, nonlinear={-1: (O.NEGATE, tree)})
    operators = instance.graph.operators.copy()
    last = len(operators) - 1
    operators[last] = O.ADD
    graph = replace(
        instance.graph,
        operators=operators,
        starts=np.concatenate([instance.graph.starts[:-1], [instance.graph.starts[-1] + 1]]),
        arguments=np.concatenate([instance.graph.arguments, [last - 1]]).astype(np.int32),
    )
    return replace(instance, graph=graph)


def test_names_are_kept_where_the_format_can(tmp_path: Path) -> None:
    instance = replace(
        make([1, 1], [([1, 1], 2, None)]),
        variable_names=("make[rye bread]", "make[rye_bread]"),
        row_names=("OBJECTIVE",),
    )
    export(instance, tmp_path / "model.mps")
    text = (tmp_path / "model.mps").read_text()
    assert "make[rye_bread] " in text and "make[rye_bread]__1" in text
    assert by_highs(tmp_path / "model.mps") == pytest.approx(2)
    export(instance, tmp_path / "model.nl")
    assert (tmp_path / "model.col").read_text().splitlines()[0] == "make[rye bread]"


def test_file_names_are_distinct() -> None:
    made = file_names(["a b", "a_b", "a  b", ""] + ["x"] * 1000)
    assert len(set(made)) == len(made) and made[0] == "a_b"
    assert file_names(["end", "3x", "a+b"], strict=True) == ["_end", "_3x", "a_b"]


@pytest.mark.parametrize(
    ("case", "name"),
    [("exponential", "a.mps"), ("pooling", "a.lp"), ("indicator", "a.nl"), ("linear", "a.txt")],
)
def test_what_a_format_cannot_carry_is_refused(tmp_path: Path, case: str, name: str) -> None:
    with pytest.raises(InputError) as caught:
        export(CASES[case][0], tmp_path / name)
    assert caught.value.fix
