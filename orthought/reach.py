"""Keeping a process on its machine: what `offline` forbids, whoever in the process tries it.

An audit hook sees each connection and each look-up of a name that goes through Python's sockets,
in every thread and library. It does not see what a C library does by itself, nor the look-up of a
name that is handed to `socket.connect` as it is; where that matters, run in an empty network
namespace (`unshare -rn`), in which all of ORThought works as well.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from orthought.errors import OfflineError

LOCAL_FAMILIES: Final = frozenset(
    getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK") if hasattr(socket, name)
)
"""Kinds of sockets that end in this machine, whatever their address."""
_guard = threading.Lock()
_holders = 0
_watching = False


@contextmanager
def only_this_machine(wanted: bool = True) -> Iterator[None]:
    """Refuse every connection but loopback while this is open, in the whole process.

    Other threads are held to it as well: a connection belongs to no caller that could be asked.

    Args:
        wanted: False changes nothing.

    Raises:
        OfflineError: where somebody tries, naming the address.
    """
    change = 1 if wanted else 0
    _hold(change)
    try:
        yield
    finally:
        _hold(-change)


def _hold(change: int) -> None:
    global _holders, _watching  # noqa: PLW0603  one process, and its hook cannot be taken out
    with _guard:
        _holders += change
        if _holders and not _watching:
            sys.addaudithook(_watch)
            _watching = True


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _holders and event in _PLACES:
        place = _PLACES[event](arguments)
        if place is not None and not is_this_machine(place[0]):
            raise OfflineError(
                f"{_spell(*place)} is not on this machine and offline is set",
                fix="allow the network (no --offline), or use what is here, such as --llm local",
            )


def is_this_machine(host: Any) -> bool:
    """Tell whether a host, a name or an address as sockets take it, is this machine."""
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode("utf-8", "replace")
    if host is None or host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return bool(plain.is_loopback or plain.is_unspecified)


Place = tuple[Any, Any]
"""Host and port, as they were given."""


def _of_socket(arguments: tuple[Any, ...]) -> Place | None:
    """Return where a socket wants to; None where it cannot leave, or is connected already."""
    family, address = arguments[0].family, arguments[1]
    if address is None or family in LOCAL_FAMILIES:
        return None
    if isinstance(address, tuple) and len(address) >= 2 and family in _INTERNET:
        return address[0], address[1]
    return f"an address of family {int(family)}", None


def _of_name(arguments: tuple[Any, ...]) -> Place:
    return arguments[0], arguments[1] if len(arguments) > 1 else None


def _of_pair(arguments: tuple[Any, ...]) -> Place:
    return arguments[0][0], None


def _spell(host: Any, port: Any) -> str:
    name = bytes(host).decode("utf-8", "replace") if isinstance(host, bytes | bytearray) else host
    text = str(name)[:200]
    return f"{text}:{port}" if port is not None else text


_INTERNET: Final = frozenset({socket.AF_INET, socket.AF_INET6})
_PLACES: Final[dict[str, Callable[[tuple[Any, ...]], Place | None]]] = {
    "socket.connect": _of_socket,
    "socket.sendto": _of_socket,
    "socket.sendmsg": _of_socket,
    "socket.getaddrinfo": _of_name,
    "socket.gethostbyname": lambda arguments: (arguments[0], None),
    "socket.gethostbyaddr": lambda arguments: (arguments[0], None),
    "socket.getnameinfo": _of_pair,
}
