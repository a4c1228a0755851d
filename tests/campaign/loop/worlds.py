"""Small worlds for the loop: a space, proposers of one's own, and an oracle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orthought.campaign import (
    Campaign,
    Categorical,
    Continuous,
    Discrete,
    Objective,
    Observation,
    Option,
    Proposal,
    Space,
)
from orthought.llm.protocol import Request
from orthought.llm.scripted import ScriptedModel

SPACE = Space(
    parameters=(
        Categorical(name="ligand", options=tuple(Option(name=f"L{k}") for k in range(4))),
        Discrete(name="base", numbers=(1.0, 2.0, 3.0), unit="eq"),
        Categorical(name="solvent", options=(Option(name="DMA"), Option(name="None"))),
    )
)
YIELD = (Objective(name="yield", unit="%"),)
WARM = Space(
    parameters=(*SPACE.parameters[:1], Continuous(name="temperature", low=20.0, high=120.0))
)


class Counting:
    """Proposes the points of a listed space one after the other, from what it was told."""

    name = "counting"

    def __init__(
        self, space: Space, objectives: Sequence[Objective], *, seed: int = 0, step: int = 5
    ) -> None:
        self.space, self.step, self.seed = space, step, seed
        self.rows: list[Observation] = []
        self.told: list[int] = []
        self.asked: list[int] = []

    def ask(self, n: int) -> list[Proposal]:
        self.asked.append(n)
        points = list(self.space.points())
        known = {self.space.key(row.point) for row in self.rows}
        start = (self.step * len(self.rows) + self.seed) % len(points)
        order = [*points[start:], *points[:start]]
        new = [point for point in order if self.space.key(point) not in known]
        return [Proposal(point=point, reason=f"after {len(self.rows)}") for point in new[:n]]

    def tell(self, rows: Sequence[Observation]) -> None:
        self.told.append(len(rows))
        self.rows += rows


COUNTING = f"{__name__}:Counting"


class Plain:
    """Has the two methods and nothing else, and returns plain points."""

    def ask(self, n: int) -> list[dict[str, Any]]:
        return [{"ligand": "L0", "base": 1, "solvent": "DMA"}][:n]

    def tell(self, rows: Sequence[Observation]) -> None:
        """It does not listen."""


def measure(point: dict[str, Any]) -> dict[str, float]:
    """Return what an experiment gives."""
    return {"yield": 10.0 * int(point["ligand"][1]) + point["base"] + len(point["solvent"])}


def rows_for(campaign: Campaign) -> list[dict[str, Any]]:
    """Return the results of the open proposals."""
    return [{**each.point, **measure(each.point)} for each in campaign.open_proposals]


def lines_of(folder: Path) -> list[str]:
    """Return the lines of a campaign's log."""
    return (folder / "events.jsonl").read_text().splitlines()


def answering_model(*, name: str = "answering") -> ScriptedModel:
    """Return a model that answers any request for one experiment, each prompt in its own way."""

    def answer(request: Request) -> str:
        number = sum(map(ord, "".join(m.content for m in request.messages))) + (request.seed or 0)
        experiment = {
            "why": f"draw {number}",
            "a": f"a{number % 4 + 1}",
            "b": 1 + number % 3,
            "c": f"c{number % 2 + 1}",
        }
        return json.dumps({"hypothesis": "ligand decides", "experiments": [experiment]})

    return ScriptedModel([answer] * 400, name=name)
