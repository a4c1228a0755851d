"""An instance as one frame, and back: what crosses from the sandbox to the solver.

`from_frame` reads bytes of strangers and therefore trusts nothing.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from orthought import frames
from orthought.errors import FrameError
from orthought.instance import (
    MAX_NODES,
    MAX_ROWS,
    MAX_VARIABLES,
    Bytes,
    ExpressionGraph,
    Indicator,
    Instance,
    Longs,
    SpecialOrderedSet,
)

MAX_NAME_BYTES: Final = 4096


def to_frame(instance: Instance) -> bytes:
    """Encode an instance as one frame."""
    names, name_ends = _pack_names(instance.variable_names)
    rows, row_ends = _pack_names(instance.row_names)
    header = {
        "kind": "instance",
        "name": instance.name,
        "sense": instance.sense,
        "objective_constant": instance.objective_constant,
        "special_ordered_sets": [
            [s.name, s.level, list(s.columns), list(s.weights)]
            for s in instance.special_ordered_sets
        ],
        "indicators": [[i.row, i.column, i.active] for i in instance.indicators],
    }
    arrays = {
        "variable_names": names,
        "variable_name_ends": name_ends,
        "row_names": rows,
        "row_name_ends": row_ends,
        **{name: getattr(instance, name) for name in _ARRAYS},
        **{f"graph_{name}": getattr(instance.graph, name) for name in _GRAPH_ARRAYS},
    }
    return frames.encode(header, arrays)


def from_frame(header: dict[str, Any], arrays: frames.Arrays) -> Instance:
    """Build an instance from a decoded frame; raise FrameError where anything does not fit."""
    wanted = {**_ARRAYS, **{f"graph_{k}": v for k, v in _GRAPH_ARRAYS.items()}, **_NAME_ARRAYS}
    if set(arrays) != set(wanted):
        raise FrameError("the instance's arrays are not the ones that belong to it")
    for name, dtype in wanted.items():
        if arrays[name].dtype != np.dtype(dtype):
            raise FrameError(f"the instance's array {name} has dtype {arrays[name].dtype}")
    _require_counts(arrays)
    try:
        made = Instance(
            name=_text(header["name"]),
            sense=header["sense"],
            objective_constant=_number(header["objective_constant"]),
            variable_names=_unpack_names(arrays["variable_names"], arrays["variable_name_ends"]),
            row_names=_unpack_names(arrays["row_names"], arrays["row_name_ends"]),
            graph=ExpressionGraph(**{k: arrays[f"graph_{k}"] for k in _GRAPH_ARRAYS}),
            special_ordered_sets=tuple(
                SpecialOrderedSet(
                    _text(name),
                    _choice(level, 1, 2),
                    tuple(map(_count, cols)),
                    tuple(map(_number, weights)),
                )
                for name, level, cols, weights in header["special_ordered_sets"]
            ),
            indicators=tuple(
                Indicator(_count(row), _count(column), _choice(active, 0, 1))
                for row, column, active in header["indicators"]
            ),
            **{name: arrays[name] for name in _ARRAYS},
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise FrameError(f"the instance does not fit its format: {error!r:.200}") from None
    _require_distinct(made)
    return made


_ARRAYS: Final = {
    "lower": "f8",
    "upper": "f8",
    "kinds": "u1",
    "objective": "f8",
    "row_lower": "f8",
    "row_upper": "f8",
    "row_starts": "i8",
    "row_columns": "i4",
    "row_values": "f8",
    "quadratic_rows": "i4",
    "quadratic_first": "i4",
    "quadratic_second": "i4",
    "quadratic_values": "f8",
    "nonlinear_rows": "i4",
    "nonlinear_roots": "i4",
}
_GRAPH_ARRAYS: Final = {"operators": "u1", "starts": "i8", "arguments": "i4", "constants": "f8"}
_NAME_ARRAYS: Final = {
    "variable_names": "u1",
    "variable_name_ends": "i8",
    "row_names": "u1",
    "row_name_ends": "i8",
}


def _pack_names(names: tuple[str, ...]) -> tuple[Bytes, Longs]:
    encoded = [name.encode("utf-8", "replace") for name in names]
    ends = np.cumsum([len(name) for name in encoded], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), ends


def _unpack_names(blob: Bytes, ends: Longs) -> tuple[str, ...]:
    if ends.size > MAX_VARIABLES:
        raise FrameError(f"the instance has {ends.size} names, more than we accept")
    lengths = np.diff(ends, prepend=0)
    if (lengths < 0).any() or (lengths > MAX_NAME_BYTES).any():
        raise FrameError("the instance has a name of impossible length")
    if (int(ends[-1]) if ends.size else 0) != blob.size:
        raise FrameError("the instance's names do not fill their array")
    raw = blob.tobytes()
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]]) if ends.size else ends
    return tuple(
        raw[begin:end].decode("utf-8", "replace")
        for begin, end in zip(starts.tolist(), ends.tolist(), strict=True)
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_NAME_BYTES:
        raise FrameError("the instance has a name that is not a short text")
    # JSON carries halves of surrogate pairs, which no file and no record takes.
    return value.encode("utf-8", "replace").decode()


def _choice(value: Any, first: int, second: int) -> Any:
    if type(value) is not int or value not in (first, second):
        raise FrameError(f"the instance has a choice that is neither {first} nor {second}")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise FrameError("the instance has a number that is not finite")
    return float(value)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise FrameError("the instance has an index that is not a count")
    return value


def _require_counts(arrays: frames.Arrays) -> None:
    """Refuse by length alone what would be unpacked into far more memory than it came in."""
    limits = {
        "variable_name_ends": MAX_VARIABLES,
        "row_name_ends": MAX_ROWS,
        "graph_operators": MAX_NODES,
        "graph_arguments": 4 * MAX_NODES,
    }
    for name, most in limits.items():
        if arrays[name].size > most:
            raise FrameError(f"the instance's array {name} has more than {most} entries")


def _require_distinct(instance: Instance) -> None:
    """Refuse what solvers read differently: a column twice in a row, a triple twice."""
    n, m = instance.variable_count, instance.row_count
    owners = np.repeat(np.arange(m, dtype=np.int64), np.diff(instance.row_starts))
    if _has_doubles(owners * n + instance.row_columns):
        raise FrameError("a row of the instance holds a column twice")
    first = instance.quadratic_first.astype(np.int64)
    if (first > instance.quadratic_second).any():
        raise FrameError("a quadratic term of the instance is not in order")
    order = np.lexsort((instance.quadratic_second, first, instance.quadratic_rows))
    keys = np.stack([instance.quadratic_rows, first, instance.quadratic_second])[:, order]
    if (keys[:, 1:] == keys[:, :-1]).all(axis=0).any():
        raise FrameError("the instance holds a quadratic term twice")


def _has_doubles(keys: Longs) -> bool:
    ordered = np.sort(keys)
    return bool((ordered[1:] == ordered[:-1]).any())
