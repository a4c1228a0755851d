"""The job's own process: it gives everything up, then runs the program. Never returns."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from orthought.execution import paths
from orthought.execution.confine import address_space
from orthought.execution.linux import landlock, limits, namespaces, seccomp, syscalls

RESULT: Final = 3
SETUP: Final = 4
MAX_DESCRIPTOR: Final = 1 << 20


def run_confined(job: dict[str, Any], descriptors: Sequence[int], setup: socket.socket) -> NoReturn:
    """Confine this process as the tier says, run the job, write its frame, exit."""
    code = 71
    try:
        _take_up(job, list(descriptors), setup)
        code = 72
        _run(job)
        code = 0
    finally:
        os._exit(code)


def _take_up(job: dict[str, Any], descriptors: list[int], setup: socket.socket) -> None:
    try:
        go = json.loads(setup.recv(4096))
        payload = _read_all(descriptors[0])
        setup = _arrange(descriptors[1], descriptors[2], setup)
        _confine(job, bool(go["nobody"]))
        for path in job.get("must_read", ()):
            Path(path).read_bytes()
    except BaseException as error:
        setup.send(f"{type(error).__name__}: {error}"[:2000].encode())
        raise
    setup.send(b"ok")
    # The answer proves that the supervisor, whose death kills us, still lived a moment ago.
    if setup.recv(16) != b"run":
        os._exit(73)
    setup.close()
    job["payload"] = payload


def _arrange(result: int, output: int, setup: socket.socket) -> socket.socket:
    """Put nothing, the pipes and the setup socket to 0 to 4, close everything else."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    wanted = (nothing, output, output, result, setup.detach())
    # High copies first, so that no duplication overwrites a descriptor that is still needed.
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 2 * len(wanted)) for descriptor in wanted]
    for target, descriptor in enumerate(high):
        os.dup2(descriptor, target, inheritable=False)
    os.closerange(len(wanted), MAX_DESCRIPTOR)
    return socket.socket(fileno=SETUP)


def _confine(job: dict[str, Any], nobody: bool) -> None:
    tier = job["tier"]
    # Asked now: the private root has no /proc to ask.
    memory = address_space() + job["memory_mb"] * 2**20
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    folders = {*paths.SYSTEM_FOLDERS, *paths.SYSTEM_FILES, *job["folders"]}
    if tier == "strong":
        namespaces.set_host_name(b"sandbox")
        namespaces.enter_private_root(sorted(folders), paths.DEVICES, job["disk_mb"])
    if tier != "unsafe":
        namespaces.drop_bounding_set()
        if nobody:
            namespaces.become_nobody()
        elif os.geteuid() == 0:
            namespaces.be_counted()
        namespaces.drop_capabilities()
    syscalls.control(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    limits.apply(job["seconds"], memory, job["disk_mb"])
    if tier == "medium":
        readable = [Path(path) for path in folders]
        landlock.restrict(readable, [Path(device) for device in paths.DEVICES])
    if tier != "unsafe":
        seccomp.install()


def _run(job: dict[str, Any]) -> None:
    if job["bare"]:
        _write_all(RESULT, b"ready")
        return
    from orthought.execution import inside

    frame = inside.run_job(job.pop("payload"))
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    _write_all(RESULT, frame)


def _read_all(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    parts = []
    position = 0
    while position < size:
        chunk = os.pread(descriptor, size - position, position)
        if not chunk:
            break
        parts.append(chunk)
        position += len(chunk)
    return b"".join(parts)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
