"""The supervisor of one job: it makes the confined process, watches it and ends it.

It reports to the client over the control socket, one JSON text a message: `started`,
`setup_failed` or `ended`. When the client closes that socket the job is killed; when the
supervisor dies the kernel kills the job.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
from pathlib import Path
from typing import Any, Final, NamedTuple

from orthought.deadlines import Deadline
from orthought.execution import confinement
from orthought.execution.linux import namespaces, syscalls

SETUP_SECONDS: Final = 20.0
GRACE_SECONDS: Final = 5.0


class Descriptors(NamedTuple):
    """What the client passes for a job."""

    job: int
    """A memory file with the job's frame."""
    result: int
    """A pipe for the result's frame."""
    output: int
    """A pipe for standard output and error."""
    control: int
    """A socket to the client."""


def supervise(job: dict[str, Any], descriptors: Descriptors, parent: int) -> None:
    """Run one job to its end and report it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    syscalls.control(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    control = socket.socket(fileno=descriptors.control)
    try:
        ended = _run(job, descriptors, control)
    except OSError as error:
        _report(control, {"event": "setup_failed", "message": str(error)})
        return
    if ended is not None:
        _report(control, {"event": "ended", **ended})


def _run(
    job: dict[str, Any], descriptors: Descriptors, control: socket.socket
) -> dict[str, Any] | None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if job["tier"] != "strong":
        syscalls.control(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    child = namespaces.fork_into_namespaces() if job["tier"] == "strong" else os.fork()
    if child == 0:
        ours.close()
        control.close()
        confinement.run_confined(job, descriptors[:3], theirs)
    theirs.close()
    for descriptor in descriptors[:3]:
        os.close(descriptor)
    watched = os.pidfd_open(child)
    try:
        if not _set_up(job, child, ours, control):
            return None
        _watch(watched, control, job["seconds"] + GRACE_SECONDS)
    finally:
        # Killed by descriptor: the number could belong to somebody else by now.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(watched, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        _kill_descendants()
    return {"code": os.waitstatus_to_exitcode(status)}


def _set_up(job: dict[str, Any], child: int, ours: socket.socket, control: socket.socket) -> bool:
    """Let the child confine itself; return whether it did. Then its program may begin."""
    ours.settimeout(SETUP_SECONDS)
    go = {"nobody": namespaces.map_users(child) if job["tier"] == "strong" else False}
    ours.send(json.dumps(go).encode())
    answer = ours.recv(4096)
    if answer != b"ok":
        message = answer.decode("utf-8", "replace") or "the job's process died while it was set up"
        _report(control, {"event": "setup_failed", "message": message})
        return False
    _report(control, {"event": "started"})
    ours.send(b"run")
    return True


def _watch(watched: int, control: socket.socket, seconds: float) -> None:
    """Return when the child ended, the client went away or time is over."""
    poll = select.poll()
    poll.register(watched, select.POLLIN)
    poll.register(control.fileno(), select.POLLIN | select.POLLHUP)
    deadline = Deadline(seconds)
    while wait := deadline.next_wait():
        if poll.poll(wait * 1000):
            return


def _kill_descendants() -> None:
    """Kill what the child left behind. Without namespaces all of it becomes our child."""
    for _ in range(1000):
        try:
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        except OSError:
            return
        if not children:
            return
        for number in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.wait()


def _report(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        control.send(json.dumps(message).encode())
