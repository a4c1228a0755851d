"""The order of columns and rows that the .nl format asks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orthought.instance import BINARY, CONTINUOUS, Instance, Operator

Mask = NDArray[np.bool_]


def curved_columns(instance: Instance) -> Mask:
    """Return which columns appear in a quadratic term or an expression."""
    curved = np.zeros(instance.variable_count, bool)
    curved[instance.quadratic_first] = True
    curved[instance.quadratic_second] = True
    graph = instance.graph
    leaves = graph.operators == Operator.VARIABLE
    curved[graph.arguments[graph.starts[:-1][leaves]]] = True
    return curved


def column_order(instance: Instance) -> list[int]:
    """Return the columns in the order of the file."""
    curved, kinds = curved_columns(instance), instance.kinds
    # Curved integers of both kinds stand together; linear binaries stand before integers.
    linear = np.select([kinds == CONTINUOUS, kinds == BINARY], [2, 3], 4)
    rank = np.where(curved, np.where(kinds == CONTINUOUS, 0, 1), linear)
    order: list[int] = np.argsort(rank, kind="stable").tolist()
    return order


def curved_rows(instance: Instance) -> Mask:
    """Return which rows hold a quadratic term or an expression."""
    curved = np.zeros(instance.row_count, bool)
    for rows in (instance.quadratic_rows, instance.nonlinear_rows):
        curved[rows[rows >= 0]] = True
    return curved


def row_order(instance: Instance) -> list[int]:
    """Return the rows in the order of the file: curved ones first."""
    order: list[int] = np.argsort(~curved_rows(instance), kind="stable").tolist()
    return order
