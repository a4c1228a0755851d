"""Backends of a user's own, loaded by their import path."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import numpy as np

from orthought.instance import Instance
from orthought.solvers.highs import Highs
from orthought.solvers.job import Answer, Job


class AtLowerBounds:
    """Answers with the lower bounds, whatever the rows say, and chats on standard output."""

    def solve(self, instance: Instance, job: Job) -> Answer:
        os.write(1, b"chatter that must not reach the pipe\n")
        objective = float(instance.objective @ instance.lower)
        return Answer("optimal", "optimal", objective, objective, instance.lower, version="own 1")


class Cheats:
    """Opens a door of 10 with a binary of 1e-6, unless the tolerances are tight."""

    def solve(self, instance: Instance, job: Job) -> Answer:
        point = np.array([0.0, 0.0] if job.tight else [10.0, 1e-6])
        objective = float(instance.objective @ point)
        return Answer("optimal", "optimal", objective, objective, point, version="own 1")


class Dies:
    """Dies like a solver that meets its own bug."""

    def solve(self, instance: Instance, job: Job) -> Answer:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


class Hangs:
    """Never looks at its time limit."""

    def solve(self, instance: Instance, job: Job) -> Answer:
        time.sleep(1000)
        raise AssertionError


class Looks:
    """Reports what it can see and do."""

    def solve(self, instance: Instance, job: Job) -> Answer:
        seen = sorted(os.environ)
        return Answer("unknown", message=" ".join(seen))


class Escapes:
    """Tries the network and files."""

    def solve(self, instance: Instance, job: Job) -> Answer:
        import socket

        tried = []
        for name, action in (
            ("socket", socket.socket),
            ("write", lambda: open("/var/tmp/orthought-escape", "w")),  # noqa: PTH123, SIM115
            ("read", lambda: open("/etc/shadow")),  # noqa: PTH123, SIM115
        ):
            try:
                action()
                tried.append(name)
            except OSError:
                pass
        return Answer("unknown", message="escaped: " + " ".join(tried))


class FailsOnce(Highs):
    """HiGHS whose first run ends without an answer, as it does on some large programs."""

    runs = 0

    def _run(self, model: Any, instance: Instance) -> Answer:
        self.runs += 1
        if self.runs == 1:
            return Answer("error", message="Solve error")
        assert model.getOptionValue("solver")[1] == "ipm"
        return super()._run(model, instance)
