"""From the bytes that a job left to an instance or a failure. Trusts none of them."""

from __future__ import annotations

import signal
from typing import Any

from pydantic import ValidationError

from orthought import frames
from orthought.errors import FrameError
from orthought.execution.interface import BuildFailure, Limits
from orthought.instance import Instance
from orthought.instance_frames import from_frame

INSIDE_KINDS = ("syntax", "program", "refused", "memory")
MAX_MESSAGE = 2000
MAX_TRACEBACK = 4000


def read_result(frame: bytes, limits: Limits) -> Instance | BuildFailure:
    """Return what the frame says, or a failure of kind "frame" where it is malformed."""
    try:
        header, arrays = frames.decode(frame, max_bytes=limits.frame_mb * 2**20)
        if header.get("kind") == "instance":
            return from_frame(header, arrays)
        if header.get("kind") == "failure":
            return _read_failure(header.get("failure"))
        raise FrameError("the frame is neither an instance nor a failure")
    except FrameError as error:
        return BuildFailure(kind="frame", message=printable(error.message, MAX_MESSAGE))


def timeout(limits: Limits) -> BuildFailure:
    """Return the failure of a job that used up its time."""
    return BuildFailure(
        kind="timeout", message=f"the program did not end within {limits.seconds:g} s"
    )


def too_large(limits: Limits) -> BuildFailure:
    """Return the failure of a job whose frame is larger than it may be."""
    return BuildFailure(
        kind="frame", message=f"the program's model is larger than {limits.frame_mb} MiB"
    )


def crash(code: int | None, limits: Limits) -> BuildFailure:
    """Return the failure of a job that ended without a frame."""
    if code is not None and -code == getattr(signal, "SIGXCPU", None):
        return timeout(limits)
    if code is None:
        text = "the program's process vanished"
    elif code < 0:
        text = f"the program's process was ended by signal {-code} ({_signal_name(-code)})"
    else:
        text = f"the program's process ended by itself with code {code} and without a model"
    return BuildFailure(kind="crash", message=text)


def printable(text: str, limit: int) -> str:
    """Escape what a terminal could obey or a reader could not see; cut at `limit`."""
    shown = [
        mark if mark.isprintable() or mark in "\n\t" else mark.encode("unicode_escape").decode()
        for mark in text[:limit]
    ]
    return "".join(shown)[:limit]


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"


def _read_failure(told: Any) -> BuildFailure:
    if not isinstance(told, dict) or told.get("kind") not in INSIDE_KINDS:
        raise FrameError("the frame tells of an unknown failure")
    message, trace, line = told.get("message"), told.get("traceback"), told.get("line")
    if not isinstance(message, str) or not isinstance(trace, str):
        raise FrameError("the frame tells of a failure without words")
    try:
        return BuildFailure(
            kind=told["kind"],
            message=printable(message, MAX_MESSAGE),
            traceback=printable(trace, MAX_TRACEBACK),
            line=line if type(line) is int and 0 < line < 10**7 else None,
        )
    except ValidationError as error:
        raise FrameError(
            f"the frame tells of an impossible failure: {error.error_count()}"
        ) from None
