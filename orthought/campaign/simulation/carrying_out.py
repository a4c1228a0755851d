"""Carrying runs out: those that wait in flight together, those that compute one after the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from orthought.campaign.simulation.design import Design
from orthought.campaign.simulation.desks import Conduct, Desk, open_desks
from orthought.campaign.simulation.task import Task, read_trajectory, run_task
from orthought.campaign.trajectory import Trajectory
from orthought.errors import BudgetError, EndpointFaultError, InputError

if TYPE_CHECKING:
    from orthought.llm.ledger import Budget
    from orthought.llm.protocol import LanguageModel

FAULTS_IN_A_ROW: Final = 10
"""Runs that a fault of the endpoint may end one after the other before it is given up."""


@dataclass
class Progress:
    """What is known while runs are in flight."""

    planned: int
    folder: Path
    done: int = 0
    """Runs with a trajectory, those of earlier processes included."""
    here: int = 0
    """Runs that this process finished."""
    in_flight: int = 0
    unfinished: int = 0
    """Runs that a fault of the endpoint or the budget stopped."""
    usd: float | None = 0.0
    began: float = field(default_factory=time.monotonic)
    last: Trajectory | None = None

    @property
    def seconds_left(self) -> float | None:
        """Expected seconds to the end; None before the first run."""
        spent = time.monotonic() - self.began
        return spent / self.here * (self.planned - self.done) if self.here else None


OnProgress = Callable[[Progress], None]


async def carry_out(
    design: Design,
    tasks: Sequence[Task],
    root: Path,
    conduct: Conduct,
    *,
    on_progress: OnProgress | None = None,
    model: LanguageModel | None = None,
) -> tuple[Trajectory, ...]:
    """Do every run that has no trajectory yet; return the trajectories that there are then.

    Args:
        design: what is measured.
        tasks: the runs.
        root: folder of the simulation.
        conduct: how.
        on_progress: is told when a run begins and ends.
        model: answers for every language model that is named; it stays open.

    Raises:
        BudgetError: the budget of the language model is used up; what is finished stays.
        EndpointFaultError: the endpoint failed many runs in a row, or some to the end.
        OrthoughtError: what stops every run.
    """
    if conduct.concurrency < 1 or conduct.processes < 1:
        raise InputError(
            f"concurrency = {conduct.concurrency} and processes = {conduct.processes} do nothing",
            fix="use 1 or more of each",
        )
    found = {task.folder: read_trajectory(root / task.folder) for task in tasks}
    waiting = [task for task in tasks if found[task.folder] is None]
    progress = Progress(len(tasks), root, done=len(tasks) - len(waiting))
    crew = _Crew(root, conduct, progress, on_progress or (lambda _: None), found)
    crew.tell()
    await crew.compute([task for task in waiting if not task.waits])
    async with AsyncExitStack() as stack:
        asking = [task for task in waiting if task.waits]
        desks = await open_desks(design, asking, root, conduct, model, stack)
        await crew.ask(asking, desks)
    budget = next((desk.shared.budget for desk in desks.values() if desk.shared), None)
    _require_whole(progress, budget)
    return tuple(each for each in found.values() if each is not None)


class _Crew:
    """Does runs and keeps count."""

    def __init__(
        self,
        root: Path,
        conduct: Conduct,
        progress: Progress,
        on_progress: OnProgress,
        found: dict[str, Trajectory | None],
    ) -> None:
        self._root, self._conduct, self._progress = root, conduct, progress
        self._on_progress, self._found = on_progress, found
        self._faults = 0

    def tell(self) -> None:
        """Tell how far it is."""
        self._on_progress(self._progress)

    async def compute(self, tasks: Sequence[Task]) -> None:
        """Do the runs that need nobody else, here or in processes of their own."""
        if self._conduct.processes < 2 or len(tasks) < 2:
            for task in tasks:
                self._note(task, await run_task(task, self._root))
                await asyncio.sleep(0)  # lets Ctrl-C in
            return
        from orthought.campaign.simulation.pool import run_in_processes

        async for task, trajectory in run_in_processes(tasks, self._root, self._conduct.processes):
            self._note(task, trajectory)

    async def ask(self, tasks: Sequence[Task], desks: Mapping[str, Desk]) -> None:
        """Do the runs that wait for a language model, many at a time."""
        queue = iter(tasks)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self._conduct.concurrency, len(tasks))):
                    group.create_task(self._worker(queue, desks))
        except* Exception as errors:
            raise _first(errors) from None

    async def _worker(self, queue: Iterator[Task], desks: Mapping[str, Desk]) -> None:
        for task in queue:
            desk = desks.get(task.llm or "", Desk())
            if desk.is_refused:
                self._progress.unfinished += 1
                continue
            await self._one(task, desk)

    async def _one(self, task: Task, desk: Desk) -> None:
        self._progress.in_flight += 1
        self.tell()
        try:
            trajectory = await run_task(
                task, self._root, settings=desk.settings, shared=desk.shared
            )
        except (BudgetError, EndpointFaultError):
            self._progress.in_flight -= 1
            self._note_fault(desk)
            return
        self._progress.in_flight -= 1
        self._note(task, trajectory)

    def _note(self, task: Task, trajectory: Trajectory) -> None:
        progress, self._faults = self._progress, 0
        self._found[task.folder] = progress.last = trajectory
        progress.done, progress.here = progress.done + 1, progress.here + 1
        usage = trajectory.usage
        if usage is not None:
            known = usage.cost_usd is not None and progress.usd is not None
            progress.usd = progress.usd + usage.cost_usd if known else None  # type: ignore[operator]
        self.tell()

    def _note_fault(self, desk: Desk) -> None:
        self._progress.unfinished += 1
        self.tell()
        if desk.is_refused:
            return
        self._faults += 1
        if self._faults >= FAULTS_IN_A_ROW:
            raise EndpointFaultError(
                f"the endpoint failed {self._faults} runs in a row",
                fix="see what ails it, then give the same command: what is recorded stays",
            )


def _first(errors: BaseExceptionGroup[Exception]) -> Exception:
    """Return the first plain error of a group."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, Exception)
    return error


def _require_whole(progress: Progress, budget: Budget | None) -> None:
    if not progress.unfinished:
        return
    state = f"{progress.done} of {progress.planned} runs are finished and kept"
    if budget is not None and budget.refused:
        raise BudgetError(
            f"the budget of the language model is used up; {state}",
            fix="raise the budget and give the same command again: nothing is paid twice",
        )
    raise EndpointFaultError(
        f"the endpoint failed {progress.unfinished} runs; {state}",
        fix="give the same command again: it goes on from what is recorded",
    )
