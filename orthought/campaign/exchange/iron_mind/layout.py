"""Names of folders, files and columns in the layout of Iron Mind."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from orthought.campaign.exchange.cells import measured_number
from orthought.campaign.objectives import complete_values, measured_names
from orthought.campaign.observations import Objective
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError

Family = Literal["llm", "bayesian", "random"]
SEEN: Final = "seen_observations.json"
WHOLE: Final = "trajectory.json"
"""Beside it: what the layout has no place for. The scripts of the paper do not look at it."""
WORDS: Final = ("reasoning", "explanation")
Values = Mapping[str, float | None]


class ResultColumns:
    """The columns of results; replicates that objectives name one by one share a column.

    Where an objective is made of 'yield_1' and 'yield_2', the layout has the column 'yield' and an
    object for each of the two.
    """

    def __init__(self, objectives: Sequence[Objective]) -> None:
        self._objectives = objectives
        self.replicated: dict[str, tuple[str, ...]] = {}
        for objective in objectives:
            rule = objective.selectivity
            for names in (rule.desired, rule.undesired) if rule else ():
                if base := _base(names):
                    self.replicated[base] = names
        inside = {name for names in self.replicated.values() for name in names}
        self.single = tuple(n for n in measured_names(objectives) if n not in inside)

    @property
    def names(self) -> tuple[str, ...]:
        """All columns."""
        return (*self.single, *self.replicated)

    def spread(self, values: Values) -> list[dict[str, float]]:
        """Return the results of one proposal as the objects have them; NaN where there is none."""
        count = max((len(names) for names in self.replicated.values()), default=1)
        return [
            {
                **{name: _or_nan(values.get(name)) for name in self.single},
                **{
                    column: _or_nan(values.get(names[place]) if place < len(names) else None)
                    for column, names in self.replicated.items()
                },
            }
            for place in range(count)
        ]

    def gather(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
        """Return the values that the objects of one proposal hold.

        Raises:
            InputError: a result is a text, or there are more objects than replicates.
        """
        values = {name: _number(name, rows[0]) for name in self.single}
        for column, names in self.replicated.items():
            if len(rows) > len(names):
                raise InputError(
                    f"{column} was measured {len(rows)} times, the objective names {len(names)}",
                    fix=f"name as many replicates: {names[0]}, ...",
                )
            values |= dict.fromkeys(names)
            values |= {n: _number(column, row) for n, row in zip(names, rows, strict=False)}
        return complete_values(values, self._objectives)


def place_of(run: Trajectory, family: Family, runs: int) -> Path:
    """Return the folder of the runs of a proposer, below the folder `runs`."""
    if family == "random":
        return Path("random", safe(run.set_name))
    name = f"{safe(run.proposer)}-{run.batch}-{run.budget}-{runs}"
    return Path(family, safe(run.set_name), "benchmark", name)


def family_of(folder: Path) -> Family:
    """Return the family that the path of a run says.

    Raises:
        InputError: it says none.
    """
    parts = folder.resolve().parts
    if parts[-3:-2] == ("random",):
        return "random"
    families: tuple[Family, ...] = ("llm", "bayesian")
    for family in families:
        if parts[-5:-4] == (family,):
            return family
    raise InputError(
        f"{folder} is no run in the layout of Iron Mind",
        fix="it must lie in llm/<set>/benchmark/<name>, bayesian/... or random/<set>",
    )


def named(folder: Path, family: Family) -> tuple[str, int]:
    """Return the proposer and the batch that the path of a run says."""
    if family == "random":
        return "random", 1
    name = folder.parent.name
    match = _SUFFIX.fullmatch(name)
    return (match["name"] + match["rest"], int(match["batch"])) if match else (name, 1)


def number_of(folder: Path) -> int:
    """Return the number of a run; -1 where its folder has none."""
    number = folder.name.rpartition("_")[2]
    return int(number) if number.isdigit() else -1


def _base(names: Sequence[str]) -> str:
    """Return 'yield' of 'yield_1', 'yield_2', ...; '' of names that are not numbered so."""
    matches = [re.fullmatch(r"(.+?)[ _-]?(\d+)", name) for name in names]
    bases = {match[1] for match in matches if match}
    numbers = [int(match[2]) for match in matches if match]
    fits = len(bases) == 1 and len(names) > 1 and numbers == list(range(1, len(names) + 1))
    return bases.pop() if fits else ""


def _number(name: str, row: Mapping[str, Any]) -> float | None:
    raw = row.get(name)
    return None if isinstance(raw, float) and math.isnan(raw) else measured_number(name, raw)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def safe(name: str) -> str:
    """Return a name as a folder may have it."""
    return re.sub(r"[^\w.+-]+", "_", name).strip("._") or "unnamed"


_SUFFIX: Final = re.compile(r"(?P<name>.+)-(?P<batch>[1-9]\d*)-\d+-\d+(?P<rest>(?:-[a-z].*)?)")
