"""Parameters and rows of a formulation as they are added, with the program's lines beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from orthought.agent.grounded.labels import Opening, Relation
from orthought.formulation import (
    Constraint,
    Formulation,
    Objective,
    Parameter,
    SetDeclaration,
    Variable,
)

ITEMS: Final = "items"
AMOUNT: Final = "amount"
_DOMAINS: Final = {
    "integer": "NonNegativeIntegers",
    "continuous": "NonNegativeReals",
    "binary": "Binary",
}


class Builder:
    """Collects what a reading asks for.

    Args:
        opening: the declared decisions; each becomes an element of the set `items`.
    """

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.objections: list[str] = []
        self._names = {ITEMS, AMOUNT, "model", "data", "objective"}
        self._items: dict[str, str] = {}
        for decision in opening.decisions:
            self._items[decision] = _unique(decision, self._items.values(), "item")
        self._parameters: list[Parameter] = []
        self._constraints: list[Constraint] = []
        self._lines: list[str] = []

    def item(self, decision: str) -> str:
        """Return the element that stands for a decision."""
        return self._items[decision]

    def number(self, name: str, value: float, meaning: str, sentence: int) -> str:
        """Add a number to the data; return how the program names it."""
        return f'data["{self._parameter(name, value, meaning, (sentence,))}"]'

    def numbers_each(
        self, name: str, values: dict[str, float], meaning: str, sentences: Iterable[int]
    ) -> str:
        """Add one number for each of some items; return how the program names them."""
        return f'data["{self._parameter(name, values, meaning, sentences, (ITEMS,))}"]'

    def row(
        self, name: str, left: str, relation: Relation, right: str, meaning: str, sentence: int
    ) -> None:
        """Add a row; both sides are expressions of the program."""
        unique = self._claim(name)
        self._constraints.append(
            Constraint(
                name=unique,
                expression=f"{left} {relation} {right}",
                meaning=meaning,
                sentences=(sentence,),
            )
        )
        self._lines.append(f"model.{unique} = pyo.Constraint(expr={left} {relation} {right})")

    def count(self, decisions: Sequence[str]) -> str:
        """Return the sum of some decisions as an expression."""
        return " + ".join(f'model.{AMOUNT}["{self._items[name]}"]' for name in decisions)

    def everything(self) -> str:
        """Return the sum of all decisions as an expression."""
        return self.count(self.opening.decisions)

    def formulation(self, objective: str, sentences: Iterable[int]) -> Formulation:
        """Return what was built."""
        opening = self.opening
        listed = ", ".join(opening.decisions)
        return Formulation(
            sets=(
                SetDeclaration(
                    name=ITEMS, meaning="what is decided", elements=tuple(self._items.values())
                ),
            ),
            parameters=tuple(self._parameters),
            variables=(
                Variable(
                    name=AMOUNT,
                    index=(ITEMS,),
                    kind=opening.kind,
                    lower=0,
                    meaning=f"how many or how much of {listed}",
                ),
            ),
            objective=Objective(
                sense=opening.sense,
                expression=objective,
                meaning=opening.goal,
                sentences=_sorted(sentences),
            ),
            constraints=tuple(self._constraints),
        )

    def program(self, objective: str) -> str:
        """Return `build_model(data)` for what was built."""
        opening = self.opening
        body = (
            "model = pyo.ConcreteModel()",
            f'model.{AMOUNT} = pyo.Var(data["{ITEMS}"], domain=pyo.{_DOMAINS[opening.kind]})',
            *self._lines,
            f"model.objective = pyo.Objective(expr={objective}, sense=pyo.{opening.sense})",
            "return model",
        )
        indented = "".join(f"    {line}\n" for line in body)
        return f"import pyomo.environ as pyo\n\n\ndef build_model(data):\n{indented}"

    def _parameter(
        self,
        name: str,
        value: Any,
        meaning: str,
        sentences: Iterable[int],
        index: tuple[str, ...] = (),
    ) -> str:
        unique = self._claim(name)
        self._parameters.append(
            Parameter(
                name=unique, index=index, value=value, meaning=meaning, sentences=_sorted(sentences)
            )
        )
        return unique

    def _claim(self, wanted: str) -> str:
        unique = _unique(wanted, self._names, "row")
        self._names.add(unique)
        return unique


def _unique(wanted: str, taken: Iterable[str], spare: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", wanted.lower()).strip("_") or spare
    base = f"n_{base}" if base[0].isdigit() else base
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def _sorted(sentences: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(sentences)))
