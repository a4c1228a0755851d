"""From a Pyomo model to an instance. Runs inside the sandbox, on a model that nobody trusts.

Linear rows take Pyomo's linear walker; what it leaves over takes the quadratic one, and what that
leaves over becomes the expression graph.
"""

from __future__ import annotations

import math
from itertools import chain
from typing import Any

import numpy as np

from orthought.errors import FrameError
from orthought.execution.columns import Columns, IndexNames, named_members
from orthought.execution.expression import GraphBuilder, Node
from orthought.execution.refusals import (
    RefusedModelError,
    UnusableModelError,
    require_known_components,
)
from orthought.instance import OBJECTIVE_ROW, Instance, SpecialOrderedSet

TRIVIAL_TOLERANCE = 1e-9


def extract(model: Any) -> Instance:
    """Return the rows and columns of a Pyomo ConcreteModel in declaration order.

    Fixed variables stay as columns with equal bounds, their values stand in the rows; range rows
    stay one row; a maximisation stays one. A row without variables is dropped where it holds and
    kept as an empty row that cannot hold otherwise.

    Raises:
        RefusedModelError: the model holds something that an instance cannot carry.
        UnusableModelError: not exactly one active objective, a value that is missing or not
            finite, a row or an expression that Pyomo cannot evaluate.
    """
    from pyomo.common.gc_manager import PauseGC

    # The walkers make and drop many small objects; the collector would look at each of them.
    with PauseGC():
        require_known_components(model)
        return _Extraction(model).instance()


