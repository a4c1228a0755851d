"""The child process that runs the embedded model, one for all models of this process."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from orthought.errors import EndpointUnavailableError
from orthought.llm.embedded.server_main import PATIENT

SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
SERVER = (sys.executable, "-P", "-m", "orthought.llm.embedded.server_main")
START_SECONDS = 180.0
"""A cold disk reads a gigabyte in this time; more means that something hangs."""


@dataclass(frozen=True)
class RuntimeSettings:
    """What makes two runtimes the same one."""

    weights: Path
    context: int = 8192
    """Tokens that prompt and reply may take together."""
    threads: int = 0
    """0: one for each physical core that this process may use."""
    parallel: int = 1
    """Replies written at the same time; they share the context in equal parts."""
    cache_mib: int = 1024
    """Memory for prompts that may come again."""


@dataclass(frozen=True)
class Endpoint:
    """Where the server listens and the key that it wants."""

    address: str
    key: str

    def __repr__(self) -> str:
        return f"Endpoint({self.address})"


class Runtime:
    """Starts the server when it is needed, and again when it died."""

    def __init__(
        self,
        settings: RuntimeSettings,
        *,
        command: tuple[str, ...] = (
            sys.executable,
            "-P",
            "-m",
            "orthought.llm.embedded.server_main",
        ),
        start_seconds: float = START_SECONDS,
    ) -> None:
        self.settings = settings
        self.users = 0
        self.starts = 0
        self._command = command
        self._start_seconds = start_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._endpoint: Endpoint | None = None

    @property
    def process_id(self) -> int | None:
        """Number of the running server, None where none runs."""
        alive = self._process is not None and self._process.poll() is None
        return self._process.pid if alive and self._process else None

    def ensure(self) -> Endpoint:
        """Return the endpoint of a running server; blocks while it loads (about 3 s).

        Raises:
            EndpointUnavailableError: the server does not start; its last words are quoted.
        """
        with self._lock:
            if self._endpoint is None or self.process_id is None:
                self._stop()
                self._endpoint = self._start()
            return self._endpoint

    def retire(self, endpoint: Endpoint) -> None:
        """End the server behind this endpoint, which broke off; a newer one is left alone."""
        with self._lock:
            if self._endpoint == endpoint:
                self._stop()

    def stop(self) -> None:
        """End the server. It starts again when it is next needed."""
        with self._lock:
            self._stop()

    def _start(self) -> Endpoint:
        self.starts += 1
        with _chatter() as chatter:
            self._process = process = _spawn(self._command, chatter)
            key = secrets.token_urlsafe(24)
            answer = self._converse(process, key)
            if "address" in answer:
                return Endpoint(str(answer["address"]), key)
            self._stop()
            raise EndpointUnavailableError(
                "the embedded model's server did not start: "
                + str(answer.get("error") or _last_words(chatter)),
                fix="verify the weights with `orthought models pull`, and see whether "
                "3 GB of memory are free",
            )

    def _converse(self, process: subprocess.Popen[str], key: str) -> dict[str, object]:
        """Tell the server its settings and wait for its answer; {} when it fell silent."""
        assert process.stdin is not None and process.stdout is not None
        watchdog = threading.Timer(self._start_seconds, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            process.stdin.write(json.dumps(self._message(key)) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            return {}
        finally:
            watchdog.cancel()
        return _parse(line)

    def _message(self, key: str) -> dict[str, object]:
        settings = self.settings
        return {
            "model": str(settings.weights),
            "key": key,
            "context": settings.context,
            "parallel": settings.parallel,
            "cache_mib": settings.cache_mib,
            "threads": settings.threads or physical_cores(),
        }

    def _stop(self) -> None:
        process, self._process, self._endpoint = self._process, None, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


_shared: dict[RuntimeSettings, Runtime] = {}
_shared_lock = threading.Lock()


def borrow(settings: RuntimeSettings) -> Runtime:
    """Return the runtime of these settings that this process shares."""
    with _shared_lock:
        runtime = _shared.setdefault(settings, Runtime(settings))
        runtime.users += 1
        return runtime


def give_back(runtime: Runtime) -> None:
    """Stop the runtime when nobody uses it any more."""
    with _shared_lock:
        runtime.users -= 1
        if runtime.users <= 0:
            _shared.pop(runtime.settings, None)
            runtime.stop()


@atexit.register
def _stop_all() -> None:
    for runtime in list(_shared.values()):
        runtime.stop()


def physical_cores() -> int:
    """Count the physical cores that this process may use, at least 1."""
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    usable = os.sched_getaffinity(0)
    siblings = {_siblings(number) for number in usable}
    return max(1, min(len(siblings), _quota()))


def _siblings(processor: int) -> str:
    path = Path(f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list")
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return str(processor)


def _quota() -> int:
    """Return the whole cores that a container's limit allows."""
    try:
        limit, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return max(1, int(limit) // int(period))
    except (OSError, ValueError):
        return os.cpu_count() or 1


def _spawn(command: tuple[str, ...], chatter: IO[str]) -> subprocess.Popen[str]:
    # The provider keys of the environment are none of the runtime's business. A session of its
    # own keeps Ctrl-C from ending it before we have decided what to do.
    environment = {n: v for n, v in os.environ.items() if not SECRET_NAME.search(n)} | PATIENT
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=chatter,
        text=True,
        encoding="utf-8",
        env=environment,
        start_new_session=True,
    )


def _chatter() -> IO[str]:
    """Return a temporary file for what the server says."""
    try:
        return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
    except OSError as error:
        raise EndpointUnavailableError(
            f"the embedded model's server gets no temporary file: {error}",
            fix="make room for temporary files, or set TMPDIR",
        ) from None


def _parse(line: str) -> dict[str, object]:
    try:
        answer = json.loads(line)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _last_words(chatter: IO[str]) -> str:
    chatter.seek(0)
    lines = chatter.read().strip().splitlines()
    return " / ".join(lines[-3:]) if lines else "it ended or hung without a word"
