"""Confine the calling process: a solver worker parses what a hostile program built."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from orthought.execution import paths


def confine_worker(write_folder: Path | None, memory_mb: int) -> tuple[str, ...]:
    """Take from this process all that solving does not need, as far as the machine allows.

    Call it after the imports and before the first hostile byte. Nothing of it can be undone.
    Threads stay possible; network, new processes and other programs do not.

    Args:
        write_folder: the one folder that stays writable; None for none.
        memory_mb: MiB of address space beyond what the process holds now.

    Returns:
        The names of what was applied, of "landlock", "seccomp" and "address-space".
    """
    folder = None if write_folder is None else Path(write_folder)
    steps: list[tuple[str, Callable[[], None]]] = [
        ("address-space", lambda: _limit_memory(memory_mb)),
        ("landlock", lambda: _restrict_files(folder)),
        ("seccomp", _filter_calls),
    ]
    return tuple(name for name, step in steps if _applies(step))


def _applies(step: Callable[[], None]) -> bool:
    try:
        step()
    except (OSError, ImportError, ValueError, AttributeError):
        return False
    return True


def _limit_memory(memory_mb: int) -> None:
    import resource

    limit = memory_mb * 2**20 + address_space()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def address_space() -> int:
    """Return the bytes of address space that this process holds, 0 where that is not known."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _restrict_files(write_folder: Path | None) -> None:
    _require_linux()
    from orthought.execution.linux import landlock

    writable = [Path(device) for device in paths.DEVICES]
    if write_folder is not None:
        writable.append(write_folder)
    landlock.restrict(_readable(), writable)


def _readable() -> list[Path]:
    """Return what solvers read late: libraries, facts on the processors, licences."""
    system = (*paths.SYSTEM_FOLDERS, *paths.SYSTEM_FILES, "/etc/hostname", "/etc/hosts")
    facts = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/self", "/sys/devices/system")
    licences = [
        os.environ.get("GRB_LICENSE_FILE", ""),
        "/opt/gurobi",
        str(Path.home() / "gurobi.lic"),
    ]
    named = [Path(name) for name in (*system, *facts, *licences) if name]
    package = Path(__file__).resolve().parent.parent
    return [*paths.python_folders(), package, *named]


def _filter_calls() -> None:
    _require_linux()
    from orthought.execution.linux import seccomp

    seccomp.install()


def _require_linux() -> None:
    if not paths.on_linux():
        raise OSError("only Linux has it")
