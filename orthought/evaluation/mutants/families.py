"""Seeded instances of our own from a few rows to thousands, to edit where no others are at hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Final

from orthought.evaluation.mutants.sheet import Column, Row, Sheet
from orthought.instance import BINARY, INTEGER, Instance


def transport(size: int, seed: int) -> Instance:
    """Ship from `size` depots to `2 * size` shops at least cost: 2 size^2 columns, 3 size rows."""
    random = Random(f"transport:{size}:{seed}")
    depots, shops = range(size), range(2 * size)
    demand = [random.randint(5, 20) for _ in shops]
    supply = [math.ceil(1.2 * sum(demand) / size) + random.randint(0, 5) for _ in depots]
    columns = [Column(f"ship[{i},{j}]", cost=random.randint(3, 40)) for i in depots for j in shops]
    rows = [
        Row(f"supply[{i}]", -math.inf, supply[i], {i * len(shops) + j: 1.0 for j in shops})
        for i in depots
    ]
    rows += [
        Row(f"demand[{j}]", demand[j], math.inf, {i * len(shops) + j: 1.0 for i in depots})
        for j in shops
    ]
    return Sheet("transport", "minimize", 0.0, columns, rows).instance()


def stock(size: int, seed: int) -> Instance:
    """Make, store and buy over `size` periods: 3 size columns, 2 size rows, linear."""
    random = Random(f"stock:{size}:{seed}")
    columns, rows = [], []
    for t in range(size):
        columns += [
            Column(f"make[{t}]", 0.0, random.randint(40, 60), cost=random.randint(5, 9)),
            Column(f"buy[{t}]", 0.0, math.inf, cost=random.randint(12, 20)),
            Column(f"stored[{t}]", 0.0, 80.0, cost=random.randint(1, 3)),
        ]
        need = float(random.randint(20, 70))
        terms = {3 * t: 1.0, 3 * t + 1: 1.0, 3 * t + 2: -1.0}
        if t:
            terms[3 * t - 1] = 1.0
        rows.append(Row(f"balance[{t}]", need, need, terms))
        rows.append(Row(f"hall[{t}]", -math.inf, 95.0, {3 * t: 1.0, 3 * t + 2: 0.5}))
    return Sheet("stock", "minimize", 0.0, columns, rows).instance()


def cover(size: int, seed: int) -> Instance:
    """Open the cheapest of `size` sites that cover `2 * size` places: binary."""
    random = Random(f"cover:{size}:{seed}")
    columns = [Column(f"open[{i}]", 0.0, 1.0, BINARY, random.randint(2, 9)) for i in range(size)]
    rows = []
    for j in range(2 * size):
        near = random.sample(range(size), min(size, random.randint(2, 4)))
        rows.append(Row(f"place[{j}]", 1.0, math.inf, dict.fromkeys(near, 1.0)))
    return Sheet("cover", "minimize", 0.0, columns, rows).instance()


def pack(size: int, seed: int) -> Instance:
    """Choose how many of `size` goods to carry under two limits: integer, maximized."""
    random = Random(f"pack:{size}:{seed}")
    columns = [
        Column(f"carry[{i}]", 0.0, random.randint(2, 6), INTEGER, random.randint(4, 25))
        for i in range(size)
    ]
    weight = {i: float(random.randint(2, 12)) for i in range(size)}
    room = {i: float(random.randint(1, 9)) for i in range(size)}
    rows = [
        Row("weight", -math.inf, float(round(1.5 * sum(weight.values()))), weight),
        Row("room", -math.inf, float(round(1.3 * sum(room.values()))), room),
    ]
    return Sheet("pack", "maximize", 0.0, columns, rows).instance()


def lots(size: int, seed: int) -> Instance:
    """Produce in lots over `size` periods with a set-up each: mixed-integer."""
    random = Random(f"lots:{size}:{seed}")
    columns, rows = [], []
    needs = [float(random.randint(10, 40)) for _ in range(size)]
    for t in range(size):
        columns += [
            Column(f"made[{t}]", cost=random.randint(1, 3)),
            Column(f"held[{t}]", cost=1.0),
            Column(f"set_up[{t}]", 0.0, 1.0, BINARY, random.randint(30, 70)),
        ]
        terms = {3 * t: 1.0, 3 * t + 1: -1.0}
        if t:
            terms[3 * t - 2] = 1.0
        rows.append(Row(f"balance[{t}]", needs[t], needs[t], terms))
        rows.append(Row(f"lot[{t}]", -math.inf, 0.0, {3 * t: 1.0, 3 * t + 2: -sum(needs[t:])}))
    return Sheet("lots", "minimize", 0.0, columns, rows).instance()


FAMILIES: Final[dict[str, Callable[[int, int], Instance]]] = {
    "transport": transport,
    "stock": stock,
    "cover": cover,
    "pack": pack,
    "lots": lots,
}
SIZES: Final[dict[str, tuple[int, ...]]] = {
    "transport": (2, 5, 12, 40),
    "stock": (3, 12, 150, 1500),
    "cover": (4, 10, 25),
    "pack": (2, 3, 5, 12),
    "lots": (3, 6, 12),
}


def own_sources(seed: int = 0) -> dict[str, Instance]:
    """Return one instance of each family and size, by names such as 'own/pack-3'."""
    return {
        f"own/{family}-{size}": FAMILIES[family](size, seed)
        for family, sizes in SIZES.items()
        for size in sizes
    }
