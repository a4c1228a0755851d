"""Single changes of an instance, each of which undoes one typical mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orthought.evaluation.failures.cause import CauseKind
from orthought.instance import BINARY, CONTINUOUS, INTEGER, Instance, family

Mask = NDArray[np.bool_]
Effect = Literal["relaxes", "tightens", "shifts"]
"""Relaxed, the optimum can only improve; tightened, only worsen; shifted, both."""
MAX_SINGLE_ROWS = 60
"""Rows of larger models are dropped by family only."""


@dataclass(frozen=True)
class Change:
    """A change, made only when it is asked for."""

    kind: CauseKind
    effect: Effect
    text: str
    make: Callable[[], Instance]
    subject: str = ""
    """What is changed, where several changes of it explain the same: dropped rows and turned."""


def changes(instance: Instance) -> Iterator[Change]:
    """Yield single changes, the most telling first.

    `instance` must be clean (`solvers.trivial.clean`): the bounds of binaries are explicit.
    """
    yield from of_kinds(instance)
    yield from of_sense(instance)
    yield from of_row_families(instance)
    yield from of_bounds(instance)
    yield from of_objective_terms(instance)
    yield from of_single_rows(instance)


def of_kinds(instance: Instance) -> Iterator[Change]:
    """Integer to continuous and back: all at once, then by family."""
    switches = np.zeros(instance.variable_count, bool)
    switches[[indicator.column for indicator in instance.indicators]] = True
    whole = (instance.kinds != CONTINUOUS) & ~switches
    broken = instance.kinds == CONTINUOUS
    for mask, kind in ((whole, CONTINUOUS), (broken, INTEGER)):
        families = families_of(instance.variable_names, mask)
        if families:
            yield _kinds(instance, mask, kind, "every variable")
        if len(families) > 1:
            for name, members in families.items():
                yield _kinds(instance, members, kind, name)


def of_sense(instance: Instance) -> Iterator[Change]:
    """The other sense."""
    other: Literal["minimize", "maximize"]
    other = "minimize" if instance.sense == "maximize" else "maximize"
    yield Change(
        "wrong_objective", "shifts", f"{other} instead", lambda: replace(instance, sense=other)
    )


def of_row_families(instance: Instance) -> Iterator[Change]:
    """Every family of rows dropped; inequalities as equations, equations as inequalities, <= as >=.

    Dropping comes first for all families: it is the likelier mistake.
    """
    families = families_of(instance.row_names, np.ones(instance.row_count, bool))
    for name, mask in families.items():
        yield _dropped(instance, mask, name, f"without the rows {name}")
    for name, mask in families.items():
        yield from _turned(instance, mask, name)


def of_bounds(instance: Instance) -> Iterator[Change]:
    """Upper bounds of every family dropped; free families held at zero."""
    limited = np.isfinite(instance.upper) & (instance.kinds != BINARY)
    for name, mask in families_of(instance.variable_names, limited).items():
        raised = np.where(mask, np.inf, instance.upper)
        text = f"without the upper bounds of {name}"
        build = partial(replace, instance, upper=raised)
        yield Change("row_without_reason", "relaxes", text, build)
    for name, mask in families_of(instance.variable_names, instance.lower < 0).items():
        held = np.where(mask, np.maximum(instance.lower, 0.0), instance.lower)
        # A bound above the upper one would only make the instance infeasible.
        if (held <= instance.upper).all():
            build = partial(replace, instance, lower=held)
            yield Change("missing_row", "tightens", f"{name} not negative", build)


def of_objective_terms(instance: Instance) -> Iterator[Change]:
    """The objective without one family of variables."""
    families = families_of(instance.variable_names, instance.objective != 0)
    if len(families) < 2:
        return
    for name, mask in families.items():
        cut = np.where(mask, 0.0, instance.objective)
        build = partial(replace, instance, objective=cut)
        yield Change("wrong_objective", "shifts", f"the objective without {name}", build)


def of_single_rows(instance: Instance) -> Iterator[Change]:
    """Rows dropped one by one, where their family has several."""
    if instance.row_count > MAX_SINGLE_ROWS:
        return
    families = [family(name) for name in instance.row_names]
    for row, name in enumerate(instance.row_names):
        if families.count(families[row]) > 1:
            mask = np.arange(instance.row_count) == row
            yield _dropped(instance, mask, families[row], f"without the row {name}")


def families_of(names: tuple[str, ...], among: Mask) -> dict[str, Mask]:
    """Return a mask for every family that has a member among the marked ones, in order."""
    members: dict[str, list[int]] = {}
    for position in np.flatnonzero(among).tolist():
        members.setdefault(family(names[position]), []).append(position)
    found = {}
    for name, positions in members.items():
        found[name] = np.zeros(len(names), bool)
        found[name][positions] = True
    return found


def _kinds(instance: Instance, mask: Mask, kind: int, name: str) -> Change:
    effect: Effect = "relaxes" if kind == CONTINUOUS else "tightens"
    text = f"{name} {'continuous' if kind == CONTINUOUS else 'integer'}"
    kinds = np.where(mask, kind, instance.kinds).astype(np.uint8)
    return Change("wrong_kind", effect, text, partial(replace, instance, kinds=kinds))


def _dropped(instance: Instance, mask: Mask, family: str, text: str) -> Change:
    build = partial(_with_sides, instance, mask, -np.inf, np.inf)
    return Change("row_without_reason", "relaxes", text, build, subject=f"rows {family}")


def _turned(instance: Instance, mask: Mask, name: str) -> Iterator[Change]:
    """Yield the other meanings that a family of rows could have had."""
    low, high = instance.row_lower[mask], instance.row_upper[mask]
    equations = bool((low == high).all())
    at_most = bool((np.isneginf(low) & np.isfinite(high)).all())
    at_least = bool((np.isfinite(low) & np.isposinf(high)).all())
    if equations:
        yield _sides(instance, mask, None, np.inf, "relaxes", name, ">= for =")
        yield _sides(instance, mask, -np.inf, None, "relaxes", name, "<= for =")
    if at_most:
        yield _sides(instance, mask, high, None, "tightens", name, "= for <=")
        yield _sides(instance, mask, high, np.inf, "shifts", name, ">= for <=")
    if at_least:
        yield _sides(instance, mask, None, low, "tightens", name, "= for >=")
        yield _sides(instance, mask, -np.inf, low, "shifts", name, "<= for >=")


def _sides(
    instance: Instance,
    mask: Mask,
    low: NDArray[np.float64] | float | None,
    high: NDArray[np.float64] | float | None,
    effect: Effect,
    family: str,
    text: str,
) -> Change:
    build = partial(_with_sides, instance, mask, low, high)
    return Change("wrong_row", effect, f"{family} with {text}", build, subject=f"rows {family}")


def _with_sides(
    instance: Instance,
    mask: Mask,
    low: NDArray[np.float64] | float | None,
    high: NDArray[np.float64] | float | None,
) -> Instance:
    """Return the instance with other sides of the marked rows; None keeps a side."""
    row_lower, row_upper = instance.row_lower.copy(), instance.row_upper.copy()
    if low is not None:
        row_lower[mask] = low
    if high is not None:
        row_upper[mask] = high
    free = np.isneginf(row_lower) & np.isposinf(row_upper)
    kept = tuple(indicator for indicator in instance.indicators if not free[indicator.row])
    return replace(instance, row_lower=row_lower, row_upper=row_upper, indicators=kept)
