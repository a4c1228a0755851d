"""What holds for root holds for an ordinary user, whose tiers are built in another way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from orthought.execution import paths

if not paths.on_linux():
    pytest.skip("the attacks are those of Linux", allow_module_level=True)

from orthought.execution.conformance import ATTACKS

HELPER = Path(__file__).with_name("ordinary_user.py")
USER = 1000
NEED_ROOT = {
    "handle": "opening files by handle needs a capability",
    "poisoned-pth": "the packages belong to root",
    "mount": "mounting on the host needs a capability",
    "lease": "only the owner of a file may take one",
    "setuid": "becoming another user needs a capability",
    "bpf": "most machines keep it from users",
    "performance": "most machines keep it from users",
    "chroot-escape": "changing the root needs a capability",
}
"""Attacks that an ordinary user cannot even do without protection."""
MAY_BE_FORBIDDEN = {"io-uring", "userfaultfd", "user-namespace", "ptrace", "core-file"}
"""Attacks that some machines forbid everybody."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of the ordinary user, reachable by him."""
    if os.geteuid() != 0:
        pytest.skip("the whole test run is already that of an ordinary user")
    place = Path(mkdtemp(prefix="orthought-user-"))
    os.chown(place, USER, USER)
    yield place
    subprocess.run(["rm", "-rf", str(place)], check=True)


def run_as_user(folder: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, HELPER, folder, "-m", "orthought.execution.conformance"],
        capture_output=True, text=True, check=False, timeout=800,
    )  # fmt: skip
    if "PermissionError" in done.stderr or "OSError" in done.stderr:
        pytest.skip(f"an ordinary user cannot run this Python: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def require_held(verdicts: list[dict[str, Any]]) -> None:
    tiers = {verdict["tier"] for verdict in verdicts}
    if not tiers:
        pytest.skip("no confining tier for an ordinary user on this machine")
    breached = [(v["attack"], v["tier"], v["evidence"]) for v in verdicts
                if v["outcome"] == "breached"]  # fmt: skip
    assert not breached
    idle = {v["attack"] for v in verdicts if v["outcome"] == "not exercised"}
    assert all(v["evidence"] for v in verdicts if v["outcome"] == "not exercised")
    # Nobody can be made slower than a test run that is already at the lowest priority.
    lowest = {"priority"} if os.nice(0) >= 19 else set()
    assert idle <= NEED_ROOT.keys() | MAY_BE_FORBIDDEN | lowest


@pytest.mark.siege
@pytest.mark.timeout(900)
@pytest.mark.covers("attacks-held")
def test_an_ordinary_users_tiers_hold_everything(folder: Path) -> None:
    verdicts = run_as_user(folder)
    require_held(verdicts)
    assert {v["attack"] for v in verdicts} >= {attack.name for attack in ATTACKS}
