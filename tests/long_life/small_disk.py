"""A disk of a few kilobytes at a folder, in a mount namespace of this process alone."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

IMPOSSIBLE = 77
"""Exit code where this machine gives no mount namespace."""
NEW_USER, NEW_MOUNTS = 0x10000000, 0x20000
READ_ONLY, REMOUNT = 1, 32
RECURSIVE_PRIVATE = 0x4000 | 0x40000


def enter() -> None:
    """Leave the mounts of the machine; to be called while there is one thread."""
    user, group = os.geteuid(), os.getegid()
    kinds = NEW_MOUNTS if user == 0 else NEW_MOUNTS | NEW_USER
    try:
        _require(_library().unshare(kinds))
        if user != 0:
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        _mount(b"none", "/", None, RECURSIVE_PRIVATE, None)
    except OSError as error:
        print(f"no mount namespace: {error}")
        raise SystemExit(IMPOSSIBLE) from None


def mount(folder: Path, kilobytes: int, files: int = 200) -> None:
    """Put a disk of this size at a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={kilobytes}k,nr_inodes={files}"
    _mount(b"tmpfs", str(folder), b"tmpfs", 0, options.encode())


def resize(folder: Path, kilobytes: int, files: int = 2000) -> None:
    """Make room."""
    options = f"size={kilobytes}k,nr_inodes={files}"
    _mount(b"tmpfs", str(folder), b"tmpfs", REMOUNT, options.encode())


def allow_writing(folder: Path, allowed: bool) -> None:
    """Make the disk read-only, or writable again."""
    _mount(b"tmpfs", str(folder), b"tmpfs", REMOUNT | (0 if allowed else READ_ONLY), None)


def _mount(
    source: bytes, target: str, kind: bytes | None, flags: int, options: bytes | None
) -> None:
    _require(_library().mount(source, os.fsencode(target), kind, flags, options))


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _require(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
