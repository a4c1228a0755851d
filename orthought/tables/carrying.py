"""Cells that no sandbox and no record can take: made plain, or refused before a model is paid."""

from __future__ import annotations

import datetime
import decimal
from typing import TYPE_CHECKING, Any, Final

from orthought.errors import InputError
from orthought.problem import Finding

if TYPE_CHECKING:
    import pandas as pd


def make_plain(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the table with decimals as numbers and days as dates; both are said.

    Raises:
        InputError: a column of complex numbers, lists, sets, periods or other objects.
    """
    changed: dict[str, Any] = {}
    findings = []
    for column in frame.columns:
        made, what = _plain_column(name, str(column), frame[column])
        if what:
            changed[column] = made
            said = f"column {column!r} holds {what}"
            findings.append(Finding(severity="warning", source=name, message=said))
    return (frame.assign(**changed) if changed else frame), findings


def _plain_column(table: str, column: str, series: pd.Series[Any]) -> tuple[Any, str]:
    """Return the column as it can be carried, and what was done to it; '' for nothing."""
    import numpy as np
    import pandas as pd

    dtype: Any = series.dtype
    if dtype.kind == "c" or isinstance(dtype, pd.PeriodDtype | pd.IntervalDtype):
        raise _refusal(table, column, str(dtype))
    if isinstance(dtype, np.dtype) and dtype.kind == "f" and dtype.itemsize > _DOUBLE:
        return series.astype("float64"), "long doubles; they were read as numbers"
    if not pd.api.types.is_object_dtype(series.dtype):
        return series, ""
    present = series.dropna()
    types = set(map(type, present))
    if types and types <= {decimal.Decimal, int, float} and decimal.Decimal in types:
        return pd.to_numeric(series.map(float, na_action="ignore")), "decimals, read as numbers"
    if types == {datetime.date}:
        return pd.to_datetime(series), "days, read as dates"
    for odd in sorted(types, key=lambda item: item.__name__):
        if not (issubclass(odd, _CARRIED) or odd.__module__ == "numpy"):
            raise _refusal(table, column, odd.__name__)
    return series, ""


def _refusal(table: str, column: str, kind: str) -> InputError:
    return InputError(
        f"column {column!r} of {table!r} holds values of type {kind}, which no model can use",
        fix="give numbers, texts or dates; a list in a cell becomes rows of their own",
    )


_DOUBLE: Final = 8
_CARRIED: Final = (str, int, float, datetime.datetime, type(None))
