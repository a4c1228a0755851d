"""Where in a formulation a number of the text stands."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from orthought.agent.checks.held import (
    as_numbers,
    keys,
    numbers_in,
    numbers_inside,
    visible_numbers,
)
from orthought.agent.reading.numbers import TextNumber
from orthought.formulation import Formulation, Parameter
from orthought.problem import TableProfile

EXACT: Final = 1e-9
ROUGH: Final = 0.011
"""For numbers without a finite decimal expansion: 0.33 stands for a third."""
UNUSED: Final = re.compile(
    r"unused|not used|not needed|ignor|redundant|irrelevant|no use|does not enter|do not enter",
    re.IGNORECASE,
)
DERIVED: Final = re.compile(
    r"deriv|comput|calculat|conver|\bsum of|product of|difference|\bnet of\b|\bminus\b|\btimes\b|"
    r"\bplus\b|divided|multipl|reciprocal|\bbig[- ]?m\b|large enough|follows from|"
    r"\d\s?[-+*/\u00d7\u00b7=]\s?\d",
    re.IGNORECASE,
)


class Places:
    """Every number of a formulation with its place, to be asked for the numbers of a text."""

    def __init__(self, formulation: Formulation, tables: Sequence[TableProfile] = ()) -> None:
        found = [(abs(value), place) for value, place in _all(formulation, tables)]
        found.sort(key=lambda item: item[0])
        self._values = [value for value, _ in found]
        self._places = [place for _, place in found]

    def of(self, number: TextNumber) -> tuple[str, ...]:
        """Return where a number stands: 'price[rye]', 'upper bound of make', 'size of months'."""
        tolerance = ROUGH if number.approximate else EXACT
        found: dict[str, None] = {}
        for reading in sorted(readings_of(number)):
            first = bisect_left(self._values, reading * (1 - tolerance))
            while first < len(self._values) and self._values[first] <= reading * (1 + tolerance):
                found[self._places[first]] = None
                first += 1
                if len(found) >= _MANY:
                    return tuple(found)
        return tuple(found)


def is_reading(number: TextNumber, value: float) -> bool:
    """Whether a value is the number in one of its readings: 0.35 is 35 %."""
    readings = readings_of(number)
    if value in readings:
        return True
    tolerance = ROUGH if number.approximate else EXACT
    return any(math.isclose(value, reading, rel_tol=tolerance) for reading in readings)


def readings_of(number: TextNumber) -> set[float]:
    """Return the sizes that a number may have in a model."""
    readings = {abs(reading) for reading in number.readings}
    if number.percent:
        share = abs(number.value) / 100
        readings |= {1 - share, 1 + share, 100 - 100 * share, 100 + 100 * share}
    if number.word or number.approximate:
        readings |= {1 / reading for reading in tuple(readings) if reading}
    return readings


def _all(formulation: Formulation, tables: Sequence[TableProfile]) -> Iterator[tuple[float, str]]:
    for parameter in formulation.parameters:
        yield from _of_parameter(parameter)
    for variable in formulation.variables:
        for side, bound in (("lower", variable.lower), ("upper", variable.upper)):
            if isinstance(bound, float):
                yield bound, f"{side} bound of {variable.name}"
    for declared in formulation.sets:
        elements = declared.elements or ()
        yield float(len(elements)), f"size of {declared.name}"
        for element in elements:
            yield from ((v, f"an element of {declared.name}") for v in as_numbers(element))
    for note in formulation.assumptions:
        if UNUSED.search(note):
            yield from _said(note, "an assumption that says it is unused")
    for value in visible_numbers(tables):
        yield value, "a table"


def _of_parameter(parameter: Parameter) -> Iterator[tuple[float, str]]:
    name, value = parameter.name, parameter.value
    for path, leaf in numbers_inside(value, ""):
        yield leaf, f"{name}{path}"
    yield from ((key, f"an index of {name}") for key in keys(value))
    if isinstance(value, dict | list):
        yield float(len(value)), f"size of {name}"
        inner = next(iter(value.values() if isinstance(value, dict) else value), None)
        if isinstance(inner, dict | list):
            yield float(len(inner)), f"size of {name}"
    yield from _said(parameter.unit, f"what is said of {name}")
    if DERIVED.search(parameter.meaning):
        yield from _said(parameter.meaning, f"what is said of {name}")


def _said(text: str, place: str) -> Iterator[tuple[float, str]]:
    for number in numbers_in(text) if text else ():
        yield from ((reading, place) for reading in number.readings)


_MANY: Final = 20
"""A number that stands in more places than this is everywhere."""
