"""The host's side of the control: hand it a job, and believe what it leaves, within bounds."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

from orthought.errors import SandboxError
from orthought.execution import paths, verdict
from orthought.execution.conformance.attack import SLACK_SECONDS, Attack, Ran
from orthought.execution.conformance.scene import Scene
from orthought.execution.conformance.watch import Watch
from orthought.execution.interface import BuildFailure, Limits
from orthought.instance import Instance

BOOTSTRAP: Final = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from orthought.execution.conformance.control import serve; "
    "serve(int(sys.argv[1]), int(sys.argv[2]))"
)
WARM_UP_SECONDS: Final = 60
GENEROUS: Final = Limits(frame_mb=512)
MAX_OUTPUT: Final = 64 * 2**20


class Unprotected:
    """One running control.

    Args:
        inherited: a descriptor that its jobs shall find open.
    """

    def __init__(self, inherited: int) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        numbers = [str(theirs.fileno()), str(inherited)]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", BOOTSTRAP, *numbers, *paths.import_path()],
                pass_fds=[theirs.fileno(), inherited],
                start_new_session=True,
            )
        self._channel.settimeout(WARM_UP_SECONDS)
        self._expect(b"ready")

    def run(self, attack: Attack, scene: Scene, data: dict[str, Any]) -> Ran:
        """Run all programs of an attack; return how the last one went."""
        texts = attack.programs
        groups = [texts] if attack.naive.shared else [(text,) for text in texts]
        with Watch() as watch:
            began = time.monotonic()
            for group in groups:
                done = self._run(group, attack, scene, data)
            seconds = time.monotonic() - began
        self._channel.send(b"{}")
        self._expect(b"clean")
        return Ran(watch=watch, seconds=seconds, **done)

    def close(self) -> None:
        """End it and every job."""
        self._channel.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        self._process.kill()
        self._process.wait()

    def _run(
        self, programs: tuple[str, ...], attack: Attack, scene: Scene, data: dict[str, Any]
    ) -> dict[str, Any]:
        result = Path(data["result"])
        job = {
            "programs": programs,
            "data": data,
            "folder": str(scene.folder),
            "result": str(result),
            "seconds": attack.limits.seconds,
            "terminate": attack.naive.terminate,
            "reader": attack.naive.reader,
        }
        reading, writing = os.pipe()
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with control:
            with theirs:
                socket.send_fds(
                    self._channel, [json.dumps(job).encode()], [writing, theirs.fileno()]
                )
                os.close(writing)
            patience = attack.limits.seconds + SLACK_SECONDS + 0.3
            output, said = _listen(reading, control, patience)
        return _believe(output, said, result)

    def _expect(self, word: bytes) -> None:
        try:
            answer = self._channel.recv(4096)
        except OSError as error:
            raise SandboxError(f"the control does not answer: {error}") from error
        if answer != word:
            raise SandboxError("the control died")


def _listen(reading: int, control: socket.socket, patience: float) -> tuple[bytes, Any]:
    """Read output to its end and the one message, for as long as patience lasts."""
    output, message = bytearray(), b""
    deadline = time.monotonic() + patience
    open_ends = {reading, control.fileno()}
    while open_ends and (left := deadline - time.monotonic()) > 0:
        poll = select.poll()
        for descriptor in open_ends:
            poll.register(descriptor, select.POLLIN)
        for descriptor, _ in poll.poll(left * 1000):
            chunk = _receive(descriptor, control)
            if not chunk:
                open_ends.discard(descriptor)
            elif descriptor == reading and len(output) < MAX_OUTPUT:
                output += chunk
            elif descriptor != reading:
                message += chunk
    os.close(reading)
    if message:
        return bytes(output), json.loads(message)
    return bytes(output), "hangs" if control.fileno() in open_ends else None


def _receive(descriptor: int, control: socket.socket) -> bytes:
    try:
        if descriptor == control.fileno():
            return control.recv(65536)
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""


def _believe(output: bytes, said: Any, result: Path) -> dict[str, Any]:
    """Take for true whatever came."""
    found: dict[str, Any] = {"orphaned": said is None, "error": ""}
    try:
        found["output"] = output.decode()
    except UnicodeDecodeError as error:
        found |= {"output": output.decode("utf-8", "replace"), "error": str(error)}
    if not isinstance(said, dict):
        return found
    found["accepted"] = said["code"] == 0
    found["error"] = found["error"] or said.get("error", "")
    found["output"] += said.get("note", "")
    blob = _read_for(result, 1.0)
    if blob is None:
        return found | {"error": "the host hangs while it reads the result"}
    told = verdict.read_result(blob, GENEROUS)
    if isinstance(told, Instance):
        return found | {"instance": told}
    if told.kind == "frame":
        found["output"] += blob[:4096].decode("utf-8", "replace")
        return found
    return found | {"failure": told}


def _read_for(path: Path, seconds: float) -> bytes | None:
    """Read a file in a thread; None where that takes too long."""
    found: list[bytes] = []

    def read() -> None:
        with contextlib.suppress(OSError):
            found.append(path.read_bytes())
            return
        found.append(b"")

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(seconds)
    if reader.is_alive():
        # Whoever waits for a writer is let go by one that comes and goes.
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        reader.join(seconds)
        return None
    return found[0]


__all__ = ["BuildFailure", "Unprotected"]
