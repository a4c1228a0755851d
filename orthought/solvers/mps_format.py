"""The MPS format: linear and quadratic instances, with ordered sets and indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from orthought.errors import InputError
from orthought.instance import BINARY, CONTINUOUS, Instance
from orthought.solvers.naming import file_names
from orthought.solvers.quadratic import objective_terms

OBJECTIVE: Final = "OBJECTIVE"


def mps_lines(instance: Instance) -> Iterator[str]:
    """Yield the lines of a free-format MPS file.

    The objective's constant is the negative right-hand side of the objective's row, as readers
    have it. Rows that are free on both sides are written as further N rows.

    Raises:
        InputError: the instance has nonlinear expressions.
    """
    if instance.nonlinear_rows.size:
        raise InputError("MPS cannot carry nonlinear expressions", fix="export to .nl")
    columns = file_names(instance.variable_names)
    rows = file_names(instance.row_names, taken=(OBJECTIVE,))
    senses = row_senses(instance)
    yield f"NAME {file_names([instance.name or 'model'])[0]}"
    if instance.sense == "maximize":
        yield from ("OBJSENSE", "    MAX")
    yield from ("ROWS", f" N {OBJECTIVE}")
    yield from (f" {sense} {name}" for sense, name in zip(senses, rows, strict=True))
    yield "COLUMNS"
    yield from _columns(instance, columns, rows)
    yield "RHS"
    yield from _sides(instance, rows, senses)
    yield "RANGES"
    yield from _ranges(instance, rows)
    yield "BOUNDS"
    yield from _bounds(instance, columns)
    yield from _quadratic(instance, columns, rows)
    yield from _discrete(instance, columns, rows)
    yield "ENDATA"


def row_senses(instance: Instance) -> list[str]:
    """Return E, L, G or N for every row; a row with two sides is G and gets a range."""
    low, high = np.isfinite(instance.row_lower), np.isfinite(instance.row_upper)
    equal = low & (instance.row_lower == instance.row_upper)
    found: list[str] = np.select([equal, low, high], ["E", "G", "L"], "N").tolist()
    return found


def _columns(instance: Instance, names: list[str], rows: list[str]) -> Iterator[str]:
    order = np.argsort(instance.row_columns, kind="stable")
    owners = np.repeat(np.arange(instance.row_count), np.diff(instance.row_starts))[order].tolist()
    values = instance.row_values[order].tolist()
    counts = np.bincount(instance.row_columns, minlength=len(names))
    ends = np.cumsum(counts).tolist()
    integral = (instance.kinds != CONTINUOUS).tolist()
    costs = instance.objective.tolist()
    begin, inside, marks = 0, False, 0
    for column, name in enumerate(names):
        if integral[column] != inside:
            inside = not inside
            yield f"    MARKER{marks} 'MARKER' '{'INTORG' if inside else 'INTEND'}'"
            marks += 1
        entries = range(begin, ends[column])
        # A column without entries must still be named.
        if costs[column] or not entries:
            yield f"    {name} {OBJECTIVE} {costs[column]!r}"
        for entry in entries:
            yield f"    {name} {rows[owners[entry]]} {values[entry]!r}"
        begin = ends[column]
    if inside:
        yield f"    MARKER{marks} 'MARKER' 'INTEND'"


def _sides(instance: Instance, rows: list[str], senses: list[str]) -> Iterator[str]:
    if instance.objective_constant:
        yield f"    RHS {OBJECTIVE} {-instance.objective_constant!r}"
    low, high = instance.row_lower.tolist(), instance.row_upper.tolist()
    for row, sense in enumerate(senses):
        side = high[row] if sense == "L" else low[row]
        if sense != "N" and side:
            yield f"    RHS {rows[row]} {side!r}"


def _ranges(instance: Instance, rows: list[str]) -> Iterator[str]:
    low, high = instance.row_lower, instance.row_upper
    for row in np.flatnonzero(np.isfinite(low) & np.isfinite(high) & (low != high)):
        yield f"    RNG {rows[row]} {float(high[row] - low[row])!r}"


def _bounds(instance: Instance, names: list[str]) -> Iterator[str]:
    sides = zip(instance.lower.tolist(), instance.upper.tolist(), strict=True)
    integral = (instance.kinds != CONTINUOUS).tolist()
    binary = ((instance.kinds == BINARY) & (instance.lower == 0) & (instance.upper == 1)).tolist()
    for column, (low, high) in enumerate(sides):
        if binary[column]:
            yield f" BV BND {names[column]}"
            continue
        for kind, value in _bound_kinds(low, high, integral[column]):
            yield f" {kind} BND {names[column]}" + ("" if value is None else f" {value!r}")


def _bound_kinds(low: float, high: float, integral: bool) -> Iterable[tuple[str, float | None]]:
    if low == high:
        return [("FX", low)]
    if low == -np.inf and high == np.inf:
        return [("FR", None)]
    kinds: list[tuple[str, float | None]] = []
    if low == -np.inf:
        kinds.append(("MI", None))
    elif low or integral:
        kinds.append(("LO", low))
    if high < np.inf:
        kinds.append(("UP", high))
    elif integral:
        # Some readers give integer columns an upper bound of one.
        kinds.append(("PL", None))
    return kinds


def _quadratic(instance: Instance, names: list[str], rows: list[str]) -> Iterator[str]:
    terms = list(zip(*(part.tolist() for part in objective_terms(instance)), strict=True))
    if terms:
        yield "QUADOBJ"
        for first, second, value in terms:
            # The objective is x'Qx / 2 and one triangle is written.
            entry = 2 * value if first == second else value
            yield f"    {names[first]} {names[second]} {entry!r}"
    for row in np.unique(instance.quadratic_rows[instance.quadratic_rows >= 0]).tolist():
        yield f"QCMATRIX {rows[row]}"
        for first, second, value in _row_terms(instance, row):
            if first == second:
                yield f"    {names[first]} {names[first]} {value!r}"
                continue
            # Rows hold x'Qx, both triangles written.
            yield f"    {names[first]} {names[second]} {value / 2!r}"
            yield f"    {names[second]} {names[first]} {value / 2!r}"


def _row_terms(instance: Instance, row: int) -> Iterator[tuple[int, int, float]]:
    mine: Any = instance.quadratic_rows == row
    yield from zip(
        instance.quadratic_first[mine].tolist(),
        instance.quadratic_second[mine].tolist(),
        instance.quadratic_values[mine].tolist(),
        strict=True,
    )


def _discrete(instance: Instance, names: list[str], rows: list[str]) -> Iterator[str]:
    if instance.special_ordered_sets:
        yield "SOS"
        labels = file_names([ordered.name for ordered in instance.special_ordered_sets])
        for label, ordered in zip(labels, instance.special_ordered_sets, strict=True):
            yield f" S{ordered.level} {label}"
            for column, weight in zip(ordered.columns, ordered.weights, strict=True):
                yield f"    {names[column]} {weight!r}"
    if instance.indicators:
        yield "INDICATORS"
        for indicator in instance.indicators:
            yield f" IF {rows[indicator.row]} {names[indicator.column]} {indicator.active}"
