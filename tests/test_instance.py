"""Instances: frames round trip, and a forged frame is refused or only another instance."""

from __future__ import annotations

import math
import tracemalloc
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought import frames
from orthought.errors import FrameError
from orthought.instance import (
    ExpressionGraph,
    Indicator,
    Instance,
    Operator,
    SpecialOrderedSet,
)
from orthought.instance_frames import from_frame, to_frame
from orthought.solvers import verify
from tests.solvers.build import make
from tests.solvers.cases import CASES

DERANDOMIZED = settings(derandomize=True, deadline=None, max_examples=300)
TOP = 2**63 - 1


def full() -> Instance:
    """An instance with something of everything."""
    return make(
        [1, 2, 3],
        [([1, 1, 0], 1, 4), ([0, 1, 1], None, 5)],
        kinds=[0, 1, 2],
        upper=[4, 5, 1],
        constant=2.5,
        quadratic=[(-1, 0, 1, 1.0), (0, 0, 0, 2.0)],
        nonlinear={0: (Operator.ADD, (Operator.EXP, "x0"), 2.0)},
        special_ordered_sets=(SpecialOrderedSet("s", 2, (0, 1, 2), (1.0, 2.0, 3.0)),),
        indicators=(Indicator(1, 2, 1),),
    )


def same(first: Instance, second: Instance) -> None:
    for field in fields(Instance):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if isinstance(one, ExpressionGraph):
            for part in fields(ExpressionGraph):
                np.testing.assert_array_equal(getattr(one, part.name), getattr(other, part.name))
        elif isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype
        else:
            assert one == other


@pytest.mark.parametrize("case", [*CASES, "full"])
def test_round_trip(case: str) -> None:
    instance = full() if case == "full" else CASES[case][0]
    same(from_frame(*frames.decode(to_frame(instance))), instance)


@DERANDOMIZED
@given(st.lists(st.text(max_size=5), max_size=4), st.text(max_size=5))
def test_names_round_trip(names: list[str], title: str) -> None:
    instance = make([0] * len(names))
    object.__setattr__(instance, "variable_names", tuple(names))
    object.__setattr__(instance, "name", title)
    found = from_frame(*frames.decode(to_frame(instance)))
    assert found.variable_names == tuple(n.encode("utf-8", "replace").decode() for n in names)
    found.name.encode()


def test_halves_of_surrogates_do_not_come_through() -> None:
    header, arrays = frames.decode(to_frame(full()))
    header["name"] = "\ud800"
    header["special_ordered_sets"][0][0] = "\udfff"
    found = from_frame(header, arrays)
    assert (found.name, found.special_ordered_sets[0].name) == ("?", "?")


def longs(*values: int) -> Any:
    return np.array(values, np.int64)


def ints(*values: int) -> Any:
    return np.array(values, np.int32)


