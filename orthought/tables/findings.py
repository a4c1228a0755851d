"""What will go wrong with the tables, found before a language model is paid for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from orthought.problem import Column, Data, Finding, TableProfile
from orthought.tables.mending import is_text
from orthought.tables.names import clean, shorten
from orthought.tables.profiling import stem_of

if TYPE_CHECKING:
    import pandas as pd

MAX_EXAMPLES: Final = 5


def examine(profile: TableProfile, frame: pd.DataFrame) -> list[Finding]:
    """Return errors (what certainly breaks) and warnings of one table."""
    name = profile.name
    if not frame.columns.is_unique:
        twice = sorted({str(c) for c in frame.columns[frame.columns.duplicated()]})
        return [_error(name, f"the column {twice[0]!r} stands twice", "rename one of them")]
    if not len(frame) or not len(frame.columns):
        return [_error(name, "the table has no rows", "give at least one row below the header")]
    findings = [*_duplicate_keys(profile, frame)]
    for column in profile.columns:
        findings += _examine_column(name, column, frame[column.name])
    return findings


def examine_joins(profiles: Sequence[TableProfile], data: Data) -> list[Finding]:
    """Compare columns that look shared between tables: keys that are missing on one side."""
    columns = [column for profile in profiles for column in _join_columns(profile, data)]
    findings: list[Finding] = []
    for position, left in enumerate(columns):
        for right in columns[position + 1 :]:
            if left.table != right.table and len(findings) < _MAX_JOIN_FINDINGS:
                findings += _compare(left, right)
    return [*findings, *_units_that_differ(profiles)]


class _Keys:
    """The distinct values of a column that may name things."""

    def __init__(self, table: str, column: str, values: set[str], unique: bool) -> None:
        self.table = table
        self.column = column
        self.values = values
        self.unique = unique
        self.plain = {_plain(value): value for value in values}

    @property
    def label(self) -> str:
        return f"{self.table}.{self.column}"


def _join_columns(profile: TableProfile, data: Data) -> Iterator[_Keys]:
    frame = data[profile.name]
    if not frame.columns.is_unique:
        return
    for column in profile.columns:
        is_key = column.name in profile.key
        names_things = column.type == "text" or (column.type == "integer" and is_key)
        if names_things and column.distinct <= _MAX_DISTINCT:
            values = set(map(str, frame[column.name].dropna().unique()))
            yield _Keys(profile.name, column.name, values, profile.key == (column.name,))


def _compare(left: _Keys, right: _Keys) -> Iterator[Finding]:
    shared = left.plain.keys() & right.plain.keys()
    same_name = _plain(left.column) == _plain(right.column)
    smaller = min(len(left.values), len(right.values))
    if not shared or (not same_name and len(shared) * 2 < smaller) or len(shared) < 1:
        return
    if not same_name and (len(shared) < 2 or all(value.isdigit() for value in shared)):
        return
    differ = [(left.plain[k], right.plain[k]) for k in shared if left.plain[k] != right.plain[k]]
    if differ:
        shown = ", ".join(f"{_show(a)} and {_show(b)}" for a, b in sorted(differ)[:MAX_EXAMPLES])
        message = f"{left.label} and {right.label} differ only by case or spaces: {shown}"
        yield _warning(left.table, message, "write the names alike in both tables")
    yield from _missing_keys(left, right)
    yield from _missing_keys(right, left)


def _missing_keys(one: _Keys, other: _Keys) -> Iterator[Finding]:
    """Values of `one` that `other`, which lists each thing once, does not have."""
    if not other.unique:
        return
    absent = sorted(value for plain, value in one.plain.items() if plain not in other.plain)
    if absent:
        shown = ", ".join(map(_show, absent[:MAX_EXAMPLES]))
        more = f" and {len(absent) - MAX_EXAMPLES} more" if len(absent) > MAX_EXAMPLES else ""
        yield _warning(
            one.table,
            f"values of {one.label} are not in {other.label}: {shown}{more}",
            f"add them to {other.table}, or correct the names",
        )


def _units_that_differ(profiles: Sequence[TableProfile]) -> Iterator[Finding]:
    seen: dict[str, tuple[str, str]] = {}
    for profile in profiles:
        for column in profile.columns:
            if column.unit is None:
                continue
            stem = _plain(stem_of(column.name))
            label = f"{profile.name}.{column.name}"
            other, unit = seen.setdefault(stem, (label, column.unit))
            if stem and _plain(unit) != _plain(column.unit):
                yield _warning(
                    profile.name,
                    f"{label} is in {column.unit}, {other} in {unit}",
                    "the model must convert one of them; better give both in one unit",
                )


def _duplicate_keys(profile: TableProfile, frame: pd.DataFrame) -> Iterator[Finding]:
    """Rows with the same label columns, the ones before the first column of numbers."""
    labels: list[str] = []
    for column in profile.columns:
        if column.type not in ("text", "date") and not (
            not labels and column.type == "integer" and _ID_HEADER.search(column.name)
        ):
            break
        labels.append(column.name)
    if profile.key and set(profile.key) <= set(labels):
        return
    try:
        again = frame.duplicated(labels or None, keep=False)
    except TypeError:
        return
    widespread = bool(labels) and int(again.sum()) * 2 > len(frame)
    if again.any() and not (widespread and not frame.duplicated().any()):
        # Most rows repeated means that the rows are told apart by a later column.
        rows = [int(row) + 1 for row in again.to_numpy().nonzero()[0][:MAX_EXAMPLES]]
        first = frame.iloc[rows[0] - 1]
        value = ", ".join(_show(first[label]) for label in labels) if labels else "all cells"
        yield _warning(
            profile.name,
            f"{int(again.sum())} rows repeat the same {', '.join(labels) or 'cells'} "
            f"(rows {', '.join(map(str, rows))}; {value})",
            "keep one row for each, or add the column that tells them apart",
        )


def _examine_column(name: str, column: Column, series: pd.Series[Any]) -> Iterator[Finding]:
    if column.missing:
        rows = [str(int(row) + 1) for row in series.isna().to_numpy().nonzero()[0][:MAX_EXAMPLES]]
        yield _warning(
            name,
            f"column {column.name!r} misses {column.missing} of {len(series)} values "
            f"(rows {', '.join(rows)}{', ...' if column.missing > MAX_EXAMPLES else ''})",
            "fill them in; a missing number cannot enter a model",
        )
    if column.type == "text" and is_text(series):
        yield from _examine_text(name, column.name, series.dropna())
    if column.type in ("integer", "number"):
        yield from _examine_numbers(name, column.name, series.dropna())


def _examine_numbers(name: str, column: str, present: pd.Series[Any]) -> Iterator[Finding]:
    if (present.abs() == float("inf")).any():
        yield _error(name, f"column {column!r} holds an infinite number", "give a finite number")
    negative = present < 0
    count = int(negative.sum())
    is_slip = 0 < count <= max(1, len(present) // 10) and len(present) >= 4
    if is_slip and not _SIGNED.search(column):
        rows = [str(int(row) + 1) for row in present.index[negative][:MAX_EXAMPLES]]
        yield _warning(
            name,
            f"column {column!r} is negative in {count} of {len(present)} rows "
            f"(rows {', '.join(rows)})",
            "correct the sign if that is a slip",
        )


def _examine_text(name: str, column: str, present: pd.Series[Any]) -> Iterator[Finding]:
    kinds = present.map(type).unique() if present.dtype == object else [str]
    text = present.astype(str).str.strip()
    first = text.iloc[0][:1]
    if len(kinds) == 1 and not (
        text.str[:1].isin(list("0123456789+-.\u2212$\u20ac")).any() or first == ""
    ):
        return
    numeric = text.str.fullmatch(_NUMBER)
    numbers = int(numeric.sum())
    if numbers == len(text):
        yield _warning(
            name,
            f"column {column!r} holds numbers that are stored as text",
            "the model must convert them; better store numbers",
        )
    elif len(kinds) > 1 or numbers * 2 > len(text):
        odd = text[~numeric] if numbers * 2 >= len(text) else text[numeric]
        shown = ", ".join(_show(cell) for cell in odd.unique()[:MAX_EXAMPLES])
        yield _warning(
            name,
            f"column {column!r} mixes {numbers} numbers with {len(text) - numbers} texts "
            f"(such as {shown})",
            "leave unknown cells empty and give units in the header",
        )
    elif text.str.fullmatch(_WITH_UNIT).all():
        yield _warning(
            name,
            f"column {column!r} holds units in its cells (such as {_show(text.iloc[0])})",
            "write the unit into the header and numbers into the cells",
        )


def _plain(value: str) -> str:
    return " ".join(value.split()).casefold()


def _show(value: Any) -> str:
    return repr(shorten(clean(value), 30))


def _error(source: str, message: str, fix: str) -> Finding:
    return Finding(severity="error", source=source, message=message, fix=fix)


def _warning(source: str, message: str, fix: str = "") -> Finding:
    return Finding(severity="warning", source=source, message=message, fix=fix)


_MAX_DISTINCT: Final = 200_000
_MAX_JOIN_FINDINGS: Final = 20
_ID_HEADER: Final = re.compile(r"(?:^|_|\b)(?:id|no|nr|key|code)$", re.IGNORECASE)
_SIGNED: Final = re.compile(
    r"covar|correl|balance|net|change|delta|diff|profit|temp", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"[-+\u2212]?(?:\d[\d,']*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_WITH_UNIT: Final = re.compile(
    r"[$\u20ac\u00a3]?\s?[-+\u2212]?\d[\d,.']*\s?(?:%|[$\u20ac\u00a3]|[A-Za-z]{1,6}(?:/[A-Za-z]{1,4})?)?"
)
