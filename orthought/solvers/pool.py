"""The warm pool: idle workers by solver and memory limit, replaced one by one when they fail."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, Protocol

from orthought.errors import RunFolderError, SolverCrashedError, SolverUnavailableError
from orthought.instance import Instance
from orthought.instance_frames import to_frame
from orthought.outcome import SolutionStatus, Termination
from orthought.solvers.job import (
    Answer,
    Job,
    decode_answer,
    encode_job,
    require_sizes,
)
from orthought.solvers.process import DeadlineError, Key, Worker

GRACE: Final = 5.0
"""Seconds beyond the time limit that a worker has for its start, transfer and last words."""
BYTES_PER_SECOND: Final = 4e6
"""What a worker takes in and builds at the least, for the grace of large instances."""
MAX_IDLE: Final = 4
MAX_JOBS: Final = 500
"""A worker that has served so many is replaced: solvers leak."""


class Pool:
    """Workers that wait for jobs. Safe to use from several threads."""

    def __init__(self, concurrency: int | None = None) -> None:
        self._idle: dict[Key, list[Worker]] = {}
        self._busy: set[Worker] = set()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(concurrency or max(2, os.cpu_count() or 1))

    def run(self, instance: Instance, job: Job) -> Answer:
        """Solve in a worker; a worker beyond its deadline is killed and the answer says so.

        Raises:
            SolverCrashedError: the worker died or answered nonsense.
            SolverUnavailableError: no process could be started.
        """
        parts = (encode_job(job), to_frame(instance))
        grace = GRACE + 0.1 * job.time_limit + len(parts[1]) / BYTES_PER_SECOND
        with self._slots:
            worker = self._take(Key(job.solver, job.memory_limit_mb))
            try:
                header, arrays = worker.ask(parts, job.time_limit + grace)
                answer = decode_answer(header, arrays)
                require_sizes(answer, instance)
                # A text that is none of these raises, as everything else that does not fit.
                Termination(answer.termination), SolutionStatus(answer.status)
            except DeadlineError:
                self._drop(worker)
                return _overdue(job)
            except SolverCrashedError:
                self._drop(worker)
                raise
            except BaseException as error:
                self._drop(worker)
                if isinstance(error, Exception):
                    raise SolverCrashedError(
                        f"the worker of {job.solver} gave an answer that does not fit: {error}",
                        fix="try another solver (--solver)",
                    ) from None
                raise
            self._give_back(worker)
        return answer

    def warm(self, key: Key) -> None:
        """Start a worker in the background where none is idle; returns at once."""
        threading.Thread(target=self._warm, args=(key,), daemon=True).start()

    def _warm(self, key: Key) -> None:
        with self._lock:
            if self._idle.get(key):
                return
        # Nobody waits for it: who needs a worker later meets the same fault and reports it.
        with suppress(SolverUnavailableError, RunFolderError):
            self._give_back(Worker(key), fresh=True)

    def _take(self, key: Key) -> Worker:
        with self._lock:
            waiting = self._idle.get(key, [])
            worker = next((w for w in iter(lambda: _pop(waiting), None) if w.is_alive), None)
            if worker is not None:
                self._busy.add(worker)
                return worker
        worker = Worker(key)
        with self._lock:
            self._busy.add(worker)
        return worker

    def _give_back(self, worker: Worker, *, fresh: bool = False) -> None:
        with self._lock:
            known = worker in self._busy or fresh
            self._busy.discard(worker)
            waiting = self._idle.setdefault(worker.key, [])
            if known and worker.jobs < MAX_JOBS and len(waiting) < MAX_IDLE:
                waiting.append(worker)
                return
        worker.close()

    def _drop(self, worker: Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
        worker.close()

    def process_ids(self) -> tuple[int, ...]:
        """Return the numbers of all worker processes, busy ones first."""
        with self._lock:
            idle = [worker for waiting in self._idle.values() for worker in waiting]
            return tuple(worker.process_id for worker in [*self._busy, *idle])

    def shutdown(self) -> None:
        """End every worker. A solve that is under way raises SolverCrashedError. Idempotent."""
        with self._lock:
            idle = [worker for waiting in self._idle.values() for worker in waiting]
            busy = list(self._busy)
            self._idle.clear()
        for worker in busy:
            # The thread that reads from it closes the pipes.
            worker.kill()
        for worker in idle:
            worker.close()


def _pop(waiting: list[Worker]) -> Worker | None:
    return waiting.pop() if waiting else None


def _overdue(job: Job) -> Answer:
    return Answer(
        "time_limit",
        message="the worker was ended",
        deviations=(f"{job.solver} did not stop at its time limit, so its process was ended",),
    )


class Solving(Protocol):
    """What solves jobs: this machine's pool, or one that other machines stand behind."""

    def run(self, instance: Instance, job: Job) -> Answer:
        """Solve; raise SolverCrashedError or SolverUnavailableError as `Pool.run` does."""
        ...

    def warm(self, key: Key) -> None:
        """Get ready for jobs of this kind; return at once."""
        ...

    def shutdown(self) -> None:
        """End what is under way, which then raises SolverCrashedError. Idempotent."""
        ...


_pools: dict[int, Pool] = {}
_elsewhere: list[Solving] = []
_lock = threading.Lock()


@contextmanager
def solving_elsewhere(pool: Solving) -> Iterator[None]:
    """Let `pool` solve whatever this process solves meanwhile."""
    with _lock:
        _elsewhere.append(pool)
    try:
        yield
    finally:
        with _lock:
            _elsewhere.remove(pool)


def shared_pool() -> Solving:
    """Return what solves for this process: its own pool (a forked child gets a new one), unless
    `solving_elsewhere` named another."""
    with _lock:
        if _elsewhere:
            return _elsewhere[-1]
        pool = _pools.get(os.getpid())
        if pool is None:
            pool = _pools[os.getpid()] = Pool()
            atexit.register(pool.shutdown)
        return pool
