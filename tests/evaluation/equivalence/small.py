"""Small problems over integer boxes, edits that keep them, and their points by listing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random

from orthought.instance import Instance
from tests.solvers.build import make

Edited = tuple["Small", str]


@dataclass
class Small:
    """A problem as lists: rows are (coefficients, lower, upper) with None for no side."""

    cost: list[float]
    rows: list[tuple[list[float], float | None, float | None]]
    lower: list[float | None]
    upper: list[float | None]
    kinds: list[int]
    sense: str = "minimize"
    constant: float = 0.0
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = self.names or [f"x[{k}]" for k in range(len(self.cost))]

    def instance(self) -> Instance:
        made = make(
            self.cost,
            self.rows,
            sense=self.sense,
            lower=self.lower,
            upper=self.upper,
            kinds=self.kinds,
            constant=self.constant,
        )
        return replace(made, variable_names=tuple(self.names))

    def copy(self) -> Small:
        rows = [(list(terms), low, high) for terms, low, high in self.rows]
        return replace(
            self,
            cost=list(self.cost),
            rows=rows,
            lower=list(self.lower),
            upper=list(self.upper),
            kinds=list(self.kinds),
            names=list(self.names),
        )

    def points(self) -> dict[tuple[float, ...], float]:
        """Return the objective of every feasible point; all variables must be bounded integers."""
        ranges = [
            range(int(low or 0), int(high or 0) + 1)
            for low, high in zip(self.lower, self.upper, strict=True)
        ]
        found = {}
        for point in product(*ranges):
            if all(self._holds(row, point) for row in self.rows):
                value = sum(c * x for c, x in zip(self.cost, point, strict=True))
                found[tuple(map(float, point))] = value + self.constant
        return found

    @staticmethod
    def _holds(row: tuple[list[float], float | None, float | None], point: tuple[int, ...]) -> bool:
        total = sum(a * x for a, x in zip(row[0], point, strict=True))
        low, high = row[1], row[2]
        return (low is None or total >= low - 1e-9) and (high is None or total <= high + 1e-9)


def random_small(random: Random, *, most: int = 3, whole: bool = True) -> Small:
    """Return a problem of two or three bounded variables and a few rows."""
    count = random.randint(2, most)
    rows: list[tuple[list[float], float | None, float | None]] = []
    for _ in range(random.randint(1, 3)):
        terms = [float(random.randint(-3, 4)) for _ in range(count)]
        side = float(random.randint(0, 8))
        kind = random.randrange(6)
        low, high = (None, side) if kind < 3 else (side - 4, None) if kind < 5 else (side, side)
        rows.append((terms, low, high))
    return Small(
        cost=[float(random.randint(-3, 5)) for _ in range(count)],
        rows=rows,
        lower=[0.0] * count,
        upper=[float(random.randint(1, 4)) for _ in range(count)],
        kinds=[1 if whole or random.random() < 0.5 else 0 for _ in range(count)],
        sense=random.choice(["minimize", "maximize"]),
        constant=float(random.choice([0, 0, 3])),
    )


def scale_rows(small: Small, random: Random) -> None:
    """Multiply rows by factors of either sign."""
    scaled = []
    for terms, low, high in small.rows:
        factor = random.choice([2.0, 0.5, -1.0, -3.0, 7.0])
        ends = [None if side is None else factor * side for side in (low, high)]
        if factor < 0:
            ends.reverse()
        scaled.append(([factor * value for value in terms], ends[0], ends[1]))
    small.rows = scaled


def permute(small: Small, random: Random) -> None:
    """Reorder variables and rows, and rename."""
    order = list(range(len(small.cost)))
    random.shuffle(order)
    small.cost = [small.cost[k] for k in order]
    small.lower = [small.lower[k] for k in order]
    small.upper = [small.upper[k] for k in order]
    small.kinds = [small.kinds[k] for k in order]
    small.rows = [([terms[k] for k in order], low, high) for terms, low, high in small.rows]
    small.names = [f"column{k}" for k in range(len(order))]
    random.shuffle(small.rows)


def add_column(small: Small, low: float | None, high: float | None, kind: int, name: str) -> int:
    """Append a variable that no row holds yet."""
    small.cost.append(0.0)
    small.lower.append(low)
    small.upper.append(high)
    small.kinds.append(kind)
    small.names.append(name)
    small.rows = [([*terms, 0.0], low, high) for terms, low, high in small.rows]
    return len(small.cost) - 1


def add_slack(small: Small, random: Random) -> None:
    """Turn an inequality into an equation."""
    number = random.randrange(len(small.rows))
    if small.rows[number][1] == small.rows[number][2]:
        return
    new = add_column(small, 0.0, None, 0, "slack")
    terms, low, high = small.rows[number]
    terms[new] = 1.0 if high is not None else -1.0
    side = high if high is not None else low
    small.rows[number] = (terms, side, side)


def add_total(small: Small, random: Random) -> None:
    """Let a free variable stand for the objective."""
    new = add_column(small, None, None, 0, "total")
    small.rows.append(([*small.cost[:new], -1.0], 0.0, 0.0))
    small.cost = [0.0] * new + [1.0]


def add_implied(small: Small, random: Random) -> None:
    """Append a row that the bounds imply."""
    terms = [float(random.randint(0, 3)) for _ in small.cost]
    if any(high is None for high in small.upper):
        return
    most = sum(a * (high or 0.0) for a, high in zip(terms, small.upper, strict=True))
    small.rows.append((terms, None, most + random.randint(0, 2)))


def shift(small: Small, random: Random) -> None:
    """Move one variable by a whole number."""
    number, offset = random.randrange(len(small.cost)), float(random.choice([-3, 1, 5]))
    low, high = small.lower[number], small.upper[number]
    small.lower[number] = None if low is None else low + offset
    small.upper[number] = None if high is None else high + offset
    moved = []
    for terms, low_side, high_side in small.rows:
        change = terms[number] * offset
        ends = [None if side is None else side + change for side in (low_side, high_side)]
        moved.append((terms, ends[0], ends[1]))
    small.rows = moved
    small.constant -= small.cost[number] * offset
    small.names[number] += " moved"


def split(small: Small, random: Random) -> None:
    """Write an integer variable as a sum of two."""
    number = random.randrange(len(small.cost))
    high = small.upper[number]
    if small.kinds[number] != 1 or high is None or small.lower[number] != 0:
        return
    new = add_column(small, 0.0, high, 1, "second part")
    small.cost[new] = small.cost[number]
    for terms, _, _ in small.rows:
        terms[new] = terms[number]
    row = [0.0] * (new + 1)
    row[number] = row[new] = 1.0
    small.rows.append((row, None, high))


HARMLESS = (scale_rows, permute, add_slack, add_total, add_implied, shift, split)


def values_of(points: dict[tuple[float, ...], float]) -> Counter[float]:
    """Return how often each objective value is taken."""
    return Counter(round(value, 6) for value in points.values())
