"""What a plate must be like: typed rules, their check against a space, and their words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from pydantic import Field, FiniteFloat, model_validator

from orthought.base import Model
from orthought.campaign.space import Point, Space, Value
from orthought.errors import InputError

NEAR: Final = 1e-9
"""Numbers within this relative distance are the same value."""


class ValueLimit(Model):
    """How many different values of a parameter stand on one plate."""

    parameter: str = Field(min_length=1)
    least: int | None = Field(default=None, ge=1)
    most: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        _require_range(self.least, self.most, f"the limit of {self.parameter}")
        return self

    def words(self) -> str:
        """Return the rule as a sentence."""
        return f"{_amount(self.least, self.most)} different values of {self.parameter} on a plate"


class Quota(Model):
    """How many wells hold one of some values of a parameter."""

    parameter: str = Field(min_length=1)
    values: tuple[Value, ...] = ()
    """Any of these; or, for numbers, all from `low` to `high`. `value` may stand for one."""
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    least: int | None = Field(default=None, ge=0)
    most: int | None = Field(default=None, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _one_value(cls, given: Any) -> Any:
        return _as_values(given)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        _require_range(self.least, self.most, f"the quota of {self.parameter}")
        if bool(self.values) == (self.low is not None or self.high is not None):
            raise ValueError(f"the quota of {self.parameter} needs values, or low or high")
        return self

    def holds_for(self, point: Point) -> bool:
        """Tell whether a well with this point counts."""
        value = point[self.parameter]
        if self.values:
            return any(same(value, wanted) for wanted in self.values)
        if isinstance(value, str):
            return False
        low = -math.inf if self.low is None else self.low
        return low <= value <= (math.inf if self.high is None else self.high)

    def words(self) -> str:
        """Return the rule as a sentence."""
        return f"{_amount(self.least, self.most)} wells with {self.parameter} {self._which()}"

    def _which(self) -> str:
        if self.values:
            return " or ".join(_text(value) for value in self.values)
        if self.low is None:
            return f"at most {self.high:g}"
        return f"at least {self.low:g}" if self.high is None else f"{self.low:g} to {self.high:g}"


class Control(Model):
    """A point that stands on every plate."""

    point: Point
    wells: int = Field(default=1, ge=1)

    def words(self) -> str:
        """Return the rule as a sentence."""
        point = ", ".join(f"{name} = {_text(value)}" for name, value in self.point.items())
        return f"{self.wells} control {'well' if self.wells == 1 else 'wells'} with {point}"


class Price(Model):
    """What a value costs, in any one unit."""

    parameter: str = Field(min_length=1)
    value: Value
    well: FiniteFloat = Field(default=0.0, ge=0)
    """For each well that holds it."""
    once: FiniteFloat = Field(default=0.0, ge=0)
    """Once a plate where any well holds it, such as opening a bottle."""

    def holds_for(self, point: Point) -> bool:
        """Tell whether a well with this point pays it."""
        return same(point[self.parameter], self.value)

    def words(self) -> str:
        """Return the price in words."""
        parts = [f"{self.well:g} a well"] if self.well or not self.once else []
        parts += [f"{self.once:g} once a plate"] if self.once else []
        return f"{self.parameter} {_text(self.value)} costs {' and '.join(parts)}"


class PlateRules(Model):
    """All that a plate must be like. Controls count in limits, quotas and costs."""

    limits: tuple[ValueLimit, ...] = ()
    quotas: tuple[Quota, ...] = ()
    controls: tuple[Control, ...] = ()
    prices: tuple[Price, ...] = ()
    cost_limit: FiniteFloat | None = Field(default=None, ge=0)
    """Of the whole plate, in the unit of the prices."""
    diversity: FiniteFloat = Field(default=0.1, ge=0)
    """What one more covered value is worth, as a share of the range of the candidates' scores."""

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        for what, names in (
            ("limits", [limit.parameter for limit in self.limits]),
            ("prices", [(price.parameter, price.value) for price in self.prices]),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"two {what} are about the same thing; state one")
        return self

    @property
    def control_wells(self) -> int:
        """Wells that controls take."""
        return sum(control.wells for control in self.controls)

    def words(self) -> tuple[str, ...]:
        """Return the rules as sentences that a chemist can confirm."""
        said = [limit.words() for limit in self.limits]
        said += [quota.words() for quota in self.quotas]
        said += [control.words() for control in self.controls]
        said += [price.words() for price in self.prices]
        if self.cost_limit is not None:
            said.append(cost_words(self.cost_limit))
        return tuple(_sentence(line) for line in said)


