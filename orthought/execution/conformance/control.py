"""The control: a runner that protects nothing, in which each attack has to succeed first.

A process of its own is warm and forks for each job. The job inherits environment, standard input,
descriptors and folder, has no limits, and leaves its result in a file. What a job leaves behind is
ended here, so that no attack outlives its demonstration.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, Final

from orthought.execution.linux import syscalls

MAX_MESSAGE: Final = 1 << 18
WARMTH: Final = "import pyomo.environ, highspy, zlib"


def serve(descriptor: int, inherited: int) -> None:
    """Serve jobs that arrive at this socket until its other end is closed."""
    from orthought.execution.zygote import _warm_up

    channel = socket.socket(fileno=descriptor)
    syscalls.control(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    syscalls.control(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    _warm_up()
    channel.send(b"ready")
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, MAX_MESSAGE, 2)
        if not message:
            break
        _start_job(channel, json.loads(message), descriptors, inherited)
    end_children()


def _start_job(
    channel: socket.socket, job: dict[str, Any], descriptors: list[int], inherited: int
) -> None:
    if not descriptors:
        end_children()
        channel.send(b"clean")
        return
    if os.fork() == 0:
        try:
            channel.close()
            _supervise(job, descriptors[0], socket.socket(fileno=descriptors[1]), inherited)
        finally:
            os._exit(0)
    for descriptor in descriptors:
        os.close(descriptor)


def _supervise(job: dict[str, Any], output: int, control: socket.socket, inherited: int) -> None:
    os.setsid()
    os.chdir(job["folder"])
    child = os.fork()
    if child == 0:
        control.close()
        _run(job, output, inherited)
    os.close(output)
    code = _wait(child, job["seconds"] if job["terminate"] else None)
    said: dict[str, Any] = {"code": code}
    try:
        said |= _read(Path(job["result"]), job["reader"])
    except Exception as error:
        said["error"] = f"{type(error).__name__}: {error}"[:300]
    control.send(json.dumps(said).encode())


def _wait(child: int, seconds: float | None) -> int:
    """Wait as a careless runner does, perhaps with a polite signal when the time is over."""
    if seconds is not None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(child, signal.SIGTERM)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run(job: dict[str, Any], output: int, inherited: int) -> None:
    from orthought.execution import inside
    from orthought.execution.data import encode_data

    os.dup2(output, 1)
    os.dup2(output, 2)
    os.set_inheritable(inherited, True)
    os.closerange(3, inherited)
    os.closerange(inherited + 1, 1024)
    data = encode_data(job["data"])
    for program in job["programs"]:
        frame = inside.run_job(inside.encode_job(program, data))
        sys.stdout.flush()
        if program is not job["programs"][-1]:
            continue
        with contextlib.suppress(OSError):
            Path(job["result"]).write_bytes(frame)
    os._exit(0)


def _read(path: Path, reader: str) -> dict[str, Any]:
    """Believe a result, as the peers do."""
    if reader == "file":
        return {}
    blob = path.read_bytes()
    if reader == "pickle":
        return {"note": str(pickle.loads(blob))}
    if reader == "lengths":
        held = bytearray(int.from_bytes(blob[:8], "little"))
        held[::4096] = b"x" * len(held[::4096])
        time.sleep(0.2)
        return {"note": str(len(held))}
    return {"note": str(json.loads(blob))[:300]}


def end_children() -> None:
    """End whatever any job left; as subreaper, all of it becomes a child of this process."""
    for _ in range(200):
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        if not children:
            return
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.wait()
