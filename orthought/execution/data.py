"""The data on their way into the sandbox: tables column by column, the rest as JSON.

One frame with two byte arrays: `json` describes everything, `raw` holds the columns' buffers one
after another. Our own values are sent here, and only the sandbox decodes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from orthought import frames
from orthought.errors import InputError
from orthought.problem import Data

TAG: Final = "\x00"
SCALARS: Final = frozenset({str, int, float, bool, type(None)})
NUMBERS: Final = "biufmM"
"""NumPy kinds that cross as raw bytes: booleans, integers, floats, durations, dates."""


def encode_data(data: Mapping[str, Any]) -> bytes:
    """Return one frame that holds tables (pandas), numpy arrays and plain JSON values.

    Raises:
        InputError: a value of another type, or a table with several header rows.
    """
    raw = _Raw()
    value = _plain(dict(data), raw)
    text = json.dumps(value).encode()
    arrays = {"json": np.frombuffer(text, np.uint8), "raw": raw.joined()}
    return frames.encode({"kind": "data"}, arrays)


def decode_data(frame: bytes) -> Data:
    """Return what `encode_data` was given; tables come back with their dtypes and index.

    Raises:
        FrameError: the bytes are not such a frame.
    """
    _, arrays = frames.decode(frame)
    source = arrays["raw"].tobytes()
    restored: Data = json.loads(arrays["json"].tobytes(), object_hook=lambda d: _untag(d, source))
    return restored


class _Raw:
    """Buffers that end up in one array, each at a multiple of eight bytes."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, buffer: bytes) -> list[int]:
        begin = self._size
        padding = -len(buffer) % 8
        self._parts += [buffer, b"\0" * padding]
        self._size += len(buffer) + padding
        return [begin, len(buffer)]

    def joined(self) -> Any:
        return np.frombuffer(b"".join(self._parts), np.uint8)


def _plain(value: Any, raw: _Raw) -> Any:
    kind = type(value)
    if kind in SCALARS:
        return value
    if kind is list:
        return value if SCALARS.issuperset(map(type, value)) else [_plain(v, raw) for v in value]
    if kind is dict:
        return _plain_dict(value, raw)
    if kind is tuple:
        return {TAG: "tuple", "items": [_plain(v, raw) for v in value]}
    if isinstance(value, np.ndarray):
        return {TAG: "array", **_values(value.reshape(-1), raw), "shape": list(value.shape)}
    if isinstance(value, np.generic):
        return _plain(value.item(), raw)
    return _plain_pandas(value, raw)


def _plain_dict(value: dict[Any, Any], raw: _Raw) -> Any:
    if all(type(key) is str and not key.startswith(TAG) for key in value):
        return {key: _plain(item, raw) for key, item in value.items()}
    pairs = [[_plain(key, raw), _plain(item, raw)] for key, item in value.items()]
    return {TAG: "pairs", "items": pairs}


def _plain_pandas(value: Any, raw: _Raw) -> Any:
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        if isinstance(value.columns, pd.MultiIndex):
            raise InputError("a table has several header rows", fix="give it one header row")
        columns = [_column(value.iloc[:, k], raw) for k in range(value.shape[1])]
        labels = _column(value.columns.to_series(), raw)
        return {TAG: "table", "labels": labels, "columns": columns, **_index(value.index, raw)}
    if isinstance(value, pd.Series):
        name = _plain(value.name, raw)
        return {TAG: "series", "name": name, "column": _column(value, raw)} | _index(
            value.index, raw
        )
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return {TAG: "date", "text": value.isoformat()}
    raise InputError(
        f"data of type {type(value).__name__} cannot enter the sandbox",
        fix="give tables, numbers, texts, lists and dictionaries",
    )


def _index(index: Any, raw: _Raw) -> dict[str, Any]:
    import pandas as pd

    if type(index) is pd.RangeIndex and (index.start, index.step) == (0, 1) and not index.name:
        return {"rows": len(index)}
    levels = [index.get_level_values(k) for k in range(index.nlevels)]
    return {
        "index": [_column(level.to_series(), raw) for level in levels],
        "index_names": [_plain(name, raw) for name in index.names],
        "rows": len(index),
    }


def _column(series: Any, raw: _Raw) -> dict[str, Any]:
    """Describe one column; its dtype's name restores it."""
    import pandas as pd

    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes = _values(series.cat.codes.to_numpy(np.int64), raw)
        categories = _column(dtype.categories.to_series(), raw)
        return {"categories": categories, "ordered": bool(dtype.ordered), "codes": codes}
    if isinstance(dtype, pd.DatetimeTZDtype):
        moments = series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return {"dtype": str(dtype), "zone": str(dtype.tz), **_values(moments, raw)}
    if isinstance(dtype, np.dtype) and dtype.kind in NUMBERS:
        return {"dtype": str(dtype), **_values(series.to_numpy(), raw)}
    if dtype.kind in "biuf" and hasattr(dtype, "numpy_dtype"):
        return _masked_column(series, raw)
    return _text_column(series, raw)


