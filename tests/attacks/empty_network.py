"""Run a program in a network of its own that has nothing but loopback.

    python empty_network.py COMMAND...

Loopback is up, and has a second address, 10.9.8.7, that is no loopback address by its number: what
is sent there stays on the machine and can still be told apart from what `offline` allows. Exit
code 77: this machine gives no network namespace.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

OUTSIDE = "10.9.8.7"
IMPOSSIBLE = 77
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
SET_ADDRESS, SET_FLAGS = 0x8916, 0x8914
UP = 1


def main() -> None:
    try:
        leave_networks()
        raise_loopback()
    except OSError as error:
        print(f"no network namespace: {error}", file=sys.stderr)
        raise SystemExit(IMPOSSIBLE) from None
    os.execvp(sys.argv[1], sys.argv[1:])


def leave_networks() -> None:
    user, group = os.geteuid(), os.getegid()
    kinds = NEW_NETWORK if user == 0 else NEW_NETWORK | NEW_USER
    if ctypes.CDLL(None, use_errno=True).unshare(kinds) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def raise_loopback() -> None:
    address = struct.pack("<HH4s8x", socket.AF_INET, 0, socket.inet_aton(OUTSIDE))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        flags = struct.pack("16sh14x", b"lo", UP)
        fcntl.ioctl(handle, SET_FLAGS, flags)
        fcntl.ioctl(handle, SET_ADDRESS, struct.pack("16s16s8x", b"lo:1", address))


if __name__ == "__main__":
    main()
