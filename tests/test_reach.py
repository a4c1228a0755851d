"""Offline: nothing but this machine is reached, by whatever way Python has."""

from __future__ import annotations

import asyncio
import socket
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from orthought.errors import OfflineError
from orthought.reach import is_this_machine, only_this_machine

OUTSIDE = "192.0.2.1"
"""An address that no machine has (RFC 5737)."""


def datagram(family: int = socket.AF_INET) -> socket.socket:
    return socket.socket(family, socket.SOCK_DGRAM)


def send_datagram(way: str) -> None:
    with datagram() as plug:
        if way == "sendto":
            plug.sendto(b"x", (OUTSIDE, 9))
        else:
            plug.sendmsg([b"x"], [], 0, (OUTSIDE, 9))


def connect(address: Any, family: int = socket.AF_INET) -> None:
    with socket.socket(family) as plug:
        plug.settimeout(1)
        plug.connect(address)


def connect_by_code() -> None:
    with socket.socket() as plug:
        plug.connect_ex((OUTSIDE, 9))


def in_a_thread() -> None:
    failures: list[BaseException] = []

    def attempt() -> None:
        try:
            connect((OUTSIDE, 9))
        except OfflineError as error:
            failures.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    raise failures[0]


WAYS: dict[str, Callable[[], Any]] = {
    "connect": lambda: connect((OUTSIDE, 9)),
    "connect_ex": connect_by_code,
    "create_connection": lambda: socket.create_connection((OUTSIDE, 9), timeout=1),
    "IPv6": lambda: connect(("2001:db8::1", 9), socket.AF_INET6),
    "mapped": lambda: connect((f"::ffff:{OUTSIDE}", 9), socket.AF_INET6),
    "sendto": lambda: send_datagram("sendto"),
    "sendmsg": lambda: send_datagram("sendmsg"),
    "getaddrinfo": lambda: socket.getaddrinfo("example.org", 80),
    "bytes": lambda: socket.getaddrinfo(b"example.org", 80),
    "gethostbyname": lambda: socket.gethostbyname("example.org"),
    "gethostbyname_ex": lambda: socket.gethostbyname_ex("example.org"),
    "gethostbyaddr": lambda: socket.gethostbyaddr(OUTSIDE),
    "getnameinfo": lambda: socket.getnameinfo((OUTSIDE, 80), 0),
    "asyncio": lambda: asyncio.run(asyncio.wait_for(asyncio.open_connection(OUTSIDE, 9), 1)),
    "urllib": lambda: urllib.request.urlopen(f"http://{OUTSIDE}/", timeout=1),
    "httpx": lambda: httpx.get(f"http://{OUTSIDE}/", timeout=1, trust_env=False),
    "thread": in_a_thread,
}


@pytest.mark.covers("offline-enforced")
@pytest.mark.parametrize("way", WAYS)
def test_every_way_out_is_refused_by_name(way: str) -> None:
    with only_this_machine(), pytest.raises(OfflineError) as caught:
        WAYS[way]()
    named = caught.value.message
    assert "offline" in named
    assert any(place in named for place in (OUTSIDE, "example.org", "2001:db8::1"))
    assert "--offline" in str(caught.value.fix)


@pytest.mark.covers("offline-enforced")
def test_loopback_and_sockets_of_the_file_system_stay_open(tmp_path: Path) -> None:
    with only_this_machine(), socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("localhost", port), timeout=5).close()
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        with datagram() as plug:
            plug.sendto(b"x", ("127.0.0.1", port))
        first, second = socket.socketpair()
        first.close()
        second.close()
        asyncio.run(asyncio.sleep(0))
        with socket.socket(socket.AF_UNIX) as plug, pytest.raises(FileNotFoundError):
            plug.connect(str(tmp_path / "nobody"))


def test_it_ends_with_the_last_who_asked_for_it() -> None:
    with only_this_machine(), only_this_machine(False):
        with only_this_machine():
            pass
        with pytest.raises(OfflineError):
            socket.getaddrinfo(OUTSIDE, 80)
    assert socket.getaddrinfo(OUTSIDE, 80)
    with only_this_machine(False):
        assert socket.getaddrinfo(OUTSIDE, 80)


@pytest.mark.parametrize(
    "host", [None, "", "localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", b"::1"]
)
def test_this_machine(host: Any) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host",
    [OUTSIDE, "10.0.0.1", "localhost.example.org", "fe80::1%lo", "127.1", "0x7f000001", b"\xff"],
)
def test_elsewhere(host: Any) -> None:
    assert not is_this_machine(host)