def _masked_column(series: Any, raw: _Raw) -> dict[str, Any]:
    missing = series.isna().to_numpy(bool)
    filled = series.to_numpy(series.dtype.numpy_dtype, na_value=0)
    return {
        "dtype": str(series.dtype),
        "missing": _values(missing, raw),
        **_values(filled, raw),
    }


def _text_column(series: Any, raw: _Raw) -> dict[str, Any]:
    """Text as one UTF-8 blob with ends; a column of mixed objects as JSON."""
    values = series.tolist()
    missing = series.isna().to_numpy(bool)
    texts = ["" if gone else value for value, gone in zip(values, missing.tolist(), strict=True)]
    if not all(type(text) is str for text in texts):
        return {"dtype": "object", "objects": [_plain(value, raw) for value in values]}
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    none = bool(missing.any()) and all(values[k] is None for k in np.flatnonzero(missing))
    return {
        "dtype": str(series.dtype),
        "text": raw.add(b"".join(encoded)),
        "ends": _values(ends, raw),
        "missing": _values(missing, raw),
        "none": none,
    }


def _values(array: Any, raw: _Raw) -> dict[str, Any]:
    if array.dtype.kind not in NUMBERS:
        return {"list": [_plain(item, raw) for item in array.tolist()]}
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return {"numpy": little.dtype.str, "raw": raw.add(little.tobytes())}


def _untag(found: dict[str, Any], source: bytes) -> Any:
    kind = found.get(TAG)
    if kind is None:
        return found
    if kind == "tuple":
        return tuple(found["items"])
    if kind == "pairs":
        return dict(found["items"])
    if kind == "array":
        return _load(found, source).reshape(found["shape"])
    if kind == "date":
        import pandas as pd

        return pd.Timestamp(found["text"])
    return _table(found, source) if kind == "table" else _series(found, source)


def _table(found: dict[str, Any], source: bytes) -> Any:
    import pandas as pd

    index = _load_index(found, source)
    columns = {k: _load_series(c, source, index) for k, c in enumerate(found["columns"])}
    table = pd.DataFrame(columns, index=index)
    table.columns = _load_labels(found["labels"], source)
    return table


def _series(found: dict[str, Any], source: bytes) -> Any:
    return _load_series(found["column"], source, _load_index(found, source)).rename(found["name"])


def _load_series(found: dict[str, Any], source: bytes, index: Any) -> Any:
    import pandas as pd

    values = _load_column(found, source)
    return pd.Series(values, index=index, dtype=_object_dtype(values))


def _load_labels(found: dict[str, Any], source: bytes) -> Any:
    import pandas as pd

    values = _load_column(found, source)
    return pd.Index(values, dtype=_object_dtype(values))


def _object_dtype(values: Any) -> Any:
    """Say that objects stay objects: pandas would turn texts among them into its text type."""
    return object if isinstance(values, np.ndarray) and values.dtype == object else None


def _load_index(found: dict[str, Any], source: bytes) -> Any:
    import pandas as pd

    if "index" not in found:
        return pd.RangeIndex(found["rows"])
    names = found["index_names"]
    levels = [_load_labels(level, source) for level in found["index"]]
    if len(levels) == 1:
        return levels[0].rename(names[0])
    return pd.MultiIndex.from_arrays(levels, names=names)


def _load_column(found: dict[str, Any], source: bytes) -> Any:
    import pandas as pd

    if "categories" in found:
        categories = _load_labels(found["categories"], source)
        codes = _load(found["codes"], source)
        return pd.Categorical.from_codes(codes, categories, ordered=found["ordered"])
    if "objects" in found:
        return np.array([*found["objects"], None], dtype=object)[:-1]
    if "text" in found:
        return _load_text(found, source)
    values = _load(found, source)
    if "missing" in found:
        array = pd.array(values, dtype=found["dtype"])
        array[_load(found["missing"], source)] = pd.NA
        return array
    if "zone" in found:
        return pd.DatetimeIndex(values).tz_localize("UTC").tz_convert(found["zone"])
    return values


def _load_text(found: dict[str, Any], source: bytes) -> Any:
    import pandas as pd

    begin, size = found["text"]
    blob = source[begin : begin + size]
    ends = _load(found["ends"], source).tolist()
    texts: list[Any] = []
    start = 0
    for end in ends:
        texts.append(blob[start:end].decode("utf-8", "surrogatepass"))
        start = end
    missing = _load(found["missing"], source)
    for position in np.flatnonzero(missing).tolist():
        texts[position] = None if found["none"] else float("nan")
    if found["dtype"] == "object":
        return np.array([*texts, None], dtype=object)[:-1]
    return pd.array(texts, dtype=found["dtype"])


def _load(found: dict[str, Any], source: bytes) -> Any:
    if "list" in found:
        return np.array([*found["list"], None], dtype=object)[:-1]
    begin, size = found["raw"]
    dtype = np.dtype(found["numpy"])
    return np.frombuffer(source, dtype, count=size // dtype.itemsize, offset=begin).copy()
