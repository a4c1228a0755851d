"""What an attack is, what is known after it ran, and what came of it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal

from orthought.execution.interface import BuildFailure, Limits, Tier
from orthought.instance import Instance

if TYPE_CHECKING:
    from orthought.execution.conformance.scene import Scene
    from orthought.execution.conformance.watch import Watch

SMALL: Final = Limits(seconds=4, memory_mb=256, frame_mb=8, disk_mb=8, output_bytes=64 * 1024)
BRIEF: Final = SMALL.model_copy(update={"seconds": 0.5})
SLACK_SECONDS: Final = 1.5
"""How much later than its limit a job may be over."""
MARK: Final = "canary-key-"
"""What every planted secret begins with."""


class Outcome(StrEnum):
    """What came of one attack in one tier."""

    HELD = "held"
    BREACHED = "breached"
    NOT_EXERCISED = "not exercised"


@dataclass(frozen=True)
class Naive:
    """How a runner that protects nothing treats the job; what peers do in one way or another."""

    reader: Literal["file", "pickle", "json", "lengths"] = "file"
    """What it makes of the result's file."""
    terminate: bool = False
    """Whether it sends SIGTERM when the time is over."""
    shared: bool = False
    """Whether the second program runs in the process of the first."""


@dataclass(frozen=True)
class Ran:
    """How one job went, as the host saw it."""

    watch: Watch
    seconds: float
    instance: Instance | None = None
    failure: BuildFailure | None = None
    output: str = ""
    accepted: bool = False
    """Whether the host took the result for a good one."""
    orphaned: bool = False
    """Whether the process above the job was found dead."""
    error: str = ""
    """What was raised in the host."""

    @property
    def text(self) -> str:
        """All words that came back by any way; names and output that are hexadecimal, decoded."""
        names = self.instance.variable_names if self.instance else ()
        told = [self.failure.message, self.failure.traceback] if self.failure else []
        decoded = [_unhex(name) for name in names if name.startswith("x")]
        return "\n".join([self.output, *told, *names, *decoded])


@dataclass(frozen=True)
class Attack:
    """One attempt on the host: a program, what stands ready for it, and how its effect is seen."""

    name: str
    tries: str
    """One sentence."""
    body: str
    """Statements of `attempt(data)`; see PRELUDE for what is at hand."""
    effect: Callable[[Scene, Ran], str]
    """Says from outside what came of it, '' for nothing."""
    prepare: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})
    """Puts up what is attacked and returns what the program is told of it."""
    then: str = ""
    """Statements of a second program that runs afterwards; the effect is seen in its end."""
    limits: Limits = SMALL
    naive: Naive = Naive()
    ends_host: int = 0
    """A signal that ends the host in the middle; the effect then is that something is left."""
    address: str = ""
    """An address that this machine has only in a network of the attack's own."""

    @property
    def programs(self) -> tuple[str, ...]:
        """The text of each program."""
        return tuple(program_of(body) for body in (self.body, self.then) if body)


@dataclass(frozen=True)
class Verdict:
    """What came of one attack in one tier."""

    attack: str
    tier: Tier
    outcome: Outcome
    evidence: str = ""
    """What was seen, or why the attack was not exercised."""
    seconds: float = 0.0


PRELUDE: Final = """
import ctypes, json, os, resource, signal, socket, struct, subprocess, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
loot = []
MARK = b"canary-" + b"key-"

def take(found):
    loot.append(repr(found)[:1500])

def hunt(blob):
    place = blob.find(MARK)
    while place >= 0:
        loot.append(blob[place:place + 43].decode("ascii", "replace"))
        place = blob.find(MARK, place + 1)

def every(*actions):
    for action in actions:
        try:
            action()
        except Exception as error:
            loot.append("refused " + repr(error)[:200])

def call(x86, arm, *arguments):
    number = x86 if os.uname().machine == "x86_64" else arm
    return libc.syscall(ctypes.c_long(number), *[
        ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
"""

EPILOGUE: Final = """
def build_model(data):
    try:
        attempt(data)
    except Exception as error:
        loot.append("failed " + repr(error)[:300])
    import pyomo.environ as pyo
    model = pyo.ConcreteModel()
    model.make = pyo.Var(["bread", "cake"], bounds=(0, None))
    model.oven = pyo.Constraint(expr=sum(model.make.values()) <= 8.0)
    model.profit = pyo.Objective(expr=sum(model.make.values()), sense=pyo.maximize)
    for number, found in enumerate(loot[:500]):
        name = "x" + found.encode("utf-8", "replace").hex() + f"_{number}"
        model.add_component(name, pyo.Var(bounds=(0, 1)))
    print("\\n".join(loot[:500]))
    return model
"""


def program_of(body: str) -> str:
    """Return a whole program around the statements of an attempt."""
    statements = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    return f"{PRELUDE}\ndef attempt(data):\n{statements}\n{EPILOGUE}"


GOOD: Final = program_of("take('good')")


def is_good(ran: Ran) -> bool:
    """Return whether a run of GOOD gave what it must."""
    instance = ran.instance
    if instance is None or ran.failure is not None or ran.output != "'good'\n":
        return False
    return (
        instance.variable_names[:2] == ("make[bread]", "make[cake]")
        and instance.row_upper.tolist() == [8.0]
        and instance.objective.tolist()[:2] == [1.0, 1.0]
    )


def holds_a_wrong_number(instance: Instance) -> bool:
    """Return whether something in an instance is not a number, or infinite where it may not be."""
    values = (*instance.objective, *instance.row_values, instance.objective_constant)
    bounds = (*instance.lower, *instance.upper, *instance.row_lower, *instance.row_upper)
    return any(not math.isfinite(v) for v in values) or any(math.isnan(v) for v in bounds)


def _unhex(name: str) -> str:
    try:
        return bytes.fromhex(name[1:].rpartition("_")[0]).decode("utf-8", "replace")
    except ValueError:
        return ""
