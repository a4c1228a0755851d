"""Frames: what goes in comes out, and nothing but FrameError comes out of foreign bytes."""

from __future__ import annotations

import json
import struct
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from orthought import frames
from orthought.errors import FrameError

DERANDOMIZED = settings(derandomize=True, deadline=None, max_examples=150)
TEXTS = st.text(max_size=8)
HEADERS = st.dictionaries(
    TEXTS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)  # fmt: skip
ARRAYS = st.dictionaries(
    TEXTS,
    st.sampled_from([np.uint8, np.int32, np.int64, np.float64]).flatmap(
        lambda kind: arrays_of.arrays(kind, st.integers(0, 6))
    ),
    max_size=4,
)


def forge(top: Any, body: bytes = b"", *, length: int | None = None) -> bytes:
    """Return a frame with this header, honest or not."""
    head = top if isinstance(top, bytes) else json.dumps(top).encode()
    size = len(head) if length is None else length
    return frames.MAGIC + struct.pack("<I", size) + head + body


@DERANDOMIZED
@given(HEADERS, ARRAYS)
def test_round_trip(header: dict[str, Any], arrays: dict[str, Any]) -> None:
    found, columns = frames.decode(frames.encode(header, arrays))
    assert found == header
    assert list(columns) == list(arrays)
    for name, array in arrays.items():
        assert columns[name].dtype == array.dtype
        np.testing.assert_array_equal(columns[name], array)


DEEP = b'{"header":{"a":' + b"[" * 200_000 + b"]" * 200_000 + b'},"arrays":[]}'
HUGE = b'{"header":{},"arrays":[["a","f8",' + b"9" * 4299 + b"]]}"
ENDLESS = b'{"header":{"a":1' + b"0" * 5000 + b'},"arrays":[]}'


@pytest.mark.covers("frame-checked")
@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (b"", "ends early"),
        (b"PK\x03\x04....", "do not begin"),
        (frames.MAGIC, "ends early"),
        (forge({"header": {}, "arrays": []}, length=2**32 - 1), "claims"),
        (forge({"header": {}, "arrays": []}, length=500), "ends early"),
        (forge({"header": {}, "arrays": []}, b"x"), "follow the end"),
        (forge({"header": {}}), "wrong keys"),
        (forge([]), "wrong keys"),
        (forge({"header": [], "arrays": []}), "wrong types"),
        (forge({"header": {}, "arrays": {}}), "wrong types"),
        (forge(b"\xff\xfe"), "not JSON"),
        (forge(b'{"header": {"a": NaN}, "arrays": []}'), "not JSON"),
        (forge(DEEP), "not JSON"),
        (forge(ENDLESS), "not JSON"),
        (forge(HUGE), "impossible size"),
        (forge({"header": {}, "arrays": [["a", "f8", -1]]}), "impossible size"),
        (forge({"header": {}, "arrays": [["a", "f8", 1.0]]}), "impossible size"),
        (forge({"header": {}, "arrays": [["a", "f8", True]]}), "impossible size"),
        (forge({"header": {}, "arrays": [["a", "O8", 1]]}), "unknown type"),
        (forge({"header": {}, "arrays": [[["a"], "f8", 1]]}), "unknown type"),
        (forge({"header": {}, "arrays": [["a", "f8"]]}), "wrongly"),
        (forge({"header": {}, "arrays": [["a", "u1", 0]] * 2}), "twice"),
        (forge({"header": {}, "arrays": [[str(k), "u1", 0] for k in range(99)]}), "more than 64"),
        (forge({"header": {}, "arrays": [["a", "f8", 2**28]]}), "more than"),
        (forge({"header": {}, "arrays": [["a", "f8", 2**20]]}, b"abc"), "ends early"),
    ],
)
def test_refusals(frame: bytes, words: str) -> None:
    with pytest.raises(FrameError, match=words):
        frames.decode(frame)


def test_what_cannot_be_encoded() -> None:
    with pytest.raises(FrameError, match="dtype"):
        frames.encode({}, {"a": np.array(["x"])})
    with pytest.raises(FrameError, match="header"):
        frames.encode({"a": "x" * frames.MAX_HEADER_BYTES}, {})


def test_claims_allocate_nothing() -> None:
    claims = [
        forge({"header": {}, "arrays": [["a", "f8", 2**27]]}),
        forge({"header": {}, "arrays": []}, length=frames.MAX_HEADER_BYTES),
    ]
    tracemalloc.start()
    for claim in claims:
        with pytest.raises(FrameError):
            frames.decode(claim)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20


@DERANDOMIZED
@given(st.binary(max_size=60), st.booleans())
def test_foreign_bytes(noise: bytes, dressed: bool) -> None:
    try:
        header, arrays = frames.decode(forge(noise) if dressed else noise)
    except FrameError:
        return
    assert isinstance(header, dict) and isinstance(arrays, dict)
