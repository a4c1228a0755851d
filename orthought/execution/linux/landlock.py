"""Landlock: which files this process may read and write from now on, without any privilege."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from orthought.execution.linux import syscalls

CREATE_RULESET_VERSION: Final = 1
RULE_PATH_BENEATH: Final = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REFER, TRUNCATE, DEVICE_CONTROL = 1 << 13, 1 << 14, 1 << 15
FIRST_VERSION: Final = (1 << 13) - 1
ON_FILES: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_CONTROL
READ: Final = READ_FILE | READ_DIR | EXECUTE
NETWORK: Final = 0b11
SCOPES: Final = 0b11


def version() -> int:
    """Return the ABI version of the running kernel's Landlock, 0 where there is none."""
    try:
        return syscalls.call("landlock_create_ruleset", None, 0, CREATE_RULESET_VERSION)
    except (OSError, AttributeError):
        return 0


def restrict(readable: Iterable[Path], writable: Iterable[Path] = ()) -> None:
    """Forbid every file that is not beneath these paths (missing ones are passed over).

    From ABI 4 TCP is forbidden too, from ABI 6 abstract sockets and signals to the outside.
    Covers the calling thread and what it starts afterwards.

    Raises:
        OSError: the kernel has no Landlock or refuses the rules.
    """
    abi = version()
    if not abi:
        raise OSError("the kernel offers no Landlock")
    handled = _handled(abi)
    attributes = struct.pack("<QQQ", handled, NETWORK, SCOPES)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = syscalls.call("landlock_create_ruleset", attributes, size, 0)
    try:
        for path in readable:
            _allow(ruleset, path, READ & handled)
        for path in writable:
            _allow(ruleset, path, handled)
        syscalls.control(syscalls.PR_SET_NO_NEW_PRIVS, 1)
        syscalls.call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _handled(abi: int) -> int:
    handled = FIRST_VERSION
    for since, right in ((2, REFER), (3, TRUNCATE), (5, DEVICE_CONTROL)):
        if abi >= since:
            handled |= right
    return handled


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= ON_FILES
        rule = ctypes.create_string_buffer(struct.pack("<Qi", rights, descriptor))
        syscalls.call("landlock_add_rule", ruleset, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)
