"""A small set that was measured wholly, and runs on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from orthought.campaign.lookup import LookupSet
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.space import Categorical, Discrete, Option, Point, Space
from orthought.campaign.trajectory import Trajectory
from orthought.solution import Usage

SPACE = Space(
    parameters=(
        Categorical(name="solvent", options=tuple(Option(name=n) for n in ("DMF", "THF", "MeCN"))),
        Categorical(name="ligand", options=tuple(Option(name=n) for n in ("None", "L1", "L2"))),
        Discrete(name="degrees", numbers=(20, 40, 60, 80), unit="°C"),
    ),
    description="A coupling that nobody ran.",
)
YIELD = Objective(name="yield", unit="%")
WASTE = Objective(name="waste", direction="minimize", unit="g")


def true_values(point: Point) -> dict[str, float | None]:
    """Return the made-up result at a point: 0 to 100 %, and grams of waste."""
    solvent = {"DMF": 40.0, "THF": 20.0, "MeCN": 0.0}[str(point["solvent"])]
    ligand = {"None": 0.0, "L1": 20.0, "L2": 30.0}[str(point["ligand"])]
    degrees = float(point["degrees"])
    return {"yield": solvent + ligand + (degrees - 20) / 2, "waste": degrees / 10 + solvent / 20}


def make_set(*objectives: Objective, space: Space = SPACE, name: str = "made up") -> LookupSet:
    """Return the set with the objectives, the yield where none are named."""
    wanted = objectives or (YIELD,)
    table = tuple(
        Observation(point=p, values={o.name: true_values(p)[o.name] for o in wanted})
        for p in space.points()
    )
    return LookupSet(name=name, space=space, objectives=wanted, table=table)


def make_run(
    points: Sequence[Point], proposer: str = "random", seed: int = 0, **fields: Any
) -> Trajectory:
    """Return the run that proposes these points, in order."""
    defaults: dict[str, Any] = {"set_name": "made up", "budget": max(1, len(points))}
    proposals = fields.pop(
        "proposals", tuple(Proposal(point=p, reason=f"try {k}") for k, p in enumerate(points, 1))
    )
    rows = tuple(
        Observation(point=p.point, batch=k, reason=p.reason, values=true_values(p.point))
        if not p.fault
        else Observation(point=p.point, batch=k, values={"yield": None, "waste": None})
        for k, p in enumerate(proposals, 1)
    )
    return Trajectory(
        proposer=proposer,
        seed=seed,
        proposals=proposals,
        observations=rows,
        **{**defaults, **fields},
    )


def draw_runs(
    proposer: str, count: int, budget: int, *, skip: int = 0, usage: Usage | None = None
) -> list[Trajectory]:
    """Return runs that draw points at random, leaving the worst `skip` of them aside."""
    points = sorted(SPACE.points(), key=lambda p: float(true_values(p)["yield"] or 0))[skip:]
    runs = []
    for seed in range(count):
        places = np.random.default_rng([seed, skip]).choice(len(points), budget, replace=False)
        chosen = [points[k] for k in places]
        runs.append(make_run(chosen, proposer, seed, usage=usage, seconds=0.5))
    return runs
