"""Enlarge rows and objectives of tiny coefficients, which solvers would drop or hold to be zero.

HiGHS drops coefficients below 1e-9 and SCIP takes them for zero, so that `1e-10 x >= 1` would be
infeasible; reduced costs below 1e-7 count as none. Factors are powers of two, hence exact.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from orthought.instance import OBJECTIVE_ROW, Floats, Instance
from orthought.solvers.job import Answer

SMALL: Final = 1e-3
"""Rows and objectives whose largest coefficient is below this are enlarged."""
FAINT: Final = 1e-9
"""SCIP takes smaller numbers for zero."""


def row_sizes(instance: Instance) -> Floats:
    """Return every row's largest coefficient where that is small, else 1.

    Rows with curved terms and rows without coefficients have 1.
    """
    sizes = np.zeros(instance.row_count)
    filled = np.diff(instance.row_starts) > 0
    if filled.any():
        begins = instance.row_starts[:-1][filled]
        sizes[filled] = np.maximum.reduceat(np.abs(instance.row_values), begins)
    for rows in (instance.quadratic_rows, instance.nonlinear_rows):
        sizes[rows[rows >= 0]] = 1.0
    return np.where((sizes > 0) & (sizes < SMALL), sizes, 1.0)


def objective_size(instance: Instance) -> float:
    """Return the objective's largest coefficient where that is small, else 1."""
    if (instance.nonlinear_rows == OBJECTIVE_ROW).any():
        return 1.0
    curved = instance.quadratic_values[instance.quadratic_rows == OBJECTIVE_ROW]
    size = float(np.abs(np.concatenate([instance.objective, curved])).max(initial=0.0))
    return size if 0 < size < SMALL else 1.0


def enlarge(instance: Instance) -> tuple[Instance, Floats, float]:
    """Return the instance with small rows and objectives enlarged, and both factors."""
    rows, objective = _power(row_sizes(instance)), float(_power(objective_size(instance)))
    if objective == 1.0 and (rows == 1.0).all():
        return instance, rows, objective
    mine = instance.quadratic_rows == OBJECTIVE_ROW
    entries = np.repeat(rows, np.diff(instance.row_starts))
    scaled = replace(
        instance,
        row_values=instance.row_values * entries,
        row_lower=instance.row_lower * rows,
        row_upper=instance.row_upper * rows,
        objective=instance.objective * objective,
        objective_constant=instance.objective_constant * objective,
        quadratic_values=np.where(mine, objective, 1.0) * instance.quadratic_values,
    )
    return scaled, rows, objective


def restore(answer: Answer, rows: Floats, objective: float) -> Answer:
    """Return the answer of an enlarged instance in the units of the first one."""
    ranges = {
        name: array / rows if name.startswith("range_") else array
        for name, array in answer.extras.items()
    }
    return replace(
        answer,
        objective=None if answer.objective is None else answer.objective / objective,
        bound=None if answer.bound is None else answer.bound / objective,
        duals=None if answer.duals is None else answer.duals * rows / objective,
        reduced_costs=None if answer.reduced_costs is None else answer.reduced_costs / objective,
        extras=ranges,
    )


def faint(instance: Instance) -> tuple[str, ...]:
    """Say which rows of an enlarged instance hold coefficients that solvers may take for zero."""
    small = (instance.row_values != 0) & (np.abs(instance.row_values) < FAINT)
    if not small.any():
        return ()
    owners = np.repeat(np.arange(instance.row_count), np.diff(instance.row_starts))
    name = instance.row_names[int(owners[small][0])]
    return (
        f"{int(small.sum())} coefficients are below {FAINT:g} beside larger ones, first in row "
        f"{name:.80}; solvers may take them for zero: choose units that are closer to each other",
    )


def _power(sizes: Floats | float) -> Floats:
    """Return the power of two that brings each size below 1 to between 1 and 2."""
    factors: Floats = np.exp2(-np.floor(np.log2(np.asarray(sizes, dtype=float))))
    # Subnormal sizes would need factors without end.
    return np.minimum(factors, 2.0**200)
