"""What is asked of a worker and what it answers, as frames. No pydantic: workers start fast."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol

import numpy as np

from orthought import frames
from orthought.errors import FrameError
from orthought.instance import Floats, Instance

INFINITE: Final = 1e20
"""Bounds of this size and beyond are infinite, as every solver here has it."""

RANGING: Final = "ranging"
CONFLICT: Final = "conflict"


@dataclass(frozen=True)
class Job:
    """One solve. `wishes` are extras: RANGING or CONFLICT, where the backend has them."""

    solver: str
    time_limit: float = 60.0
    memory_limit_mb: int = 4096
    threads: int = 1
    seed: int = 0
    relative_gap: float = 1e-6
    wishes: tuple[str, ...] = ()
    tight: bool = False
    """Whether integrality and rows shall hold within 1e-9 rather than the usual tolerances."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a backend says. Texts are the values of Termination and SolutionStatus.

    `objective` and `bound` are in the instance's sense and with its constant; `duals` are changes
    of the objective for one unit more of a row's limit.
    """

    termination: str
    status: str = "none"
    objective: float | None = None
    bound: float | None = None
    values: Floats | None = None
    duals: Floats | None = None
    reduced_costs: Floats | None = None
    version: str = ""
    message: str = ""
    deviations: tuple[str, ...] = ()
    refused: bool = False
    """The solver cannot take this instance (licence, size, feature): ask another one."""
    degenerate: bool = False
    extras: dict[str, Any] = field(default_factory=dict)
    """Arrays by name: 'range_lower', 'range_upper'; 'conflict_rows', 'conflict_columns', ..."""


class Backend(Protocol):
    """A solver inside a worker. Its constructor imports the solver; `solve` never raises for
    what an instance holds, it refuses."""

    def solve(self, instance: Instance, job: Job) -> Answer:
        """Solve an instance whose infinite bounds are infinities and which has a variable."""
        ...


def finite(value: float | None) -> float | None:
    """Return a number that a frame can carry, None for infinities, NaN and solver infinities."""
    if value is None or not math.isfinite(value) or abs(value) >= INFINITE:
        return None
    return float(value)


_SCALARS: Final = {
    "termination": str,
    "status": str,
    "objective": (float, int, type(None)),
    "bound": (float, int, type(None)),
    "version": str,
    "message": str,
    "refused": bool,
    "degenerate": bool,
}
_ARRAYS: Final = ("values", "duals", "reduced_costs")


def encode_job(job: Job) -> bytes:
    """Return the frame that announces an instance's frame."""
    return frames.encode(asdict(job), {})


def decode_job(header: dict[str, Any]) -> Job:
    """Return the job of a header that the parent wrote."""
    return Job(**{**header, "wishes": tuple(header["wishes"])})


def encode_answer(answer: Answer) -> bytes:
    """Return an answer's frame."""
    header = {name: getattr(answer, name) for name in _SCALARS}
    header |= {"objective": finite(answer.objective), "bound": finite(answer.bound)}
    header["deviations"] = list(answer.deviations)
    arrays = {k: getattr(answer, k) for k in _ARRAYS if getattr(answer, k) is not None}
    return frames.encode(header, arrays | answer.extras)


def decode_answer(header: dict[str, Any], arrays: frames.Arrays) -> Answer:
    """Check and return a worker's answer: the worker has parsed bytes that nobody trusts."""
    if set(header) != {*_SCALARS, "deviations"}:
        raise FrameError("a solver's answer has the wrong keys")
    for name, kind in _SCALARS.items():
        if not isinstance(header[name], kind):  # type: ignore[arg-type]
            raise FrameError(f"a solver's answer has a {name} of the wrong type")
    header = {**header, "message": _plain(header["message"]), "version": _plain(header["version"])}
    header |= {name: _real(header[name]) for name in ("objective", "bound")}
    own: dict[str, Any] = {name: arrays[name] for name in _ARRAYS if name in arrays}
    extras = {name: array for name, array in arrays.items() if name not in _ARRAYS}
    notes = tuple(_plain(str(note))[:500] for note in header["deviations"])
    return Answer(**{**header, **own, "deviations": notes, "extras": extras})


def _real(value: float | None) -> float | None:
    """Return a number or None; integers of a thousand digits are no numbers here."""
    try:
        return None if value is None else finite(float(value))
    except OverflowError:
        raise FrameError("a solver's answer has a number without measure") from None


def _plain(text: str) -> str:
    """Return text that every file takes: no halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()


def require_sizes(answer: Answer, instance: Instance) -> None:
    """Raise FrameError where an answer's arrays are not as long as the instance's."""
    n, m = instance.variable_count, instance.row_count
    wanted = {"values": n, "duals": m, "reduced_costs": n}
    for name, size in wanted.items():
        array = getattr(answer, name)
        if array is not None and (array.size != size or array.dtype != np.float64):
            raise FrameError(f"a solver's answer has {array.size} {name}, not {size}")
    for name, array in answer.extras.items():
        wanted_type = np.float64 if name.startswith("range_") else np.int32
        if array.dtype != wanted_type or (wanted_type is np.float64 and array.size != m):
            raise FrameError(f"a solver's answer has {name} that do not fit")
        if wanted_type is np.int32 and array.size and int(array.min()) < 0:
            raise FrameError(f"a solver's answer has {name} below zero")
