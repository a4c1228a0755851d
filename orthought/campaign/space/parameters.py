"""The kinds of parameters of an experiment, and how a written value becomes one of theirs."""

from __future__ import annotations

import difflib
import math
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from orthought.base import Model
from orthought.errors import InputError

Value = str | int | float
"""Name of an option, or a number."""
Point = dict[str, Value]
"""One value a parameter, by name, in the order of the space."""


class Option(Model):
    """One choice of a categorical parameter."""

    name: str = Field(min_length=1)
    label: str = ""
    """What people call it, where the name is a code or a SMILES."""
    smiles: str = ""
    descriptors: dict[str, FiniteFloat] = Field(default_factory=dict)
    """Numbers that say how near two options are, by name."""


class _Named(Model):
    name: str = Field(min_length=1)
    description: str = ""

    def _number(self, raw: object) -> float:
        try:
            number = math.nan if isinstance(raw, bool) else float(raw)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise InputError(f"{self.name}: {raw!r} is not a number", fix="give a finite number")
        return number


class Categorical(_Named):
    """A choice among named options without an order."""

    kind: Literal["categorical"] = "categorical"
    options: tuple[Option, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        if len({option.name for option in self.options}) < len(self.options):
            raise ValueError(f"{self.name}: an option stands twice")
        labels = [option.label for option in self.options if option.label != option.name]
        labels = [label for label in labels if label]
        if len({*labels, *self.values()}) < len(labels) + len(self.options):
            raise ValueError(f"{self.name}: a label stands twice, or is the name of another option")
        return self

    @cached_property
    def _by_text(self) -> dict[str, str]:
        labels = {option.label: option.name for option in self.options if option.label}
        return labels | {option.name: option.name for option in self.options}

    @cached_property
    def scaled_descriptors(self) -> dict[str, tuple[float, ...]] | None:
        """The descriptors of each option, each from 0 to 1; None where not all have the same."""
        keys = sorted(self.options[0].descriptors)
        if not keys or any(sorted(option.descriptors) != keys for option in self.options):
            return None
        columns = []
        for key in keys:
            column = [option.descriptors[key] for option in self.options]
            low, width = min(column), (max(column) - min(column)) or 1.0
            columns.append([(number - low) / width for number in column])
        return dict(zip(self.values(), zip(*columns, strict=True), strict=True))

    def values(self) -> tuple[str, ...]:
        """Return the names of the options."""
        return tuple(option.name for option in self.options)

    def read(self, raw: object) -> str:
        """Return the option that is meant, by name or label.

        Raises:
            InputError: none; the nearest names are shown.
        """
        if raw is None:
            # An option may be called "None"; nothing written is not that option.
            raise InputError(f"{self.name}: there is no value", fix="name one of its options")
        # Spreadsheets make the option "50" a 50.0.
        whole = isinstance(raw, float) and raw.is_integer() and str(raw) not in self._by_text
        text = raw if isinstance(raw, str) else str(int(raw) if whole else raw)  # type: ignore[call-overload]
        found = self._by_text.get(text) or self._by_text.get(text.strip())
        if found is None:
            raise InputError(
                f"{self.name}: no option is called {text.strip()!r}",
                fix=f"did you mean {', '.join(map(repr, self.near(text)))}?",
            )
        return found

    def near(self, text: str, count: int = 3) -> tuple[str, ...]:
        """Return the names of the options that look most like a text; the first where none do."""
        spoken = {word.casefold(): name for word, name in self._by_text.items()}
        close = difflib.get_close_matches(text.strip().casefold(), spoken, n=count, cutoff=0.4)
        return tuple(dict.fromkeys(spoken[word] for word in close)) or self.values()[:5]

    def at(self, share: float) -> str:
        """Return the option at a share from 0 to below 1 of the list."""
        return self.options[_position(share, len(self.options))].name


class Discrete(_Named):
    """A number out of a list."""

    kind: Literal["discrete"] = "discrete"
    numbers: tuple[FiniteFloat, ...] = Field(min_length=1)
    unit: str = ""

    @model_validator(mode="after")
    def _numbers_differ(self) -> Self:
        if len(set(self.numbers)) < len(self.numbers):
            raise ValueError(f"{self.name}: a number stands twice")
        return self

    def values(self) -> tuple[float, ...]:
        """Return the numbers, as listed."""
        return self.numbers

    @cached_property
    def _ascending(self) -> tuple[float, ...]:
        return tuple(sorted(self.numbers))

    def at(self, share: float) -> float:
        """Return the number at a share from 0 to below 1 of the ascending list."""
        return self._ascending[_position(share, len(self.numbers))]

    def read(self, raw: object) -> float:
        """Return the listed number that is meant, within rounding.

        Raises:
            InputError: it is not listed; the nearest are shown.
        """
        number = self._number(raw)
        nearest = sorted(self.numbers, key=lambda listed: abs(listed - number))
        if math.isclose(nearest[0], number, rel_tol=1e-9, abs_tol=1e-12):
            return nearest[0]
        raise InputError(
            f"{self.name}: {number:g} is not one of its values",
            fix=f"the nearest are {', '.join(f'{listed:g}' for listed in nearest[:3])}",
        )


class Integer(_Named):
    """A whole number between two bounds, both included."""

    kind: Literal["integer"] = "integer"
    low: int
    high: int
    unit: str = ""

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"{self.name}: low is above high")
        return self

    def values(self) -> range:
        """Return all whole numbers between the bounds."""
        return range(self.low, self.high + 1)

    def clip(self, number: float) -> int:
        """Return the whole number within the bounds that is nearest to a number."""
        return min(max(round(number), self.low), self.high)

    def at(self, share: float) -> int:
        """Return the whole number at a share from 0 to below 1 of the range."""
        return self.low + _position(share, self.high - self.low + 1)

    def read(self, raw: object) -> int:
        """Return the whole number.

        Raises:
            InputError: it is not whole, or outside the bounds.
        """
        # A float would round large ones.
        number = raw if isinstance(raw, int) and not isinstance(raw, bool) else self._number(raw)
        if number != round(number) or not self.low <= number <= self.high:
            shown = f"{number:g}" if isinstance(number, float) else str(raw)[:40]
            raise InputError(
                f"{self.name}: {shown} is no whole number from {self.low} to {self.high}",
                fix="give a whole number within the bounds",
            )
        return round(number)


class Continuous(_Named):
    """Any number between two bounds, both included."""

    kind: Literal["continuous"] = "continuous"
    low: FiniteFloat
    high: FiniteFloat
    unit: str = ""

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.low >= self.high or not math.isfinite(self.high - self.low):
            raise ValueError(f"{self.name}: low is not below high by a finite number")
        return self

    def values(self) -> None:
        """Return None: they cannot be listed."""
        return

    def clip(self, number: float) -> float:
        """Return the number within the bounds that is nearest to a number."""
        return min(max(number, self.low), self.high)

    def at(self, share: float) -> float:
        """Return the number at a share from 0 to 1 of the range."""
        # Rounding could miss the bounds by a bit.
        return self.clip(self.low + share * (self.high - self.low))

    def read(self, raw: object) -> float:
        """Return the number.

        Raises:
            InputError: it lies outside the bounds.
        """
        number = self._number(raw)
        if not self.low <= number <= self.high:
            raise InputError(
                f"{self.name}: {number:g} lies outside {self.low:g} to {self.high:g}",
                fix="give a number within the bounds",
            )
        return number


def _position(share: float, count: int) -> int:
    return min(int(share * count), count - 1)


Parameter = Annotated[Categorical | Discrete | Integer | Continuous, Field(discriminator="kind")]
