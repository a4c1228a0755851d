"""Find conditions that are infeasible by themselves, prove it, and shrink them by deletion."""

from __future__ import annotations

import time

import numpy as np

from orthought.errors import SolverError
from orthought.instance import Instance, Longs
from orthought.outcome import Conflict, SolverOptions
from orthought.solvers.cards import HIGHS, is_installed
from orthought.solvers.job import CONFLICT, Answer
from orthought.solvers.pool import shared_pool
from orthought.solvers.routing import required_features
from orthought.solvers.solving import job_of, run_route
from orthought.solvers.subset import Conditions, Mask

MAX_NAMED = 500
"""A conflict of more conditions than this explains nothing and is not returned."""
LOWER_SIDES = (2, 4)
UPPER_SIDES = (3, 4)
"""HiGHS's IisBoundStatus: 2 lower, 3 upper, 4 both."""


def find_conflict(instance: Instance, options: SolverOptions, seconds: float) -> Conflict | None:
    """Return a proven conflict, minimal where the time allowed; None where none was found.

    Linear programs (and integer ones whose relaxation is infeasible) begin with the irreducible
    set of HiGHS; all others with the whole instance. Conditions are then left out in ever smaller
    pieces, as long as the rest is infeasible.
    """
    search = _Search(Conditions.of(instance), options, time.monotonic() + seconds)
    start = search.start()
    if start is None:
        return None
    kept, minimal = search.shrink(start)
    if int(kept.sum()) > MAX_NAMED:
        return None
    return search.conditions.describe(kept, proven=True, minimal=minimal)


class _Search:
    def __init__(self, conditions: Conditions, options: SolverOptions, end: float) -> None:
        self.conditions, self._end = conditions, end
        self._options = options.model_copy(update={"solver": "auto", "relative_gap": 1e-6})

    def _left(self) -> float:
        return self._end - time.monotonic()

    def is_infeasible(self, kept: Mask) -> bool | None:
        """Solve the kept conditions alone; None where the time did not suffice."""
        left = self._left()
        if left <= 0:
            return None
        options = self._options.model_copy(update={"time_limit": left})
        try:
            _, answer = run_route(self.conditions.build(kept), options)
        except SolverError:
            return None
        if answer.status != "none":
            return False
        # Without an objective nothing can be unbounded.
        return True if answer.termination.startswith("infeasible") else None

    def start(self) -> Mask | None:
        """Return a mask that is proven infeasible, as small as can be had cheaply."""
        relaxed = self.conditions.without_integrality()
        linear = self.conditions.build(relaxed)
        if not required_features(linear) and is_installed(HIGHS):
            kept = self._irreducible(linear)
            if kept is not None and self.is_infeasible(kept):
                return kept
        for kept in (relaxed, self.conditions.present):
            if self.is_infeasible(kept):
                return kept
        return None

    def _irreducible(self, linear: Instance) -> Mask | None:
        options = self._options.model_copy(update={"time_limit": max(0.1, self._left() / 2)})
        try:
            answer = shared_pool().run(linear, job_of(options, HIGHS, (CONFLICT,)))
        except SolverError:
            return None
        return self._read(answer)

    def _read(self, answer: Answer) -> Mask | None:
        rows = answer.extras.get("conflict_rows", np.zeros(0, np.int32))
        columns = answer.extras.get("conflict_columns", np.zeros(0, np.int32))
        sides = answer.extras.get("conflict_column_sides", np.zeros(0, np.int32))
        plain = self.conditions.instance
        inside = (rows < plain.row_count).all() and (columns < plain.variable_count).all()
        if not rows.size + columns.size or not inside or sides.size != columns.size:
            return None
        low, high = (columns[np.isin(sides, side)] for side in (LOWER_SIDES, UPPER_SIDES))
        return self.conditions.numbers(rows=rows, low=low, high=high)

    def shrink(self, kept: Mask) -> tuple[Mask, bool]:
        """Drop what is not needed; the flag says whether every single condition was tried."""
        complete = True
        for group in self.conditions.groups():
            mine = group[kept[group]]
            size = max(1, mine.size // 2)
            while mine.size:
                kept, sure = self._pass(kept, mine, size)
                mine = mine[kept[mine]]
                if size == 1:
                    complete &= sure
                    break
                size = max(1, size // 2)
        return kept, complete

    def _pass(self, kept: Mask, mine: Longs, size: int) -> tuple[Mask, bool]:
        sure = True
        for begin in range(0, mine.size, size):
            trial = kept.copy()
            trial[mine[begin : begin + size]] = False
            verdict = self.is_infeasible(trial)
            if verdict:
                kept = trial
            sure &= verdict is not None
            if self._left() <= 0:
                return kept, False
        return kept, sure
