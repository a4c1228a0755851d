"""Runs that compute, in processes of their own."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from orthought.campaign.simulation.task import Task, run_task
from orthought.campaign.trajectory import Trajectory


async def run_in_processes(
    tasks: Sequence[Task], root: Path, processes: int
) -> AsyncIterator[tuple[Task, Trajectory]]:
    """Carry runs out, several at a time; yield each one when it ends.

    The processes end with this one, even where it is killed: they would hold the folders of their
    runs locked otherwise.
    """
    with ProcessPoolExecutor(
        min(processes, len(tasks)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_end_with_parent,
    ) as pool:
        futures = {pool.submit(_run, task, root): task for task in tasks}
        waiting = {asyncio.wrap_future(future): task for future, task in futures.items()}
        try:
            while waiting:
                done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), await future
        finally:
            for left in waiting:
                left.cancel()
            pool.shutdown(cancel_futures=True)


def _run(task: Task, root: Path) -> Trajectory:
    return asyncio.run(run_task(task, root))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
