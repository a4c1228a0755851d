"""The client's end of one job: read its pipes within limits of bytes and time, then judge."""

from __future__ import annotations

import json
import os
import select
import socket
import time
from dataclasses import dataclass, field
from typing import Any, Final

from orthought.deadlines import Deadline
from orthought.errors import SandboxError

CHUNK: Final = 1 << 20
SETUP_SECONDS: Final = 60.0
DRAIN_SECONDS: Final = 0.5


@dataclass
class Pipes:
    """What is read from a job so far."""

    result: int
    output: int
    control: socket.socket
    max_result: int
    max_output: int
    result_bytes: bytearray = field(default_factory=bytearray)
    output_bytes: bytearray = field(default_factory=bytearray)
    events: list[dict[str, Any]] = field(default_factory=list)

    def close(self) -> None:
        """Close all three; closing the control socket kills a job that still runs."""
        os.close(self.result)
        os.close(self.output)
        self.control.close()

    def event(self, kind: str) -> dict[str, Any] | None:
        return next((event for event in self.events if event.get("event") == kind), None)


@dataclass(frozen=True)
class Ended:
    """How a job came to its end, as seen from outside."""

    timed_out: bool = False
    too_large: bool = False
    lost: bool = False
    """The supervisor vanished without a word."""
    code: int | None = None
    """Exit code, negative for a signal."""


def read_job(pipes: Pipes, seconds: float) -> Ended:
    """Read until the job has ended or went beyond a limit.

    Raises:
        SandboxError: the sandbox could not be set up.
    """
    deadline = Deadline(SETUP_SECONDS)
    started = False
    open_ends = {pipes.result, pipes.output, pipes.control.fileno()}
    while pipes.control.fileno() in open_ends:
        if not started and pipes.event("started"):
            started, deadline = True, Deadline(seconds)
        wait = deadline.next_wait()
        if wait <= 0:
            return _out_of_time(started)
        _read_ready(pipes, open_ends, wait)
        if len(pipes.result_bytes) > pipes.max_result:
            return Ended(too_large=True)
    return _conclude(pipes, open_ends)


def _out_of_time(started: bool) -> Ended:
    if not started:
        raise SandboxError(
            f"the sandbox was not set up within {SETUP_SECONDS:.0f} s",
            fix="the machine is overloaded: try again with fewer jobs at a time",
        )
    return Ended(timed_out=True)


def _conclude(pipes: Pipes, open_ends: set[int]) -> Ended:
    # The process is dead; what it wrote is still in the pipes. Who else holds them gets no time.
    deadline = time.monotonic() + DRAIN_SECONDS
    while pipes.result in open_ends and time.monotonic() < deadline:
        _read_ready(pipes, open_ends & {pipes.result, pipes.output}, 0.05, open_ends)
        if len(pipes.result_bytes) > pipes.max_result:
            return Ended(too_large=True)
    failed = pipes.event("setup_failed")
    if failed is not None:
        raise SandboxError(
            f"the sandbox could not be set up: {failed.get('message', '')}",
            fix="run `orthought doctor` to see which sandbox this machine gives",
        )
    ended = pipes.event("ended")
    return Ended(lost=True) if ended is None else Ended(code=int(ended["code"]))


def _read_ready(
    pipes: Pipes, watched: set[int], seconds: float, open_ends: set[int] | None = None
) -> None:
    open_ends = watched if open_ends is None else open_ends
    poll = select.poll()
    for descriptor in watched:
        poll.register(descriptor, select.POLLIN)
    for descriptor, _ in poll.poll(seconds * 1000):
        if not _read_one(pipes, descriptor):
            open_ends.discard(descriptor)


def _read_one(pipes: Pipes, descriptor: int) -> bool:
    try:
        if descriptor == pipes.control.fileno():
            chunk = pipes.control.recv(65536)
            if chunk:
                pipes.events.append(json.loads(chunk))
            return bool(chunk)
        chunk = os.read(descriptor, CHUNK)
    except OSError:
        return False
    if descriptor == pipes.result:
        pipes.result_bytes += chunk
    else:
        room = pipes.max_output - len(pipes.output_bytes)
        pipes.output_bytes += chunk[: max(0, room)]
    return bool(chunk)
