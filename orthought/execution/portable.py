"""The unsafe tier where there is no Linux: one process a job, killed when its time is over.

The process has a clean environment, and on POSIX systems resource limits. Nothing keeps it from
reading or writing what the user may read or write.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from typing import IO, Final

from orthought.deadlines import Deadline
from orthought.execution import paths, verdict
from orthought.execution.data import encode_data
from orthought.execution.inside import encode_job, run_job
from orthought.execution.interface import BuildFailure, BuildResult, Limits, Tier
from orthought.instance import Instance
from orthought.problem import Data

BOOTSTRAP: Final = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from orthought.execution.portable import serve; serve(float(sys.argv[1]), int(sys.argv[2]))"
)
CHUNK: Final = 1 << 16
MAX_SECONDS: Final = 1e6
"""Limits of processes are whole numbers, and infinity is none."""


def serve(seconds: float, memory_mb: int) -> None:
    """Run the one job that arrives at standard input; its frame leaves by standard output."""
    job = sys.stdin.buffer.read()
    result = os.dup(1)
    os.dup2(2, 1)
    # Windows has no such limits, and macOS refuses the one of the address space.
    with contextlib.suppress(ImportError, OSError, ValueError):
        from orthought.execution.confine import address_space
        from orthought.execution.linux import limits

        limits.apply(seconds, address_space() + memory_mb * 2**20, 64)
    frame = run_job(job)
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    with os.fdopen(result, "wb") as stream:
        stream.write(frame)
    os._exit(0)


class PortableSandbox:
    """The unsafe tier by one fresh process a job: slow (it imports Pyomo), but everywhere."""

    tier = Tier.UNSAFE

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))

    def start(self) -> None:
        """Do nothing: there is no warm process."""

    def close(self) -> None:
        """Do nothing: every process ends with its job."""

    def build(self, program: str, data: Data, limits: Limits | None = None) -> BuildResult:
        """Run `build_model(data)` in a process of its own; see `Sandbox.build`."""
        limits = limits or Limits()
        job = encode_job(program, encode_data(data))
        with self._turns:
            begin = time.monotonic()
            code, frame, output = _run(job, limits)
        seconds = time.monotonic() - begin
        text = verdict.printable(output.decode("utf-8", "replace"), limits.output_bytes)
        found = _judge(code, frame, limits)
        if isinstance(found, BuildFailure):
            return BuildResult(None, found, self.tier, seconds, text)
        return BuildResult(found, None, self.tier, seconds, text)


def _judge(code: int | None, frame: bytes, limits: Limits) -> Instance | BuildFailure:
    if code is None:
        return verdict.timeout(limits)
    if len(frame) > limits.frame_mb * 2**20:
        return verdict.too_large(limits)
    return verdict.read_result(frame, limits) if frame else verdict.crash(code, limits)


def _run(job: bytes, limits: Limits) -> tuple[int | None, bytes, bytes]:
    """Return exit code (None where its time was over), frame and output."""
    seconds = min(limits.seconds, MAX_SECONDS)
    numbers = [str(seconds), str(limits.memory_mb)]
    process = subprocess.Popen(
        [sys.executable, "-P", "-s", "-S", "-c", BOOTSTRAP, *numbers, *paths.import_path()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )
    frame, output = bytearray(), bytearray()
    assert process.stdin and process.stdout and process.stderr
    workers = [
        threading.Thread(target=_feed, args=(process.stdin, job), daemon=True),
        _reader(process.stdout, frame, limits.frame_mb * 2**20 + 1),
        _reader(process.stderr, output, limits.output_bytes),
    ]
    for worker in workers:
        worker.start()
    code: int | None = None
    try:
        code = _wait(process, seconds)
    finally:
        # Also where Ctrl-C ends the waiting: it reaches our group of processes, not this one's.
        process.kill()
        process.wait()
    for worker in workers:
        worker.join(1.0)
    # A descendant may hold the pipes open; as long as it lives its group's number is its own.
    if any(worker.is_alive() for worker in workers) and hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        for worker in workers:
            worker.join(1.0)
    if not any(worker.is_alive() for worker in workers):
        for stream in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):
                stream.close()
    return code, bytes(frame), bytes(output)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Return the exit code, None where the time is over."""
    deadline = Deadline(seconds)
    while wait := deadline.next_wait():
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(wait)
    return None


def _environment() -> dict[str, str]:
    from orthought.execution.forkserver import ENVIRONMENT

    # Windows needs its own root to load its libraries.
    needed = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {**ENVIRONMENT, **needed}


def _feed(stream: IO[bytes], job: bytes) -> None:
    with contextlib.suppress(OSError), stream:
        stream.write(job)


def _reader(stream: IO[bytes], kept: bytearray, limit: int) -> threading.Thread:
    def read() -> None:
        while chunk := stream.read1(CHUNK):  # type: ignore[attr-defined]
            kept.extend(chunk[: max(0, limit - len(kept))])

    return threading.Thread(target=read, daemon=True)
