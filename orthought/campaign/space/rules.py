"""Rules between parameters: which combinations of valid values may be tried.

A rule holds conditions; how both are written as text is in `writing`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Final, Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from orthought.base import Model
from orthought.campaign.space.parameters import (
    Categorical,
    Continuous,
    Parameter,
    Point,
    Value,
)
from orthought.errors import InputError

Relation = Literal["<=", "<", ">=", ">", "=", "!="]
TOLERANCE: Final = 1e-8
"""Sums within this share of their terms are equal: 0.1 + 0.2 is 0.3, and so is what solvers say."""


class Among(Model):
    """A parameter has one of some values, or none of them."""

    kind: Literal["among"] = "among"
    parameter: str
    values: tuple[Value, ...] = Field(min_length=1)
    negated: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it is about."""
        return (self.parameter,)

    def holds(self, point: Point) -> bool:
        """Tell whether a point meets the condition."""
        return (point[self.parameter] in self.values) is not self.negated

    def fit(self, parameters: Mapping[str, Parameter]) -> Self:
        """Return the condition with the values as the parameter has them.

        Raises:
            InputError: the parameter or a value is unknown, or the parameter takes any number.
        """
        parameter = find(parameters, self.parameter)
        if isinstance(parameter, Continuous):
            raise InputError(
                f"{self.parameter} takes any number and has no list of values",
                fix=f"compare it: {self.parameter} <= {self.values[0]}",
            )
        values = tuple(parameter.read(value) for value in self.values)
        return self.model_copy(update={"values": values})


class Term(Model):
    """A number times a parameter."""

    parameter: str
    factor: FiniteFloat = 1.0


class Linear(Model):
    """The sum of the terms stands in a relation to a bound."""

    kind: Literal["linear"] = "linear"
    terms: tuple[Term, ...] = Field(min_length=1)
    relation: Relation
    bound: FiniteFloat

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it is about."""
        return tuple(term.parameter for term in self.terms)

    def holds(self, point: Point) -> bool:
        """Tell whether a point meets the condition, within rounding."""
        parts = [term.factor * point[term.parameter] for term in self.terms]  # type: ignore[operator]
        excess = sum(parts) - self.bound
        slack = TOLERANCE * (abs(self.bound) + sum(map(abs, parts)))
        if self.relation in ("=", "!="):
            return (abs(excess) <= slack) is (self.relation == "=")
        below = excess <= slack if self.relation in ("<=", ">") else excess < -slack
        return below is (self.relation in ("<=", "<"))

    def fit(self, parameters: Mapping[str, Parameter]) -> Self:
        """Return the condition itself.

        Raises:
            InputError: a parameter is unknown or holds no numbers.
        """
        for term in self.terms:
            if isinstance(find(parameters, term.parameter), Categorical):
                raise InputError(
                    f"{term.parameter} is a choice among options and no number",
                    fix=f"compare it with an option: {term.parameter} = ...",
                )
        return self


class Not(Model):
    """The part does not hold."""

    kind: Literal["not"] = "not"
    part: Condition

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it is about."""
        return self.part.names

    def holds(self, point: Point) -> bool:
        """Tell whether a point meets the condition."""
        return not self.part.holds(point)

    def fit(self, parameters: Mapping[str, Parameter]) -> Self:
        """Return the condition with the values as the parameters have them; see Among, Linear."""
        return self.model_copy(update={"part": self.part.fit(parameters)})


class Every(Model):
    """All parts hold."""

    kind: Literal["and"] = "and"
    parts: tuple[Condition, ...] = Field(min_length=2)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it is about."""
        return tuple(name for part in self.parts for name in part.names)

    def holds(self, point: Point) -> bool:
        """Tell whether a point meets the condition."""
        return all(part.holds(point) for part in self.parts)

    def fit(self, parameters: Mapping[str, Parameter]) -> Self:
        """Return the condition with the values as the parameters have them; see Among, Linear."""
        return self.model_copy(update={"parts": tuple(p.fit(parameters) for p in self.parts)})


class Either(Model):
    """At least one part holds."""

    kind: Literal["or"] = "or"
    parts: tuple[Condition, ...] = Field(min_length=2)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it is about."""
        return tuple(name for part in self.parts for name in part.names)

    def holds(self, point: Point) -> bool:
        """Tell whether a point meets the condition."""
        return any(part.holds(point) for part in self.parts)

    def fit(self, parameters: Mapping[str, Parameter]) -> Self:
        """Return the condition with the values as the parameters have them; see Among, Linear."""
        return self.model_copy(update={"parts": tuple(p.fit(parameters) for p in self.parts)})


