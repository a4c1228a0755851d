"""A plate as a mixed-integer linear program.

Columns: one binary a candidate (it stands in a well), and one binary for each value of a parameter
where coverage, a limit or a price asks whether it is on the plate. "On the plate" is tied to the
wells from above, well by well, which keeps the relaxation tight, and from below by their sum.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from orthought.campaign.plates.conditions import (
    Condition,
    CostLimit,
    Coverage,
    control_points,
    cost,
    grouped,
    spread_of,
)
from orthought.campaign.plates.program import Program
from orthought.campaign.plates.rules import Quota, ValueLimit, same
from orthought.campaign.space import Point, Value
from orthought.instance import CONTINUOUS, Instance


def build_plate(
    pool: Sequence[Point],
    scores: Sequence[float],
    kept: Sequence[Condition],
    wells: int,
    diversity: float,
) -> Instance:
    """Return the program of a plate; its first columns are the candidates.

    Args:
        pool: the candidates, at least one.
        scores: one a candidate, larger is better; they count from 0 (worst) to 1 (best).
        kept: the rules that hold.
        wells: wells of the plate, controls included.
        diversity: what one more covered value is worth, in the same unit.
    """
    model = _PlateModel(pool, control_points(kept))
    low, spread = min(scores), spread_of(scores)
    model.add_wells([(score - low) / spread for score in scores], wells, full=True)
    if diversity:
        model.add_coverage(diversity)
    model.add_conditions(kept)
    return model.program.build("plate")


def build_filling(pool: Sequence[Point], kept: Sequence[Condition], wells: int) -> Instance:
    """Return the program that fills as many wells as the rules allow, whatever the scores."""
    model = _PlateModel(pool, control_points(kept))
    model.add_wells([1.0] * len(pool), wells, full=False)
    model.add_conditions(kept)
    return model.program.build("filling")


class _PlateModel:
    def __init__(self, pool: Sequence[Point], controls: Sequence[Point]) -> None:
        self.program = Program()
        self._pool, self._controls = pool, controls
        self._values = {name: grouped([point[name] for point in pool]) for name in pool[0]}
        self._where = {name: _places(groups) for name, groups in self._values.items()}
        self._used: dict[tuple[str, int], int] = {}

    def add_wells(self, gains: Sequence[float], wells: int, *, full: bool) -> None:
        """Add a column for each candidate, and the row that counts the wells."""
        columns = [self.program.add_column(f"well[{k}]", gain) for k, gain in enumerate(gains)]
        free = float(wells - len(self._controls))
        low = free if full else -math.inf
        self.program.add_row("wells", low, free, dict.fromkeys(columns, 1.0))

    def add_coverage(self, worth: float) -> None:
        """Reward every value that stands on the plate."""
        coverage = Coverage.of(self._pool, self._controls)
        for name, values in self._values.items():
            if name in coverage.ranges:
                self._add_tenths(name, coverage, worth)
                continue
            for place in range(len(values)):
                self.program.gains[self._use(name, place)] = worth

    def _add_tenths(self, name: str, coverage: Coverage, worth: float) -> None:
        """Reward every tenth of a range that a well lies in; controls have theirs anyway."""
        held = {coverage.place(name, point[name]) for point in self._controls}
        for tenth, holders in grouped([coverage.place(name, p[name]) for p in self._pool]):
            column = self.program.add_column(f"tenth[{name},{tenth}]", worth)
            self.program.lower[column] = float(tenth in held)
            entries = {column: 1.0, **dict.fromkeys(holders, -1.0)}
            row = f"held[{name},{tenth},tenth]"
            self.program.add_row(row, -math.inf, self.program.lower[column], entries)

    def add_conditions(self, kept: Sequence[Condition]) -> None:
        """Add the rows of the rules; controls are in all of them already."""
        limited = [rule for rule in kept if isinstance(rule, ValueLimit) and rule.most]
        if len(limited) == 1:
            self._tie_all(limited[0].parameter)
        self._tie_pairs(limited)
        for number, condition in enumerate(kept):
            if isinstance(condition, ValueLimit):
                self._add_limit(f"limit[{number}]", condition)
            elif isinstance(condition, Quota):
                self._add_quota(f"quota[{number}]", condition)
            elif isinstance(condition, CostLimit):
                self._add_cost(f"cost[{number}]", condition)

    def _add_limit(self, row: str, limit: ValueLimit) -> None:
        name = limit.parameter
        places = range(len(self._values[name]))
        pool = [value for value, _ in self._values[name]]
        elsewhere = [v for v in self._on_controls(name) if not any(same(v, w) for w in pool)]
        low, high = _shifted(limit.least, limit.most, len(elsewhere))
        columns = {self._use(name, place): 1.0 for place in places}
        self.program.add_row(row, low, high, columns)

    def _add_quota(self, row: str, quota: Quota) -> None:
        holders = [k for k, point in enumerate(self._pool) if quota.holds_for(point)]
        held = sum(map(quota.holds_for, self._controls))
        low, high = _shifted(quota.least, quota.most, held)
        self.program.add_row(row, low, high, dict.fromkeys(holders, 1.0))

    def _add_cost(self, row: str, rule: CostLimit) -> None:
        entries: dict[int, float] = {}
        for price in rule.prices:
            place = self._place(price.parameter, price.value)
            if place is None:
                continue
            for k in self._values[price.parameter][place][1]:
                entries[k] = entries.get(k, 0.0) + price.well
            # A value that a control holds is paid for already.
            if price.once and not any(map(price.holds_for, self._controls)):
                entries[self._use(price.parameter, place)] = price.once
                self._tie(price.parameter, place)
        left = rule.limit - cost(self._controls, rule.prices)
        self.program.add_row(row, -math.inf, left, entries)

    def _use(self, name: str, place: int) -> int:
        """Return the column that says whether a value is on the plate; add it where it is new."""
        if (name, place) not in self._used:
            value, holders = self._values[name][place]
            column = self.program.add_column(f"used[{name},{place}]")
            self._used[name, place] = column
            if any(same(value, other) for other in self._on_controls(name)):
                self.program.lower[column] = 1.0
            entries = {column: 1.0, **dict.fromkeys(holders, -1.0)}
            high = self.program.lower[column]
            self.program.add_row(f"held[{name},{place}]", -math.inf, high, entries)
        return self._used[name, place]

    def _tie(self, name: str, place: int) -> None:
        """Say that a value is on the plate as soon as one well holds it."""
        for k in self._values[name][place][1]:
            self._below(k, self._use(name, place))

    def _tie_all(self, name: str) -> None:
        for place in range(len(self._values[name])):
            self._tie(name, place)

    def _tie_pairs(self, limits: Sequence[ValueLimit]) -> None:
        """Tie wells to pairs of values where several parameters are limited.

        A pair is on the plate only where both values are, and a value stands in at most as many
        pairs as the other parameter's limit allows. That follows from the limits, and makes the
        relaxation so much tighter that a plate of 24 out of 500 takes a second rather than minutes.
        """
        for first, second in itertools.combinations(limits, 2):
            names = (first.parameter, second.parameter)
            places = zip(*(self._where[name] for name in names), strict=True)
            pairs: dict[tuple[int, int], int] = {}
            for k, both in enumerate(places):
                if both not in pairs:
                    name = f"pair[{','.join(names)},{both[0]},{both[1]}]"
                    pairs[both] = self.program.add_column(name, kind=CONTINUOUS)
                self._below(k, pairs[both])
            for side, (limit, other) in enumerate([(first, second), (second, first)]):
                self._limit_pairs(limit.parameter, other.most or 0, pairs, side)

    def _limit_pairs(
        self, name: str, most: int, pairs: Mapping[tuple[int, int], int], side: int
    ) -> None:
        for place in range(len(self._values[name])):
            used = self._use(name, place)
            columns = [column for both, column in pairs.items() if both[side] == place]
            for column in columns:
                self._below(column, used)
            self._below_all(columns, used, float(most))

    def _below(self, column: int, other: int) -> None:
        self._below_all([column], other, 1.0)

    def _below_all(self, columns: Sequence[int], other: int, times: float) -> None:
        """Say that the sum of columns is at most so many times another one."""
        entries = {**dict.fromkeys(columns, 1.0), other: -times}
        self.program.add_row(f"tied[{len(self.program.rows)}]", -math.inf, 0.0, entries)

    def _on_controls(self, name: str) -> list[Value]:
        return [value for value, _ in grouped([point[name] for point in self._controls])]

    def _place(self, name: str, value: Value) -> int | None:
        found = (k for k, (other, _) in enumerate(self._values[name]) if same(other, value))
        return next(found, None)


def _places(groups: Sequence[tuple[Value, Sequence[int]]]) -> list[int]:
    """Return the number of the group of each candidate."""
    where = {k: place for place, (_, members) in enumerate(groups) for k in members}
    return [where[k] for k in range(len(where))]


def _shifted(least: int | None, most: int | None, held: int) -> tuple[float, float]:
    """Return the limits that are left for the candidates beside what the controls hold."""
    low = -math.inf if least is None else float(least - held)
    return low, math.inf if most is None else float(most - held)
