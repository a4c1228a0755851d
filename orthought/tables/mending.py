"""Texts that are numbers written another way (1,5 for 1.5; 1.234,50) become numbers, and say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from orthought.problem import Finding

if TYPE_CHECKING:
    import pandas as pd


def is_text(series: pd.Series[Any]) -> bool:
    """Whether a column holds texts (or a mixture)."""
    import pandas as pd

    return bool(
        pd.api.types.is_object_dtype(series.dtype) or pd.api.types.is_string_dtype(series.dtype)
    )


def mend(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the table with decimal commas and thousands separators read as numbers."""
    findings: list[Finding] = []
    changed: dict[str, pd.Series[Any]] = {}
    for column in frame.columns:
        if not is_text(frame[column]) or frame[column].isna().all():
            continue
        read = _read_numbers(frame[column])
        if read is not None:
            changed[column], what = read
            findings.append(
                Finding(
                    severity="warning",
                    source=name,
                    message=f"column {column!r} is written with {what}; it was read as numbers",
                    fix="write numbers as 1234.5",
                )
            )
    return (frame.assign(**changed) if changed else frame), findings


def _read_numbers(series: pd.Series[Any]) -> tuple[pd.Series[Any], str] | None:
    """Read a column whose every cell is such a number; None where one is not."""
    present = series.dropna()
    if not all(isinstance(cell, str) for cell in present.head(50)):
        return None
    first = str(present.iloc[0]).strip()
    if not first or first[0] not in "0123456789+-.\u2212":
        return None
    text = present.astype(str).str.strip()
    if not text.str.contains(",", regex=False).any():
        return None
    if text.str.fullmatch(_GROUPED_COMMA).all():
        return _converted(series, text.str.replace(",", "", regex=False)), "thousands commas"
    if text.str.fullmatch(_DECIMAL_COMMA).all():
        plain = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        return _converted(series, plain), "decimal commas"
    return None


def _converted(series: pd.Series[Any], plain: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    numbers = pd.to_numeric(plain.str.replace("\u2212", "-", regex=False))
    return numbers.reindex(series.index)


# Digits of other scripts stay texts: pandas does not read them.
_GROUPED_COMMA: Final = re.compile(
    r"[-+\u2212]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d+)?)", re.ASCII
)
_DECIMAL_COMMA: Final = re.compile(r"[-+\u2212]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII)
