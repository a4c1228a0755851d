"""Stopping a program with all that it started, as a laptop does that falls asleep."""

from __future__ import annotations

import contextlib
import os
import signal
import time

from orthought.execution.conformance.watch import descendants


def pause(process: int, seconds: float) -> None:
    """Stop a process and everything beneath it for some seconds."""
    stopped: set[int] = set()
    # What starts while the others are being stopped is found in the next round.
    for _ in range(5):
        for number in {process, *descendants(process)} - stopped:
            send(number, signal.SIGSTOP)
            stopped.add(number)
    time.sleep(seconds)
    for number in stopped:
        send(number, signal.SIGCONT)


def send(number: int, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, what)
