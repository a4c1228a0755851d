"""Finding the numbers of formulations and tables, and what two of them make together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from orthought.agent.reading.numbers import TextNumber, find_numbers
from orthought.agent.reading.sentences import split_sentences
from orthought.formulation import Formulation
from orthought.problem import TableProfile


def sizes_of(formulation: Formulation) -> set[float]:
    """Sizes of sets and of listed parameters, and elements that are numbers."""
    sizes: set[float] = set()
    for declared in formulation.sets:
        if declared.elements is not None:
            sizes.add(float(len(declared.elements)))
            sizes |= {number for e in declared.elements for number in as_numbers(e)}
    for parameter in formulation.parameters:
        if isinstance(parameter.value, dict | list):
            sizes.add(float(len(parameter.value)))
            inner = parameter.value
            first = next(iter(inner.values() if isinstance(inner, dict) else inner), None)
            if isinstance(first, dict | list):
                sizes.add(float(len(first)))
    return sizes


def visible_numbers(tables: Sequence[TableProfile]) -> set[float]:
    """Numbers of the tables that a prompt shows: counts, ranges, cells of the first rows."""
    seen: set[float] = set()
    for table in tables:
        seen.add(float(table.rows))
        for column in table.columns:
            seen.add(float(column.distinct))
            ends = (column.minimum, column.maximum)
            seen |= {abs(end) for end in ends if isinstance(end, float)}
        seen |= {abs(number) for row in table.sample for c in row for number in as_numbers(c)}
    return seen


def numbers_inside(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, float]]:
    """Yield path and value of every number in a nested value."""
    if depth > 20:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers_inside(item, f"{path}[{key}]", depth + 1)
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from numbers_inside(item, f"{path}[{position}]", depth + 1)
    else:
        for number in as_numbers(value):
            yield path, number


def keys(value: Any, depth: int = 0) -> Iterator[float]:
    if isinstance(value, dict) and depth < 20:
        for key, item in value.items():
            yield from as_numbers(key)
            yield from keys(item, depth + 1)


def as_numbers(value: Any) -> Iterator[float]:
    if isinstance(value, bool) or value is None:
        return
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return
    if math.isfinite(number):
        yield number


def numbers_in(text: str) -> tuple[TextNumber, ...]:
    return find_numbers(split_sentences(text)) if any(map(str.isdigit, text)) else ()


def combines(first: float, others: Sequence[float], value: float) -> bool:
    return any(
        math.isclose(made, value, rel_tol=1e-6)
        for second in others
        for made in _combinations(first, second)
    )


def _combinations(first: float, second: float) -> Iterator[float]:
    yield from (first + second, first - second, second - first, first * second)
    if second:
        yield first / second
    if first:
        yield second / first
