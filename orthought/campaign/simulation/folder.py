"""The folder of a simulation: its manifest and its runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from orthought.campaign.lookup import LookupSet
from orthought.campaign.observations import Objective
from orthought.campaign.simulation.design import Design
from orthought.campaign.simulation.fixing import narrow
from orthought.campaign.simulation.sources import SetSource
from orthought.campaign.simulation.task import TRAJECTORY, Task, read_trajectory
from orthought.campaign.trajectory import Trajectory
from orthought.errors import OrthoughtError, RunFolderError
from orthought.files import write_whole
from orthought.provenance import origin, prompt_digests

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1


@dataclass(frozen=True)
class SimulationRun:
    """A simulation, finished or not, as it stands in its folder."""

    manifest: Mapping[str, Any]
    trajectories: tuple[Trajectory, ...]
    folder: Path

    @property
    def design(self) -> Design:
        """What it measures."""
        return Design.model_validate(self.manifest["design"])

    @property
    def planned(self) -> int:
        """How many runs the last command asked for."""
        return int(self.manifest["planned"])

    def objectives(self, set_name: str) -> tuple[Objective, ...]:
        """Return what was wanted on a set."""
        stated = self.manifest["sets"][set_name]["objectives"]
        return tuple(Objective.model_validate(each) for each in stated)


def make_manifest(
    design: Design, sets: Sequence[LookupSet], sources: Sequence[SetSource], tasks: Sequence[Task]
) -> dict[str, Any]:
    """Return all that is needed to trace a figure of this simulation back."""
    return {
        "format": FORMAT,
        "kind": "simulation",
        **origin(),
        "design": design.model_dump(mode="json"),
        "design_digest": design.digest,
        "seeds": [design.seed + run for run in range(design.runs)],
        "sources": [source.model_dump(mode="json") for source in sources],
        "sets": {item.name: _set_facts(item) for item in sets},
        "proposers": {task.label: _proposer_facts(task) for task in tasks},
        "prompts": prompt_digests("campaign") if any(task.llm for task in tasks) else {},
        "planned": len(tasks),
    }


def begin(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest, or require that the runs there can stand beside those to come.

    Raises:
        RunFolderError: the folder holds runs under other rules, data or prompts.
    """
    written = dict(manifest)
    if (folder / MANIFEST).exists():
        before = read_manifest(folder)
        _require_same(before, manifest, folder)
        # What was there stays in the record: proposers and sets may be added one by one.
        for part in ("sets", "proposers", "prompts"):
            written[part] = {**before[part], **manifest[part]}
        new = [source for source in manifest["sources"] if source not in before["sources"]]
        written["sources"] = [*before["sources"], *new]
        written["first"] = before.get("first") or {
            name: before[name] for name in ("created", "command", "commit", "orthought")
        }
    write_whole(folder / MANIFEST, json.dumps(written, indent=1, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a simulation.

    Raises:
        RunFolderError: none is there, it is damaged, or of a newer format.
    """
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        kind, version = manifest.get("kind"), int(manifest["format"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        kind, version = None, 0
    if kind != "simulation":
        raise RunFolderError(
            f"{folder} holds no simulation",
            fix="name a folder that `orthought campaign simulate` has written",
        )
    if version > FORMAT:
        raise RunFolderError(
            f"{path} was written in format {version}; this version reads up to {FORMAT}",
            fix="install a newer orthought",
        )
    return manifest


def read_simulation(folder: Path | str) -> SimulationRun:
    """Read a simulation, finished or not.

    Raises:
        RunFolderError: it holds none.
    """
    root = Path(folder)
    manifest = read_manifest(root)
    paths = sorted(root.glob(f"runs/*/*/*/{TRAJECTORY}"), key=_order)
    found = [read_trajectory(path.parent) for path in paths]
    return SimulationRun(manifest, tuple(each for each in found if each is not None), root)


def open_sets(run: SimulationRun) -> dict[str, LookupSet]:
    """Return the sets of a simulation that are still where they were and the same, by name."""
    stated: Mapping[str, Mapping[str, str]] = run.manifest["sets"]
    return {
        item.name: item
        for item in _sets_of(run)
        if item.name in stated and item.digest == stated[item.name]["digest"]
    }


def _sets_of(run: SimulationRun) -> list[LookupSet]:
    design = run.design
    opened: list[LookupSet] = []
    for stated in run.manifest["sources"]:
        source = SetSource.model_validate(stated)
        try:
            opened += narrow([source.open()], design.fix, design.each) if source.path else ()
        except OrthoughtError:
            continue  # gone, or another one by now
    return opened


def _order(path: Path) -> tuple[str, str, int]:
    run, way, name = path.parents[0].name, path.parents[1].name, path.parents[2].name
    return name, way, int(run.removeprefix("run_") or 0)


def _set_facts(item: LookupSet) -> dict[str, Any]:
    return {
        "digest": item.digest,
        "points": len(item.table),
        "parameters": len(item.space.parameters),
        "best": item.best,
        "objectives": [objective.model_dump(mode="json") for objective in item.objectives],
    }


def _proposer_facts(task: Task) -> dict[str, Any]:
    return {
        "name": task.choice.name,
        "options": task.choice.options,
        "llm": task.llm,
        "uncounted_starts": task.starts,
    }


def _require_same(before: Mapping[str, Any], now: Mapping[str, Any], folder: Path) -> None:
    odd = []
    if before["design_digest"] != now["design_digest"]:
        stands, wanted = before["design"], now["design"]
        odd = [name for name in wanted if stands.get(name) != wanted[name]]
        odd = [name for name in odd if name not in ("runs", "proposers")]
    for part in ("sets", "prompts"):
        common = [name for name in now[part] if name in before[part]]
        odd += [
            f"{part} ({name})"
            for name in common
            if before[part][name]["digest"] != now[part][name]["digest"]
        ]
    if before["orthought"] != now["orthought"]:
        odd.append("orthought's version")
    if odd:
        raise RunFolderError(
            f"{folder} holds a simulation with other {', '.join(odd)}",
            fix="name another folder with --out",
        )
