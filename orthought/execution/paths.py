"""Which folders a Python process needs to read, and none beyond them."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from pathlib import Path

SYSTEM_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/libexec")
SYSTEM_FILES = ("/etc/ld.so.cache", "/usr/share/zoneinfo", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def on_linux() -> bool:
    """Return whether the system calls of Linux are there."""
    return platform.system() == "Linux"


def python_folders() -> tuple[Path, ...]:
    """Return the folders of the standard library, of installed packages and of shared libraries.

    A checkout on `sys.path` (an editable install) is left out: it may hold anything.
    """
    found = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    found |= {str(Path(prefix) / "lib") for prefix in (sys.prefix, sys.base_prefix)}
    found |= {entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")}
    if sys.base_prefix.startswith("/nix/store"):
        found.add("/nix/store")
    existing = {Path(os.path.realpath(entry)) for entry in found if Path(entry).is_dir()}
    return tuple(sorted(outermost(existing | _as_spelled(found))))


def import_path() -> tuple[str, ...]:
    """Return `sys.path` as absolute folders, for a process that shall import what we import."""
    return tuple(
        str(Path(entry).absolute()) for entry in sys.path if entry and Path(entry).exists()
    )


def outermost(paths: set[Path]) -> set[Path]:
    """Drop every path that lies beneath another one."""
    return {path for path in paths if not any(parent in paths for parent in path.parents)}


def _as_spelled(entries: set[str]) -> set[Path]:
    return {Path(entry) for entry in entries if Path(entry).is_dir()}
