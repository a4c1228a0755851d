"""The worker process: frames in on descriptor 0, frames out on a private copy of descriptor 1.

A worker serves one solver. It imports it, confines itself, and only then reads what comes from
outside. It never imports pyomo or pydantic.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from orthought import frames
from orthought.errors import FrameError
from orthought.instance_frames import from_frame
from orthought.solvers.cards import backend_path
from orthought.solvers.job import Answer, Backend, decode_job, encode_answer
from orthought.solvers.scaling import enlarge, faint, restore
from orthought.solvers.trivial import clean, settle_trivially

# By text, because solvers and execution are siblings that know nothing of each other.
CONFINE: Final = "orthought.execution.confine:confine_worker"
PR_SET_PDEATHSIG: Final = 1


def main(solver: str, memory_mb: int, folder: str, parent: int) -> None:
    """Serve jobs until the parent closes the pipe or dies."""
    die_with_parent(parent)
    requests, replies = take_pipes()
    backend: Backend | None = None
    failure = ""
    try:
        backend = load(solver)
    except ImportError as error:
        failure = f"{solver} cannot be imported: {error}"
    notes = confine(Path(folder), memory_mb)
    while True:
        first = requests.read(1)
        if not first:
            return
        reply = serve(requests, first, backend, failure, notes)
        replies.write(reply)
        replies.flush()


def serve(
    requests: BinaryIO, first: bytes, backend: Backend | None, failure: str, notes: tuple[str, ...]
) -> bytes:
    """Read one job and its instance, and return the answer's frame."""
    head = [first]
    header, _ = frames.read_frame(lambda count: _read(requests, head, count))
    job = decode_job(header)
    instance_header, arrays = frames.read_frame(requests.read)
    if backend is None:
        return encode_answer(Answer("error", refused=True, message=failure))
    try:
        instance = clean(from_frame(instance_header, arrays))
        answer = settle_trivially(instance)
        if answer is None:
            enlarged, rows, objective = enlarge(instance)
            answer = restore(backend.solve(enlarged, job), rows, objective)
            answer = replace(answer, deviations=(*faint(enlarged), *answer.deviations))
    except MemoryError:
        return encode_answer(Answer("memory_limit", message="the worker's memory is used up"))
    except FrameError as error:
        return encode_answer(Answer("error", message=error.message))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        text = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        return encode_answer(Answer("error", message=" ".join(text.split())[:500]))
    return encode_answer(replace(answer, deviations=(*notes, *answer.deviations)))


def load(solver: str) -> Backend:
    """Import the backend of a name, or the class of a full import path 'package.module:Class'."""
    module, _, name = backend_path(solver).partition(":")
    backend: Backend = getattr(importlib.import_module(module), name)()
    return backend


def confine(folder: Path, memory_mb: int) -> tuple[str, ...]:
    """Give up what solving does not need; return a deviation where that does not work."""
    module, _, name = CONFINE.partition(":")
    try:
        apply: Callable[[Path, int], tuple[str, ...]] = getattr(
            importlib.import_module(module), name
        )
    except ImportError as error:
        return (f"the solver ran unconfined: {error}",)
    missing = {"landlock", "seccomp", "address-space"} - set(apply(folder, memory_mb))
    if missing:
        return (f"the solver ran without {', '.join(sorted(missing))}",)
    return ()


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for frames, so that a solver's chatter meets the null device."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    return requests, replies


def die_with_parent(parent: int) -> None:
    """Ask Linux to end this process with its parent; elsewhere the closed pipe must do."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(1)


def _read(stream: BinaryIO, head: list[Any], count: int) -> bytes:
    """Read from the stream, the byte that told us of a job first."""
    if not head or not count:
        return stream.read(count)
    return bytes(head.pop()) + stream.read(count - 1)
