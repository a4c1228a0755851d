"""The one format that crosses a process boundary: a bounded JSON header, then raw arrays.

Layout: 8 bytes magic, uint32 LE header length, header (UTF-8 JSON), then every array's bytes in
header order, little-endian and C-contiguous. All lengths are checked before anything is allocated,
so a hostile sender can waste at most `max_bytes`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from orthought.errors import FrameError

MAGIC: Final = b"ORTFRM1\n"
MAX_HEADER_BYTES: Final = 4 * 2**20
MAX_FRAME_BYTES: Final = 2**30
MAX_ARRAYS: Final = 64
DTYPES: Final[Mapping[str, str]] = {"u1": "<u1", "i4": "<i4", "i8": "<i8", "f8": "<f8"}

Arrays = dict[str, np.ndarray[Any, np.dtype[Any]]]
Read = Callable[[int], bytes]


def encode(header: Mapping[str, Any], arrays: Mapping[str, Any]) -> bytes:
    """Return one frame. Arrays are one-dimensional with dtype u1, i4, i8 or f8."""
    described = []
    blobs = []
    for name, array in arrays.items():
        flat = np.ascontiguousarray(array).reshape(-1)
        kind = f"{flat.dtype.kind}{flat.dtype.itemsize}"
        if kind not in DTYPES:
            raise FrameError(f"array {name!r} has dtype {flat.dtype}, which a frame cannot carry")
        described.append([name, kind, int(flat.size)])
        blobs.append(flat.astype(DTYPES[kind], copy=False).tobytes())
    text = json.dumps({"header": dict(header), "arrays": described}, allow_nan=False)
    head = text.encode()
    if len(head) > MAX_HEADER_BYTES:
        raise FrameError(f"the frame's header has {len(head)} bytes, more than {MAX_HEADER_BYTES}")
    return b"".join([MAGIC, struct.pack("<I", len(head)), head, *blobs])


def decode(data: bytes, *, max_bytes: int = MAX_FRAME_BYTES) -> tuple[dict[str, Any], Arrays]:
    """Return header and arrays of exactly one frame; raise FrameError on anything else."""
    view = memoryview(data)
    position = 0

    def read(count: int) -> bytes:
        nonlocal position
        chunk = bytes(view[position : position + count])
        position += len(chunk)
        return chunk

    header, arrays = read_frame(read, max_bytes=max_bytes)
    if position != len(data):
        raise FrameError(f"{len(data) - position} bytes follow the end of the frame")
    return header, arrays


def read_frame(read: Read, *, max_bytes: int = MAX_FRAME_BYTES) -> tuple[dict[str, Any], Arrays]:
    """Read one frame through `read(count)`, which returns fewer bytes only at the end."""
    if _exactly(read, len(MAGIC)) != MAGIC:
        raise FrameError("the bytes do not begin like a frame")
    (length,) = struct.unpack("<I", _exactly(read, 4))
    if length > MAX_HEADER_BYTES:
        raise FrameError(f"the frame's header claims {length} bytes")
    header, described = _parse_header(_exactly(read, length))
    _check_sizes(described, max_bytes)
    arrays: Arrays = {}
    for name, kind, size in described:
        width = int(kind[1])
        arrays[name] = np.frombuffer(_exactly(read, size * width), dtype=DTYPES[kind])
    return header, arrays


def _exactly(read: Read, count: int) -> bytes:
    chunk = read(count)
    if len(chunk) != count:
        raise FrameError(f"the frame ends early: {len(chunk)} of {count} bytes")
    return chunk


def _parse_header(raw: bytes) -> tuple[dict[str, Any], list[tuple[str, str, int]]]:
    try:
        top = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"the frame's header is not JSON: {type(error).__name__}") from None
    if not isinstance(top, dict) or set(top) != {"header", "arrays"}:
        raise FrameError("the frame's header has the wrong keys")
    header, listed = top["header"], top["arrays"]
    if not isinstance(header, dict) or not isinstance(listed, list):
        raise FrameError("the frame's header has the wrong types")
    return header, [_array_entry(entry) for entry in listed[: MAX_ARRAYS + 1]]


def _array_entry(entry: Any) -> tuple[str, str, int]:
    if not (isinstance(entry, list) and len(entry) == 3):
        raise FrameError("the frame lists an array wrongly")
    name, kind, size = entry
    if not (isinstance(name, str) and isinstance(kind, str) and kind in DTYPES):
        raise FrameError("the frame lists an array of unknown type")
    # Beyond this no frame goes, and numbers of a thousand digits cannot even be printed.
    if type(size) is not int or not 0 <= size <= MAX_FRAME_BYTES:
        raise FrameError("the frame lists an array of impossible size")
    return name, kind, size


def _check_sizes(described: list[tuple[str, str, int]], max_bytes: int) -> None:
    if len(described) > MAX_ARRAYS:
        raise FrameError(f"the frame lists more than {MAX_ARRAYS} arrays")
    if len({name for name, _, _ in described}) != len(described):
        raise FrameError("the frame lists an array twice")
    total = sum(size * int(kind[1]) for _, kind, size in described)
    if total > max_bytes:
        raise FrameError(f"the frame claims {total} bytes of arrays, more than {max_bytes}")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
