"""Rows against the bounds of their variables: what can never bind and what can never hold."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from orthought.agent.checks.families import Families
from orthought.instance import BINARY, Floats, Instance
from orthought.solution import Check

MAX_EVIDENCE: Final = 10


def check_binding_possible(instance: Instance) -> Check:
    """Note rows that the bounds of their variables imply, so that they never bind."""
    name = "rows that never bind"
    low, high, known = activity_ranges(instance)
    with np.errstate(invalid="ignore"):
        idle = (low >= instance.row_lower - _slack(instance.row_lower)) & (
            high <= instance.row_upper + _slack(instance.row_upper)
        )
        # A row that just holds at both ends of its range may still be where an optimum lies.
        touches = (low <= instance.row_lower + _slack(instance.row_lower)) | (
            high >= instance.row_upper - _slack(instance.row_upper)
        )
    never = np.flatnonzero(idle & ~touches & known)
    if not never.size:
        return Check(name=name, verdict="holds", message="every row can bind")
    named = tuple(instance.row_names[k] for k in never[:MAX_EVIDENCE])
    return Check(
        name=name,
        verdict="objects",
        severity="note",
        message=f"the bounds alone imply {len(never)} rows: " + ", ".join(named[:5]),
        evidence=named,
        repair_hint="See whether these rows have the right numbers and units.",
    )


def check_possible_alone(instance: Instance) -> Check:
    """Object where a single row cannot hold within the bounds of its variables."""
    name = "rows that cannot hold"
    low, high, known = activity_ranges(instance)
    wrong = (
        (high < instance.row_lower - _slack(instance.row_lower))
        | (low > instance.row_upper + _slack(instance.row_upper))
    ) & known
    if not wrong.any():
        return Check(name=name, verdict="holds", message="every row can hold by itself")
    named = tuple(instance.row_names[k] for k in np.flatnonzero(wrong)[:MAX_EVIDENCE])
    return Check(
        name=name,
        verdict="objects",
        message=f"{int(wrong.sum())} rows cannot hold whatever is decided: " + ", ".join(named[:5]),
        evidence=named,
        repair_hint="See these rows' numbers, units and relation, and the bounds of their "
        "variables.",
    )


def check_switch_sizes(instance: Instance) -> Check:
    """Note constants on binary variables that are a thousand times what their row can need."""
    name = "sizes of switches"
    said = []
    large = (np.abs(instance.row_values) >= _LARGE) & (
        instance.kinds[instance.row_columns] == BINARY
    )
    owners = np.repeat(np.arange(instance.row_count), np.diff(instance.row_starts))
    low, high, known = activity_ranges(instance)
    for place in np.flatnonzero(large & known[owners])[:_MANY].tolist():
        row, factor = int(owners[place]), float(instance.row_values[place])
        # What the other columns can exceed the row's side by, where the switch frees it.
        over = high[row] - max(factor, 0.0) - instance.row_upper[row]
        under = instance.row_lower[row] - (low[row] - min(factor, 0.0))
        needed = max((x for x in (over, under) if np.isfinite(x)), default=np.inf)
        if np.isfinite(needed) and abs(factor) > _THOUSAND * max(needed, 1.0):
            said.append(f"{instance.row_names[row]} has {abs(factor):g} where {needed:g} would do")
    if not said:
        return Check(name=name, verdict="holds", message="no switch has a needless constant")
    return Check(
        name=name,
        verdict="objects",
        severity="note",
        message="; ".join(said[:3]),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="Derive each large constant from the data, as small as the rows allow.",
    )


def activity_ranges(instance: Instance) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the least and the greatest activity that bounds allow, and which rows are linear."""
    owners = np.repeat(np.arange(instance.row_count), np.diff(instance.row_starts))
    values, columns = instance.row_values, instance.row_columns
    with np.errstate(invalid="ignore"):
        first, second = values * instance.lower[columns], values * instance.upper[columns]
    first, second = np.where(values == 0, 0.0, first), np.where(values == 0, 0.0, second)
    known = np.bincount(owners, minlength=instance.row_count) > 0
    known[sorted(Families(instance).curved)] = False
    return (
        _sums(owners, np.minimum(first, second), instance.row_count),
        _sums(owners, np.maximum(first, second), instance.row_count),
        known,
    )


def _sums(owners: NDArray[np.int64], values: Floats, count: int) -> Floats:
    return np.bincount(owners, weights=values, minlength=count).astype(np.float64)


def _slack(side: Floats) -> Floats:
    return 1e-9 * np.maximum(1.0, np.where(np.isfinite(side), np.abs(side), 1.0))


_LARGE: Final = 1e4
_THOUSAND: Final = 1e3
_MANY: Final = 1000
