"""A small measured set of our own, and proposers that are good and bad at it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orthought.campaign import LookupSet, Objective, Observation, Proposal, Space, open_set

OBJECTIVE = "yield"


def write_set(folder: Path, name: str = "small") -> Path:
    """Write a set of 36 combinations as a CSV file."""
    path = folder / f"{name}.csv"
    rows = ["ligand,base,temperature,yield"]
    for ligand, base, temperature in itertools.product(range(4), range(3), (20, 40, 60)):
        result = 10 * ligand + 7 * ((base + ligand) % 3) + temperature / 10
        rows.append(f"L{ligand},{'None' if base == 2 else f'B{base}'},{temperature},{result}")
    path.write_text("\n".join(rows) + "\n")
    return path


def small_set(folder: Path, name: str = "small") -> LookupSet:
    """Return the set, opened."""
    return open_set(write_set(folder, name), OBJECTIVE)


class Last:
    """Proposes the points of a set from its end: the same ones for every seed."""

    name = "last"

    def __init__(self, space: Space, objectives: Sequence[Objective], *, seed: int = 0) -> None:
        self.space, self.told = space, 0

    def ask(self, n: int) -> list[Proposal]:
        points = list(self.space.points())[::-1]
        return [Proposal(point=point) for point in points[self.told : self.told + n]]

    def tell(self, rows: Sequence[Observation]) -> None:
        self.told += len(rows)


class Faulty(Last):
    """Makes a proposal that is none, then one that it made before, then good ones."""

    name = "faulty"

    def ask(self, n: int) -> list[Proposal]:
        found = super().ask(n)
        if self.told == 0:
            return [Proposal(point={}, fault="invalid", raw="L9")]
        if self.told == 2:
            first = list(self.space.points())[-2]
            return [Proposal(point=first, fault="repeat", raw="again")]
        return found


class Breaks(Last):
    """Fails at its third question."""

    def ask(self, n: int) -> list[Proposal]:
        if self.told == 2:
            raise RuntimeError("out of ideas")
        return super().ask(n)


LAST, FAULTY, BREAKS = (f"{__name__}:{kind}" for kind in ("Last", "Faulty", "Breaks"))


def bare(trajectory: Any) -> dict[str, Any]:
    """Return what must not depend on interruptions and on the machine's speed."""
    content: dict[str, Any] = trajectory.model_dump(exclude={"seconds", "usage"})
    return content
