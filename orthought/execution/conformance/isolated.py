"""A network of one's own for attacks on addresses that must not be touched on the machine itself.

    python -m orthought.execution.conformance.isolated TIER ATTACK ADDRESS

The process and all that it starts get an empty network with a loopback device, which then has the
address; so a cloud's metadata service can be played without asking a real one.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from orthought.execution import paths
from orthought.execution.conformance.attack import Attack, Outcome, Verdict
from orthought.execution.interface import Tier

NEW_USERS, NEW_NETWORK = 0x10000000, 0x40000000
SET_FLAGS, SET_ADDRESS = 0x8914, 0x8916
UP_AND_RUNNING: Final = 0x41
PATIENCE: Final = 60
BOOTSTRAP: Final = (
    "import sys; sys.path[:] = sys.argv[4:]; "
    "from orthought.execution.conformance.isolated import main; main()"
)


def judge_isolated(attack: Attack, tier: Tier) -> Verdict:
    """Judge an attack in a process with a network of its own."""
    arguments = [tier.value, attack.name, attack.address, *paths.import_path()]
    done = subprocess.run(
        [sys.executable, "-P", "-c", BOOTSTRAP, *arguments],
        # Only a process of one thread may make a user namespace.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["without a word"])[-1]
        return Verdict(
            attack.name, tier, Outcome.NOT_EXERCISED, f"no network of its own can be made: {last}"
        )
    told = json.loads(done.stdout)
    return Verdict(**{**told, "tier": Tier(told["tier"]), "outcome": Outcome(told["outcome"])})


def main() -> None:
    """Make the network, judge, and write the verdict as JSON."""
    tier, name, address = sys.argv[1:4]
    enter_network(address)
    from orthought.execution.conformance.catalogue import ATTACKS
    from orthought.execution.conformance.stage import Stage

    attack = next(attack for attack in ATTACKS if attack.name == name)
    with Stage([Tier(tier)]) as stage:
        verdict = stage.judge_here(attack, Tier(tier))
    sys.stdout.write(json.dumps(asdict(verdict)))


def enter_network(address: str) -> None:
    """Leave the machine's network for an empty one whose loopback device has the address.

    Raises:
        OSError: the machine does not let this user.
    """
    user, group = os.geteuid(), os.getegid()
    flags = NEW_NETWORK if user == 0 else NEW_NETWORK | NEW_USERS
    if ctypes.CDLL(None, use_errno=True).unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1\n")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        flags_of_loopback = struct.pack("16sh", b"lo", UP_AND_RUNNING).ljust(40, b"\0")
        fcntl.ioctl(handle, SET_FLAGS, flags_of_loopback)
        place = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))
        fcntl.ioctl(handle, SET_ADDRESS, struct.pack("16s16s8x", b"lo:1", place))
