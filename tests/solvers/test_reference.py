"""Published reference models, read from .mps files, reproduce their labels within their gap."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orthought import solvers
from orthought.instance import CONTINUOUS, INTEGER, Instance
from orthought.outcome import SolverOptions, Termination

SHARED = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "orthought"
FILES = sorted(SHARED.glob("reference/*/*.mps"))
GAP = 1e-4
"""The labels were found at the solvers' default gap."""

pytestmark = pytest.mark.skipif(not FILES, reason="the reference instances are not beside us")


def read_mps(path: Path) -> Instance:
    """Return the instance that HiGHS reads from a file."""
    highspy = pytest.importorskip("highspy")
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    assert model.readModel(str(path)) != highspy.HighsStatus.kError
    lp, hessian = model.getLp(), model.getModel().hessian_
    starts, columns, values = _row_wise(highspy, lp)
    whole = [kind != highspy.HighsVarType.kContinuous for kind in lp.integrality_]
    kinds = np.zeros(lp.num_col_, np.uint8)
    kinds[: len(whole)] = np.where(whole, INTEGER, CONTINUOUS)
    first, second, terms = _triples(hessian)
    return Instance(
        name=path.stem,
        sense="maximize" if lp.sense_ == highspy.ObjSense.kMaximize else "minimize",
        variable_names=tuple(lp.col_names_),
        lower=np.array(lp.col_lower_),
        upper=np.array(lp.col_upper_),
        kinds=kinds,
        objective=np.array(lp.col_cost_),
        objective_constant=lp.offset_,
        row_names=tuple(lp.row_names_),
        row_lower=np.array(lp.row_lower_),
        row_upper=np.array(lp.row_upper_),
        row_starts=starts,
        row_columns=columns,
        row_values=values,
        quadratic_rows=np.full(terms.size, -1, np.int32),
        quadratic_first=first,
        quadratic_second=second,
        quadratic_values=terms,
    )


def _row_wise(highspy: Any, lp: Any) -> Any:
    from scipy import sparse

    matrix = lp.a_matrix_
    parts = (np.array(matrix.value_), np.array(matrix.index_), np.array(matrix.start_))
    shape = (lp.num_row_, lp.num_col_)
    by_column = matrix.format_ == highspy.MatrixFormat.kColwise
    made = (sparse.csc_matrix if by_column else sparse.csr_matrix)(parts, shape=shape).tocsr()
    return made.indptr.astype(np.int64), made.indices.astype(np.int32), made.data.astype(float)


def _triples(hessian: Any) -> Any:
    """Return the terms of x'Hx / 2, of which HiGHS keeps one triangle."""
    starts, index = np.array(hessian.start_, np.int64), np.array(hessian.index_, np.int64)
    owners = np.repeat(np.arange(max(starts.size - 1, 0)), np.diff(starts))
    values = np.array(hessian.value_, float)
    terms = np.where(owners == index, values / 2, values)
    low, high = np.minimum(owners, index), np.maximum(owners, index)
    return low.astype(np.int32), high.astype(np.int32), terms


@cache
def labels(name: str) -> dict[str, Any]:
    text = (SHARED / "datasets" / "summary" / f"summary_{name}.json").read_text()
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.covers("solvers-agree")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_label_is_reproduced(path: Path) -> None:
    instance = read_mps(path)
    outcome = solvers.solve(instance, SolverOptions(time_limit=4, relative_gap=GAP / 10))
    assert outcome.verification is None or outcome.verification.holds
    if outcome.termination is Termination.TIME_LIMIT:
        pytest.skip("not proven in the time that a test may take")
    entry = labels(path.parent.name)[path.stem]
    wanted = entry["ground_truth"]
    if wanted in (None, "None"):
        assert outcome.termination in (Termination.INFEASIBLE, Termination.UNBOUNDED)
        return
    assert outcome.termination is Termination.OPTIMAL, outcome.message
    # A label has as many digits as somebody wrote down.
    assert outcome.objective == pytest.approx(float(wanted), rel=GAP, abs=5e-3)


@pytest.mark.parametrize("key", ["logior/prob_084", "logior/prob_088", "industryor/prob_081"])
def test_quadratic_objectives_end_with_a_status(key: str) -> None:
    """HiGHS alone ends these without a status; another solver is asked, and that is said."""
    path = SHARED / "reference" / f"{key}.mps"
    if path not in FILES:
        pytest.skip(f"{key} is not beside us")
    instance = read_mps(path)
    assert instance.quadratic_values.size
    outcome = solvers.solve(instance, SolverOptions(solver="highs", time_limit=5))
    assert outcome.termination is Termination.OPTIMAL
    assert outcome.verification is not None and outcome.verification.holds
    assert outcome.solver == "highs" or outcome.deviations
