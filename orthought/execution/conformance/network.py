"""Attacks that talk to somebody."""

from __future__ import annotations

import socket
from typing import Any, Final

from orthought.execution.conformance import effects
from orthought.execution.conformance.attack import Attack
from orthought.execution.conformance.scene import Scene

METADATA: Final = "169.254.169.254"


def _tcp(scene: Scene) -> dict[str, Any]:
    address: Any = scene.listen(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
    return {"port": address[1]}


def _metadata(scene: Scene) -> dict[str, Any]:
    scene.listen(socket.AF_INET, socket.SOCK_STREAM, (METADATA, 80))
    return {}


def _udp(scene: Scene) -> dict[str, Any]:
    address: Any = scene.listen(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
    return {"port": address[1]}


def _abstract(scene: Scene) -> dict[str, Any]:
    scene.listen(socket.AF_UNIX, socket.SOCK_STREAM, f"\0orthought-{scene.word}")
    return {"name": f"orthought-{scene.word}"}


def _path(scene: Scene) -> dict[str, Any]:
    path = str(scene.folder / "socket")
    scene.listen(socket.AF_UNIX, socket.SOCK_STREAM, path)
    return {"path": path}


def _datagram(scene: Scene) -> dict[str, Any]:
    path = str(scene.folder / "socket")
    scene.listen(socket.AF_UNIX, socket.SOCK_DGRAM, path)
    return {"path": path}


NETWORK: Final = (
    Attack(
        "tcp",
        "Connects to a TCP port of this machine.",
        "socket.create_connection(('127.0.0.1', data['port']), 1).sendall(b'secret')",
        effects.heard,
        _tcp,
    ),
    Attack(
        "udp",
        "Sends a UDP datagram.",
        """
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.sendto(b"secret", ("127.0.0.1", data["port"]))
        """,
        effects.heard,
        _udp,
    ),
    Attack(
        "dns",
        "Hides a secret in the name of a DNS query.",
        """
        labels = b"".join(bytes([len(w)]) + w for w in (b"secret", b"example", b"com"))
        query = struct.pack(">HHHHHH", 7, 256, 1, 0, 0, 0) + labels + b"\\0\\0\\1\\0\\1"
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.connect(("127.0.0.1", data["port"]))
        sender.send(query)
        """,
        effects.heard,
        _udp,
    ),
    Attack(
        "metadata",
        "Asks the address at which clouds hand out a machine's credentials.",
        f"socket.create_connection(({METADATA!r}, 80), 1).sendall(b'GET /latest')",
        effects.heard,
        _metadata,
        address=METADATA,
    ),
    Attack(
        "abstract-socket",
        "Connects to an abstract Unix socket.",
        "socket.socket(socket.AF_UNIX).connect(chr(0) + data['name'])",
        effects.heard,
        _abstract,
    ),
    Attack(
        "path-socket",
        "Connects to a Unix socket with a path, as a container daemon has one.",
        "socket.socket(socket.AF_UNIX).connect(data['path'])",
        effects.heard,
        _path,
    ),
    Attack(
        "path-datagram",
        "Sends a datagram to a Unix socket with a path, as the system's log has one.",
        "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'secret', data['path'])",
        effects.heard,
        _datagram,
    ),
    Attack(
        "raw-system-calls",
        "Connects by system calls of its own making, around Python's modules.",
        """
        handle = call(41, 198, 2, 1, 0)
        address = struct.pack("<H", 2) + struct.pack(">H", data["port"]) + bytes([127, 0, 0, 1])
        call(42, 203, handle, address + bytes(8), 16)
        """,
        effects.heard,
        _tcp,
    ),
)