Condition = Annotated[Among | Linear | Not | Every | Either, Field(discriminator="kind")]
"""What a point meets or does not meet."""


class Forbid(Model):
    """No point may meet the condition."""

    kind: Literal["forbid"] = "forbid"
    condition: Condition
    reason: str = ""
    """Why, for people and language models."""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it is about."""
        return self.condition.names

    def allows(self, point: Point) -> bool:
        """Tell whether the rule allows a point."""
        return not self.condition.holds(point)

    def fit(self, parameters: Mapping[str, Parameter]) -> Self:
        """Return the rule with the values as the parameters have them; see Among, Linear."""
        return self.model_copy(update={"condition": self.condition.fit(parameters)})


class Require(Model):
    """Every point that meets `when` must meet the condition."""

    kind: Literal["require"] = "require"
    condition: Condition
    when: Condition | None = None
    """None: every point."""
    reason: str = ""
    """Why, for people and language models."""

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it is about."""
        return (*self.condition.names, *(self.when.names if self.when else ()))

    def allows(self, point: Point) -> bool:
        """Tell whether the rule allows a point."""
        if self.when is not None and not self.when.holds(point):
            return True
        return self.condition.holds(point)

    def fit(self, parameters: Mapping[str, Parameter]) -> Self:
        """Return the rule with the values as the parameters have them; see Among, Linear."""
        when = None if self.when is None else self.when.fit(parameters)
        return self.model_copy(update={"condition": self.condition.fit(parameters), "when": when})


class Listed(Model):
    """Only the listed combinations of some parameters are allowed, or only they are not."""

    kind: Literal["listed"] = "listed"
    parameters: tuple[str, ...] = Field(min_length=1)
    rows: tuple[tuple[Value, ...], ...]
    """One value for each of `parameters`."""
    allowed: bool = True
    """False: the listed ones are those that may not be tried."""
    reason: str = ""
    """Why, for people and language models."""

    @model_validator(mode="after")
    def _rows_fit(self) -> Self:
        if any(len(row) != len(self.parameters) for row in self.rows):
            raise ValueError("a listed row does not have one value for each parameter")
        return self

    @cached_property
    def _rows_known(self) -> frozenset[tuple[Value, ...]]:
        return frozenset(self.rows)

    def rows_in(self, names: tuple[str, ...]) -> list[tuple[Value, ...]]:
        """Return the rows with their values in the order of the given parameters, none twice."""
        places = [self.parameters.index(name) for name in names]
        return list(dict.fromkeys(tuple(row[place] for place in places) for row in self.rows))

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it is about."""
        return self.parameters

    def allows(self, point: Point) -> bool:
        """Tell whether the listing allows a point."""
        known = tuple(point[name] for name in self.parameters) in self._rows_known
        return known is self.allowed

    def fit(self, parameters: Mapping[str, Parameter]) -> Self:
        """Return the rule with the values as the parameters have them.

        Raises:
            InputError: a parameter or a value is unknown.
        """
        readers = [find(parameters, name).read for name in self.parameters]
        rows = tuple(
            tuple(read(value) for read, value in zip(readers, row, strict=True))
            for row in self.rows
        )
        return self if rows == self.rows else self.model_copy(update={"rows": rows})


Rule = Annotated[Forbid | Require | Listed, Field(discriminator="kind")]
"""What every allowed point keeps."""


def find(parameters: Mapping[str, Parameter], name: str) -> Parameter:
    """Return the parameter of a name.

    Raises:
        InputError: there is none; the nearest names are shown.
    """
    if name not in parameters:
        raise InputError(f"no parameter is called {name!r}", fix=suggest(name, tuple(parameters)))
    return parameters[name]


def suggest(name: str, known: Sequence[str]) -> str:
    """Return the question whether one of the names that look like this one was meant."""
    plain = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(name.casefold(), plain, n=3, cutoff=0.4)
    if not near:
        return f"there are {', '.join(map(repr, known[:8]))}"
    return f"did you mean {', '.join(repr(plain[word]) for word in near)}?"
