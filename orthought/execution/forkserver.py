"""The client's handle on one fork server: start it, hand it jobs, notice its death, end it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from orthought.deadlines import Deadline
from orthought.errors import SandboxError
from orthought.execution import paths
from orthought.execution.transfer import Pipes

WARM_UP_SECONDS: Final = 120.0
DYING_SECONDS: Final = 0.5
PIPE_BYTES: Final = 1 << 20
BOOTSTRAP: Final = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from orthought.execution.zygote import serve; serve(int(sys.argv[1]))"
)
ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "USER": "nobody",
    "TMPDIR": "/tmp",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    # One thread, because only a process of one thread may fork.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""All that the fork server sees of an environment: no key of ours is in it."""


class ForkServerDied(SandboxError):
    """The fork server is gone; a new one may be started."""


class ForkServer:
    """One running fork server. Threads may submit jobs at the same time.

    Args:
        bare: leave the modelling packages out; jobs then only try the confinement.
    """

    def __init__(self, *, bare: bool = False) -> None:
        self._lock = threading.Lock()
        self._ready = False
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel = ours
        # In memory: a full disk must not keep programs from being built.
        self._messages = os.fdopen(os.memfd_create("messages"), "w+b")
        command = [sys.executable, "-P", "-s", "-S", "-c", BOOTSTRAP, str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                [*command, *paths.import_path()],
                pass_fds=[theirs.fileno()],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._messages,
                start_new_session=True,
            )
        folders = [str(folder) for folder in paths.python_folders()]
        self._channel.send(json.dumps({"bare": bare, "folders": folders}).encode())

    def died(self) -> bool:
        """Return whether it is dead; one that is just dying gets the time to do so."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(DYING_SECONDS)
        return self._process.poll() is not None

    @contextlib.contextmanager
    def job(
        self, payload: bytes, settings: dict[str, Any], sizes: tuple[int, int]
    ) -> Iterator[Pipes]:
        """Submit a job; yield its pipes, whose closing ends it.

        Args:
            payload: the frame of the job.
            settings: tier and limits, as the supervisor reads them.
            sizes: bytes of result and of output that are read at most.

        Raises:
            ForkServerDied: it does not live any more.
        """
        self._wait_until_ready()
        with contextlib.ExitStack() as theirs:
            source = _memory_file(payload)
            theirs.callback(os.close, source)
            result, result_end = _pipe(theirs)
            output, output_end = _pipe(theirs)
            control, control_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            theirs.callback(control_end.close)
            pipes = Pipes(result, output, control, *sizes)
            try:
                self._send(settings, [source, result_end, output_end, control_end.fileno()])
                theirs.close()
                yield pipes
            finally:
                pipes.close()

    def close(self) -> None:
        """End it and every job. Idempotent."""
        with self._lock:
            self._channel.close()
            self._process.kill()
            self._process.wait()
            self._messages.close()

    def _send(self, settings: dict[str, Any], descriptors: list[int]) -> None:
        try:
            with self._lock:
                socket.send_fds(self._channel, [json.dumps(settings).encode()], descriptors)
        except OSError as error:
            raise ForkServerDied(f"the fork server died: {error}") from error

    def _wait_until_ready(self) -> None:
        with self._lock:
            if self._ready:
                return
            try:
                answer = self._first_answer()
            except (OSError, ValueError) as error:
                raise ForkServerDied(f"the fork server died: {error}") from error
            if not answer:
                raise ForkServerDied(
                    f"the fork server did not start: {self._last_words()}",
                    fix="check that pyomo, pandas and numpy can be imported by this Python",
                )
            self._ready = True

    def _first_answer(self) -> bytes:
        poll = select.poll()
        poll.register(self._channel.fileno(), select.POLLIN)
        deadline = Deadline(WARM_UP_SECONDS)
        while wait := deadline.next_wait():
            if poll.poll(wait * 1000):
                return self._channel.recv(4096)
        return b""

    def _last_words(self) -> str:
        self._messages.seek(0)
        return self._messages.read()[-800:].decode("utf-8", "replace").strip()


def _memory_file(payload: bytes) -> int:
    descriptor = os.memfd_create("job")
    view = memoryview(payload)
    while view:
        view = view[os.write(descriptor, view) :]
    return descriptor


def _pipe(theirs: contextlib.ExitStack) -> tuple[int, int]:
    import fcntl

    reading, writing = os.pipe()
    theirs.callback(os.close, writing)
    with contextlib.suppress(OSError):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return reading, writing


def must_read() -> tuple[str, ...]:
    """Return files that a job has to be able to read, one in each place that it imports from."""
    import importlib.util

    found = (importlib.util.find_spec(name) for name in ("json", "pyomo", "numpy", "pandas"))
    return tuple(str(Path(spec.origin)) for spec in found if spec is not None and spec.origin)
