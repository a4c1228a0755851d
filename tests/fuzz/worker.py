"""Feed one reader in a process of its own, which may die of it.

    python -m tests.fuzz.worker MODULE:TARGETS NAME FIRST SECONDS MOST PROGRESS

The number of each input, and what became of those before, are written to the file PROGRESS before
it is read, so that whoever started this knows at which one it died. Findings are JSON lines on
standard output, and the last line holds the counts. Input K is the same on every machine.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from orthought.errors import OrthoughtError

SECONDS: Final = 2.0
"""Processor time that one input may take."""
MEBIBYTES: Final = 256
"""Memory that one input may take."""
CEILING: Final = 2 * 2**30


def make_input(target: Any, number: int) -> bytes:
    """Return input NUMBER of a target."""
    data: bytes = target.make(random.Random(f"{target.name} {number}"))
    return data


def main() -> None:
    module, name, first, seconds, most, progress = sys.argv[1:]
    place, _, attribute = module.partition(":")
    target = getattr(importlib.import_module(place), attribute)[name]
    for data in target.sound():
        target.read(data)
    _limit_memory()
    counts = feed(target, int(first), float(seconds), int(most), Path(progress))
    print(json.dumps(counts), flush=True)


def feed(target: Any, first: int, seconds: float, most: int, progress: Path) -> dict[str, int]:
    """Read input after input until the time is over or enough was found."""
    deadline = time.monotonic() + seconds
    counts = {"next": first, "accepted": 0, "refused": 0, "findings": 0}
    with progress.open("wb", buffering=0) as mark:
        while time.monotonic() < deadline and counts["findings"] < most:
            number = counts["next"]
            data = make_input(target, number)
            state = (number, counts["accepted"], counts["refused"])
            os.pwrite(mark.fileno(), b"%020d %020d %020d" % state, 0)
            outcome = judge(target.read, data)
            kind = outcome if outcome in ("accepted", "refused") else "findings"
            counts["next"] += 1
            counts[kind] += 1
            if kind == "findings":
                print(json.dumps({"number": number, "what": outcome}), flush=True)
                if outcome.startswith("memory"):
                    break  # the peak never falls again, so the next input needs a new process
    return counts


def judge(read: Callable[[bytes], None], data: bytes) -> str:
    """Say what a reader made of an input. One that takes too long ends this process."""
    before = peak()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        read(data)
        outcome = "accepted"
    except OrthoughtError:
        outcome = "refused"
    except BaseException as error:
        outcome = _describe(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    grown = (peak() - before) // 1024
    return f"memory: {grown} MiB more" if grown > MEBIBYTES else outcome


def peak() -> int:
    """Return the most memory that this process held, in KiB.

    Linux hands the peak of getrusage on to a new program: started by a large process, this one
    would seem to have needed as much already, and what it takes up to there would not be seen.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM"))


def _describe(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "orthought" in frame.filename] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
    return f"{type(error).__name__} at {place}: {str(error)[:300]}"


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CEILING, CEILING))


if __name__ == "__main__":
    main()
