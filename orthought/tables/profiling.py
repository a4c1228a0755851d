"""Profiles of tables: names, types, units, ranges and a few rows; never a whole column."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, Literal

from orthought.problem import Column, TableProfile
from orthought.tables.mending import is_text
from orthought.tables.names import clean, shorten

if TYPE_CHECKING:
    import pandas as pd

SAMPLE_ROWS: Final = 3
CELL_WIDTH: Final = 24
MAX_KEY: Final = 3

Kind = Literal["integer", "number", "text", "boolean", "date", "empty"]


def profile(name: str, frame: pd.DataFrame) -> TableProfile:
    """Return what a prompt may know of a table; its size does not grow with the rows."""
    if not frame.columns.is_unique:
        columns = tuple(Column(name=str(column), type="empty") for column in frame.columns)
        return TableProfile(name=name, rows=len(frame), columns=columns)
    columns = tuple(_column(str(column), frame[column]) for column in frame.columns)
    head = frame.head(SAMPLE_ROWS)
    sample = tuple(
        tuple(_cell(cell) for cell in row) for row in head.itertuples(index=False, name=None)
    )
    return TableProfile(
        name=name, rows=len(frame), columns=columns, sample=sample, key=_key(frame, columns)
    )


def kind_of(series: pd.Series[Any]) -> Kind:
    """Return the type of a column as a prompt names it."""
    from pandas.api import types

    if series.isna().all():
        return "empty"
    if types.is_bool_dtype(series.dtype):
        return "boolean"
    if types.is_integer_dtype(series.dtype):
        return "integer"
    if types.is_float_dtype(series.dtype):
        present = series.dropna()
        return "integer" if series.hasnans and (present % 1 == 0).all() else "number"
    if types.is_datetime64_any_dtype(series.dtype):
        return "date"
    if is_text(series):
        shown = series.dropna().head(50).astype(str)
        return "date" if shown.str.fullmatch(_ISO_DATE).all() else "text"
    return "text"


def unit_of(header: str) -> str | None:
    """Read a unit from a header: 'cost (EUR/t)', 'weight [kg]', 'weight_kg'."""
    bracketed = _BRACKETED.search(header)
    if bracketed:
        return bracketed["unit"].strip()
    suffix = _SUFFIX.search(header)
    if suffix and suffix["unit"].lower() in _UNITS:
        return suffix["unit"].replace("_per_", "/")
    return None


def stem_of(header: str) -> str:
    """Return a header without its unit: 'weight' of 'weight_kg'."""
    bare = _BRACKETED.sub("", header)
    return bare if bare != header else _SUFFIX.sub("", header)


def _column(name: str, series: pd.Series[Any]) -> Column:
    kind = kind_of(series)
    low: float | str | None = None
    high: float | str | None = None
    present = series.dropna()
    if kind in ("integer", "number"):
        low, high = float(present.min()), float(present.max())
    elif kind == "date":
        low, high = (_cell(present.astype(str).min()), _cell(present.astype(str).max()))
    return Column(
        name=name,
        type=kind,
        unit=unit_of(name),
        minimum=low,
        maximum=high,
        distinct=_distinct(present),
        missing=int(series.isna().sum()),
    )


def _distinct(present: pd.Series[Any]) -> int:
    try:
        return int(present.nunique())
    except TypeError:
        return int(present.astype(str).nunique())


def _key(frame: pd.DataFrame, columns: tuple[Column, ...]) -> tuple[str, ...]:
    """Return the fewest leading label columns that identify a row."""
    labels = [
        column.name
        for column in columns
        if column.type in ("text", "date", "integer") and not column.missing
    ][:_MAX_LABELS]
    rows = len(frame)
    if rows == 0:
        return ()
    by_name = {column.name: column for column in columns}
    for name in labels:
        if by_name[name].distinct == rows and (
            by_name[name].type != "integer" or name == columns[0].name
        ):
            return (name,)
    texts = [name for name in labels if by_name[name].type != "integer" or _is_id(name)]
    for size in range(2, MAX_KEY + 1):
        for names in combinations(texts, size):
            if not _duplicated(frame, names):
                return names
    return ()


def _duplicated(frame: pd.DataFrame, names: tuple[str, ...]) -> bool:
    try:
        return bool(frame.duplicated(list(names)).any())
    except TypeError:
        return True


def _is_id(name: str) -> bool:
    return _ID.search(name) is not None


def _cell(cell: Any) -> str:
    import pandas as pd

    if pd.isna(cell):
        return ""
    text = f"{cell:.6g}" if isinstance(cell, float) else clean(cell)
    return shorten(text, CELL_WIDTH)


_MAX_LABELS: Final = 6
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_ID: Final = re.compile(
    r"(?:^|_|\b)(?:id|no|nr|key|code|period|week|day|month|year|node|index|hour|shift|t|i|j|k)$",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(r"[\[(](?P<unit>[^\[\]()]{1,24})[\])]\s*$")
_SUFFIX: Final = re.compile(
    r"[_ ](?P<unit>[A-Za-z%\u20ac$\u00b5]+[23]?(?:(?:/|_per_)[A-Za-z]+[23]?)?)$"
)
_UNIT_LIST: Final = (
    "kg g mg t ton tons tonne tonnes lb lbs oz l ml hl gal m cm mm km mi ft m2 m3 km2 ha h hr hrs "
    "hours min minutes sec days weeks months years eur usd gbp chf jpy % pct percent kw kwh mw "
    "mwh gwh wh mb gb tb pcs units pieces eur/t eur/kg eur/h eur/kwh eur/km usd/kg usd/t "
    "kg/t km/h t/h eur/m3 eur/l eur/unit \u20ac $"
)
_UNITS: Final = frozenset(
    piece for unit in _UNIT_LIST.split() for piece in (unit, unit.replace("/", "_per_"))
)
