"""A process in namespaces of its own, with a root that holds only what Python needs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from orthought.execution import paths
from orthought.execution.linux import syscalls

NEW_NAMESPACES: Final = (
    0x00020000  # mount
    | 0x02000000  # cgroup
    | 0x04000000  # uts
    | 0x08000000  # ipc
    | 0x10000000  # user
    | 0x20000000  # pid
    | 0x40000000  # network
)
NOBODY: Final = 65534
INODES: Final = 2048

OPEN_TREE_CLONE, AT_RECURSIVE, AT_EMPTY_PATH = 1, 0x8000, 0x1000
MOVE_MOUNT_EMPTY_PATH: Final = 0x4
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXECUTION = 1, 2, 4, 8
RECURSIVE_PRIVATE: Final = 0x4000 | 0x40000
DETACH: Final = 2
AT_FDCWD: Final = -100


def fork_into_namespaces() -> int:
    """Fork like os.fork, but the child is process 1 of new namespaces of every kind.

    Raises:
        OSError: the machine forbids it.
    """
    python = ctypes.pythonapi
    python.PyOS_BeforeFork()
    try:
        child = syscalls.call("clone", NEW_NAMESPACES | signal.SIGCHLD, 0, 0, 0, 0)
    except OSError:
        python.PyOS_AfterFork_Parent()
        raise
    if child == 0:
        python.PyOS_AfterFork_Child()
    else:
        python.PyOS_AfterFork_Parent()
    return child


def map_users(process: int) -> bool:
    """Give the new process its user ids, from outside; return whether it may become nobody.

    As root it may become the unprivileged user 65534; an ordinary user keeps the own id.

    Raises:
        OSError: the machine forbids even the own id.
    """
    folder = Path(f"/proc/{process}")
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        with contextlib.suppress(OSError):
            (folder / "uid_map").write_text(f"0 0 1\n{NOBODY} {NOBODY} 1\n")
            (folder / "gid_map").write_text(f"0 0 1\n{NOBODY} {NOBODY} 1\n")
            return True
    (folder / "setgroups").write_text("deny")
    (folder / "uid_map").write_text(f"{user} {user} 1\n")
    (folder / "gid_map").write_text(f"{group} {group} 1\n")
    return False


def enter_private_root(folders: Iterable[str], devices: Iterable[str], size_mb: int) -> None:
    """Make a new root of a bounded tmpfs with these folders and files read-only, and enter it.

    Symbolic links among them are made anew as links, missing paths are passed over.

    Raises:
        OSError: a mount was refused.
    """
    links = [(path, str(Path(path).readlink())) for path in folders if Path(path).is_symlink()]
    linked = {path for path, _ in links}
    plain = {Path(path) for path in folders if path not in linked and Path(path).exists()}
    kept = [str(path) for path in sorted(paths.outermost(plain))]
    # The copies of the mounts are taken first: the new root hides whatever it is mounted upon.
    trees = [(path, *_copy_tree(path, NO_DEVICES)) for path in kept]
    trees += [(path, *_copy_tree(path, 0)) for path in devices if Path(path).exists()]
    base = b"/tmp" if Path("/tmp").is_dir() else b"/usr"
    _mount(b"none", b"/", None, RECURSIVE_PRIVATE, None)
    options = f"size={size_mb}m,nr_inodes={INODES},mode=755".encode()
    _mount(b"tmpfs", base, b"tmpfs", NO_SUID | NO_DEVICES | NO_EXECUTION, options)
    os.chdir(base)
    for path, target in links:
        _prepare_parent(path)
        Path(f".{path}").symlink_to(target)
    for path, tree, is_folder in trees:
        _attach(path, tree, is_folder)
    Path("tmp").mkdir(exist_ok=True)
    Path("tmp").chmod(0o1777)
    syscalls.call("pivot_root", b".", b".")
    syscalls.call("umount2", b".", DETACH)
    os.chdir("/tmp")


def set_host_name(name: bytes) -> None:
    """Hide the host's name; raise OSError where that is refused."""
    syscalls.call("sethostname", name, len(name))


def become_nobody() -> None:
    """Change for good to user and group 65534 without further groups."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def be_counted() -> None:
    """Let the limit of processes and threads hold for root, too: it counts by the real user.

    Files are opened in the name of the effective user, who stays.
    """
    # Where users are mapped, nobody may not exist; but there root is an ordinary user.
    with contextlib.suppress(OSError):
        os.setresuid(NOBODY, -1, -1)


def drop_bounding_set() -> None:
    """Forbid this process to gain any capability ever; without effect where it holds none."""
    for capability in range(64):
        with contextlib.suppress(OSError):
            syscalls.control(syscalls.PR_CAPBSET_DROP, capability)


def drop_capabilities() -> None:
    """Give up every capability, and every later gain of privilege by a program file."""
    with contextlib.suppress(OSError):
        syscalls.control(syscalls.PR_CAP_AMBIENT, syscalls.PR_CAP_AMBIENT_CLEAR_ALL)
    header = ctypes.create_string_buffer(struct.pack("<Ii", 0x20080522, 0))
    none = ctypes.create_string_buffer(24)
    syscalls.call("capset", header, none)
    syscalls.control(syscalls.PR_SET_NO_NEW_PRIVS, 1)


def _copy_tree(path: str, extra: int) -> tuple[int, bool]:
    flags = OPEN_TREE_CLONE | AT_RECURSIVE | os.O_CLOEXEC
    tree = syscalls.call("open_tree", AT_FDCWD, os.fsencode(path), flags)
    attributes = ctypes.create_string_buffer(
        struct.pack("<QQQQ", READ_ONLY | NO_SUID | extra, 0, 0, 0)
    )
    flags = AT_EMPTY_PATH | AT_RECURSIVE
    syscalls.call("mount_setattr", tree, b"", flags, attributes, 32)
    return tree, Path(path).is_dir()


def _attach(path: str, tree: int, is_folder: bool) -> None:
    target = Path(f".{path}")
    _prepare_parent(path)
    if is_folder:
        target.mkdir(exist_ok=True)
    elif not target.exists():
        target.touch()
    syscalls.call("move_mount", tree, b"", AT_FDCWD, os.fsencode(target), MOVE_MOUNT_EMPTY_PATH)
    os.close(tree)


def _prepare_parent(path: str) -> None:
    Path(f".{path}").parent.mkdir(parents=True, exist_ok=True)


def _mount(
    source: bytes, target: bytes, kind: bytes | None, flags: int, options: bytes | None
) -> None:
    syscalls.call("mount", source, target, kind, flags, options)
