"""Which tiers this machine gives: found by running a tiny job in each, never by looking."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import Final

from orthought.errors import SandboxError
from orthought.execution import paths
from orthought.execution.interface import Limits, Tier, TierReport

PROBE_LIMITS: Final = Limits(seconds=10, memory_mb=1024, frame_mb=1, disk_mb=4)
APPARMOR: Final = "kernel/apparmor_restrict_unprivileged_userns"
OLD_CLONE: Final = "kernel/unprivileged_userns_clone"
MAX_NAMESPACES: Final = "user/max_user_namespaces"


def probe() -> tuple[TierReport, ...]:
    """Return a report for every tier, best first. Takes a fraction of a second."""
    return tuple(probe_tier(tier) for tier in Tier)


def probe_tier(tier: Tier) -> TierReport:
    """Run a tiny job in one tier and report; the answer is kept for the life of the process.

    Where this machine was only short of something (descriptors, processes, memory), it is not.
    """
    if tier not in _reports:
        try:
            _reports[tier] = _report(tier)
        except OSError as error:
            fix = "free descriptors, processes and memory, then try again"
            return TierReport(tier=tier, available=False, reason=_one_line(str(error)), fix=fix)
    return _reports[tier]


_reports: dict[Tier, TierReport] = {}


def _report(tier: Tier) -> TierReport:
    if not paths.on_linux():
        return _elsewhere(tier)
    try:
        _try(tier)
    except SandboxError as error:
        reason = _one_line(error.message)
        return TierReport(tier=tier, available=False, reason=reason, fix=_fix(tier))
    return TierReport(tier=tier, available=True)


def _try(tier: Tier) -> None:
    from orthought.execution.client import settings_of
    from orthought.execution.forkserver import ForkServer, must_read
    from orthought.execution.transfer import read_job

    server = ForkServer(bare=True)
    try:
        settings = {**settings_of(tier, PROBE_LIMITS), "must_read": must_read()}
        with server.job(b"", settings, (2**20, 2**16)) as pipes:
            ended = read_job(pipes, PROBE_LIMITS.seconds)
            if bytes(pipes.result_bytes) != b"ready":
                raise SandboxError(f"the probe's job ended with code {ended.code}")
    finally:
        server.close()


def _elsewhere(tier: Tier) -> TierReport:
    if tier is Tier.UNSAFE:
        return TierReport(tier=tier, available=True)
    system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
    fix = {
        "win32": "install WSL2 (`wsl --install`) and run orthought inside it",
        "darwin": "run orthought in a Linux container or virtual machine",
    }.get(sys.platform, "run orthought on Linux")
    reason = f"{system} has neither namespaces nor Landlock"
    return TierReport(tier=tier, available=False, reason=reason, fix=fix)


def _fix(tier: Tier) -> str:
    release = platform.release()
    if "Microsoft" in release and "WSL2" not in release:
        return "this is WSL1: convert the distribution with `wsl --set-version <name> 2`"
    container = Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()
    if tier is Tier.MEDIUM:
        if container:
            return "use a container runtime whose seccomp profile lets Landlock pass"
        return "use Linux 5.13 or later with Landlock (boot with `lsm=landlock,...`)"
    return _namespace_fix(container)


def _namespace_fix(container: bool) -> str:
    if _sysctl(MAX_NAMESPACES) == "0":
        return "sudo sysctl -w user.max_user_namespaces=10000"
    if _sysctl(APPARMOR) == "1":
        return "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    if _sysctl(OLD_CLONE) == "0":
        return "sudo sysctl -w kernel.unprivileged_userns_clone=1"
    if container:
        return (
            "start the container with --security-opt seccomp=unconfined "
            "--security-opt apparmor=unconfined --security-opt systempaths=unconfined"
        )
    return "use Linux 5.12 or later, and an installation that other users may read (chmod o+rX)"


def _sysctl(name: str) -> str:
    try:
        return (Path("/proc/sys") / name).read_text().strip()
    except OSError:
        return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
