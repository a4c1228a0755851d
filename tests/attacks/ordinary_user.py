"""Become an ordinary user and run Python with the arguments that follow.

    python ordinary_user.py FOLDER ARGUMENTS...

Started by root. Where the interpreter lies beneath a folder that is closed to others, it is shown
at its place in a mount namespace of this process alone; nothing on the machine changes.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

USER = 1000
NEW_MOUNTS = 0x20000


def main() -> None:
    folder = Path(sys.argv[1])
    show(Path(os.path.realpath(sys.base_prefix)))
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    os.chdir(folder)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder)}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    os.execve(sys.executable, [sys.executable, *sys.argv[2:]], environment)


def show(prefix: Path) -> None:
    from orthought.execution.linux import namespaces, syscalls

    closed = [parent for parent in prefix.parents if not parent.stat().st_mode & 1]
    if not closed:
        return
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    syscalls.call("mount", b"none", b"/", None, namespaces.RECURSIVE_PRIVATE, None)
    tree, _ = namespaces._copy_tree(str(prefix), 0)
    above = os.fsencode(closed[-1])
    syscalls.call("mount", b"tmpfs", above, b"tmpfs", 0, b"mode=755,size=1m")
    prefix.mkdir(parents=True)
    empty, target = b"", os.fsencode(prefix)
    move = namespaces.MOVE_MOUNT_EMPTY_PATH
    syscalls.call("move_mount", tree, empty, namespaces.AT_FDCWD, target, move)


if __name__ == "__main__":
    main()
