"""Edits that change how an instance is written and not what it says.

Each takes a sheet, edits it in place and returns what it did, or None where it finds nothing to do.
That the result is equivalent follows from the construction of each edit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Final

from orthought.evaluation.mutants import columns
from orthought.evaluation.mutants.columns import some
from orthought.evaluation.mutants.sheet import Column, Row, Sheet
from orthought.instance import CONTINUOUS

Edit = Callable[[Sheet, Random], str | None]


def rename(sheet: Sheet, random: Random) -> str | None:
    """Give columns and rows names that say nothing."""
    numbers = random.sample(range(10 * len(sheet.columns)), len(sheet.columns))
    for column, number in zip(sheet.columns, numbers, strict=True):
        column.name = f"v{number}"
    for number, row in enumerate(sheet.rows):
        row.name = f"c{number}"
    return "all names replaced"


def permute(sheet: Sheet, random: Random) -> str | None:
    """Shuffle columns and rows."""
    order = list(range(len(sheet.columns)))
    random.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    sheet.columns = [sheet.columns[old] for old in order]
    for row in sheet.rows:
        row.terms = {place[column]: value for column, value in row.terms.items()}
    sheet.quadratic = {
        (min(place[i], place[j]), max(place[i], place[j])): value
        for (i, j), value in sheet.quadratic.items()
    }
    random.shuffle(sheet.rows)
    return "columns and rows shuffled"


def scale_rows(sheet: Sheet, random: Random) -> str | None:
    """Multiply every row by a factor, half of them by a negative one."""
    factors = (2.0, 0.5, 4.0, 10.0, 3.0, -1.0, -2.0, -0.25, -8.0)
    sheet.rows = [row.scaled(random.choice(factors)) for row in sheet.rows]
    return f"{len(sheet.rows)} rows scaled" if sheet.rows else None


def add_slacks(sheet: Sheet, random: Random) -> str | None:
    """Turn inequalities into equations with a slack column each."""
    open_rows = [
        k
        for k, row in enumerate(sheet.rows)
        if row.lower < row.upper and (math.isfinite(row.lower) or math.isfinite(row.upper))
    ]
    if not open_rows:
        return None
    chosen = some(open_rows, random, len(open_rows))
    for number in chosen:
        row = sheet.rows[number]
        if math.isinf(row.upper):
            slack, side, value = Column(f"slack_{number}"), row.lower, -1.0
        else:
            slack = Column(f"slack_{number}", upper=row.upper - row.lower)
            side, value = row.upper, 1.0
        row.terms[sheet.add_column(slack)] = value
        row.lower = row.upper = side
    return f"slack columns in {len(chosen)} rows"


def add_auxiliary(sheet: Sheet, random: Random) -> str | None:
    """Define a column as part of a row and use it there."""
    wide = [k for k, row in enumerate(sheet.rows) if len(row.terms) >= 2]
    if not wide:
        return None
    row = sheet.rows[random.choice(wide)]
    part = random.sample(sorted(row.terms), random.randint(2, len(row.terms)))
    new = sheet.add_column(Column("auxiliary", lower=-math.inf))
    definition = {column: row.terms.pop(column) for column in part}
    row.terms[new] = 1.0
    sheet.rows.append(Row("definition_of_auxiliary", 0.0, 0.0, {**definition, new: -1.0}))
    return f"{len(definition)} terms of {row.name} moved into a column"


def add_objective_column(sheet: Sheet, random: Random) -> str | None:
    """Let a free column equal the objective, and optimize that column."""
    if sheet.quadratic:
        return None
    terms = {k: column.cost for k, column in enumerate(sheet.columns) if column.cost}
    for column in sheet.columns:
        column.cost = 0.0
    new = sheet.add_column(Column("objective_value", lower=-math.inf, cost=1.0))
    terms[new] = -1.0
    sheet.rows.append(Row("objective_row", -sheet.constant, -sheet.constant, terms))
    sheet.constant = 0.0
    return "the objective became a column"


def add_sum_of_rows(sheet: Sheet, random: Random) -> str | None:
    """Append a row that two others imply."""
    below = [row if math.isfinite(row.upper) else row.scaled(-1.0) for row in sheet.rows]
    below = [row for row in below if math.isfinite(row.upper)]
    if len(below) < 2:
        return None
    first, second = random.sample(below, 2)
    weight = random.choice((1.0, 2.0, 0.5))
    terms = dict(first.terms)
    for column, value in second.terms.items():
        terms[column] = terms.get(column, 0.0) + weight * value
    terms = {column: value for column, value in terms.items() if value}
    sheet.rows.append(Row("implied", -math.inf, first.upper + weight * second.upper, terms))
    return f"sum of {first.name} and {weight} times {second.name} appended"


def duplicate_row(sheet: Sheet, random: Random) -> str | None:
    """Append a copy of a row, scaled."""
    if not sheet.rows:
        return None
    row = random.choice(sheet.rows)
    sheet.rows.append(row.scaled(random.choice((1.0, 2.0, -1.0)), f"{row.name}_again"))
    return f"{row.name} twice"


def add_vacuous_row(sheet: Sheet, random: Random) -> str | None:
    """Append a row that the bounds of the columns imply."""
    bounded = [k for k, c in enumerate(sheet.columns) if math.isfinite(c.lower + c.upper)]
    if not bounded:
        return None
    chosen = some(bounded, random, 6)
    terms = {k: float(random.randint(1, 5)) for k in chosen}
    most = sum(value * sheet.columns[k].upper for k, value in terms.items())
    sheet.rows.append(Row("vacuous", -math.inf, most + random.randint(0, 3), terms))
    return f"a row over {len(chosen)} columns that bounds imply"


def split_equality(sheet: Sheet, random: Random) -> str | None:
    """Write equations as two inequalities."""
    equal = [k for k, row in enumerate(sheet.rows) if row.is_equality]
    if not equal:
        return None
    chosen = some(equal, random, len(equal))
    for number in chosen:
        row = sheet.rows[number]
        sheet.rows.append(Row(f"{row.name}_low", row.lower, math.inf, dict(row.terms)))
        row.lower = -math.inf
    return f"{len(chosen)} equations split"


def loosen_whole_rows(sheet: Sheet, random: Random) -> str | None:
    """Add a half to whole right-hand sides of rows that only take whole values."""
    fit = [k for k, row in enumerate(sheet.rows) if _is_whole(sheet, row)]
    if not fit:
        return None
    chosen = some(fit, random, len(fit))
    for number in chosen:
        sheet.rows[number].upper += 0.5
    return f"{len(chosen)} whole rows loosened by a half"


def _is_whole(sheet: Sheet, row: Row) -> bool:
    numbers = [row.upper, *row.terms.values()]
    whole = all(math.isfinite(v) and v == round(v) for v in numbers)
    kinds = all(sheet.columns[column].kind != CONTINUOUS for column in row.terms)
    return bool(row.terms) and whole and kinds and not row.is_equality


def scale_objective(sheet: Sheet, random: Random) -> str | None:
    """Multiply the objective by a positive factor."""
    factor = random.choice((2.0, 10.0, 0.5))
    _multiply_objective(sheet, factor)
    return f"objective times {factor}"


def negate_objective(sheet: Sheet, random: Random) -> str | None:
    """Optimize minus the objective in the other sense."""
    _multiply_objective(sheet, -1.0)
    sheet.sense = "minimize" if sheet.sense == "maximize" else "maximize"
    return "objective and sense negated"


def _multiply_objective(sheet: Sheet, factor: float) -> None:
    sheet.factor *= factor
    for column in sheet.columns:
        column.cost *= factor
    sheet.constant *= factor
    sheet.quadratic = {pair: value * factor for pair, value in sheet.quadratic.items()}


def combine(sheet: Sheet, random: Random) -> str | None:
    """Three or four of the others, then new names in a new order."""
    names = random.sample(sorted(SINGLE), random.randint(3, 4))
    done = [name for name in names if SINGLE[name](sheet, random) is not None]
    rename(sheet, random)
    permute(sheet, random)
    return ", ".join(done) if len(done) >= 2 else None


SINGLE: Final[dict[str, Edit]] = {
    "scale_rows": scale_rows,
    "add_slacks": add_slacks,
    "add_auxiliary": add_auxiliary,
    "add_objective_column": add_objective_column,
    "add_sum_of_rows": add_sum_of_rows,
    "duplicate_row": duplicate_row,
    "add_vacuous_row": add_vacuous_row,
    "complement": columns.complement,
    "shift": columns.shift,
    "change_units": columns.change_units,
    "split_equality": split_equality,
    "rewrite_kind": columns.rewrite_kind,
    "bounds_to_rows": columns.bounds_to_rows,
    "split_column": columns.split_column,
    "expand_digits": columns.expand_digits,
    "loosen_whole_rows": loosen_whole_rows,
    "scale_objective": scale_objective,
    "negate_objective": negate_objective,
}
HARMLESS: Final[dict[str, Edit]] = {
    "rename": rename,
    "permute": permute,
    **SINGLE,
    "combine": combine,
}
