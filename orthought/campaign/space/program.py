"""The rules of a space as a mixed-integer program whose feasible points keep them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from orthought.campaign.space.parameters import (
    Categorical,
    Continuous,
    Discrete,
    Integer,
    Point,
    Value,
)
from orthought.campaign.space.rules import (
    TOLERANCE,
    Among,
    Condition,
    Either,
    Every,
    Forbid,
    Linear,
    Listed,
    Not,
    Relation,
    Rule,
    Term,
)
from orthought.instance import BINARY, CONTINUOUS, INTEGER, Instance

if TYPE_CHECKING:
    from orthought.campaign.space.space import Space

MOST_ROWS: Final = 20_000
"""Longer tables of combinations are left out of the program, which is weaker then."""


class RuleProgram:
    """Columns for the parameters, rows for the rules; any feasible point will do.

    Options and listed numbers have a binary column each, other numbers one column. Conditions
    under `or` are switched by binary columns.

    Args:
        space: whose rules are taken.
        loose: widen every sum by the tolerance of `Linear.holds`, so that no feasible point proves
            that no point keeps the rules; else narrow strict relations, so that the feasible
            points keep them.
    """

    def __init__(self, space: Space, *, loose: bool) -> None:
        self._space = space
        self._loose = loose
        self._parameters = {parameter.name: parameter for parameter in space.parameters}
        self._columns: list[tuple[float, float, int]] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self._choices: dict[str, dict[Value, int]] = {}
        self._numbers: dict[str, int] = {}
        for parameter in space.parameters:
            if isinstance(parameter, Categorical | Discrete):
                self._choose(parameter.name, parameter.values())
            else:
                kind = INTEGER if isinstance(parameter, Integer) else CONTINUOUS
                self._numbers[parameter.name] = self._column(parameter.low, parameter.high, kind)
        for rule in space.rules:
            self._add(rule)

    def instance(self) -> Instance:
        """Return the program as rows and columns, with nothing to optimise."""
        lower, upper, kinds = zip(*self._columns, strict=True)
        starts = np.cumsum([0, *(len(row) for row, _, _ in self._rows)], dtype=np.int64)
        return Instance(
            name="rules",
            sense="minimize",
            variable_names=tuple(f"x{place}" for place in range(len(self._columns))),
            lower=np.array(lower, float),
            upper=np.array(upper, float),
            kinds=np.array(kinds, np.uint8),
            objective=np.zeros(len(self._columns)),
            objective_constant=0.0,
            row_names=tuple(f"r{place}" for place in range(len(self._rows))),
            row_lower=np.array([low for _, low, _ in self._rows], float),
            row_upper=np.array([high for _, _, high in self._rows], float),
            row_starts=starts,
            row_columns=np.array([c for row, _, _ in self._rows for c in row], np.int32),
            row_values=np.array([v for row, _, _ in self._rows for v in row.values()], float),
        )

    def point(self, values: Sequence[float]) -> Point:
        """Return the point of the space that the columns' values stand for."""
        found: Point = {}
        for parameter in self._space.parameters:
            if parameter.name in self._choices:
                options = self._choices[parameter.name]
                found[parameter.name] = max(options, key=lambda value: values[options[value]])
            else:
                number = values[self._numbers[parameter.name]]
                found[parameter.name] = parameter.clip(number)  # type: ignore[union-attr]
        return found

    def _column(self, low: float, high: float, kind: int) -> int:
        self._columns.append((low, high, kind))
        return len(self._columns) - 1

    def _row(self, factors: Mapping[int, float], low: float, high: float) -> None:
        self._rows.append((dict(factors), low, high))

    def _choose(self, name: str, values: Sequence[Value]) -> None:
        self._choices[name] = {value: self._column(0, 1, BINARY) for value in values}
        self._row(dict.fromkeys(self._choices[name].values(), 1.0), 1, 1)

    def _add(self, rule: Rule) -> None:
        if isinstance(rule, Listed):
            self._add_listed(rule)
        elif isinstance(rule, Forbid):
            self._require(positive(Not(part=rule.condition)), None)
        elif rule.when is None:
            self._require(positive(rule.condition), None)
        else:
            either = Either(parts=(Not(part=rule.when), rule.condition))
            self._require(positive(either), None)

    def _add_listed(self, rule: Listed) -> None:
        places = [self._choices.get(name) for name in rule.parameters]
        if len(rule.rows) > MOST_ROWS or None in places:
            return
        rows = [
            [options[value] for options, value in zip(places, row, strict=True) if options]
            for row in rule.rows
        ]
        if not rule.allowed:
            for row in rows:
                self._row(dict.fromkeys(row, 1.0), -np.inf, len(row) - 1)
            return
        chosen = [self._column(0, 1, BINARY) for _ in rows]
        self._row(dict.fromkeys(chosen, 1.0), 1, 1)
        for switch, row in zip(chosen, rows, strict=True):
            self._row({switch: float(len(row)), **dict.fromkeys(row, -1.0)}, -np.inf, 0)

    def _require(self, condition: Condition, switch: int | None) -> None:
        """Make a condition hold, where there is a switch only when that is 1."""
        if isinstance(condition, Among):
            self._require_among(condition, switch)
        elif isinstance(condition, Linear):
            self._require_linear(condition, switch)
        elif isinstance(condition, Every):
            for part in condition.parts:
                self._require(part, switch)
        elif isinstance(condition, Either):
            switches = [self._column(0, 1, BINARY) for _ in condition.parts]
            row = _with(dict.fromkeys(switches, 1.0), switch, -1.0)
            self._row(row, 1 if switch is None else 0, np.inf)
            for part, own in zip(condition.parts, switches, strict=True):
                self._require(part, own)

    def _require_among(self, condition: Among, switch: int | None) -> None:
        options = self._choices.get(condition.parameter)
        if options is None:  # a whole number without a column for each value
            self._require(_spelled_out(condition), switch)
            return
        chosen = dict.fromkeys((options[value] for value in condition.values), 1.0)
        if condition.negated:
            self._row(_with(chosen, switch, 1.0), -np.inf, 0 if switch is None else 1)
        else:
            self._row(_with(chosen, switch, -1.0), 1 if switch is None else 0, np.inf)

    def _require_linear(self, condition: Linear, switch: int | None) -> None:
        factors: dict[int, float] = {}
        low = high = scale = 0.0
        for term in condition.terms:
            values = self._values(term.parameter)
            for column, value in values.items():
                factors[column] = factors.get(column, 0.0) + term.factor * value
            ends = [term.factor * end for end in self._ends(term.parameter)]
            low, high, scale = low + min(ends), high + max(ends), scale + max(map(abs, ends))
        if condition.relation == "!=":
            return  # checked afterwards
        slack = 2 * TOLERANCE * (abs(condition.bound) + scale)
        whole = all(map(self._is_whole, condition.terms))
        if condition.relation in ("<=", "<", "="):
            bound = self._upper(condition.bound, condition.relation, slack, whole=whole)
            free = 0.0 if switch is None else max(high - bound, 0.0)
            self._row(_with(factors, switch, free), -np.inf, bound + free)
        if condition.relation in (">=", ">", "="):
            mirrored = _MIRRORED[condition.relation]
            bound = -self._upper(-condition.bound, mirrored, slack, whole=whole)
            free = 0.0 if switch is None else max(bound - low, 0.0)
            self._row(_with(factors, switch, -free), bound - free, np.inf)

    def _upper(self, bound: float, relation: Relation, slack: float, *, whole: bool) -> float:
        """Return the largest sum that counts as below the bound."""
        if whole:  # sums of whole numbers need no tolerance
            return math.ceil(bound - slack) - 1 if relation == "<" else math.floor(bound + slack)
        if self._loose:
            return bound + slack
        return bound - slack if relation == "<" else bound

    def _is_whole(self, term: Term) -> bool:
        parameter = self._parameters[term.parameter]
        if not term.factor.is_integer() or isinstance(parameter, Continuous):
            return False
        if isinstance(parameter, Discrete):
            return all(number.is_integer() for number in parameter.numbers)
        return True

    def _values(self, name: str) -> dict[int, float]:
        if name in self._numbers:
            return {self._numbers[name]: 1.0}
        return {column: float(value) for value, column in self._choices[name].items()}

    def _ends(self, name: str) -> tuple[float, float]:
        if name in self._numbers:
            low, high, _ = self._columns[self._numbers[name]]
            return low, high
        numbers = [float(value) for value in self._choices[name]]
        return min(numbers), max(numbers)