ARRAY_FORGERIES: dict[str, tuple[str, Any, str]] = {
    "names out of order": ("variable_name_ends", longs(8, 4, 12), "impossible length"),
    "names beyond": ("variable_name_ends", longs(4, 8, 13), "do not fill"),
    "names before": ("variable_name_ends", longs(-4, 8, 12), "impossible length"),
    "names that wrap": ("row_name_ends", longs(TOP, -TOP - 1), "impossible length"),
    "nan bound": ("lower", np.array([math.nan, 0, 0]), "are not bounds"),
    "bound above all": ("lower", np.array([math.inf, 0, 0]), "are not bounds"),
    "nan side": ("row_upper", np.array([math.nan, 1]), "are not bounds"),
    "nan coefficient": ("row_values", np.array([math.nan, 1, 1, 1]), "NaN or infinite"),
    "infinite cost": ("objective", np.array([math.inf, 1, 1]), "NaN or infinite"),
    "unknown kind": ("kinds", np.array([3, 0, 2], np.uint8), "unknown kind"),
    "short bounds": ("upper", np.zeros(2), "differ in length"),
    "column beyond": ("row_columns", ints(0, 1, 1, 3), "out of range"),
    "column before": ("row_columns", ints(0, -1, 1, 2), "out of range"),
    "column twice": ("row_columns", ints(1, 1, 1, 2), "holds a column twice"),
    "starts backwards": ("row_starts", longs(0, 5, 4), "backwards"),
    "starts that do not fit": ("row_starts", longs(0, 2, 3), "do not fit"),
    "wrong dtype": ("row_starts", ints(0, 2, 4), "dtype"),
    "quadratic row beyond": ("quadratic_rows", ints(-1, 2), "out of range"),
    "quadratic row before": ("quadratic_rows", ints(-2, 0), "out of range"),
    "quadratic order": ("quadratic_first", ints(2, 0), "not in order"),
    "graph beyond": ("nonlinear_roots", ints(4), "out of range"),
    "graph operator": ("graph_operators", np.array([1, 99, 0, 2], np.uint8), "unknown operator"),
    "graph cycle": ("graph_arguments", ints(0, 3, 1, 2), "before it"),
    "graph column": ("graph_arguments", ints(3, 0, 1, 2), "before it"),
    "graph constant": ("graph_constants", np.array([0, 0, math.inf, 0]), "not finite"),
    "graph starts": ("graph_starts", longs(0, 1, 3, 2, 4), "unknown operator"),
}


@pytest.mark.covers("frame-checked")
@pytest.mark.parametrize("case", ARRAY_FORGERIES)
def test_forged_arrays(case: str) -> None:
    name, forged, words = ARRAY_FORGERIES[case]
    header, arrays = frames.decode(to_frame(full()))
    with pytest.raises(FrameError, match=words):
        from_frame(header, {**arrays, name: forged})


def test_starts_that_wrap_around() -> None:
    """Differences of these are all positive in 64 bits, though the second lies beyond the end."""
    rows = [([1.0], 0.0, None)] * 4
    header, arrays = frames.decode(to_frame(make([1], rows)))
    forged = longs(0, TOP, -TOP - 1, -1, 4)
    assert (np.diff(forged) >= 0).all()
    with pytest.raises(FrameError, match="backwards"):
        from_frame(header, {**arrays, "row_starts": forged})


def test_quadratic_term_twice() -> None:
    header, arrays = frames.decode(to_frame(full()))
    forged = {"quadratic_rows": ints(0, 0), "quadratic_second": ints(0, 0)}
    forged["quadratic_first"] = ints(0, 0)
    with pytest.raises(FrameError, match="twice"):
        from_frame(header, {**arrays, **forged})


HEADER_FORGERIES: dict[str, dict[str, Any]] = {
    "sense": {"sense": "best"},
    "sense of another type": {"sense": ["minimize"]},
    "name": {"name": 3},
    "long name": {"name": "x" * 5000},
    "huge constant": {"objective_constant": 10**4000},
    "true constant": {"objective_constant": True},
    "infinite constant": {"objective_constant": math.inf},
    "level": {"special_ordered_sets": [["s", 3, [0], [1.0]]]},
    "level of another type": {"special_ordered_sets": [["s", 1.0, [0], [1.0]]]},
    "weights": {"special_ordered_sets": [["s", 1, [0], []]]},
    "equal weights": {"special_ordered_sets": [["s", 2, [0, 1], [1.0, 1.0]]]},
    "member twice": {"special_ordered_sets": [["s", 2, [1, 1], [1.0, 2.0]]]},
    "member beyond": {"special_ordered_sets": [["s", 1, [3], [1.0]]]},
    "huge member": {"special_ordered_sets": [["s", 1, [10**4000], [1.0]]]},
    "huge weight": {"special_ordered_sets": [["s", 1, [0], [10**4000]]]},
    "sets of another shape": {"special_ordered_sets": {"a": 1}},
    "no sets": {"special_ordered_sets": None},
    "indicator beyond": {"indicators": [[2, 2, 1]]},
    "indicator on no binary": {"indicators": [[1, 0, 1]]},
    "indicator of true": {"indicators": [[1, 2, True]]},
    "indicator of two": {"indicators": [[1, 2, 2]]},
    "indicator of a list": {"indicators": [[1, 2, [1]]]},
    "short indicator": {"indicators": [[1, 2]]},
}


