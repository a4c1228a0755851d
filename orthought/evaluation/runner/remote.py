"""What a machine of a cluster does for an evaluation: build in its sandbox, solve in its workers.

Only these two go out. Models are asked, events are written and budgets are kept where the command
was given, so that no key leaves that machine and that a lost machine costs nothing but work.
Bytes cross, in the frames that cross from sandbox and solver anyway, and are checked again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from orthought import __version__
from orthought.errors import SettingsError
from orthought.execution.interface import BuildFailure, BuildResult, Limits, Tier
from orthought.problem import Data
from orthought.settings import Settings
from orthought.solvers.job import Answer, Job


@dataclass(frozen=True)
class Call:
    """A build or a solve as bytes."""

    header: str
    """JSON."""
    frames: tuple[bytes, ...]


def build_call(program: str, data: Data, limits: Limits, settings: Settings) -> Call:
    """Return the call that builds an instance on the machine that receives it."""
    from orthought.execution.data import encode_data

    header = {
        "orthought": __version__,
        "program": program,
        "limits": limits.model_dump(mode="json"),
        "sandbox": settings.sandbox,
        "allow_unsafe": settings.allow_unsafe,
    }
    return Call(json.dumps(header), (encode_data(data),))


def answer_build(call: Call) -> Call:
    """Do what `build_call` asks for, on this machine.

    Raises:
        SettingsError: this machine has another version.
        SandboxError: its sandbox fails.
    """
    from orthought.agent.workplace import shared_sandbox
    from orthought.execution.data import decode_data
    from orthought.instance_frames import to_frame

    asked = _header(call)
    settings = Settings(sandbox=asked["sandbox"], allow_unsafe=asked["allow_unsafe"])
    limits = Limits.model_validate(asked["limits"])
    result = shared_sandbox(settings).build(asked["program"], decode_data(call.frames[0]), limits)
    header = {
        "failure": result.failure.model_dump(mode="json") if result.failure else None,
        "tier": str(result.tier),
        "seconds": result.seconds,
        "output": result.output,
    }
    built = () if result.instance is None else (to_frame(result.instance),)
    return Call(json.dumps(header), built)


def read_build(answer: Call) -> BuildResult:
    """Return the result of a build that another machine made.

    Raises:
        FrameError: the bytes are no instance.
    """
    from orthought import frames
    from orthought.instance_frames import from_frame

    said = json.loads(answer.header)
    failure = said["failure"]
    return BuildResult(
        instance=from_frame(*frames.decode(answer.frames[0])) if answer.frames else None,
        failure=BuildFailure.model_validate(failure) if failure else None,
        tier=Tier(said["tier"]),
        seconds=said["seconds"],
        output=said["output"],
    )


def solve_call(frame: bytes, job: Job) -> Call:
    """Return the call that solves an instance's frame on the machine that receives it."""
    from orthought.solvers.job import encode_job

    return Call(json.dumps({"orthought": __version__}), (encode_job(job), frame))


def answer_solve(call: Call) -> Call:
    """Do what `solve_call` asks for, on this machine.

    Raises:
        SettingsError: this machine has another version.
        SolverError: its worker died, or the solver is not there.
    """
    from orthought import frames
    from orthought.instance_frames import from_frame
    from orthought.solvers.job import decode_job, encode_answer
    from orthought.solvers.pool import shared_pool

    _header(call)
    job = decode_job(frames.decode(call.frames[0])[0])
    instance = from_frame(*frames.decode(call.frames[1]))
    return Call("{}", (encode_answer(shared_pool().run(instance, job)),))


def read_solve(answer: Call) -> Answer:
    """Return the answer that another machine's solver gave.

    Raises:
        FrameError: the bytes are no answer.
    """
    from orthought import frames
    from orthought.solvers.job import decode_answer

    return decode_answer(*frames.decode(answer.frames[0]))


def _header(call: Call) -> dict[str, Any]:
    asked: dict[str, Any] = json.loads(call.header)
    if asked["orthought"] != __version__:
        raise SettingsError(
            f"a machine of the cluster has orthought {__version__}, this evaluation is of "
            f"{asked['orthought']}",
            fix="install the same version everywhere",
        )
    return asked
