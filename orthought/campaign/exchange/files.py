"""Observations in CSV, JSON and Parquet files, both ways."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orthought.campaign.exchange.cells import FAILED
from orthought.campaign.exchange.delimited import Table, read_delimited
from orthought.campaign.exchange.rows import read_rows, write_rows
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Space, Value
from orthought.errors import InputError, MissingExtraError
from orthought.files import write_whole

Flat = Sequence[dict[str, Value | None]]


def write_observations(
    path: Path | str,
    observations: Sequence[Observation],
    space: Space,
    objectives: Sequence[Objective],
) -> Path:
    """Write observations as a table: .csv, .json (a list of objects) or .parquet.

    An experiment that gave no number has 'failed' in CSV, else null. Cells are written as they
    are: an option that begins with '=' would be a formula to a spreadsheet program.

    Raises:
        InputError: the suffix is none of these.
        MissingExtraError: Parquet without pyarrow.
        OSError: the file cannot be written; what stood there still stands.
    """
    path = Path(path)
    flat = write_rows(space, objectives, observations)
    columns = list(write_rows(space, objectives, [_blank(space)])[0])
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return write_whole(path, _as_csv(columns, flat))
    if suffix == ".json":
        return write_whole(path, json.dumps(flat, ensure_ascii=False, indent=1) + "\n")
    if suffix in (".parquet", ".pq"):
        return write_whole(path, _as_parquet(columns, flat, space))
    raise InputError(f"{path} is of no known kind", fix="use .csv, .json or .parquet")


def read_observations(
    path: Path | str, space: Space, objectives: Sequence[Objective]
) -> list[Observation]:
    """Read observations from .csv (or .tsv, .txt), .json or .parquet.

    Raises:
        InputError: the file cannot be read, or a row cannot be used; it is named. See `read_rows`.
        MissingExtraError: Parquet without pyarrow.
    """
    return read_rows(space, objectives, read_table(Path(path)))


def read_table(path: Path) -> Table:
    """Read the rows of a file, whatever they are about; see `read_observations`."""
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".tab", ".txt"):
        return read_delimited(path)
    if suffix == ".json":
        return _table(path, _read_json(path))
    if suffix in (".parquet", ".pq"):
        return _table(path, _read_parquet(path))
    raise InputError(f"{path} is of no known kind", fix="use .csv, .json or .parquet")


def _table(path: Path, rows: list[dict[str, Any]]) -> Table:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return Table(path.name, columns, tuple(rows), tuple(range(1, len(rows) + 1)), word="row")


def _blank(space: Space) -> Observation:
    return Observation(point=dict.fromkeys(space.names, 0), values={})


def _as_csv(columns: Sequence[str], flat: Flat) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in flat:
        writer.writerow(FAILED if value is None else value for value in row.values())
    return stream.getvalue()


def _as_parquet(columns: Sequence[str], flat: Flat, space: Space) -> bytes:
    pyarrow, parquet = _pyarrow("writing")
    texts = {p.name for p in space.parameters if p.kind == "categorical"} | {columns[-1]}
    whole = {p.name for p in space.parameters if p.kind == "integer"} | {columns[-2]}
    arrays = {}
    for name in columns:
        kind = pyarrow.string() if name in texts else pyarrow.float64()
        kind = pyarrow.int64() if name in whole else kind
        arrays[name] = pyarrow.array([row[name] for row in flat], kind)
    stream = io.BytesIO()
    parquet.write_table(pyarrow.table(arrays), stream)
    return stream.getvalue()


def _read_json(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", fix="check the path") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.name} is no JSON: {error}", fix="mend it there") from None
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise InputError(f"{path.name} is no table", fix="give a list of objects, one a row")
    return content


def _read_parquet(path: Path) -> list[dict[str, Any]]:
    pyarrow, parquet = _pyarrow("reading")
    try:
        rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(path.read_bytes())).to_pylist()
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path} cannot be read: {reason}", fix="check the path") from None
    except pyarrow.ArrowException as error:
        raise InputError(f"{path.name} is no Parquet: {error}", fix="write it anew") from None
    return rows


def _pyarrow(what: str) -> tuple[Any, Any]:
    try:
        import pyarrow  # type: ignore[import-untyped,unused-ignore]
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError(
            f"{what} Parquet needs pyarrow", fix='pip install "orthought[parquet]"'
        ) from None
    return pyarrow, parquet
