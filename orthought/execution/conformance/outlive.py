"""What is left when the host itself is ended in the middle of a job.

A keeper starts a host, lets it run the attack, ends it by a signal, and counts what still runs: as
subreaper, everything that the host leaves becomes its child. Then it ends that, too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Final

from orthought.execution import paths
from orthought.execution.conformance.control import end_children
from orthought.execution.conformance.watch import descendants, is_alive
from orthought.execution.interface import Limits, Tier
from orthought.execution.linux import syscalls

BOOTSTRAP: Final = (
    "import sys; sys.path[:] = sys.argv[5:]; "
    "from orthought.execution.conformance import outlive; getattr(outlive, sys.argv[1])()"
)
BEGUN_SECONDS: Final = 0.8
"""So long the attack may prepare itself before the host is ended."""
PATIENCE: Final = 60
UNPROTECTED: Final = "none"
LONG: Final = Limits(seconds=30, memory_mb=256)


def count_left(tier: Tier | None, number: int, program: str) -> int:
    """Return how many processes are left a second after the host got a signal.

    Args:
        tier: the host's sandbox; None for a bare child process.
        number: the signal that ends the host.
        program: what runs meanwhile.
    """
    command = _command("keep", UNPROTECTED if tier is None else tier.value, number, program)
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=PATIENCE, check=True
    )
    return int(done.stdout)


def keep() -> None:
    """Be the keeper."""
    syscalls.control(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    tier, number, program = sys.argv[2:5]
    host = subprocess.Popen(
        _command("be_host", tier, int(number), program),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert host.stdout is not None
    host.stdout.readline()
    host.send_signal(int(number))
    host.wait()
    deadline = time.monotonic() + 1.5
    while (left := _living()) and time.monotonic() < deadline:
        time.sleep(0.05)
    end_children()
    sys.stdout.write(str(left))
    sys.stdout.flush()


def be_host() -> None:
    """Be the host: run the program, say so, and wait."""
    tier, program = sys.argv[2], sys.argv[4]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if tier == UNPROTECTED:
        if os.fork() == 0:
            os.close(1)
            space: dict[str, object] = {}
            exec(program, space)
            space["attempt"]({})  # type: ignore[operator]
    else:
        _build(Tier(tier), program)
    time.sleep(BEGUN_SECONDS)
    sys.stdout.write("running\n")
    sys.stdout.flush()
    time.sleep(PATIENCE)


def _build(tier: Tier, program: str) -> None:
    from orthought.execution.tiers import open_sandbox

    sandbox = open_sandbox(tier, allow_unsafe=True)
    sandbox.build("x = 1", {})
    threading.Thread(target=sandbox.build, args=(program, {}, LONG), daemon=True).start()


def _living() -> int:
    return sum(map(is_alive, descendants(os.getpid())))


def _command(role: str, tier: str, number: int, program: str) -> list[str]:
    arguments = [role, tier, str(number), program]
    return [sys.executable, "-P", "-c", BOOTSTRAP, *arguments, *paths.import_path()]
