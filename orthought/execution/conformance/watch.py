"""Watch, from outside, all processes that come into being beneath this one."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import defaultdict
from pathlib import Path
from types import TracebackType
from typing import Final

INTERVAL: Final = 0.02
GONE_SECONDS: Final = 1.0
"""What is still there so long after a job's end was left behind."""


class Watch:
    """What was seen of the descendants of this process while the block lasted.

    Memory is what they hold beyond what was held before, plus the growth of all shared memory.
    """

    def __init__(self) -> None:
        self.peak_bytes = 0
        self.peak_shared = 0
        self.most_processes = 0
        self.most_threads = 0
        self.most_files = 0
        self.left: frozenset[int] = frozenset()
        self.users: set[int] = set()
        self.opened: set[str] = set()
        self.gained_privilege = False
        self.changed_namespace = False
        self._known: frozenset[int] = frozenset()
        self._first: dict[int, tuple[int, str]] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watch:
        self._known = frozenset(descendants(os.getpid()))
        self._shared_before = _shared_bytes()
        self._own_before = _own_bytes(self._known)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
        self.left = self._wait_for_the_end()

    def _wait_for_the_end(self) -> frozenset[int]:
        deadline = time.monotonic() + GONE_SECONDS
        while True:
            left = frozenset(p for p in descendants(os.getpid()) if is_alive(p)) - self._known
            if not left or time.monotonic() > deadline:
                return left
            time.sleep(INTERVAL)

    def _watch(self) -> None:
        while not self._stop.wait(INTERVAL):
            with contextlib.suppress(OSError, ValueError):
                self._look()

    def _look(self) -> None:
        now = descendants(os.getpid())
        new = [process for process in now if process not in self._known]
        self.most_processes = max(self.most_processes, len(new))
        shared = _shared_bytes() - self._shared_before
        self.peak_shared = max(self.peak_shared, shared)
        self.peak_bytes = max(self.peak_bytes, _own_bytes(now) - self._own_before + shared)
        for process in new:
            self._look_at(process)

    def _look_at(self, process: int) -> None:
        status = status_of(process)
        if not status:
            return
        self.users.add(int(status["Uid"].split()[0]))
        self.most_threads = max(self.most_threads, int(status["Threads"]))
        self._look_at_privilege(process, int(status["CapEff"], 16))
        with contextlib.suppress(OSError):
            for link in Path(f"/proc/{process}/fd").iterdir():
                with contextlib.suppress(OSError):
                    self.opened.add(str(link.readlink()))
        with contextlib.suppress(OSError):
            disk = os.statvfs(f"/proc/{process}/root/tmp")
            if Path(f"/proc/{process}/root").stat().st_dev != Path("/").stat().st_dev:
                self.most_files = max(self.most_files, disk.f_files - disk.f_ffree)

    def _look_at_privilege(self, process: int, capabilities: int) -> None:
        space = ""
        with contextlib.suppress(OSError):
            space = str(Path(f"/proc/{process}/ns/user").readlink())
        before = self._first.setdefault(process, (capabilities, space))
        self.gained_privilege |= bool(capabilities & ~before[0])
        self.changed_namespace |= bool(space and before[1] and space != before[1])


def status_of(process: int) -> dict[str, str]:
    """Return what the kernel says of a process, nothing where it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {name: value.strip() for name, _, value in pairs}


def is_alive(process: int) -> bool:
    """Return whether a process still runs; one that only waits to be buried does not."""
    return status_of(process).get("State", "Z")[0] not in "ZX"


def descendants(root: int) -> frozenset[int]:
    """Return children, their children and so on of a process."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in os.listdir("/proc"):  # noqa: PTH208 - many times a second
        if entry.isdigit():
            with contextlib.suppress(OSError, IndexError):
                stat = Path(f"/proc/{entry}/stat").read_bytes()
                children[int(stat.rpartition(b")")[2].split()[1])].append(int(entry))
    found: set[int] = set()
    waiting = [root]
    while waiting:
        new = [child for child in children[waiting.pop()] if child not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def _own_bytes(processes: frozenset[int]) -> int:
    kilobytes = (status_of(process).get("RssAnon", "0 kB").split()[0] for process in processes)
    return sum(map(int, kilobytes)) * 1024


def _shared_bytes() -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("Shmem:"):
            return int(line.split()[1]) * 1024
    return 0
