"""Where programs are built and instances are solved: on this machine, or on those of a cluster."""

from __future__ import annotations

import asyncio
import difflib
import importlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, Protocol

from orthought.agent.workplace import building_elsewhere
from orthought.errors import FrameError, SettingsError, SolverCrashedError
from orthought.evaluation.runner.remote import (
    Call,
    build_call,
    read_build,
    read_solve,
    solve_call,
)
from orthought.execution.interface import BuildResult, Limits, Tier
from orthought.instance import Instance
from orthought.problem import Data
from orthought.settings import Settings, load_settings
from orthought.solvers.job import Answer, Job
from orthought.solvers.pool import solving_elsewhere
from orthought.solvers.process import Key

HERE: Final = "here"
EXECUTORS: Final = {"ray": "orthought.evaluation.runner.ray_cluster:RayCluster"}
"""Executors by name, besides `here`; the full import path of your own class works too."""


class Executor(Protocol):
    """Machines that take calls. Safe to use from several threads. Made with the address or ''."""

    def build(self, call: Call) -> Call:
        """Let some machine answer `remote.answer_build`; another one where it is lost.

        Raises what that raises, and SandboxError where no machine could do it.
        """
        ...

    def solve(self, call: Call, threads: int) -> Call:
        """Let some machine answer `remote.answer_solve` with so many threads.

        Raises what that raises, and SolverCrashedError where no machine could do it.
        """
        ...

    def cancel(self) -> None:
        """Give up every call that is under way; each raises. Idempotent."""
        ...

    def close(self) -> None:
        """Leave the cluster, which goes on without us. Idempotent."""
        ...


@contextmanager
def engaged(name: str, address: str, calls: int) -> Iterator[None]:
    """Let the executor of that name build and solve for this process meanwhile.

    Args:
        name: `here`, `ray`, or 'package.module:Class'.
        address: of the cluster; '': what the executor finds by itself.
        calls: how many calls may wait for machines at a time.

    Raises:
        SettingsError: no such executor. What its class raises.
    """
    if name == HERE:
        yield
        return
    executor = open_executor(name, address)
    try:
        loop = asyncio.get_running_loop()
        # Each call holds a thread that only waits: the usual number is one for each processor.
        loop.set_default_executor(ThreadPoolExecutor(calls, thread_name_prefix="cluster"))
        sandbox, pool = ClusterSandbox(executor, load_settings({})[0]), ClusterPool(executor)
        with building_elsewhere(sandbox), solving_elsewhere(pool):
            yield
    finally:
        executor.close()


def open_executor(name: str, address: str) -> Executor:
    """Return the executor of a name.

    Raises:
        SettingsError: no such executor; the near misses are named. What its class raises.
    """
    module, separator, attribute = EXECUTORS.get(name, name).partition(":")
    if not separator:
        known = (HERE, *EXECUTORS)
        near = difflib.get_close_matches(name, known, n=2) or known
        raise SettingsError(
            f"there is no executor {name!r}",
            fix=f"use {' or '.join(near)}, or 'package.module:Class' of your own",
        )
    try:
        kind = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"the executor {name!r} cannot be imported: {error}") from None
    executor: Executor = kind(address)
    return executor


class ClusterSandbox:
    """The sandboxes of a cluster's machines as one."""

    def __init__(self, executor: Executor, settings: Settings) -> None:
        self._executor, self._settings = executor, settings
        # What each machine gives is known, and stands in the result, once it has built something.
        self.tier = Tier.STRONG if settings.sandbox == "best" else Tier(settings.sandbox)

    def start(self) -> None:
        """Machines start theirs with the first build."""

    def build(self, program: str, data: Data, limits: Limits | None = None) -> BuildResult:
        """Build on some machine.

        Raises:
            SandboxError: a sandbox failed, or no machine could do it.
        """
        call = build_call(program, data, limits or Limits(), self._settings)
        return read_build(self._executor.build(call))

    def close(self) -> None:
        """Give up what is under way."""
        self._executor.cancel()


class ClusterPool:
    """The solvers of a cluster's machines as one."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def run(self, instance: Instance, job: Job) -> Answer:
        """Solve on some machine.

        Raises:
            SolverCrashedError: its worker died or answered nonsense, or no machine could do it.
            SolverUnavailableError: the solver is not there.
        """
        from orthought.instance_frames import to_frame
        from orthought.solvers.job import require_sizes

        try:
            answer = read_solve(
                self._executor.solve(solve_call(to_frame(instance), job), job.threads)
            )
            require_sizes(answer, instance)
        except FrameError as error:
            raise SolverCrashedError(
                f"a machine gave an answer that does not fit: {error.message}"
            ) from None
        return answer

    def warm(self, key: Key) -> None:
        """Machines start their workers with the first job."""

    def shutdown(self) -> None:
        """Give up what is under way."""
        self._executor.cancel()
