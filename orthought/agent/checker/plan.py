"""The decisions of an instance as a second reader sees them: names, indices, meanings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from orthought.agent.report import split_name
from orthought.formulation import Formulation
from orthought.instance import Instance

MAX_SHOWN: Final = 12
"""Indices of a decision that a prompt shows."""


@dataclass(frozen=True)
class Decisions:
    """All variables of one name."""

    name: str
    keys: tuple[tuple[str, ...], ...]
    """One a variable; the empty tuple where the decision has no index."""
    meaning: str = ""
    unit: str = ""
    sets: tuple[str, ...] = ()

    @property
    def is_indexed(self) -> bool:
        return self.keys != ((),)

    @property
    def shown(self) -> str:
        """The indices as the reader writes them, the first MAX_SHOWN of them."""
        listed = [_shown(key) for key in self.keys[:MAX_SHOWN]]
        more = len(self.keys) - len(listed)
        return ", ".join(listed) + (f" and {more} more" if more else "")


@dataclass(frozen=True)
class Plan:
    """Decisions in an order of their own, and where each stands in the instance."""

    decisions: tuple[Decisions, ...]
    columns: tuple[int, ...]
    """Column of the instance for each variable of the plan."""

    def shape(self, values: Sequence[float] | None = None) -> dict[str, Any]:
        """Return what the sandbox is given; with values (in the plan's order) for one point."""
        families = {one.name: [list(key) for key in one.keys] for one in self.decisions}
        return {"families": families, "values": None if values is None else list(values)}

    def taken_from(self, values: Sequence[float]) -> list[float]:
        """Return the values of an instance's point in the plan's order."""
        return [float(values[column]) for column in self.columns]


def plan_of(formulation: Formulation, instance: Instance) -> Plan:
    """Read the decisions off an instance; the formulation says what they mean."""
    families: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for column, full_name in enumerate(instance.variable_names):
        name, key = split_name(full_name)
        families.setdefault(name, []).append((key, column))
    declared = {variable.name: variable for variable in formulation.variables}
    decisions, columns = [], []
    for name, members in families.items():
        variable = declared.get(name)
        decisions.append(
            Decisions(
                name,
                tuple(key for key, _ in members),
                meaning=variable.meaning if variable else "",
                unit=variable.unit if variable else "",
                sets=variable.index if variable else (),
            )
        )
        columns += [column for _, column in members]
    return Plan(tuple(decisions), tuple(columns))


def _shown(key: tuple[str, ...]) -> str:
    return repr(key[0]) if len(key) == 1 else f"({', '.join(map(repr, key))})"
