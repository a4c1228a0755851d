"""Edits as they slip into a model: a sense flipped, a row forgotten, a number misread.

Each takes a sheet, edits it in place and returns what it did, or None where it finds nothing to do.
Whether the result still says the same (a forgotten row may be implied by others) is for
`orthought.evaluation.mutants.truth` to prove.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Final

from orthought.evaluation.mutants.harmless import Edit
from orthought.evaluation.mutants.sheet import Row, Sheet
from orthought.instance import BINARY, CONTINUOUS, INTEGER

FACTORS: Final = (1.1, 0.9, 2.0, 0.5, 10.0)
_BRACKETED: Final = re.compile(r"^(?P<base>[^\[(]+)[\[(](?P<index>[^\])]*)[\])]$")
_UNDERSCORED: Final = re.compile(r"^(?P<base>.*?[A-Za-z])_(?P<index>\w*\d\w*(?:_\w+)*)$")


def flip_row_sense(sheet: Sheet, random: Random) -> str | None:
    """Turn `<=` into `>=` or the other way round."""
    row = _pick(sheet, random, lambda row: row.is_one_sided)
    if row is None:
        return None
    row.lower, row.upper = _flipped(row.lower, row.upper)
    return f"sense of {row.name} flipped"


def _flipped(low: float, high: float) -> tuple[float, float]:
    return (high, math.inf) if math.isinf(low) else (-math.inf, low)


def drop_row(sheet: Sheet, random: Random) -> str | None:
    """Forget a row."""
    if not sheet.rows:
        return None
    row = sheet.rows.pop(random.randrange(len(sheet.rows)))
    return f"{row.name} dropped"


def relax_equality(sheet: Sheet, random: Random) -> str | None:
    """Turn an equation into an inequality."""
    row = _pick(sheet, random, lambda row: row.is_equality)
    if row is None:
        return None
    if random.random() < 0.5:
        row.lower = -math.inf
    else:
        row.upper = math.inf
    return f"{row.name} is an inequality now"


def change_coefficient(sheet: Sheet, random: Random) -> str | None:
    """Misread one coefficient of a row."""
    row = _pick(sheet, random, lambda row: bool(row.terms))
    if row is None:
        return None
    column = random.choice(sorted(row.terms))
    old = row.terms[column]
    row.terms[column] = old * random.choice(FACTORS)
    return f"coefficient of {sheet.columns[column].name} in {row.name}: {old} is multiplied"


def flip_coefficient_sign(sheet: Sheet, random: Random) -> str | None:
    """Lose the minus of one coefficient of a row."""
    row = _pick(sheet, random, lambda row: bool(row.terms))
    if row is None:
        return None
    column = random.choice(sorted(row.terms))
    row.terms[column] = -row.terms[column]
    return f"sign of {sheet.columns[column].name} in {row.name} flipped"


def drop_term(sheet: Sheet, random: Random) -> str | None:
    """Forget one term of a row."""
    row = _pick(sheet, random, lambda row: len(row.terms) >= 2)
    if row is None:
        return None
    column = random.choice(sorted(row.terms))
    del row.terms[column]
    return f"{sheet.columns[column].name} forgotten in {row.name}"


def change_side(sheet: Sheet, random: Random) -> str | None:
    """Misread a right-hand side."""
    row = _pick(sheet, random, lambda row: row.is_one_sided or row.is_equality)
    if row is None:
        return None
    side = row.lower if math.isfinite(row.lower) else row.upper
    new = side * random.choice(FACTORS) if side and random.random() < 0.5 else side + _step(random)
    row.lower = new if math.isfinite(row.lower) else row.lower
    row.upper = new if math.isfinite(row.upper) else row.upper
    return f"{row.name}: {side} became {new}"


def _step(random: Random) -> float:
    return random.choice((1.0, -1.0))


def lose_integrality(sheet: Sheet, random: Random) -> str | None:
    """Forget that one column, or every column, is whole."""
    whole = [column for column in sheet.columns if column.kind != CONTINUOUS]
    if not whole:
        return None
    chosen = whole if random.random() < 0.6 else [random.choice(whole)]
    for column in chosen:
        column.kind = CONTINUOUS
    return f"{len(chosen)} columns need not be whole"


def gain_integrality(sheet: Sheet, random: Random) -> str | None:
    """Make one continuous column, or every one, whole."""
    loose = [column for column in sheet.columns if column.kind == CONTINUOUS]
    if not loose:
        return None
    chosen = loose if random.random() < 0.6 else [random.choice(loose)]
    for column in chosen:
        column.kind = INTEGER
    return f"{len(chosen)} columns must be whole"


def drop_bound(sheet: Sheet, random: Random) -> str | None:
    """Forget a bound of a column."""
    low = [(c, "lower") for c in sheet.columns if math.isfinite(c.lower)]
    high = [(c, "upper") for c in sheet.columns if math.isfinite(c.upper)]
    if not low + high:
        return None
    column, side = random.choice(high if high and random.random() < 0.7 else low or high)
    column.kind = INTEGER if column.kind == BINARY else column.kind
    setattr(column, side, -math.inf if side == "lower" else math.inf)
    return f"{side} bound of {column.name} dropped"


def change_bound(sheet: Sheet, random: Random) -> str | None:
    """Misread a bound of a column."""
    fit = [c for c in sheet.columns if math.isfinite(c.upper) and c.kind != BINARY]
    if not fit:
        return None
    column = random.choice(fit)
    old, column.upper = column.upper, max(column.lower, column.upper + _step(random))
    return f"upper bound of {column.name}: {old} became {column.upper}"


def change_cost(sheet: Sheet, random: Random) -> str | None:
    """Misread one coefficient of the objective."""
    column = _costly(sheet, random)
    if column is None:
        return None
    old = sheet.columns[column].cost
    sheet.columns[column].cost = old * random.choice(FACTORS)
    return f"objective coefficient of {sheet.columns[column].name}: {old} is multiplied"


def drop_cost(sheet: Sheet, random: Random) -> str | None:
    """Forget one term of the objective."""
    column = _costly(sheet, random)
    if column is None:
        return None
    sheet.columns[column].cost = 0.0
    return f"{sheet.columns[column].name} forgotten in the objective"


def flip_objective_sense(sheet: Sheet, random: Random) -> str | None:
    """Maximize what is to be minimized, or the other way round."""
    sheet.sense = "minimize" if sheet.sense == "maximize" else "maximize"
    return f"{sheet.sense} now"


def swap_sides(sheet: Sheet, random: Random) -> str | None:
    """Exchange the right-hand sides of two rows of one sense."""
    below = [row for row in sheet.rows if row.is_one_sided and math.isfinite(row.upper)]
    above = [row for row in sheet.rows if row.is_one_sided and math.isfinite(row.lower)]
    rows = below if len(below) >= len(above) else above
    pairs = [(a, b) for a, b in pairwise(rows) if _sides(a) != _sides(b)]
    if not pairs:
        return None
    first, second = random.choice(pairs)
    first.lower, second.lower = second.lower, first.lower
    first.upper, second.upper = second.upper, first.upper
    return f"sides of {first.name} and {second.name} exchanged"


def _sides(row: Row) -> tuple[float, float]:
    return row.lower, row.upper


def drop_last_index(sheet: Sheet, random: Random) -> str | None:
    """End one index early: the last label of a position goes, with its columns and rows."""
    labels = _labels([column.name for column in sheet.columns])
    fit = sorted(key for key, found in labels.items() if len(found) >= 2)
    if not fit:
        return None
    chosen = random.choice(fit)
    wanted, last = set(labels[chosen]), labels[chosen][-1]
    families = _labels([row.name for row in sheet.rows])
    gone_rows = {key for key, found in families.items() if set(found) == wanted}
    sheet.rows = [
        row
        for row in sheet.rows
        if not any((row_key, last) in _places(row.name) for row_key in gone_rows)
    ]
    same = {key for key, found in labels.items() if set(found) == wanted}
    gone = {
        number
        for number, column in enumerate(sheet.columns)
        if any((key, last) in _places(column.name) for key in same)
    }
    sheet.without_columns(gone)
    return f"last label {last!r} of {chosen[0]} dropped with {len(gone)} columns"


Key = tuple[str, int]


def _places(name: str) -> list[tuple[Key, str]]:
    """Return (family, position) and label of each index of a name such as x[2,blue] or x_2_1."""
    match, separator = _BRACKETED.match(name), ","
    if match is None:
        match, separator = _UNDERSCORED.match(name), "_"
    if match is None:
        return []
    parts = [part.strip() for part in match["index"].split(separator)]
    return [((match["base"], position), label) for position, label in enumerate(parts)]


def _labels(names: list[str]) -> dict[Key, list[str]]:
    found: dict[Key, dict[str, None]] = defaultdict(dict)
    for name in names:
        for key, label in _places(name):
            found[key][label] = None
    return {key: list(labels) for key, labels in found.items()}


def _costly(sheet: Sheet, random: Random) -> int | None:
    fit = [number for number, column in enumerate(sheet.columns) if column.cost]
    return random.choice(fit) if fit else None


def _pick(sheet: Sheet, random: Random, fits: Callable[[Row], bool]) -> Row | None:
    rows = [row for row in sheet.rows if fits(row)]
    return random.choice(rows) if rows else None


HARMFUL: Final[dict[str, Edit]] = {
    "flip_row_sense": flip_row_sense,
    "drop_row": drop_row,
    "relax_equality": relax_equality,
    "change_coefficient": change_coefficient,
    "flip_coefficient_sign": flip_coefficient_sign,
    "drop_term": drop_term,
    "change_side": change_side,
    "swap_sides": swap_sides,
    "lose_integrality": lose_integrality,
    "gain_integrality": gain_integrality,
    "drop_bound": drop_bound,
    "change_bound": change_bound,
    "change_cost": change_cost,
    "drop_cost": drop_cost,
    "flip_objective_sense": flip_objective_sense,
    "drop_last_index": drop_last_index,
}
