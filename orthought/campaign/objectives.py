"""One number a row, out of what was measured: larger is better."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from orthought.campaign.observations import Desirability, Objective, Observation
from orthought.errors import InputError, SettingsError

Values = Mapping[str, float | None]
"""What was measured, by name."""


def sign(objective: Objective) -> float:
    """Return 1 where more is better, and -1 where less is."""
    return 1.0 if objective.direction == "maximize" else -1.0


def scores(rows: Sequence[Observation], objectives: Sequence[Objective]) -> list[float | None]:
    """Return one number a row, larger is better; None where a measurement gave no number.

    One objective: its value times the sign of its direction. Several: the sum of weight * sign *
    value / scale, or, where every objective has bounds of desirability, the weighted geometric mean
    of the desirabilities, from 0 to 1. One objective with such bounds is scored by them too.

    Args:
        rows: what was measured.
        objectives: what is wanted, in any order.

    Raises:
        SettingsError: there is no objective, or only some have bounds of desirability.
    """
    desired = check_objectives(objectives)
    return [_score(row.values, objectives, desired) for row in rows]


def check_objectives(objectives: Sequence[Objective]) -> bool:
    """Tell whether objectives are combined by desirability; False: by weights, or there is one.

    Raises:
        SettingsError: there is none, two have the same name, or only some have bounds.
    """
    if not objectives:
        raise SettingsError("there is no objective", fix="name at least one objective")
    if len({objective.name for objective in objectives}) < len(objectives):
        raise SettingsError("two objectives have the same name", fix="give each its own name")
    without = [objective.name for objective in objectives if objective.desirability is None]
    if without and len(without) < len(objectives):
        raise SettingsError(
            f"{', '.join(without)}: no bounds of desirability, but other objectives have them",
            fix="give bounds of desirability to all objectives or to none",
        )
    return not without


def value_of(values: Values, objective: Objective) -> float | None:
    """Return what was measured of an objective; None: no number.

    A derived objective (`selectivity`) is computed where it was not given itself.
    """
    value = values.get(objective.name)
    if value is not None or objective.selectivity is None:
        return value
    rule = objective.selectivity
    desired = [values.get(name) for name in rule.desired]
    undesired = [values.get(name) for name in rule.undesired]
    known = [v for v in (*desired, *undesired) if v is not None]
    if len(known) < len(rule.desired) + len(rule.undesired):
        return None
    return weighted_selectivity(known[: len(desired)], known[len(desired) :])


def measured_names(objectives: Sequence[Objective]) -> tuple[str, ...]:
    """Return the quantities that one measures: those that derived objectives are made of, too."""
    names: list[str] = []
    for objective in objectives:
        rule = objective.selectivity
        names += [objective.name] if rule is None else [*rule.desired, *rule.undesired]
    return tuple(dict.fromkeys(names))


def complete_values(values: Values, objectives: Sequence[Objective]) -> dict[str, float | None]:
    """Return the values with those of derived objectives added."""
    derived = {o.name: value_of(values, o) for o in objectives if o.selectivity is not None}
    return {**values, **derived}


def desirability(value: float, objective: Objective) -> float:
    """Return how welcome a value is, from 0 (useless) to 1 (as wanted).

    Larger-the-better and smaller-the-better are ramps between the bounds; with a target it is a
    hat that is 1 at the target and 0 at and beyond both bounds. `shape` bends the ramps.

    Source: Derringer and Suich (1980), J. Quality Technology 12, 214.

    Raises:
        InputError: the objective has no bounds of desirability.
    """
    bounds = objective.desirability
    if bounds is None:
        raise InputError(
            f"{objective.name} has no bounds of desirability", fix="give it low and high"
        )
    share = _ramp(value, bounds, rising=objective.direction == "maximize")
    return math.pow(share, bounds.shape)


def weighted_selectivity(desired: Sequence[float], undesired: Sequence[float]) -> float:
    """Return the weighted selectivity of replicated yields: pessimistic over the replicates.

    For replicate i it is `desired[i] * desired[i] / (desired[i] + undesired[i])`: the share of the
    wanted product, weighted by its yield, so that traces of pure product do not count as success.
    The result is the smallest over the replicates; a replicate without any product has 0.

    Args:
        desired: yields of the wanted product, one a replicate, in percent or as shares.
        undesired: yields of the unwanted product of the same replicates, in the same unit.

    Source: arXiv 2509.00103 describes it in words; the formula, and the minimum over the replicates
        as the lower bound, as in the figure scripts that its authors published
        (gomesgroup/iron-mind-public). Assumed here: a replicate without a number leaves the point
        without one, where those scripts count it as 0.

    Raises:
        InputError: there is no replicate, the two differ in number, or a yield is negative.
    """
    if not desired or len(desired) != len(undesired):
        raise InputError(
            f"{len(desired)} desired and {len(undesired)} undesired yields do not pair up",
            fix="give both yields of each replicate",
        )
    if not all(math.isfinite(value) and value >= 0 for value in (*desired, *undesired)):
        raise InputError("a yield is negative or no number", fix="give yields of 0 or more")
    return min(
        wanted * (wanted / (wanted + other)) if wanted > 0 else 0.0
        for wanted, other in zip(desired, undesired, strict=True)
    )


def _score(values: Values, objectives: Sequence[Objective], desired: bool) -> float | None:
    numbers = [value_of(values, objective) for objective in objectives]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return None
    if desired:
        return _geometric_mean(known, objectives)
    if len(objectives) == 1:
        return sign(objectives[0]) * known[0]
    return sum(o.weight * sign(o) * n / o.scale for n, o in zip(known, objectives, strict=True))


def _geometric_mean(values: Sequence[float], objectives: Sequence[Objective]) -> float:
    welcome = [desirability(v, o) for v, o in zip(values, objectives, strict=True)]
    if min(welcome) <= 0:
        return 0.0
    total = sum(objective.weight for objective in objectives)
    logs = (o.weight * math.log(d) for d, o in zip(welcome, objectives, strict=True))
    return math.exp(sum(logs) / total)


def _ramp(value: float, bounds: Desirability, *, rising: bool) -> float:
    low, high, target = bounds.low, bounds.high, bounds.target
    if target is not None:
        below = value <= target
        share = (value - low) / (target - low) if below else (high - value) / (high - target)
    else:
        share = (value - low) / (high - low) if rising else (high - value) / (high - low)
    return min(1.0, max(0.0, share))
