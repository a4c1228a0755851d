"""Carrying an experiment out: many cells in flight, each recorded when it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from orthought.agent.workplace import Shared
from orthought.errors import BudgetError, EndpointFaultError
from orthought.evaluation.experiment import Experiment
from orthought.evaluation.results import CellResult
from orthought.evaluation.runner.cells import read_result, solve_cell
from orthought.evaluation.runner.executors import HERE, engaged
from orthought.evaluation.runner.plan import Task
from orthought.llm.ledger import Budget
from orthought.llm.protocol import LanguageModel
from orthought.llm.registry import open_model
from orthought.llm.throttle import Throttle
from orthought.runs import read_events

FAULTS_IN_A_ROW: Final = 10
"""Cells that a fault of the endpoint may end one after the other before the run gives up."""


@dataclass(frozen=True)
class Conduct:
    """How an experiment is carried out; none of this changes a result."""

    concurrency: int = 8
    """Calls in flight. Half as many cells more are at work, so that the endpoint does not wait
    while answers are built and solved."""
    budget_usd: float | None = None
    budget_calls: int | None = None
    """What the whole evaluation may use."""
    requests_per_minute: int | None = None
    cache: bool = True
    offline: bool = False
    executor: str = HERE
    """Where programs are built and solved: `here`, `ray`, or 'package.module:Class'."""
    executor_address: str = ""
    """Of the cluster; '': the executor looks for one itself."""


@dataclass
class Progress:
    """What is known while cells are in flight."""

    planned: int
    done: int = 0
    """Cells with a result, those of earlier processes included."""
    here: int = 0
    """Cells that this process finished."""
    in_flight: int = 0
    unfinished: int = 0
    """Cells that a fault of the endpoint or the budget ended without a result."""
    began: float = field(default_factory=time.monotonic)
    usd: float | None = 0.0
    last: CellResult | None = None

    @property
    def per_minute(self) -> float:
        return 60 * self.here / max(1e-9, time.monotonic() - self.began)

    @property
    def seconds_left(self) -> float | None:
        """Expected seconds to the end; None before the first cell."""
        left = self.planned - self.done
        return 60 * left / self.per_minute if self.here else None


OnProgress = Callable[[Progress], None]


async def carry_out(
    experiment: Experiment,
    tasks: Sequence[Task],
    root: Path,
    conduct: Conduct,
    *,
    on_progress: OnProgress | None = None,
    model: LanguageModel | None = None,
) -> tuple[CellResult, ...]:
    """Do every task that has no result yet; return the results that there are then.

    Args:
        experiment: what is measured.
        tasks: the cells, in the order in which they are begun.
        root: folder of the evaluation.
        conduct: how.
        on_progress: is told when a cell begins and ends.
        model: answers for every name in `experiment.llm`; default: the name decides.

    Raises:
        BudgetError: the budget of the whole evaluation is used up; what is finished stays.
        EndpointFaultError: the endpoint failed many cells in a row, or some to the end.
        OrthoughtError: what stops every cell.
    """
    results = {task.folder: read_result(root / task.folder) for task in tasks}
    waiting = [task for task in tasks if results[task.folder] is None]
    progress = Progress(len(tasks), done=len(tasks) - len(waiting))
    tell = on_progress or (lambda _progress: None)
    tell(progress)
    async with AsyncExitStack() as stack:
        if waiting:
            workers = 2 * conduct.concurrency + 8
            stack.enter_context(engaged(conduct.executor, conduct.executor_address, workers))
        shared = await _open(experiment, conduct, waiting, root, model, stack)
        crew = _Crew(experiment, root, shared, conduct, progress, tell, results)
        await crew.work(waiting)
    _require_whole(progress, next(iter(shared.values())).budget if shared else None)
    return tuple(result for result in results.values() if result is not None)


class _Crew:
    """Workers over one queue. The first error that stops every cell ends them all."""

    def __init__(
        self,
        experiment: Experiment,
        root: Path,
        shared: Mapping[str, Shared],
        conduct: Conduct,
        progress: Progress,
        tell: OnProgress,
        results: dict[str, CellResult | None],
    ) -> None:
        self._experiment, self._root, self._shared = experiment, root, shared
        self._conduct, self._progress, self._tell = conduct, progress, tell
        self._results = results
        self._faults = 0

    async def work(self, tasks: Sequence[Task]) -> None:
        queue = iter(tasks)
        calls = self._conduct.concurrency
        count = min(calls + calls // 2, len(tasks))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(count):
                    group.create_task(self._worker(queue))
        except* Exception as errors:
            # One reason is enough for the user; the others followed from the same cause.
            raise _first(errors) from None

    async def _worker(self, queue: Iterator[Task]) -> None:
        for task in queue:
            shared = self._shared[task.cell.llm]
            if shared.budget is not None and shared.budget.refused:
                self._progress.unfinished += 1
                continue
            await self._one(task, shared)

    async def _one(self, task: Task, shared: Shared) -> None:
        progress = self._progress
        progress.in_flight += 1
        self._tell(progress)
        try:
            result = await solve_cell(
                task, self._experiment, self._root, shared, {"cache": self._conduct.cache}
            )
        finally:
            progress.in_flight -= 1
        if result is None:
            self._note_fault(shared)
        else:
            self._note(task, result)
        self._tell(progress)

    def _note(self, task: Task, result: CellResult) -> None:
        progress, self._faults = self._progress, 0
        self._results[task.folder] = result
        progress.done, progress.here, progress.last = progress.done + 1, progress.here + 1, result
        cost = result.usage.cost_usd
        progress.usd = None if cost is None or progress.usd is None else progress.usd + cost

    def _note_fault(self, shared: Shared) -> None:
        self._progress.unfinished += 1
        if shared.budget is not None and shared.budget.refused:
            return
        self._faults += 1
        if self._faults >= FAULTS_IN_A_ROW:
            raise EndpointFaultError(
                f"the endpoint failed {self._faults} problems in a row",
                fix="see what ails it, then give the same command: finished problems stay",
            )


def _first(errors: BaseExceptionGroup[Exception]) -> Exception:
    """Return the first plain error of a group."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, Exception)
    return error


