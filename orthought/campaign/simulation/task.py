"""One run of a simulation: asked, measured and recorded step by step."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from orthought import __version__
from orthought.campaign.lookup import LookupSet
from orthought.campaign.loop import Duty, Seat
from orthought.campaign.observations import Observation, Proposal
from orthought.campaign.plan import ProposerChoice
from orthought.campaign.proposals import read_proposals
from orthought.campaign.status import usage_of
from orthought.campaign.trajectory import Trajectory
from orthought.errors import RunFolderError
from orthought.runs import Event, RunFolder, open_run

if TYPE_CHECKING:
    from orthought.agent.workplace import Shared
    from orthought.settings import Settings

TRAJECTORY: Final = "trajectory.json"
PAID: Final = ("run", "reply")
"""Events forced to the disk. A killed process loses none of the others either; where the machine
itself fails, they are worked out again."""


@dataclass(frozen=True)
class Task:
    """One run: who, where, with which seed."""

    lookup: LookupSet
    choice: ProposerChoice
    """With the options that it is built with."""
    label: str
    """Name in tables: the proposer with its options and its language model."""
    seed: int
    budget: int
    batch: int
    starts: int
    allow_faults: bool
    folder: str
    """Below the folder of the simulation."""
    waits: bool = False
    """Whether it waits for a language model, so that others may run meanwhile."""
    llm: str | None = None
    """Name of that language model."""

    @property
    def digest(self) -> str:
        """SHA-256 of all that the trajectory depends on."""
        parts = (
            self.lookup.digest, self.label, self.choice.model_dump_json(), self.seed,
            self.budget, self.batch, self.starts, self.allow_faults,
        )  # fmt: skip
        return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()


@dataclass
class Recorded:
    """What is recorded of one run."""

    proposals: list[Proposal]
    groups: list[tuple[Observation, ...]]
    """Observations as they were told; the first group holds the uncounted ones."""
    pending: list[Proposal]
    """Proposed, and not measured yet."""
    seconds: float = 0.0

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Those that count, in order."""
        return tuple(row for group in self.groups[1:] for row in group)


def read_trajectory(folder: Path) -> Trajectory | None:
    """Return the trajectory of a finished run; a file that is damaged counts as none."""
    try:
        return Trajectory.model_validate_json((folder / TRAJECTORY).read_bytes())
    except (OSError, ValidationError):
        return None


async def run_task(
    task: Task, root: Path, *, settings: Settings | None = None, shared: Shared | None = None
) -> Trajectory:
    """Carry one run out, or go on with it where it was stopped.

    Args:
        task: the run.
        root: folder of the simulation.
        settings: of the language model.
        shared: model, pace and budget that the runs have in common.

    Raises:
        OrthoughtError: the proposer failed; what was recorded stays.
    """
    with open_run(root / task.folder, forced=PAID) as log:
        recorded = _begin(log, task)
        seat = Seat(
            Duty(task.lookup.space, task.lookup.objectives, task.choice, task.seed),
            log,
            settings=settings,
            shared=shared,
        )
        try:
            await _work(log, task, seat, recorded)
        finally:
            await seat.aclose()
        return _finish(log, task, recorded)


def _begin(log: RunFolder, task: Task) -> Recorded:
    log.start(
        {
            "kind": "simulated_run",
            "digest": task.digest,
            "orthought": __version__,
            "set": task.lookup.name,
            "proposer": task.label,
            "seed": task.seed,
            "budget": task.budget,
            "batch": task.batch,
        }
    )
    recorded = Recorded(proposals=[], groups=[_starts(task)], pending=[])
    try:
        for event in log.events:
            _follow(recorded, event)
    except (ValidationError, KeyError):
        raise RunFolderError(
            f"the log of {log.path} does not fit", fix="remove this folder: the run is done anew"
        ) from None
    return recorded


def _follow(recorded: Recorded, event: Event) -> None:
    """Take over what an event says."""
    if event["type"] == "proposed":
        proposals = [Proposal.model_validate(item) for item in event["proposals"]]
        recorded.proposals += proposals
        recorded.pending = proposals
        recorded.seconds += event["seconds"]
    elif event["type"] == "measured":
        rows = tuple(Observation.model_validate(item) for item in event["observations"])
        recorded.groups.append(rows)
        recorded.pending = []


def _starts(task: Task) -> tuple[Observation, ...]:
    """Draw the uncounted first points: the same for every proposer of this seed."""
    if not task.starts:
        return ()
    from numpy.random import default_rng

    table = task.lookup.table
    places = default_rng([task.seed, 0]).choice(len(table), min(task.starts, len(table)), False)
    return tuple(table[place] for place in places)


async def _work(log: RunFolder, task: Task, seat: Seat, recorded: Recorded) -> None:
    while True:
        if recorded.pending:
            _measure(log, task, seat, recorded)
        count = min(task.batch, task.budget - len(recorded.proposals))
        if count < 1 or not await _propose(log, task, seat, recorded, count):
            return


async def _propose(
    log: RunFolder, task: Task, seat: Seat, recorded: Recorded, count: int
) -> tuple[Proposal, ...]:
    """Ask for proposals; none where the space is used up."""
    log.append({"type": "ask", "batch": len(recorded.groups), "count": count})
    began = time.perf_counter()
    # Copied: the groups that stand now are what the proposer is told, whenever it is built.
    given = await seat.ask_async(count, lambda: [group for group in recorded.groups if group])
    seconds = time.perf_counter() - began
    proposals = read_proposals(
        given, task.lookup.space, task.choice.name, allow_faults=task.allow_faults
    )[:count]
    if proposals:
        event = {
            "type": "proposed",
            "proposals": [proposal.model_dump(mode="json") for proposal in proposals],
            "seconds": round(seconds, 6),
        }
        log.append(event)
        _follow(recorded, event)
    return proposals


def _measure(log: RunFolder, task: Task, seat: Seat, recorded: Recorded) -> None:
    number = len(recorded.groups)
    rows = [_measured(task, proposal, number) for proposal in recorded.pending]
    event = {"type": "measured", "observations": [row.model_dump(mode="json") for row in rows]}
    log.append(event)
    _follow(recorded, event)
    seat.tell(rows)


def _measured(task: Task, proposal: Proposal, batch: int) -> Observation:
    if proposal.fault:
        values: dict[str, float | None] = dict.fromkeys(o.name for o in task.lookup.objectives)
    else:
        values = task.lookup.measure(proposal.point)
    return Observation(point=proposal.point, values=values, batch=batch, reason=proposal.reason)


def _finish(log: RunFolder, task: Task, recorded: Recorded) -> Trajectory:
    trajectory = Trajectory(
        set_name=task.lookup.name,
        proposer=task.label,
        seed=task.seed,
        budget=task.budget,
        batch=task.batch,
        known=recorded.groups[0],
        proposals=tuple(recorded.proposals),
        observations=recorded.observations,
        usage=usage_of(log.events),
        seconds=round(recorded.seconds, 6),
    )
    log.write(TRAJECTORY, trajectory.model_dump_json(indent=1))
    return trajectory