def _with(factors: Mapping[int, float], switch: int | None, factor: float) -> dict[int, float]:
    return dict(factors) if switch is None else {**factors, switch: factor}


def positive(condition: Condition, *, negated: bool = False) -> Condition:
    """Return the same condition, or its contrary, without any `Not`."""
    if isinstance(condition, Not):
        return positive(condition.part, negated=not negated)
    if isinstance(condition, Every | Either):
        parts = tuple(positive(part, negated=negated) for part in condition.parts)
        every = isinstance(condition, Every) is not negated
        return Every(parts=parts) if every else Either(parts=parts)
    if not negated:
        return _without_unequal(condition)
    if isinstance(condition, Among):
        return condition.model_copy(update={"negated": not condition.negated})
    contrary = condition.model_copy(update={"relation": _CONTRARY[condition.relation]})
    return _without_unequal(contrary)


def _without_unequal(condition: Among | Linear) -> Condition:
    if isinstance(condition, Among) or condition.relation != "!=":
        return condition
    below = condition.model_copy(update={"relation": "<"})
    return Either(parts=(below, condition.model_copy(update={"relation": ">"})))


def _spelled_out(condition: Among) -> Condition:
    """Return the comparisons that say the same of a whole number."""
    term = (Term(parameter=condition.parameter),)
    equal = [Linear(terms=term, relation="=", bound=float(v)) for v in condition.values]
    either = equal[0] if len(equal) == 1 else Either(parts=tuple(equal))
    return positive(either, negated=condition.negated)


_CONTRARY: Final[dict[Relation, Relation]] = {
    "<=": ">",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "=": "!=",
    "!=": "=",
}
_MIRRORED: Final[dict[Relation, Relation]] = {">=": "<=", ">": "<", "=": "="}
