"""The fork server: warm, with a clean environment, and never running a program itself.

It is executed afresh with nothing of its parent but one socket. For each job it receives four
descriptors, forks a supervisor (see `supervisor`), and waits for the next job.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from typing import Any, Final

from orthought.execution import supervisor

MAX_MESSAGE: Final = 64 * 1024
DESCRIPTORS: Final = 4


def serve(descriptor: int) -> None:
    """Serve jobs that arrive at this socket until its other end is closed."""
    channel = socket.socket(fileno=descriptor)
    config = json.loads(channel.recv(MAX_MESSAGE))
    if not config["bare"]:
        _warm_up()
    gc.collect()
    gc.freeze()
    # Ended supervisors vanish by themselves.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    channel.send(json.dumps({"ready": sys.version}).encode())
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, MAX_MESSAGE, DESCRIPTORS)
        if not message:
            return
        _start_job(channel, json.loads(message), config, descriptors)


def _warm_up() -> None:
    """Import what a job needs and run a model of our own through it."""
    import pandas  # noqa: F401

    from orthought.execution import inside
    from orthought.execution.data import encode_data

    program = (
        "import pyomo.environ as pyo\n"
        "def build_model(data):\n"
        "    model = pyo.ConcreteModel()\n"
        "    model.x = pyo.Var([1, 2], bounds=(0, 1))\n"
        "    total = model.x[1] + model.x[2] ** 2 + pyo.exp(model.x[1])\n"
        "    model.c = pyo.Constraint(expr=total <= 4)\n"
        "    model.o = pyo.Objective(expr=model.x[1])\n"
        "    return model\n"
    )
    inside.run_job(inside.encode_job(program, encode_data({"n": 1})))


def _start_job(
    channel: socket.socket, job: dict[str, Any], config: dict[str, Any], descriptors: list[int]
) -> None:
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            channel.close()
            supervisor.supervise({**config, **job}, supervisor.Descriptors(*descriptors), parent)
            code = 0
        finally:
            os._exit(code)
    for descriptor in descriptors:
        os.close(descriptor)
