"""The columns of an instance: every variable of a Pyomo model in declaration order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from orthought.execution.refusals import RefusedModelError, UnusableModelError
from orthought.instance import BINARY, CONTINUOUS, INTEGER


class IndexNames:
    """Names such as `make[bread]`, spelled as Pyomo spells them, but with a memory."""

    def __init__(self) -> None:
        from pyomo.core.base.component_namer import index_repr

        self._spell: Callable[[Any], str] = index_repr
        self._parts: dict[str, str] = {}

    def spell(self, index: Any) -> str:
        """Return `[bread]` or `[bread,monday]` for an index, nothing for the index None."""
        if index is None:
            return ""
        parts = index if index.__class__ is tuple and len(index) > 1 else (index,)
        return "[" + ",".join([self._part(part) for part in parts]) + "]"

    def _part(self, part: Any) -> str:
        if part.__class__ is int:
            return str(part)
        if part.__class__ is not str:
            return self._spell(part)[1:-1]
        known = self._parts.get(part)
        if known is None:
            known = self._parts[part] = self._spell(part)[1:-1]
        return known


def named_members(
    model: Any, kind: type, names: IndexNames, *, active: bool = True
) -> Iterator[tuple[str, Any]]:
    """Yield name and data of every member of every component of a kind, in declaration order."""
    for component in model.component_objects(kind, active=True, descend_into=True):
        prefix = component.name
        indexed = component.is_indexed()
        for index, member in component.items():
            if not active or member.active:
                yield (prefix + names.spell(index) if indexed else prefix), member


class Columns:
    """The variables so far, with what the repn visitors need: `var_map` and `add`.

    `var_map` holds the free variables only, because the visitors then put in the value of every
    other one. `var_order` holds the column of each variable by its id.
    """

    def __init__(self, model: Any, names: IndexNames) -> None:
        from pyomo.core.base.var import Var

        self.var_map: dict[int, Any] = {}
        self.var_order: dict[int, int] = {}
        self.names: list[str] = []
        self._variables: list[Any] = []
        for name, variable in named_members(model, Var, names, active=False):
            self._append(name, variable)

    def _append(self, name: str, variable: Any) -> None:
        key = id(variable)
        self.var_order[key] = len(self._variables)
        self._variables.append(variable)
        self.names.append(name)
        if not variable.fixed:
            self.var_map[key] = variable

    def add(self, variable: Any) -> None:
        """Take in a variable that is used but lives outside of the model's active blocks."""
        if id(variable) not in self.var_order:
            self._append(variable.name, variable)

    def column(self, variable: Any) -> int:
        """Return the column of a variable, which is taken in where it is new."""
        self.add(variable)
        return self.var_order[id(variable)]

    def arrays(self) -> dict[str, Any]:
        """Return names, bounds and kinds as the instance holds them.

        Raises:
            RefusedModelError: a domain that is neither an interval nor integers in one.
            UnusableModelError: a bound or fixed value that is no number.
        """
        kinds: dict[int, int] = {}
        lower, upper, codes = [], [], []
        for name, variable in zip(self.names, self._variables, strict=True):
            domain = variable.domain
            kind = kinds.get(id(domain))
            if kind is None:
                kind = kinds[id(domain)] = _kind(name, domain)
            low, high = _bounds(name, variable)
            lower.append(low)
            upper.append(high)
            codes.append(kind)
        return {
            "variable_names": tuple(self.names),
            "lower": np.array(lower, dtype=np.float64),
            "upper": np.array(upper, dtype=np.float64),
            "kinds": np.array(codes, dtype=np.uint8),
        }


def _kind(name: str, domain: Any) -> int:
    low, high, step = domain.get_interval()
    if step == 0:
        return CONTINUOUS
    if step == 1 and all(end is None or float(end).is_integer() for end in (low, high)):
        return BINARY if (low, high) == (0, 1) else INTEGER
    raise RefusedModelError(
        f"{name}: the domain {domain} is neither an interval nor the integers in one; "
        "use binary variables that choose one of the values",
        fix="use binary variables that choose one of the values",
    )


def _bounds(name: str, variable: Any) -> tuple[float, float]:
    try:
        low, high = (variable.value,) * 2 if variable.fixed else variable.bounds
        low = -math.inf if low is None else float(low)
        high = math.inf if high is None else float(high)
    except (ValueError, TypeError) as error:
        raise UnusableModelError(f"{name}: its bounds are not numbers: {error}") from error
    if math.isnan(low) or math.isnan(high) or low == math.inf or high == -math.inf:
        raise UnusableModelError(f"{name}: its bounds are {low} and {high}")
    if variable.fixed and math.isinf(low):
        raise UnusableModelError(f"{name}: it is fixed without a value")
    return low, high
