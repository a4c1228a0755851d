"""Sets that were measured wholly: a space with an oracle that answers from a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from orthought.base import Model
from orthought.campaign.objectives import value_of
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Key, Point, Space
from orthought.errors import InputError

Direction = Literal["maximize", "minimize"]


class LookupSet(Model):
    """A space whose every allowed point was measured."""

    name: str
    space: Space
    """Its rules allow the measured combinations and no others."""
    objectives: tuple[Objective, ...] = Field(min_length=1)
    """What was measured."""
    table: tuple[Observation, ...] = Field(min_length=1)
    """What was measured at each allowed point, no point twice."""

    @model_validator(mode="after")
    def _no_point_twice(self) -> Self:
        if len(self._by_key) < len(self.table):
            raise ValueError("a point stands twice in the table")
        return self

    @property
    def description(self) -> str:
        """What the experiment is, in words."""
        return self.space.description

    @cached_property
    def digest(self) -> str:
        """The SHA-256 over parameters, objectives and table; the order of rows does not count."""
        parameters = [parameter.model_dump(mode="json") for parameter in self.space.parameters]
        objectives = [objective.model_dump(mode="json") for objective in self.objectives]
        rows = sorted(
            json.dumps([list(key), row.values], sort_keys=True) for key, row in self._by_key.items()
        )
        whole = json.dumps([parameters, objectives, rows], sort_keys=True)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def best(self) -> dict[str, float]:
        """The best value of each objective by name, whatever the others are there."""
        return {objective.name: self._best_of(objective) for objective in self.objectives}

    def candidates(self) -> list[Point]:
        """Return the measured combinations, in the order of the space."""
        return list(self.space.points())

    def measure(self, point: Point) -> dict[str, float | None]:
        """Return what was measured at a point, by objective; None: no number came out.

        Raises:
            InputError: the point was not measured.
        """
        row = self._by_key.get(self.space.key(point))
        if row is None:
            raise InputError(
                f"{self.name} has no measurement at {_words(point)}",
                fix="measure only what `space.allows`, or one of `candidates()`",
            )
        return dict(row.values)

    def _best_of(self, objective: Objective) -> float:
        values = [value_of(row.values, objective) for row in self.table]
        numbers = [value for value in values if value is not None]
        if not numbers:
            raise InputError(
                f"{self.name}: {objective.name} was never measured", fix="check the table"
            )
        return max(numbers) if objective.direction == "maximize" else min(numbers)

    @cached_property
    def _by_key(self) -> dict[Key, Observation]:
        return {self.space.key(row.point): row for row in self.table}


def _words(point: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())


def open_set(
    path: Path | str,
    objective: str | Sequence[str] | None = None,
    direction: Direction | Sequence[Direction] = "maximize",
) -> LookupSet:
    """Open a measured set: a folder of space.json, lookup.csv and description.txt, or a CSV file.

    In a plain CSV file every column that is no objective is a parameter: of numbers where all its
    cells are numbers, else of options, each cell as it is written ("None" is an option).
    The layout of the folder is that of the sets of Iron Mind (arXiv 2509.00103) as kept here.

    Args:
        path: the folder or the file.
        objective: names of the columns that were measured; needed for a plain CSV file.
        direction: what is wanted of them, one for all or one each.

    Raises:
        InputError: a file is missing or broken, an objective is no column or no number, or a
            combination stands twice with different results; the line is named.
    """
    from orthought.campaign.exchange.sets import read_folder, read_plain

    path = Path(path)
    names = (objective,) if isinstance(objective, str) else tuple(objective or ())
    wanted = _objectives(names, direction)
    if path.is_dir():
        return read_folder(path, wanted)
    if not path.is_file():
        raise InputError(f"there is no set at {path}", fix="give a folder or a CSV file")
    if not wanted:
        raise InputError(
            f"{path.name}: no column is named as the objective",
            fix='name it: open_set(path, objective="yield")',
        )
    return read_plain(path, wanted)


def _objectives(
    names: tuple[str, ...], direction: Direction | Sequence[Direction]
) -> tuple[Objective, ...]:
    ways = (direction,) * len(names) if isinstance(direction, str) else tuple(direction)
    if len(ways) != len(names):
        raise InputError(
            f"{len(names)} objectives, but {len(ways)} directions", fix="give one for each"
        )
    return tuple(Objective(name=name, direction=way) for name, way in zip(names, ways, strict=True))
