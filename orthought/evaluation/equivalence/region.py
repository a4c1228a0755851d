"""The feasible set of a system, asked many small questions by one HiGHS model in this process.

Parts that are not linear are left out: the region then holds more points than the instance, and
only what is proven of all its points may be used.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from orthought.evaluation.equivalence.system import INFINITY, System, Terms

TIGHT = 1e-9
"""Feasibility tolerances of the small solves."""
CONCLUSIVE = (
    "kOptimal",
    "kInfeasible",
    "kUnbounded",
    "kUnboundedOrInfeasible",
    "kTimeLimit",
    "kModelEmpty",
)
FAR = 1e6
"""An expression (its largest coefficient one) that gets so large has no largest value."""
Status = Literal["optimal", "infeasible", "unbounded", "open"]


@dataclass(frozen=True)
class Extreme:
    """The largest value of a linear expression: proven bound, and the point that comes closest."""

    status: Status
    bound: float
    value: float | None = None
    point: dict[int, float] | None = None


@dataclass
class Clock:
    """When to stop."""

    end: float

    @classmethod
    def of(cls, seconds: float) -> Clock:
        return cls(time.monotonic() + seconds)

    def left(self, most: float = INFINITY) -> float:
        return max(0.0, min(most, self.end - time.monotonic()))

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.end

    @contextmanager
    def within(self, seconds: float) -> Iterator[Clock]:
        """Stop earlier for a while."""
        kept, self.end = self.end, min(self.end, time.monotonic() + seconds)
        try:
            yield self
        finally:
            self.end = kept


class Region:
    """Linear rows, bounds and integrality of a system."""

    def __init__(self, system: System, clock: Clock, *, relaxed: bool = False) -> None:
        import highspy

        self.system, self.clock = system, clock
        self.columns = system.columns
        self.place = {column: position for position, column in enumerate(self.columns)}
        self.integral = any(system.integer[column] for column in self.columns) and not relaxed
        self._module: Any = highspy
        self._model = self._load()
        self._extra = 0

    def _load(self) -> Any:
        module, system = self._module, self.system
        model = quiet_model(module)
        for name, value in _settings():
            model.setOptionValue(name, value)
        program = module.HighsLp()
        rows = [row for row in system.rows if row.rest is None]
        program.num_col_, program.num_row_ = len(self.columns), len(rows)
        program.col_cost_ = np.zeros(len(self.columns))
        program.col_lower_ = np.array([system.lower[c] for c in self.columns], dtype=np.float64)
        program.col_upper_ = np.array([system.upper[c] for c in self.columns], dtype=np.float64)
        program.row_lower_ = np.array([row.lower for row in rows], dtype=np.float64)
        program.row_upper_ = np.array([row.upper for row in rows], dtype=np.float64)
        starts = np.cumsum([0, *(len(row.terms) for row in rows)])
        program.a_matrix_.format_ = module.MatrixFormat.kRowwise
        program.a_matrix_.start_ = starts.astype(np.int32)
        program.a_matrix_.index_ = np.array(
            [self.place[c] for row in rows for c in row.terms], dtype=np.int32
        )
        program.a_matrix_.value_ = np.array(
            [value for row in rows for value in row.terms.values()], dtype=np.float64
        )
        if self.integral:
            kinds = module.HighsVarType
            program.integrality_ = [
                kinds.kInteger if system.integer[c] else kinds.kContinuous for c in self.columns
            ]
        model.passModel(program)
        return model

    def largest(self, terms: Terms, seconds: float = INFINITY) -> Extreme:
        """Return the largest value of the expression over the region."""
        costs = np.zeros(len(self.columns))
        for column, value in terms.items():
            costs[self.place[column]] += value
        scale = float(np.abs(costs).max(initial=0.0)) or 1.0
        self._set_costs(-costs / scale)
        return _scaled(self._run(seconds), scale)

    def smallest(self, terms: Terms, seconds: float = INFINITY) -> Extreme:
        """Return the smallest value of the expression, as a proven bound from below."""
        found = self.largest({column: -value for column, value in terms.items()}, seconds)
        value = None if found.value is None else -found.value
        return Extreme(found.status, -found.bound, value, found.point)

    def restrict(self, terms: Terms, lower: float, upper: float) -> None:
        """Add a row until `release` is called."""
        index = np.array([self.place[column] for column in terms], dtype=np.int32)
        values = np.array(list(terms.values()), dtype=np.float64)
        self._model.addRow(lower, upper, len(index), index, values)
        self._extra += 1

    def release(self) -> None:
        """Take away every row that `restrict` added."""
        if self._extra:
            total = self._model.getNumRow()
            self._model.deleteRows(
                self._extra, np.arange(total - self._extra, total, dtype=np.int32)
            )
            self._extra = 0

    def set_row(self, number: int, lower: float, upper: float) -> None:
        """Set the sides of a row (in the order of the linear rows of the system)."""
        self._model.changeRowBounds(number, lower, upper)

    def bound_column(self, column: int, lower: float, upper: float) -> None:
        """Set the bounds of a variable."""
        self._model.changeColBounds(self.place[column], lower, upper)

    def _set_costs(self, costs: Any) -> None:
        index = np.arange(len(self.columns), dtype=np.int32)
        self._model.changeColsCost(len(self.columns), index, costs)

    def _run(self, seconds: float) -> Extreme:
        model, module = self._model, self._module
        seconds = self.clock.left(seconds)
        if seconds <= 0:
            return Extreme("open", INFINITY)
        if not self.columns:
            return self._run_empty()
        model.setOptionValue("time_limit", model.getRunTime() + seconds)
        model.run()
        status = model.getModelStatus()
        if status.name not in CONCLUSIVE:
            # A basis left by an unbounded solve can mislead the next one.
            status = self._run_afresh()
        statuses = module.HighsModelStatus
        if status in (statuses.kUnboundedOrInfeasible, statuses.kUnbounded):
            status = self._settle()
        return self._read(status)

    def _run_empty(self) -> Extreme:
        # HiGHS calls a model without columns empty and looks at no row.
        lows, highs = self._model.getLp().row_lower_, self._model.getLp().row_upper_
        held = all(low <= 1e-9 and high >= -1e-9 for low, high in zip(lows, highs, strict=True))
        return Extreme("optimal", 0.0, 0.0, {}) if held else Extreme("infeasible", -INFINITY)

    def _settle(self) -> Any:
        """Tell infeasible from unbounded by a point far out, found without costs."""
        model, statuses = self._model, self._module.HighsModelStatus
        costs = np.array(model.getLp().col_cost_, dtype=np.float64)
        index = np.arange(len(costs), dtype=np.int32)
        self._set_costs(np.zeros(len(costs)))
        model.addRow(-INFINITY, -FAR, len(costs), index, costs)
        far = self._run_afresh()
        model.deleteRows(1, np.array([model.getNumRow() - 1], dtype=np.int32))
        answer = statuses.kUnbounded
        if far != statuses.kOptimal:
            # Without any point it is infeasible; with some the solver was mistaken.
            infeasible = self._run_afresh() == statuses.kInfeasible
            answer = statuses.kInfeasible if infeasible else statuses.kUnknown
        self._set_costs(costs)
        return answer

    def _run_afresh(self) -> Any:
        self._model.clearSolver()
        self._model.setOptionValue("time_limit", self._model.getRunTime() + self.clock.left())
        self._model.run()
        return self._model.getModelStatus()

    def _read(self, status: Any) -> Extreme:
        statuses = self._module.HighsModelStatus
        if status == statuses.kInfeasible:
            return Extreme("infeasible", -INFINITY)
        if status == statuses.kUnbounded:
            return Extreme("unbounded", INFINITY)
        info = self._model.getInfo()
        if status not in (statuses.kOptimal, statuses.kTimeLimit, statuses.kModelEmpty):
            return Extreme("open", INFINITY)
        proven = status != statuses.kTimeLimit
        value, point = None, None
        if info.primal_solution_status == 2:
            values = self._model.getSolution().col_value
            point = dict(zip(self.columns, values, strict=True))
            value = -info.objective_function_value
        if self.integral:
            bound = -info.mip_dual_bound
        else:
            bound = value if proven and value is not None else INFINITY
        if not proven:
            return Extreme("open", bound if np.isfinite(bound) else INFINITY, value, point)
        return Extreme("optimal", max(bound, value if value is not None else bound), value, point)


@contextmanager
def own_threads() -> Iterator[None]:
    """Let the solves inside choose their number of threads, and those after choose anew.

    HiGHS keeps the number of threads of the first run that a thread makes: a later run that asks
    for another ends with an error and no status. The application that calls this may have run
    HiGHS before, and may go on to.
    """
    import highspy

    highspy.Highs.resetGlobalScheduler(True)
    try:
        yield
    finally:
        highspy.Highs.resetGlobalScheduler(True)


def quiet_model(module: Any) -> Any:
    """Return an empty model; the usual constructor prints a banner before it can be silenced."""

    class Quiet(module.Highs):  # type: ignore[misc]
        def enableCallbacks(self) -> None:
            """Callbacks are not used; to register them is what prints."""

    return Quiet()


def _scaled(found: Extreme, scale: float) -> Extreme:
    value = None if found.value is None else found.value * scale
    return Extreme(found.status, found.bound * scale, value, found.point)


def _settings() -> list[tuple[str, Any]]:
    return [
        ("output_flag", False),
        ("threads", 1),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-9),
        ("primal_feasibility_tolerance", TIGHT),
        ("dual_feasibility_tolerance", TIGHT),
        ("mip_feasibility_tolerance", TIGHT),
    ]


def snapped(system: System, point: dict[int, float]) -> dict[int, float]:
    """Round the integer variables of a point."""
    return {c: float(round(v)) if system.integer[c] else v for c, v in point.items()}


def violation(system: System, point: dict[int, float]) -> float:
    """Return the largest scaled violation of the linear rows and bounds at a point."""
    worst = 0.0
    for column, value in point.items():
        size = max(1.0, abs(value))
        worst = max(worst, (system.lower[column] - value) / size)
        worst = max(worst, (value - system.upper[column]) / size)
    for row in system.rows:
        if row.rest is None:
            worst = max(worst, row_violation(row.terms, row.lower, row.upper, point))
    return worst


def row_violation(terms: Terms, lower: float, upper: float, point: dict[int, float]) -> float:
    """Return by how much a row is violated, in units of its side (and, a little, of its terms)."""
    parts = [value * point[column] for column, value in terms.items()]
    total = sum(parts)
    largest = max(map(abs, parts), default=0.0)
    worst = 0.0
    for amount, limit in ((lower - total, lower), (total - upper, upper)):
        if amount > 0:
            worst = max(worst, amount / (max(1.0, abs(limit)) + 1e-4 * largest))
    return worst
