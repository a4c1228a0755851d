"""One worker process, as its parent sees it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import orthought
from orthought import frames
from orthought.deadlines import Deadline
from orthought.errors import (
    FrameError,
    RunFolderError,
    SolverCrashedError,
    SolverUnavailableError,
)

BOOT: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from orthought.solvers.worker import main; "
    "main(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]))"
)
MAX_ANSWER_BYTES: Final = 2**30


class Key(NamedTuple):
    """What workers cannot share: a solver and a limit of memory, fixed when they start."""

    solver: str
    memory_mb: int


class DeadlineError(Exception):
    """The worker did not answer in time and was ended."""


class Worker:
    """A running worker process. Used by one thread at a time."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.jobs = 0
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="orthought-solver-"))
        except OSError as error:
            # No fault of the model's or the solver's: the run stops here and goes on later.
            raise RunFolderError(
                f"a solver's worker gets no temporary folder: {error}",
                fix="make room for temporary files, or set TMPDIR, then repeat the same command",
            ) from None
        try:
            self._process = _starter().start(lambda: _spawn(key, self._folder))
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise SolverUnavailableError(
                f"no worker process could be started: {error}",
                fix="free memory or raise the limit of processes",
            ) from None

    @property
    def process_id(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, parts: tuple[bytes, ...], seconds: float) -> tuple[dict[str, Any], frames.Arrays]:
        """Send frames and return the answer's header and arrays.

        Raises:
            DeadlineError: no answer within `seconds`; the process was killed.
            SolverCrashedError: the process died or answered nonsense.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.jobs += 1
        with self._deadline(seconds) as passed:
            try:
                for part in parts:
                    self._process.stdin.write(part)
                self._process.stdin.flush()
                read = self._process.stdout.read
                return frames.read_frame(read, max_bytes=MAX_ANSWER_BYTES)
            except (OSError, ValueError, FrameError) as error:
                self.kill()
                if passed.is_set():
                    raise DeadlineError from None
                raise self._crash(error) from None

    def _crash(self, error: Exception) -> SolverCrashedError:
        code = self._process.returncode
        how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        detail = f" ({error})" if isinstance(error, FrameError) and code is None else ""
        return SolverCrashedError(
            f"the worker of {self.key.solver} ended {how}{detail}",
            fix="try another solver (--solver) or raise the solver's memory limit",
        )

    @contextmanager
    def _deadline(self, seconds: float) -> Iterator[threading.Event]:
        passed = threading.Event()

        answered = threading.Event()

        def watch() -> None:
            deadline = Deadline(seconds)
            while wait := deadline.next_wait():
                if answered.wait(wait):
                    return
            passed.set()
            self._process.kill()

        threading.Thread(target=watch, name="orthought-deadline", daemon=True).start()
        try:
            yield passed
        finally:
            answered.set()

    def kill(self) -> None:
        """End the process now and remove its folder. Idempotent, callable from any thread."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """End the process and close the pipes; only when nobody is reading."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # What was not flushed is of no use to a process that has ended.
                with suppress(OSError):
                    stream.close()


def _spawn(key: Key, folder: Path) -> subprocess.Popen[bytes]:
    home = Path(orthought.__file__).resolve().parent.parent
    paths = [str(Path(entry).absolute()) for entry in sys.path if entry and Path(entry).exists()]
    paths += [str(home)] if str(home) not in paths else []
    arguments = [json.dumps(paths), key.solver, str(key.memory_mb), str(folder), str(os.getpid())]
    return subprocess.Popen(
        [sys.executable, "-I", "-c", BOOT, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=clean_environment(key.solver, folder, os.environ),
        cwd=folder,
        start_new_session=True,
    )


def clean_environment(solver: str, folder: Path, source: Mapping[str, str]) -> dict[str, str]:
    """Return what a worker may know of the environment: no key, no proxy, no home."""
    kept = {name: source[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in source}
    if solver == "gurobi":
        kept |= _gurobi_licence(source)
    # One BLAS thread: the arrays are small, and every thread reserves address space.
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    return kept | threads | {"TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}


def _gurobi_licence(source: Mapping[str, str]) -> dict[str, str]:
    named = source.get("GRB_LICENSE_FILE")
    if named:
        return {"GRB_LICENSE_FILE": named}
    found = Path(source.get("HOME", "/nonexistent")) / "gurobi.lic"
    return {"GRB_LICENSE_FILE": str(found)} if found.is_file() else {}


Start = Callable[[], "subprocess.Popen[bytes]"]


class _Starter:
    """Starts every worker from one thread that never ends.

    Linux sends the parent's death signal when the *thread* that forked ends, so a worker must not
    be started from a short-lived thread of somebody's executor.
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[Start, queue.SimpleQueue[Any]]] = queue.SimpleQueue()
        threading.Thread(target=self._serve, name="orthought-starter", daemon=True).start()

    def start(self, spawn: Start) -> subprocess.Popen[bytes]:
        reply: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._queue.put((spawn, reply))
        found = reply.get()
        if isinstance(found, Exception):
            raise found
        process: subprocess.Popen[bytes] = found
        return process

    def _serve(self) -> None:
        while True:
            spawn, reply = self._queue.get()
            try:
                reply.put(spawn())
            except Exception as error:
                reply.put(error)


_starters: dict[int, _Starter] = {}
_starters_lock = threading.Lock()


def _starter() -> _Starter:
    # By process number: a forked child has none of its parent's threads.
    with _starters_lock:
        if os.getpid() not in _starters:
            _starters[os.getpid()] = _Starter()
        return _starters[os.getpid()]