async def _open(
    experiment: Experiment,
    conduct: Conduct,
    waiting: Sequence[Task],
    root: Path,
    model: LanguageModel | None,
    stack: AsyncExitStack,
) -> dict[str, Shared]:
    """Open each language model once; all of them draw on one budget."""
    budget = Budget(calls=conduct.budget_calls, usd=conduct.budget_usd)
    _enter_spent(budget, root)
    found: dict[str, Shared] = {}
    for name in experiment.llm:
        if not any(task.cell.llm == name for task in waiting):
            continue
        opened = model
        if opened is None:
            opened = open_model(
                name,
                base_url=experiment.base_url,
                offline=conduct.offline,
                **_slots(name, conduct.concurrency),
            )
            stack.push_async_callback(opened.aclose)
        pace = Throttle(conduct.requests_per_minute, conduct.concurrency)
        found[name] = Shared(
            model=opened, throttle=pace, budget=budget, budget_is_final=experiment.has_cell_budget
        )
    return found


def _slots(name: str, concurrency: int) -> dict[str, Any]:
    """Let the embedded model write as many replies at once as there are cells in flight."""
    return {"parallel": concurrency} if name.partition(":")[0] == "local" else {}


def _enter_spent(budget: Budget, root: Path) -> None:
    """Enter what earlier processes of this evaluation spent, unfinished cells included."""
    if budget.calls is None and budget.usd is None:
        return
    for log in root.glob("cells/*/*/*/*/events.jsonl"):
        events = read_events(log.parent)
        budget.used_calls += sum(event.get("type") == "call" for event in events)
        for event in events:
            reply = event.get("reply") if event.get("type") == "reply" else None
            if reply and not reply.get("replayed"):
                budget.used_usd += reply.get("cost_usd") or 0.0


def _require_whole(progress: Progress, budget: Budget | None) -> None:
    if not progress.unfinished:
        return
    state = f"{progress.done} of {progress.planned} problems are finished and kept"
    if budget is not None and budget.refused:
        raise BudgetError(
            f"the budget of the run is used up; {state}",
            fix="raise the budget and give the same command again: nothing is paid twice",
        )
    raise EndpointFaultError(
        f"the endpoint failed {progress.unfinished} problems; {state}",
        fix="give the same command again: only these are asked for",
    )
