"""The LP format: what people read; linear and quadratic instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from orthought.errors import InputError
from orthought.instance import BINARY, CONTINUOUS, Instance
from orthought.solvers.naming import file_names
from orthought.solvers.quadratic import objective_terms

PER_LINE = 8
ONE = "objective_constant_one"


def lp_lines(instance: Instance) -> Iterator[str]:
    """Yield the lines of an LP file.

    Raises:
        InputError: the instance has nonlinear expressions, quadratic rows, sets or indicators.
    """
    _require_plain(instance)
    names = file_names(instance.variable_names, strict=True, taken=(ONE,))
    rows = file_names(instance.row_names, strict=True)
    second = file_names((f"{name}_upper" for name in rows), strict=True, taken=rows)
    yield "Maximize" if instance.sense == "maximize" else "Minimize"
    used = np.flatnonzero(instance.objective)
    yield from _wrap(" obj:", _terms(used, instance.objective[used], names, instance, rows))
    yield "Subject To"
    for row, name in enumerate(rows):
        yield from _row(instance, row, name, names, second[row])
    yield "Bounds"
    sides = zip(names, instance.lower.tolist(), instance.upper.tolist(), strict=True)
    yield from (_bound(name, low, high) for name, low, high in sides)
    if instance.objective_constant:
        yield f" {ONE} = 1.0"
    # Readers give what stands under Binaries the bounds 0 and 1, even where it is fixed.
    plain = (instance.kinds == BINARY) & (instance.lower == 0) & (instance.upper == 1)
    for mask, title in (((instance.kinds != CONTINUOUS) & ~plain, "Generals"), (plain, "Binaries")):
        members = [names[k] for k in np.flatnonzero(mask)]
        if members:
            yield title
            yield from _wrap("", members)
    yield "End"


def _require_plain(instance: Instance) -> None:
    if instance.nonlinear_rows.size or (instance.quadratic_rows >= 0).any():
        raise InputError("our LP files carry no nonlinear rows", fix="export to .nl")
    if instance.special_ordered_sets or instance.indicators:
        raise InputError("our LP files carry no ordered sets or indicators", fix="export to .mps")


def _terms(
    columns: Any, values: Any, names: list[str], instance: Instance, rows: list[str]
) -> list[str]:
    terms = [_term(v, names[c]) for c, v in zip(columns.tolist(), values.tolist(), strict=True)]
    quadratic = list(zip(*(part.tolist() for part in objective_terms(instance)), strict=True))
    if quadratic:
        # The bracket is halved, and no reader wants a sign at its beginning.
        inner = [
            _term(2 * value, f"{names[i]} ^2" if i == j else f"{names[i]} * {names[j]}")
            for i, j, value in quadratic
        ]
        terms += ["+ [", inner[0].removeprefix("+ "), *inner[1:], "] / 2"]
    if instance.objective_constant:
        # Not every reader takes a bare number, so the constant gets a variable fixed to one.
        terms.insert(0, _term(instance.objective_constant, ONE))
    return terms or ([f"0 {names[0]}"] if names else [])


def _term(value: float, name: str) -> str:
    return f"{'-' if value < 0 else '+'} {abs(value)!r} {name}".rstrip()


def _row(instance: Instance, row: int, name: str, names: list[str], second: str) -> Iterator[str]:
    part = slice(int(instance.row_starts[row]), int(instance.row_starts[row + 1]))
    entries = zip(
        instance.row_columns[part].tolist(), instance.row_values[part].tolist(), strict=True
    )
    body = [_term(value, names[column]) for column, value in entries]
    body = body or ([f"0 {names[0]}"] if names else [])
    low, high = float(instance.row_lower[row]), float(instance.row_upper[row])
    if low == high:
        yield from _wrap(f" {name}:", [*body, f"= {low!r}"])
        return
    if np.isfinite(low):
        yield from _wrap(f" {name}:", [*body, f">= {low!r}"])
    if np.isfinite(high):
        label = second if np.isfinite(low) else name
        yield from _wrap(f" {label}:", [*body, f"<= {high!r}"])


def _bound(name: str, low: float, high: float) -> str:
    if low == -np.inf and high == np.inf:
        return f" {name} free"
    if low == high:
        return f" {name} = {low!r}"
    left = "-inf" if low == -np.inf else repr(low)
    right = "+inf" if high == np.inf else repr(high)
    return f" {left} <= {name} <= {right}"


def _wrap(head: str, parts: list[str]) -> Iterator[str]:
    for begin in range(0, max(1, len(parts)), PER_LINE):
        lead = head if begin == 0 else "  "
        yield f"{lead} {' '.join(parts[begin : begin + PER_LINE])}"
