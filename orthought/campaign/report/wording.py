"""Values, points and objectives as a report writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from orthought.campaign.objectives import check_objectives, value_of
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Categorical, Parameter, Point, Space, Value
from orthought.solution import Usage
from orthought.statistics import Interval


def number(value: float | None, digits: int = 4) -> str:
    """Return a number with so many significant digits; 'no number' for None."""
    if value is None:
        return "no number"
    if not math.isfinite(value):
        return "not finite"
    text = f"{value + 0.0:.{digits}g}"
    return f"{value:.0f}" if "e" in text and abs(value) < 1e9 and value == round(value) else text


def interval(found: Interval, digits: int = 3) -> str:
    """Return '[12.1, 14]'."""
    return f"[{number(found.low, digits)}, {number(found.high, digits)}]"


def percent(share: float) -> str:
    """Return '12 %', with a digit more below ten."""
    return f"{100 * share:.0f} %" if share >= 0.0995 or share == 0 else f"{100 * share:.1f} %"


def probability(value: float) -> str:
    """Return a p-value; tiny ones as a bound."""
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"


def money(value: float | None) -> str:
    """Return dollars; 'unknown' where no price is known."""
    return "unknown" if value is None else f"${value:.2f}" if value >= 0.1 else f"${value:.2g}"


def duration(seconds: float) -> str:
    """Return '12.3 s', or minutes where there are some."""
    if seconds < 100:
        return f"{seconds:.1f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def usage_text(usage: Usage) -> str:
    """Return what a language model was asked and what that took."""
    read, written = usage.prompt_tokens, usage.completion_tokens
    parts = [
        "1 call" if usage.calls == 1 else f"{usage.calls} calls",
        f"{read + written:,} tokens ({read:,} read, {written:,} written)",
        duration(usage.seconds),
        f"cost {money(usage.cost_usd)}",
    ]
    if usage.cached_calls:
        parts.append(f"{usage.cached_calls} replies from the cache, not paid again")
    return ", ".join(parts)


def value_text(parameter: Parameter, value: Value | None) -> str:
    """Return a value as people call it: the label of an option, a number with its unit."""
    if value is None:
        return "missing"
    if isinstance(parameter, Categorical):
        labels = {option.name: option.label for option in parameter.options}
        return labels.get(str(value)) or str(value)
    unit = f" {parameter.unit}" if parameter.unit else ""
    return f"{value:.5g}{unit}" if isinstance(value, int | float) else str(value)


def plain_text(parameter: Parameter, value: Value | None) -> str:
    """Return a value without its unit, for columns that name the unit in their head."""
    return f"{value:.5g}" if isinstance(value, int | float) else value_text(parameter, value)


def point_text(space: Space, point: Point) -> str:
    """Return a point on one line."""
    parts = [f"{p.name} = {value_text(p, point.get(p.name))}" for p in space.parameters]
    return ", ".join(parts)


def head(name: str, unit: str) -> str:
    """Return the head of a column: the name with its unit."""
    return f"{name} ({unit})" if unit else name


def unit_of(parameter: Parameter) -> str:
    """Return the unit of a parameter, empty where it has none."""
    return "" if isinstance(parameter, Categorical) else parameter.unit


def result_text(row: Observation, objectives: Sequence[Objective]) -> str:
    """Return what a row measured of each objective."""
    parts = []
    for objective in objectives:
        value = value_of(row.values, objective)
        unit = f" {objective.unit}" if objective.unit and value is not None else ""
        name = f"{objective.name} " if len(objectives) > 1 else ""
        parts.append(f"{name}{number(value)}{unit}")
    return ", ".join(parts)


def goal_text(objectives: Sequence[Objective]) -> str:
    """Return what is wanted, in words."""
    parts = []
    for objective in objectives:
        bounds = objective.desirability
        if bounds is not None and bounds.target is not None:
            parts.append(f"bring {head(objective.name, objective.unit)} near {bounds.target:g}")
        else:
            parts.append(f"{objective.direction} {head(objective.name, objective.unit)}")
    return " and ".join(parts)


def score_title(objectives: Sequence[Objective]) -> str:
    """Return the name of what is drawn over the experiments."""
    if len(objectives) == 1 and not check_objectives(objectives):
        return head(objectives[0].name, objectives[0].unit)
    if check_objectives(objectives):
        return "overall desirability (0 to 1)"
    return "combined score (larger is better)"


def reading(objectives: Sequence[Objective]) -> float:
    """Return the factor from scores to what is drawn: -1 where one objective is minimised."""
    alone = len(objectives) == 1 and not check_objectives(objectives)
    return -1.0 if alone and objectives[0].direction == "minimize" else 1.0