def cost_words(limit: float) -> str:
    """Return the limit of cost as words."""
    return f"the plate costs at most {limit:g}"


def fit_rules(rules: PlateRules, space: Space) -> PlateRules:
    """Return the rules with every value as the space knows it.

    Raises:
        InputError: a parameter or a value is none of the space; near names are shown.
    """
    return rules.model_copy(
        update={
            "limits": tuple(limit for limit in rules.limits if _parameter(space, limit.parameter)),
            "quotas": tuple(_fit_quota(quota, space) for quota in rules.quotas),
            "controls": tuple(
                control.model_copy(update={"point": space.read(control.point)})
                for control in rules.controls
            ),
            "prices": tuple(
                price.model_copy(
                    update={"value": _parameter(space, price.parameter).read(price.value)}
                )
                for price in rules.prices
            ),
        }
    )


def require_names(rules: PlateRules, names: Sequence[str]) -> None:
    """Refuse rules about a parameter that points do not have.

    Raises:
        InputError: near names are shown.
    """
    about = [rule.parameter for rule in rules.limits]
    about += [rule.parameter for rule in rules.quotas]
    about += [rule.parameter for rule in rules.prices]
    for name in about:
        if name not in names:
            raise _unknown(name, names)
    for control in rules.controls:
        if set(control.point) != set(names):
            odd = ", ".join(sorted(set(control.point) ^ set(names)))
            raise InputError(
                f"a control does not fit the parameters: {odd}",
                fix="give a control one value for each parameter",
            )


def same(first: Value, second: Value) -> bool:
    """Tell whether two values are one: equal texts, or numbers within rounding."""
    if isinstance(first, str) or isinstance(second, str):
        return first == second
    return math.isclose(first, second, rel_tol=NEAR, abs_tol=1e-12)


def _fit_quota(quota: Quota, space: Space) -> Quota:
    parameter = _parameter(space, quota.parameter)
    if parameter.kind == "categorical" and not quota.values:
        raise InputError(
            f"{quota.parameter} has options, so no range of numbers counts its wells",
            fix="name the options in values",
        )
    return quota.model_copy(update={"values": tuple(parameter.read(v) for v in quota.values)})


def _parameter(space: Space, name: str) -> Any:
    for parameter in space.parameters:
        if parameter.name == name:
            return parameter
    raise _unknown(name, space.names)


def _unknown(name: str, names: Sequence[str]) -> InputError:
    import difflib

    near = difflib.get_close_matches(name, names, n=3, cutoff=0.3) or list(names)[:5]
    return InputError(
        f"a plate rule is about {name!r}, which is no parameter",
        fix=f"did you mean {', '.join(near)}?",
    )


def _as_values(given: Any) -> Any:
    if not isinstance(given, Mapping) or "value" not in given or "values" in given:
        return given
    rest = {name: content for name, content in given.items() if name != "value"}
    return {**rest, "values": (given["value"],)}


def _require_range(least: int | None, most: int | None, what: str) -> None:
    if least is None and most is None:
        raise ValueError(f"{what} says neither least nor most")
    if least is not None and most is not None and least > most:
        raise ValueError(f"{what} has a least above its most")


def _amount(least: int | None, most: int | None) -> str:
    if least is None:
        return f"at most {most}"
    if most is None:
        return f"at least {least}"
    return f"exactly {least}" if least == most else f"{least} to {most}"


def _text(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _sentence(line: str) -> str:
    return f"{line[:1].upper()}{line[1:]}."
