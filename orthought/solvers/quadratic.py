"""Quadratic objectives: the Hessian as a matrix, and whether it is convex."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from orthought.instance import OBJECTIVE_ROW, Floats, Instance, Ints

DENSE_LIMIT: Final = 1500
"""Largest connected block whose eigenvalues are computed; beyond, only diagonal dominance."""
TOLERANCE: Final = 1e-10
MAX_WORK: Final = 3e10
"""Sum of the cubes of the blocks' sizes, some 10 s; beyond, only diagonal dominance."""
SLICE_WORK: Final = 1e6
"""What taking one block out costs, in the same measure."""


def objective_terms(instance: Instance) -> tuple[Ints, Ints, Floats]:
    """Return first column, second column and coefficient of the objective's quadratic terms."""
    mine = instance.quadratic_rows == OBJECTIVE_ROW
    return (
        instance.quadratic_first[mine],
        instance.quadratic_second[mine],
        instance.quadratic_values[mine],
    )


def lower_triangle(instance: Instance, sign: float = 1.0) -> tuple[Ints, Ints, Floats]:
    """Return starts, row indices and values of the Hessian's lower triangle, column by column.

    The Hessian H is that of c'x + x'Hx / 2, so a term q x_i^2 has the diagonal entry 2 q.
    """
    first, second, values = objective_terms(instance)
    low, high = np.minimum(first, second), np.maximum(first, second)
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    entries = sign * np.where(low == high, 2.0, 1.0) * values[order]
    counts = np.bincount(low, minlength=instance.variable_count)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]).astype(np.int32)
    return starts, high.astype(np.int32), np.ascontiguousarray(entries)


def is_convex(instance: Instance) -> bool:
    """Whether minimising the quadratic objective (maximising its negative) is known convex.

    Every connected block of the Hessian must be positive semidefinite: by eigenvalues up to
    DENSE_LIMIT columns, by diagonal dominance beyond. False means 'not known to be'.
    """
    first, second, values = objective_terms(instance)
    if not values.size:
        return True
    matrix = _symmetric(first, second, values if instance.sense == "minimize" else -values)
    diagonal = matrix.diagonal()
    if diagonal.min(initial=0.0) < 0:
        return False
    radius = np.asarray(abs(matrix).sum(axis=1)).ravel() - np.abs(diagonal)
    if (diagonal >= radius).all():
        return True
    if (radius[diagonal == 0] > 0).any():
        return False
    blocks = _blocks(matrix)
    sizes = np.array([min(block.size, DENSE_LIMIT) for block in blocks], dtype=float)
    if float((sizes**3 + SLICE_WORK).sum()) > MAX_WORK:
        return False
    return all(_block_is_convex(matrix, block) for block in blocks)


def _symmetric(first: Ints, second: Ints, values: Floats) -> Any:
    from scipy import sparse

    used, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    rows, columns = places[: first.size], places[first.size :]
    half = sparse.coo_matrix((values, (rows, columns)), shape=(used.size, used.size))
    return (half + half.T).tocsr()


def _blocks(matrix: Any) -> list[Any]:
    from scipy.sparse.csgraph import connected_components

    count, labels = connected_components(matrix, directed=False)
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1])


def _block_is_convex(matrix: Any, block: Any) -> bool:
    part = matrix[block][:, block]
    if block.size > DENSE_LIMIT:
        diagonal = part.diagonal()
        return bool((diagonal >= np.asarray(abs(part).sum(axis=1)).ravel() - diagonal).all())
    dense = part.toarray()
    smallest = np.linalg.eigvalsh(dense)[0]
    return bool(smallest >= -TOLERANCE * max(1.0, float(np.abs(dense).max())))
