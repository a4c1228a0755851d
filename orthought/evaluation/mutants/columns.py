"""Harmless edits that write columns in another way."""

from __future__ import annotations

import math
from random import Random
from typing import Final

from orthought.evaluation.mutants.sheet import Column, Row, Sheet
from orthought.instance import BINARY, CONTINUOUS, INTEGER

MAX_EXPANDED: Final = 63
"""The largest upper bound of a column that is written in binary digits."""


def some(items: list[int], random: Random, most: int) -> list[int]:
    """Return at least one and at most `most` of the items, in random order."""
    return random.sample(items, random.randint(1, min(most, len(items))))


def substitute(sheet: Sheet, number: int, factor: float, offset: float) -> None:
    """Put `factor * x + offset` wherever column x stands; bounds stay the caller's work."""
    for row in sheet.rows:
        value = row.terms.get(number)
        if value is not None:
            row.lower -= value * offset
            row.upper -= value * offset
            row.terms[number] = value * factor
    column = sheet.columns[number]
    sheet.constant += column.cost * offset
    column.cost *= factor


def complement(sheet: Sheet, random: Random) -> str | None:
    """Write bounded columns as upper bound minus a new column."""
    fit = [
        k
        for k, c in enumerate(sheet.columns)
        if math.isfinite(c.upper)
        and c.lower < c.upper
        and (c.kind == CONTINUOUS or c.upper == round(c.upper))
        and not sheet.in_objective(k)
    ]
    if not fit:
        return None
    chosen = some(fit, random, len(fit))
    for number in chosen:
        column = sheet.columns[number]
        substitute(sheet, number, -1.0, column.upper)
        column.lower, column.upper = 0.0, column.upper - column.lower
        column.name = f"{column.name}_complement"
    return f"{len(chosen)} columns complemented"


def shift(sheet: Sheet, random: Random) -> str | None:
    """Move columns by a whole number."""
    fit = [k for k, c in enumerate(sheet.columns) if c.kind != BINARY and not sheet.in_objective(k)]
    if not fit:
        return None
    chosen = some(fit, random, 5)
    for number in chosen:
        column, offset = sheet.columns[number], float(random.choice((-7, -1, 1, 3, 10)))
        substitute(sheet, number, 1.0, offset)
        column.lower, column.upper = column.lower - offset, column.upper - offset
        column.name = f"{column.name}_moved"
    return f"{len(chosen)} columns moved"


def change_units(sheet: Sheet, random: Random) -> str | None:
    """Write continuous columns in another unit."""
    fit = [
        k for k, c in enumerate(sheet.columns) if c.kind == CONTINUOUS and not sheet.in_objective(k)
    ]
    if not fit:
        return None
    chosen = some(fit, random, len(fit))
    for number in chosen:
        column, factor = sheet.columns[number], random.choice((2.0, 0.5, 10.0, 4.0))
        substitute(sheet, number, factor, 0.0)
        column.lower, column.upper = column.lower / factor, column.upper / factor
    return f"{len(chosen)} columns in another unit"


def rewrite_kind(sheet: Sheet, random: Random) -> str | None:
    """Write binary columns as integer ones between 0 and 1, and the other way round."""
    other = {BINARY: INTEGER, INTEGER: BINARY}
    fit = [c for c in sheet.columns if c.kind in other and (c.lower, c.upper) == (0.0, 1.0)]
    for column in fit:
        column.kind = other[column.kind]
    return f"kind of {len(fit)} columns rewritten" if fit else None


def bounds_to_rows(sheet: Sheet, random: Random) -> str | None:
    """Write bounds of columns as rows."""
    fit = [k for k, c in enumerate(sheet.columns) if c.kind != BINARY and c.lower > -math.inf]
    fit += [k for k, c in enumerate(sheet.columns) if c.kind != BINARY and c.upper < math.inf]
    if not fit:
        return None
    chosen = set(some(sorted(set(fit)), random, len(fit)))
    for number in sorted(chosen):
        column = sheet.columns[number]
        sheet.rows.append(Row(f"bounds_{number}", column.lower, column.upper, {number: 1.0}))
        column.lower, column.upper = -math.inf, math.inf
    return f"bounds of {len(chosen)} columns became rows"


def split_column(sheet: Sheet, random: Random) -> str | None:
    """Write columns as the sum of two."""
    fit = [k for k, c in enumerate(sheet.columns) if c.lower == 0 and not sheet.in_objective(k)]
    if not fit:
        return None
    chosen = some(fit, random, 3)
    for number in chosen:
        old = sheet.columns[number]
        new = sheet.add_column(Column(f"{old.name}_rest", 0.0, old.upper, old.kind, old.cost))
        for row in sheet.rows:
            if number in row.terms:
                row.terms[new] = row.terms[number]
        if math.isfinite(old.upper):
            sheet.rows.append(Row(f"both_{number}", -math.inf, old.upper, {number: 1.0, new: 1.0}))
    return f"{len(chosen)} columns split"


def expand_digits(sheet: Sheet, random: Random) -> str | None:
    """Write bounded integer columns in binary digits."""
    fit = [
        k
        for k, c in enumerate(sheet.columns)
        if c.kind == INTEGER
        and c.lower == 0
        and 2 <= c.upper <= MAX_EXPANDED
        and not sheet.in_objective(k)
    ]
    if not fit:
        return None
    number = random.choice(fit)
    column = sheet.columns[number]
    top, cost = math.floor(column.upper), column.cost
    new = {
        sheet.add_column(Column(f"{column.name}_bit{p}", 0.0, 1.0, BINARY, cost * 2**p)): 2.0**p
        for p in range(top.bit_length())
    }
    for row in sheet.rows:
        value = row.terms.pop(number, 0.0)
        row.terms.update({bit: value * weight for bit, weight in new.items() if value})
    sheet.rows.append(Row(f"{column.name}_most", -math.inf, float(top), dict(new)))
    sheet.without_columns({number})
    return f"{column.name} in {len(new)} binary digits"