@pytest.mark.covers("frame-checked")
@pytest.mark.parametrize("case", HEADER_FORGERIES)
def test_forged_headers(case: str) -> None:
    header, arrays = frames.decode(to_frame(full()))
    with pytest.raises(FrameError):
        from_frame({**header, **HEADER_FORGERIES[case]}, arrays)


def test_missing_parts() -> None:
    header, arrays = frames.decode(to_frame(full()))
    for name in header:
        if name != "kind":
            with pytest.raises(FrameError):
                from_frame({k: v for k, v in header.items() if k != name}, arrays)
    for name in arrays:
        with pytest.raises(FrameError, match="belong"):
            from_frame(header, {k: v for k, v in arrays.items() if k != name})


@pytest.mark.parametrize("name", ["variable_name_ends", "row_name_ends", "graph_operators"])
def test_counts_are_looked_at_before_anything_is_unpacked(name: str) -> None:
    header, arrays = frames.decode(to_frame(full()))
    # Zeros that were never written take no memory; unpacked they would take gigabytes.
    forged = np.zeros(6_000_000, arrays[name].dtype)
    tracemalloc.start()
    with pytest.raises(FrameError, match="more than"):
        from_frame(header, {**arrays, name: forged})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20


VALID = to_frame(full())
HEAD = len(frames.MAGIC) + 4


@st.composite
def damaged(draw: Any) -> bytes:
    """A valid frame with bytes flipped, cut out, put in or set to extremes, numbers included."""
    data = bytearray(VALID)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data) - 1))
        kind = draw(st.sampled_from(["flip", "cut", "insert", "number", "end"]))
        if kind == "flip":
            data[place] ^= 1 << draw(st.integers(0, 7))
        elif kind == "cut":
            del data[place : place + draw(st.integers(1, 9))]
        elif kind == "insert":
            data[place:place] = draw(st.binary(min_size=1, max_size=9))
        elif kind == "end":
            del data[max(HEAD, place) :]
        else:
            value = draw(st.sampled_from([0, 1, -1, TOP, -TOP - 1, 2**31 - 1, -(2**31)]))
            data[place : place + 8] = value.to_bytes(8, "little", signed=True)
        if not data:
            return b""
    return bytes(data)


@pytest.mark.covers("frame-checked")
@settings(derandomize=True, deadline=None, max_examples=1500)
@given(damaged())
def test_damaged_frames_are_refused_or_another_instance(data: bytes) -> None:
    try:
        instance = from_frame(*frames.decode(data))
    except FrameError:
        return
    same(from_frame(*frames.decode(to_frame(instance))), instance)
    verify(instance, np.zeros(instance.variable_count), 0.0)


ENTRIES = {name: array.size for name, array in frames.decode(VALID)[1].items()}


@pytest.mark.covers("frame-checked")
@settings(derandomize=True, deadline=None, max_examples=1500)
@given(
    st.sampled_from(sorted(name for name, size in ENTRIES.items() if size)),
    st.integers(0, 100),
    st.sampled_from([0, 1, 2, 3, 5, -1, -2, TOP, -TOP - 1, 2**31 - 1, 255, 2**62]),
    st.sampled_from([None, math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324]),
)
def test_changed_entries_are_refused_or_another_instance(
    name: str, place: int, value: int, real: float | None
) -> None:
    header, arrays = frames.decode(VALID)
    array = arrays[name].copy()
    if array.dtype.kind == "f":
        array[place % array.size] = value if real is None else real
    else:
        low, high = np.iinfo(array.dtype).min, np.iinfo(array.dtype).max
        array[place % array.size] = min(max(value, low), high)
    try:
        instance = from_frame(header, {**arrays, name: array})
    except FrameError:
        return
    verify(instance, np.ones(instance.variable_count), 0.0)
