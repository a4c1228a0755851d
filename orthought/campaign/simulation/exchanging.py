"""Simulations written in Iron Mind's layout, and published runs read as a simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from orthought.campaign.exchange.iron_mind import read_runs, write_runs
from orthought.campaign.lookup import LookupSet
from orthought.campaign.plan import ProposerChoice
from orthought.campaign.simulation.design import Design
from orthought.campaign.simulation.folder import (
    SimulationRun,
    begin,
    make_manifest,
    open_sets,
    read_simulation,
)
from orthought.campaign.simulation.planning import safe_name
from orthought.campaign.simulation.sources import SetSource
from orthought.campaign.simulation.task import TRAJECTORY
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError
from orthought.runs import open_run


def export_runs(simulation: Path | str, out: Path | str) -> list[Path]:
    """Write the finished runs of a simulation in the layout of Iron Mind.

    Args:
        simulation: its folder.
        out: the folder that stands for `runs` in the layout.

    Returns:
        The folder of each run.

    Raises:
        RunFolderError: no simulation is there.
        InputError: there is no finished run, a set is not where it was, or runs do not fit the
            layout.
    """
    run = read_simulation(simulation)
    sets = open_sets(run)
    groups: dict[tuple[str, bool], list[Trajectory]] = {}
    for each in run.trajectories:
        groups.setdefault((each.set_name, _asks_model(run, each.proposer)), []).append(each)
    if not groups:
        raise InputError(f"{simulation} has no finished run", fix="let it run to its end first")
    written: list[Path] = []
    for (name, asks_model), trajectories in groups.items():
        if name not in sets:
            raise InputError(
                f"the set {name} is not where it was when {simulation} was begun",
                fix="put it back there",
            )
        space, objectives = sets[name].space, sets[name].objectives
        written += write_runs(
            out, trajectories, space, objectives, family="llm" if asks_model else None
        )
    return written


def import_runs(root: Path | str, source: SetSource, out: Path | str) -> SimulationRun:
    """Read published runs on a set, so that they can be compared with simulations.

    Args:
        root: the folder that stands for `runs` in the layout of Iron Mind.
        source: the set on which they ran.
        out: folder of the simulation that they become.

    Raises:
        InputError: there are no runs of the set, or a file is broken.
        RunFolderError: the folder holds a simulation under other rules.
    """
    lookup = source.open()
    found = read_runs(root, lookup.space, lookup.objectives, set_name=lookup.name)
    labels = list(dict.fromkeys(each.proposer for each in found))
    design = Design(
        proposers=tuple(ProposerChoice(name=label) for label in labels),
        runs=max(sum(each.proposer == label for each in found) for label in labels),
        budget=max(each.budget for each in found),
        batch=max(each.batch for each in found),
        mode="ironmind",
    )
    with open_run(out) as run:
        run.start({"kind": "simulation", "digest": "simulation"})
        begin(run.path, _manifest(design, lookup, source, found))
        for each in found:
            folder = f"runs/{safe_name(each.set_name)}/{safe_name(each.proposer)}/run_{each.seed}"
            run.write(f"{folder}/{TRAJECTORY}", each.model_dump_json(indent=1))
        run.append({"type": "imported", "runs": len(found), "from": str(root)})
    return read_simulation(out)


def _manifest(
    design: Design, lookup: LookupSet, source: SetSource, found: list[Trajectory]
) -> dict[str, Any]:
    manifest = make_manifest(design, [lookup], [source], [])
    nothing: dict[str, Any] = {"name": "", "options": {}, "llm": None, "uncounted_starts": 0}
    proposers = {each.proposer: {**nothing, "name": each.proposer} for each in found}
    return {**manifest, "proposers": proposers, "planned": len(found), "imported": True}


def _asks_model(run: SimulationRun, label: str) -> bool:
    return bool(run.manifest["proposers"].get(label, {}).get("llm"))
