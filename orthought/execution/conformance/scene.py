"""What stands ready on the host to be attacked: listeners, files, processes, each with a canary."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Final

VICTIM: Final = """
import ctypes, os, signal, sys, time
ctypes.CDLL(None).prctl(0x59616d61, ctypes.c_ulong(-1), 0, 0, 0)
def note(number, frame):
    open(sys.argv[1], "a").write(str(number))
signal.signal(signal.SIGURG, note)
secret = ctypes.create_string_buffer(os.environ["VICTIM_API_KEY"].encode())
print(ctypes.addressof(secret), flush=True)
time.sleep(60)
"""
"""A bystander: it holds a key in its environment, its arguments and its memory, and lets itself
be traced where the kernel asks for that."""


class Scene:
    """One attack's surroundings; they are cleared away when the block ends.

    Args:
        canary: the secret that is planted everywhere.
    """

    def __init__(self, canary: str) -> None:
        self.canary = canary
        self.word = secrets.token_hex(6)
        """A name that nobody else uses."""
        self._stack = contextlib.ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="orthought-scene-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.listener: socket.socket | None = None
        self.victim: subprocess.Popen[str] | None = None
        self.note = self.folder / "note"

    def __enter__(self) -> Scene:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def listen(self, family: int, kind: int, address: object) -> object:
        """Listen at an address and return the one that was given."""
        listener = self._stack.enter_context(socket.socket(family, kind))
        listener.bind(address)  # type: ignore[arg-type]
        if kind == socket.SOCK_STREAM:
            listener.listen()
        listener.setblocking(False)
        self.listener = listener
        return listener.getsockname()

    def heard(self) -> str:
        """Say who reached the listener."""
        assert self.listener is not None
        with contextlib.suppress(BlockingIOError):
            if self.listener.type == socket.SOCK_STREAM:
                self.listener.accept()[0].close()
                return "a connection arrived"
            return f"{len(self.listener.recv(65536))} bytes arrived"
        return ""

    def secret_file(self) -> Path:
        """Return a file that only its owner may read and that holds the canary."""
        path = self.folder / "credentials"
        path.write_text(f"key = {self.canary}\n")
        path.chmod(0o600)
        return path

    def start_victim(self) -> dict[str, int]:
        """Start a bystander and return its number and where in its memory its key lies."""
        command = [sys.executable, "-I", "-S", "-c", VICTIM, str(self.note), self.canary]
        environment = {"PATH": "/usr/bin:/bin", "VICTIM_API_KEY": self.canary}
        victim = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
        self.victim = victim
        self._stack.callback(_end, victim)
        assert victim.stdout is not None
        return {"victim": victim.pid, "address": int(victim.stdout.readline())}

    def remove_later(self, *paths: Path) -> dict[str, Any]:
        """Remove what an attack may leave outside of the folder; the program is told nothing."""
        for path in paths:
            self._stack.callback(_remove, path)
        return {}

    def unmount_later(self, path: Path) -> None:
        """Take away a mount that an attack may leave."""
        self._stack.callback(_unmount, path)


def _end(victim: subprocess.Popen[str]) -> None:
    victim.kill()
    victim.wait()
    if victim.stdout is not None:
        victim.stdout.close()


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _unmount(path: Path) -> None:
    if os.path.ismount(path):
        subprocess.run(["umount", str(path)], check=False, capture_output=True)
