"""The sandbox over a fork server: every tier on Linux."""

from __future__ import annotations

import os
import threading
import time
import weakref
from typing import Any, Final

from orthought.errors import SandboxError
from orthought.execution import verdict
from orthought.execution.data import encode_data
from orthought.execution.forkserver import ForkServer, ForkServerDied
from orthought.execution.inside import encode_job
from orthought.execution.interface import BuildFailure, BuildResult, Limits, Tier
from orthought.execution.transfer import Ended, Pipes, read_job
from orthought.problem import Data

MAX_PROGRAM_BYTES: Final = 4 * 2**20
MAX_SECONDS: Final = 1e6


class ForkServerSandbox:
    """A sandbox of the given tier with a warm fork server, started on first use or by start().

    At most as many jobs run at once as there are processors; further calls wait their turn, and
    waiting does not count as a job's time.
    """

    def __init__(self, tier: Tier) -> None:
        self.tier = tier
        self._lock = threading.Lock()
        self._servers: list[ForkServer] = []
        self._closed = False
        self._turns = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))
        # Runs when this object is forgotten and when the interpreter ends.
        self._end = weakref.finalize(self, _end, self._servers)

    def start(self) -> None:
        """Start the fork server; it warms up by itself while the caller goes on."""
        self._current()

    def build(self, program: str, data: Data, limits: Limits | None = None) -> BuildResult:
        """Run `build_model(data)` in the sandbox.

        Raises:
            SandboxError: the sandbox itself failed, twice.
            InputError: the data cannot enter the sandbox.
        """
        limits = limits or Limits()
        if len(program) > MAX_PROGRAM_BYTES:
            refused = BuildFailure(kind="refused", message="the program is larger than 4 MiB")
            return BuildResult(None, refused, self.tier, 0.0)
        payload = encode_job(program, encode_data(data))
        with self._turns:
            begin = time.monotonic()
            ended, pipes = self._run_twice(payload, limits)
        instance, failure = _judge(ended, pipes, limits)
        text = pipes.output_bytes.decode("utf-8", "replace")
        output = verdict.printable(text, limits.output_bytes)
        return BuildResult(instance, failure, self.tier, time.monotonic() - begin, output)

    def close(self) -> None:
        """End the fork server and all jobs. Idempotent."""
        with self._lock:
            self._closed = True
            self._end()

    def _run_twice(self, payload: bytes, limits: Limits) -> tuple[Ended, Pipes]:
        """Run a job; where the fork server is found dead, start a new one and run it again."""
        try:
            return self._run(payload, limits)
        except ForkServerDied:
            self._discard()
            return self._run(payload, limits)

    def _run(self, payload: bytes, limits: Limits) -> tuple[Ended, Pipes]:
        server = self._current()
        sizes = (limits.frame_mb * 2**20 + 2**23, limits.output_bytes)
        with server.job(payload, settings_of(self.tier, limits), sizes) as pipes:
            ended = read_job(pipes, min(limits.seconds, MAX_SECONDS))
        if ended.lost and server.died():
            raise ForkServerDied("the fork server died during the job")
        return ended, pipes

    def _current(self) -> ForkServer:
        with self._lock:
            if self._closed:
                raise SandboxError("the sandbox is closed", fix="open a new one")
            if not self._servers:
                self._servers.append(ForkServer())
            return self._servers[0]

    def _discard(self) -> None:
        with self._lock:
            if self._servers and self._servers[0].died():
                _end(self._servers)


def settings_of(tier: Tier, limits: Limits) -> dict[str, Any]:
    """Return tier and limits as the supervisor reads them."""
    return {
        "tier": tier.value,
        "seconds": min(limits.seconds, MAX_SECONDS),
        "memory_mb": limits.memory_mb,
        "disk_mb": limits.disk_mb,
    }


def _judge(ended: Ended, pipes: Pipes, limits: Limits) -> tuple[Any, BuildFailure | None]:
    if ended.timed_out:
        return None, verdict.timeout(limits)
    if ended.too_large:
        return None, verdict.too_large(limits)
    if not pipes.result_bytes:
        return None, verdict.crash(ended.code, limits)
    found = verdict.read_result(bytes(pipes.result_bytes), limits)
    return (None, found) if isinstance(found, BuildFailure) else (found, None)


def _end(servers: list[ForkServer]) -> None:
    while servers:
        servers.pop().close()