class _Extraction:
    """The growing lists of one extraction."""

    def __init__(self, model: Any) -> None:
        from pyomo.repn.linear import LinearRepnVisitor
        from pyomo.repn.quadratic import QuadraticRepnVisitor

        self.model = model
        self.names = IndexNames()
        self.columns = Columns(model, self.names)
        self.linear = LinearRepnVisitor({}, var_recorder=self.columns)
        self.quadratic = QuadraticRepnVisitor({}, var_recorder=self.columns)
        self.graph = GraphBuilder(self.columns)
        self.triples: dict[tuple[int, int, int], float] = {}
        self.nonlinear: list[tuple[int, int]] = []

    def instance(self) -> Instance:
        objective = self._objective()
        name = objective.name
        constant, coefficients = self._terms(name, objective.expr, OBJECTIVE_ROW)
        rows = self._rows()
        sets = self._special_ordered_sets()
        arrays = self.columns.arrays()
        dense = np.zeros(len(self.columns.names))
        for key, value in coefficients.items():
            dense[self.columns.var_order[key]] = _finite(value, name)
        quadratic = _columns_of([(*key, value) for key, value in self.triples.items()], 4)
        nonlinear = _columns_of(self.nonlinear, 2)
        try:
            return Instance(
                name=str(self.model.name),
                sense="minimize" if objective.sense == 1 else "maximize",
                objective=dense,
                objective_constant=_finite(constant, name),
                quadratic_rows=np.array(quadratic[0], dtype=np.int32),
                quadratic_first=np.array(quadratic[1], dtype=np.int32),
                quadratic_second=np.array(quadratic[2], dtype=np.int32),
                quadratic_values=np.array(quadratic[3], dtype=np.float64),
                graph=self.graph.graph(),
                nonlinear_rows=np.array(nonlinear[0], dtype=np.int32),
                nonlinear_roots=np.array(nonlinear[1], dtype=np.int32),
                special_ordered_sets=sets,
                **arrays,
                **rows,
            )
        except FrameError as error:
            raise UnusableModelError(error.message) from error

    def _objective(self) -> Any:
        from pyomo.core.base.objective import Objective

        found = [data for _, data in named_members(self.model, Objective, self.names)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnusableModelError("the model has no active objective; it needs exactly one")
        named = ", ".join(data.name for data in found[:5])
        raise RefusedModelError(
            f"the model has {len(found)} active objectives ({named}); it needs exactly one",
            fix="combine them into one objective, or deactivate all but one",
        )

    def _rows(self) -> dict[str, Any]:
        from pyomo.core.base.constraint import Constraint

        names: list[str] = []
        lower: list[float] = []
        upper: list[float] = []
        keys: list[Any] = []
        values: list[Any] = []
        ends = [0]
        for name, data in named_members(self.model, Constraint, self.names):
            low, body, high = _bounds(name, data)
            row = len(names)
            constant, linear = self._terms(name, body, row)
            if constant:
                constant = _finite(constant, name)
                low, high = low - constant, high - constant
            if not linear and self._is_trivial(row) and _holds(low, high, constant):
                continue
            names.append(name)
            lower.append(low)
            upper.append(high)
            keys.append(linear.keys())
            values.append(linear.values())
            ends.append(ends[-1] + len(linear))
        order = self.columns.var_order
        flat = [order[key] for key in chain.from_iterable(keys)]
        return {
            "row_names": tuple(names),
            "row_lower": np.array(lower, dtype=np.float64),
            "row_upper": np.array(upper, dtype=np.float64),
            "row_starts": np.array(ends, dtype=np.int64),
            "row_columns": np.array(flat, dtype=np.int32),
            "row_values": _coefficients(values, names),
        }

    def _terms(self, name: str, body: Any, row: int) -> tuple[Any, dict[int, Any]]:
        """Return constant and linear terms by variable id; file the others under the row."""
        if body is None:
            raise UnusableModelError(f"{name}: it has no expression")
        try:
            found = self.linear.walk_expression(body)
            if found.nonlinear is None:
                return found.constant, found.linear
            found = self.quadratic.walk_expression(body)
        except (RefusedModelError, UnusableModelError):
            raise
        except (ValueError, TypeError, ArithmeticError) as error:
            raise UnusableModelError(f"{name}: {error}") from error
        constant = found.constant
        for (first, second), value in (found.quadratic or {}).items():
            self._file_quadratic(name, row, first, second, value)
        if found.nonlinear is not None:
            root = self.graph.add(found.nonlinear, name)
            if isinstance(root, Node):
                self.nonlinear.append((row, int(root)))
            else:
                constant = _finite(constant, name) + root
        return constant, found.linear

    def _file_quadratic(self, name: str, row: int, first: int, second: int, value: Any) -> None:
        order = self.columns.var_order
        low, high = sorted((order[first], order[second]))
        key = (row, low, high)
        self.triples[key] = self.triples.get(key, 0.0) + _finite(value, name)

    def _is_trivial(self, row: int) -> bool:
        filed = bool(self.triples) and next(reversed(self.triples))[0] == row
        return not filed and not (self.nonlinear and self.nonlinear[-1][0] == row)

    def _special_ordered_sets(self) -> tuple[SpecialOrderedSet, ...]:
        from pyomo.core.base.sos import SOSConstraint

        found = []
        for name, data in named_members(self.model, SOSConstraint, self.names):
            if data.level not in (1, 2):
                raise RefusedModelError(f"{name}: special ordered sets have level 1 or 2")
            items = list(data.get_items())
            columns = tuple(self.columns.column(variable) for variable, _ in items)
            weights = tuple(_finite(weight, name) for _, weight in items)
            found.append(SpecialOrderedSet(name, data.level, columns, weights))
        return tuple(found)


def _bounds(name: str, data: Any) -> tuple[float, Any, float]:
    try:
        low, body, high = data.to_bounded_expression(evaluate_bounds=True)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise UnusableModelError(f"{name}: {error}") from error
    low = -math.inf if low is None else float(low)
    high = math.inf if high is None else float(high)
    if math.isnan(low) or math.isnan(high) or low == math.inf or high == -math.inf:
        raise UnusableModelError(f"{name}: its limits are {low} and {high}")
    return low, body, high


def _holds(low: float, high: float, constant: float) -> bool:
    slack = TRIVIAL_TOLERANCE * max(1.0, abs(constant))
    return low <= slack and high >= -slack


def _finite(value: Any, name: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise UnusableModelError(f"{name}: a coefficient is not a number: {value}") from error
    if not math.isfinite(number):
        raise UnusableModelError(f"{name}: a coefficient is {number}")
    return number


def _coefficients(values: list[Any], names: list[str]) -> Any:
    flat = list(chain.from_iterable(values))
    try:
        array = np.array(flat, dtype=np.float64)
    except (TypeError, ValueError):
        array = np.full(1, math.nan)
    if not np.isfinite(array).all():
        for name, row in zip(names, values, strict=True):
            for value in row:
                _finite(value, name)
    return array


def _columns_of(rows: list[Any], width: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width
