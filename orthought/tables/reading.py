"""Reading one file or object into a DataFrame or plain values, with what was odd about it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from orthought.errors import InputError, MissingExtraError
from orthought.problem import Finding

if TYPE_CHECKING:
    import pandas as pd

MAX_FILE_BYTES: Final = 512 * 2**20
MAX_COLUMNS: Final = 16_384
"""What a spreadsheet has at most."""

Part = tuple[str, Any, list[Finding]]
"""Name, DataFrame or plain value, findings."""


def read_file(path: Path, name: str) -> Iterator[Part]:
    """Yield the tables or the value of a file.

    Raises:
        InputError: not there, too large, of an unknown kind, or broken (line and reason named).
        MissingExtraError: Excel or Parquet without their packages.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}", fix="check the path that you gave with --data")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise InputError(f"{path} has more than {MAX_FILE_BYTES // 2**20} MiB", fix="cut it down")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(_READERS))
        raise InputError(f"{path} is of a kind that cannot be read", fix=f"use one of {kinds}")
    try:
        yield from reader(path, name)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}", fix="check its permissions") from None


def table_of_rows(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Make a table of equal flat objects, texts kept as they are."""
    import pandas as pd

    return pd.DataFrame.from_records(rows)


def is_table(value: Any) -> bool:
    """Whether a plain value is a list of flat objects with the same keys."""
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return False
    keys = value[0].keys()
    return bool(keys) and all(
        isinstance(row, dict)
        and row.keys() == keys
        and not any(isinstance(cell, dict | list | tuple) for cell in row.values())
        for row in value
    )


def _read_csv(path: Path, name: str) -> Iterator[Part]:
    text, findings = _decode(path, name)
    yield name, parse_csv(text, path.name), findings


def parse_csv(text: str, where: str) -> pd.DataFrame:
    """Parse delimited text; empty cells are missing, every other cell is what it says.

    Raises:
        InputError: a row with the wrong number of fields, a column twice, or no header.
    """
    import pandas as pd

    delimiter = _sniff(text)
    header, line = _check_rows(text, delimiter, where)
    if len(header) > MAX_COLUMNS:
        raise InputError(
            f"{where}, line {line}: {len(header):,} columns, more than {MAX_COLUMNS:,}",
            fix="give a table with a row for each entry: row, column, value",
        )
    duplicates = sorted(column for column, count in Counter(header).items() if count > 1)
    if duplicates:
        raise InputError(
            f"{where}, line {line}: the column {duplicates[0]!r} stands twice",
            fix="give every column a name of its own",
        )
    frame = pd.read_csv(
        io.StringIO(text),
        sep=delimiter,
        keep_default_na=False,
        na_values=[""],
        skipinitialspace=True,
        low_memory=False,
    )
    frame.columns = pd.Index([str(column).strip() for column in frame.columns])
    return frame


def _check_rows(text: str, delimiter: str, where: str) -> tuple[list[str], int]:
    """Return header and its line; raise InputError at the first row that is broken."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True, strict=True)
    header: list[str] | None = None
    header_line = 1
    try:
        for row in reader:
            if not row or row == [""]:
                continue
            if header is None:
                header, header_line = [cell.strip() for cell in row], reader.line_num
            elif len(row) != len(header):
                raise InputError(
                    f"{where}, line {reader.line_num}: {len(row)} fields where the header has "
                    f"{len(header)}",
                    fix="quote cells that hold the delimiter, or complete the row",
                )
    except csv.Error as error:
        raise InputError(
            f"{where}, line {reader.line_num}: {error}",
            fix='double quotes inside a quoted cell are written ""',
        ) from None
    if header is None:
        raise InputError(f"{where} is empty", fix="give a header line and at least one row")
    if "" in header:
        raise InputError(
            f"{where}, line {header_line}: column {header.index('') + 1} has no name",
            fix="name every column in the first line",
        )
    return header, header_line


def _sniff(text: str) -> str:
    """Choose the delimiter that splits the first lines into equally many fields, and most."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]
    if len(text) > 20_000:
        lines = lines[:-1] or lines

    def score(delimiter: str) -> tuple[bool, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        return len(set(counts)) == 1 and counts[0] > 1, counts[0] if counts else 0

    best = max(_DELIMITERS, key=score)
    return best if score(best)[1] > 1 else ","


def _decode(path: Path, name: str) -> tuple[str, list[Finding]]:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        finding = Finding(
            severity="warning",
            source=name,
            message=f"{path.name} is not UTF-8 (byte {error.start}); it was read as Latin-1",
            fix="save it as UTF-8 if letters look wrong",
        )
        return raw.decode("latin-1"), [finding]
    if "\x00" in text:
        raise InputError(f"{path} is binary, not text", fix="give a text file in UTF-8")
    return text, []


def _read_json(path: Path, name: str) -> Iterator[Part]:
    text, findings = _decode(path, name)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path.name}, line {error.lineno}, column {error.colno}: {error.msg}",
            fix="mend the JSON there",
        ) from None
    except RecursionError:
        raise InputError(f"{path.name} is nested too deeply", fix="flatten it") from None
    yield name, table_of_rows(value) if is_table(value) else value, findings


def _read_excel(path: Path, name: str) -> Iterator[Part]:
    import pandas as pd

    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            f"reading {path.name} needs openpyxl", fix='pip install "orthought[excel]"'
        ) from None
    try:
        sheets = pd.read_excel(
            path, sheet_name=None, keep_default_na=False, na_values=[""], engine="openpyxl"
        )
    except Exception as error:
        raise InputError(
            f"{path.name} cannot be read as a workbook: {error}", fix="save it as .xlsx anew"
        ) from None
    for sheet, frame in sheets.items():
        if len(frame.columns) or len(sheets) == 1:
            own = name if len(sheets) == 1 else str(sheet)
            frame.columns = pd.Index(_with_duplicates(frame.columns))
            yield own, frame, []


def _with_duplicates(columns: Iterable[Any]) -> list[str]:
    """Undo the renaming of duplicates ('cost', 'cost.1'), so that they are found."""
    seen: set[str] = set()
    names = []
    for column in columns:
        name = str(column).strip()
        base = re.sub(r"\.\d+$", "", name)
        names.append(base if base in seen else name)
        seen.add(name)
    return names


def _read_parquet(path: Path, name: str) -> Iterator[Part]:
    import pandas as pd

    try:
        import pyarrow  # type: ignore[import-untyped,unused-ignore]  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            f"reading {path.name} needs pyarrow", fix='pip install "orthought[parquet]"'
        ) from None
    try:
        frame = pd.read_parquet(path, engine="pyarrow")
    except Exception as error:
        raise InputError(
            f"{path.name} cannot be read as Parquet: {error}", fix="write it anew"
        ) from None
    yield name, frame, []


_DELIMITERS: Final = (",", ";", "\t", "|")
_READERS: Final = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".tab": _read_csv,
    ".txt": _read_csv,
    ".json": _read_json,
    ".xlsx": _read_excel,
    ".xlsm": _read_excel,
    ".parquet": _read_parquet,
    ".pq": _read_parquet,
}
SUFFIXES: Final = frozenset(_READERS)
