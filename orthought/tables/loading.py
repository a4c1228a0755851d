"""From files and objects to `Data`, profiles and findings: what is known before a model is paid."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orthought.errors import InputError
from orthought.problem import Data, Finding, JsonProfile, TableProfile
from orthought.tables.names import identifier

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Loaded:
    """What the program receives, what a prompt may know of it, and what looked odd."""

    data: Data = field(default_factory=dict)
    """Tables as DataFrames, documents as plain values, by name."""
    tables: tuple[TableProfile, ...] = ()
    documents: tuple[JsonProfile, ...] = ()
    findings: tuple[Finding, ...] = ()
    digest: str = ""
    """SHA-256 over names and contents; '' where there are no data."""


def load(sources: Mapping[str, Any] | Sequence[Path | str]) -> Loaded:
    """Read tables and documents, profile them and look for what will go wrong.

    Args:
        sources: paths of CSV, TSV, XLSX (one table a sheet), Parquet or JSON files; or a mapping
            of names to such paths, DataFrames, lists of equal flat dicts, or plain values.

    Raises:
        InputError: a file that is not there or broken, two sources of one name, a value that is
            no data.
        MissingExtraError: Excel or Parquet without their packages.
    """
    if not sources:
        return Loaded()
    data, findings = _collect(sources)
    from orthought.tables.findings import examine, examine_joins
    from orthought.tables.outline import outline
    from orthought.tables.profiling import profile

    tables: list[TableProfile] = []
    documents: list[JsonProfile] = []
    for name, value in data.items():
        if hasattr(value, "columns"):
            tables.append(profile(name, value))
            findings += examine(tables[-1], value)
        else:
            documents.append(JsonProfile(name=name, outline=outline(value)))
    findings += examine_joins(tables, data)
    return Loaded(data, tuple(tables), tuple(documents), tuple(findings), digest(data))


def digest(data: Data) -> str:
    """Return the SHA-256 over names and contents, hexadecimal; equal data give equal digests."""
    total = hashlib.sha256()
    for name in sorted(data):
        value = data[name]
        if hasattr(value, "columns"):
            kind, content = b"table", _frame_bytes(value)
        else:
            text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
            kind, content = b"value", text.encode("utf-8", "surrogatepass")
        for part in (name.encode(), kind, content):
            total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def _frame_bytes(frame: pd.DataFrame) -> bytes:
    import pandas as pd

    header = json.dumps([list(map(str, frame.columns)), len(frame)]).encode()
    try:
        return header + pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes()
    except TypeError:
        text: str = frame.to_csv(index=False)
        return header + text.encode("utf-8", "surrogatepass")


def _collect(
    sources: Mapping[str, Any] | Sequence[Path | str],
) -> tuple[Data, list[Finding]]:
    data: Data = {}
    findings: list[Finding] = []
    origins: dict[str, str] = {}
    for origin, wanted, value, found in _parts(sources):
        name = identifier(wanted)
        if name in data:
            raise InputError(
                f"{origins[name]} and {origin} would both be called {name!r}",
                fix="rename one of them",
            )
        data[name], odd = _plain(name, value)
        origins[name] = origin
        findings += [*found, *odd]
        if name != wanted:
            findings.append(
                Finding(severity="warning", source=name, message=f"{wanted!r} is called {name!r}")
            )
    return data, findings


def _parts(
    sources: Mapping[str, Any] | Sequence[Path | str],
) -> Iterator[tuple[str, str, Any, list[Finding]]]:
    """Yield origin, wanted name, value and findings of every table or value."""
    from orthought.tables.reading import SUFFIXES, read_file

    if isinstance(sources, str | Path):
        sources = [sources]
    named: list[tuple[str | None, Any]] = (
        list(sources.items()) if isinstance(sources, Mapping) else [(None, s) for s in sources]
    )
    for given, value in named:
        if given is not None and not isinstance(given, str):
            raise InputError(f"the name {given!r} of a table is no text", fix="use texts as names")
        is_path = isinstance(value, Path) or (
            isinstance(value, str)
            and (given is None or ("\n" not in value and Path(value).suffix.lower() in SUFFIXES))
        )
        if is_path:
            path = Path(value)
            name = given or path.stem
            for part, content, found in read_file(path, name):
                yield str(path), part, content, found
        elif given is None:
            raise InputError(
                f"{type(value).__name__} has no name", fix="give a mapping of names to data"
            )
        else:
            yield f"the value {given!r}", given, value, []


def _plain(name: str, value: Any) -> tuple[Any, list[Finding]]:
    """Bring a value into the shape that a program receives."""
    import pandas as pd

    from orthought.tables.reading import is_table, table_of_rows

    if isinstance(value, pd.Series):
        value = value.to_frame(name=value.name or "value")
    if is_table(value):
        value = table_of_rows(value)
    if isinstance(value, pd.DataFrame):
        return _plain_frame(name, value)
    if hasattr(value, "tolist"):
        value = value.tolist()
    try:
        json.dumps(value)
        _require_range(value)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise InputError(
            f"the value of {name!r} is no data: {error}",
            fix="give DataFrames, or numbers, texts, lists and dicts of these",
        ) from None
    return value, []


def _require_range(value: Any) -> None:
    """Raise OverflowError where a whole number is larger than any float."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _require_range(item)
    elif isinstance(value, int):
        float(value)


def _plain_frame(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    import pandas as pd

    from orthought.tables.carrying import make_plain
    from orthought.tables.mending import mend

    findings: list[Finding] = []
    if not isinstance(frame.index, pd.RangeIndex) and any(frame.index.names):
        frame = frame.reset_index()
        findings.append(
            Finding(severity="warning", source=name, message="the index was made columns")
        )
    columns = [_column_name(column) for column in frame.columns]
    frame = frame.set_axis(columns, axis=1).reset_index(drop=True)
    if frame.columns.is_unique:
        for step in (make_plain, mend):
            frame, found = step(name, frame)
            findings += found
    return frame, findings


def _column_name(column: Any) -> str:
    return "_".join(map(str, column)) if isinstance(column, tuple) else str(column)
