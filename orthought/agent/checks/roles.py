"""What a number does in a row: is what it stands against limited from above or from below?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from orthought.agent.checks.families import Row
from orthought.agent.checks.limits import Side
from orthought.instance import BINARY, Bytes

_SAME: Final = 1e-9


def roles(row: Row, kinds: Bytes) -> Iterator[tuple[float, Side]]:
    """Yield numbers of a row, as positive values, with the side that they limit.

    A right-hand side limits the left one. Where it is zero, a number that stands with every column
    of one sign limits the columns of the other: `x - 40 y <= 0` is x at most 40 y, and
    `0.65 a - 0.35 b >= 0` is a at least 0.35 of both. Rows that a binary variable switches have
    sums on their sides, so that nothing is said of these.

    Args:
        row: a linear row.
        kinds: of every column of the instance.
    """
    side = row.side
    if side is None or not row.values.size:
        return
    if side:
        is_binary = kinds[row.columns] == BINARY
        if is_binary.any() and not is_binary.all():
            return
        yield abs(side), _turned(_relation(row), side < 0)
        return
    for sign in (1.0, -1.0):
        limiting = np.abs(row.values[row.values * sign < 0])
        limited = np.abs(row.values[row.values * sign > 0])
        if limiting.size and limited.size and np.ptp(limiting) <= _SAME * limiting.max():
            yield float(limiting[0]), _turned(_relation(row), sign < 0)


def role_of(row: Row, kinds: Bytes, readings: Iterable[float]) -> Side | None:
    """Return what the number with these readings limits in a row, None where it does not."""
    wanted = [abs(reading) for reading in readings if reading not in (0, 1, -1)]
    sides = {
        side
        for value, side in roles(row, kinds)
        if any(math.isclose(value, one, rel_tol=_SAME) for one in wanted)
    }
    return sides.pop() if len(sides) == 1 else None


def _relation(row: Row) -> Side:
    if row.is_equality:
        return "exact"
    return "upper" if np.isneginf(row.lower) else "lower"


def _turned(side: Side, turn: bool) -> Side:
    if not turn or side == "exact":
        return side
    return "lower" if side == "upper" else "upper"
