"""Data enter the sandbox and come out as they were."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.errors import FrameError, InputError
from orthought.execution.data import decode_data, encode_data
from tests.growth import assert_gentle_growth

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5) | st.integers(0, 9), inner, max_size=4)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)
COLUMNS: dict[str, Any] = {
    "float64": st.floats(),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "int16": st.integers(-(2**15), 2**15 - 1),
    "bool": st.booleans(),
    "str": st.none() | st.text(max_size=6),
    "object": st.none() | st.text(max_size=6) | st.integers(0, 9) | st.booleans(),
    "Int64": st.none() | st.integers(-(2**62), 2**62),
    "boolean": st.none() | st.booleans(),
    "Float64": st.none() | st.floats(allow_nan=False),
    "category": st.none() | st.sampled_from(["a", "b", "ö"]),
    "datetime64[ns]": st.none() | st.datetimes(pd.Timestamp(1700, 1, 1), pd.Timestamp(2200, 1, 1)),
}


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.integers(0, 5))
    names = draw(st.lists(st.text(max_size=6), max_size=4, unique=True))
    columns = {}
    for name in names:
        dtype = draw(st.sampled_from(sorted(COLUMNS)))
        values = draw(st.lists(COLUMNS[dtype], min_size=rows, max_size=rows))
        columns[name] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(columns, index=pd.RangeIndex(rows))


@pytest.mark.covers("data-unchanged")
@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.text(max_size=6), PLAIN, max_size=4))
def test_plain_values_come_back_equal_and_of_the_same_types(data: dict[str, Any]) -> None:
    returned = decode_data(encode_data(data))
    assert returned == data
    assert repr(returned) == repr(data)


@pytest.mark.covers("data-unchanged")
@settings(deadline=None, max_examples=150)
@given(tables())
def test_tables_come_back_with_their_dtypes(table: pd.DataFrame) -> None:
    returned = decode_data(encode_data({"t": table, "n": 1}))
    assert returned["n"] == 1
    pd.testing.assert_frame_equal(returned["t"], table)


def test_indexes_zones_arrays_and_series_come_back() -> None:
    table = pd.DataFrame(
        {
            "city": ["a", "b"],
            "week": [1, 2],
            "when": pd.date_range("2026-03-29", periods=2, tz="Europe/Berlin"),
            "took": pd.to_timedelta([1, 90], unit="s"),
        }
    ).set_index(["city", "week"])
    matrix = np.arange(6.0).reshape(2, 3)
    data = {"t": table, "s": table["took"], "m": matrix, "one": np.float64(2.5), "nan": math.nan}
    returned = decode_data(encode_data(data))
    pd.testing.assert_frame_equal(returned["t"], table)
    pd.testing.assert_series_equal(returned["s"], table["took"])
    np.testing.assert_array_equal(returned["m"], matrix)
    assert returned["one"] == 2.5
    assert math.isnan(returned["nan"])


def test_a_table_of_many_columns_and_one_of_many_rows_pass() -> None:
    wide = pd.DataFrame(np.eye(3, 200))

    def there_and_back(count: int) -> None:
        long = pd.DataFrame(
            {
                "city": [f"city {k % 997}" for k in range(count)],
                "value": np.linspace(0, 1, count),
                "day": pd.date_range("2020-01-01", periods=count, freq="min"),
            }
        )
        returned = decode_data(encode_data({"wide": wide, "long": long}))
        pd.testing.assert_frame_equal(returned["wide"], wide)
        pd.testing.assert_frame_equal(returned["long"], long)

    assert_gentle_growth(there_and_back, 100_000)


@pytest.mark.parametrize("value", [object(), {1, 2}, lambda: 0, b"bytes"])
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(InputError, match="cannot enter the sandbox"):
        encode_data({"v": [value]})


def test_foreign_bytes_are_no_data() -> None:
    with pytest.raises(FrameError):
        decode_data(b"PK\x03\x04")
