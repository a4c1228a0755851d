"""Spreadsheets that were kept before there was a campaign, as its history."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from orthought.base import Model
from orthought.campaign.exchange.cells import BESIDE
from orthought.campaign.exchange.delimited import Table
from orthought.campaign.exchange.files import read_table
from orthought.campaign.exchange.rows import read_rows, result_names
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Space
from orthought.campaign.space.rules import suggest
from orthought.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


class History(Model):
    """What was taken out of a spreadsheet, and how."""

    observations: tuple[Observation, ...]
    columns: dict[str, str]
    """The parameter, objective or column beside that each column was read as."""
    ignored: tuple[str, ...] = ()
    """Columns that were left out."""
    waiting: int = 0
    """Rows without a result, left out."""


def read_history(
    path: Path | str,
    space: Space,
    objectives: Sequence[Objective],
    *,
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, object] | None = None,
    others: Literal["refuse", "ignore"] = "refuse",
    sheet: str | None = None,
) -> History:
    """Read the experiments of an existing CSV, XLSX, JSON or Parquet file.

    A column belongs to the parameter or objective of its name; case, spaces, underscores and a
    unit in brackets do not count: "AcOH equiv [mol%]" is `AcOH_equiv`. Options are found by name or
    label.

    Args:
        path: the file.
        space: of the campaign.
        objectives: what is measured.
        columns: which parameter or objective a column of another name holds.
        constants: values of parameters that have no column, because they never changed.
        others: what a column that is neither is: an error, or left out.
        sheet: of a workbook; None: the only one that has all columns.

    Raises:
        InputError: a parameter has no column, two columns mean the same, a column too many, or a
            row that cannot be used (see `read_rows`).
        MissingExtraError: Excel or Parquet without their packages.
    """
    matcher = _Matcher(space, objectives, columns or {}, constants or {})
    table = _chosen(Path(path), sheet, matcher)
    meaning = matcher.match(table)
    ignored = tuple(name for name in table.columns if name not in meaning)
    if ignored and others == "refuse":
        near = suggest(ignored[0], matcher.names)
        raise InputError(
            f"{table.source}: there is a column too many: {ignored[0]!r} is no parameter and no "
            "objective",
            fix=f"say what it is, remove it, or ignore the others; {near}",
        )
    rows = tuple(_renamed(row, meaning, constants or {}) for row in table.rows)
    named = Table(table.source, tuple(meaning.values()), rows, table.lines, table.word)
    results = result_names(objectives)
    waiting = sum(all(row.get(name, "") == "" for name in results) for row in rows)
    return History(
        observations=tuple(read_rows(space, objectives, named, waiting="skip")),
        columns=meaning,
        ignored=ignored,
        waiting=waiting,
    )


class _Matcher:
    """Finds out what the columns of a table mean."""

    def __init__(
        self,
        space: Space,
        objectives: Sequence[Objective],
        columns: Mapping[str, str],
        constants: Mapping[str, object],
    ) -> None:
        self.results = result_names(objectives)
        self.names = (*space.names, *self.results)
        self._needed = [name for name in space.names if name not in constants]
        self._columns = columns
        for what, given in (("columns", columns.values()), ("constants", constants)):
            for name in given:
                if name not in (*self.names, *BESIDE):
                    fix = suggest(name, self.names)
                    raise InputError(f"{what}: nothing is called {name!r}", fix=fix)
        self._plain: dict[str, str] = {}
        for name in (*BESIDE, *self.names):  # what is asked for goes before what is beside
            self._plain[_plain(name)] = name

    def match(self, table: Table) -> dict[str, str]:
        """Return what each column means that means anything.

        Raises:
            InputError: a column is missing, or two mean the same.
        """
        for column in self._columns:
            if column not in table.columns:
                raise InputError(
                    f"{table.source} has no column {column!r}", fix=suggest(column, table.columns)
                )
        meaning: dict[str, str] = {}
        for column in table.columns:
            name = self._meaning(column)
            if name is not None:
                before = next((other for other, known in meaning.items() if known == name), None)
                if before is not None:
                    raise InputError(
                        f"{table.source}: {before!r} and {column!r} both mean {name!r}",
                        fix="rename one of them, or say which one it is",
                    )
                meaning[column] = name
        self._require(table, meaning)
        return meaning

    def _meaning(self, column: str) -> str | None:
        if column in self._columns:
            return self._columns[column]
        name = column if column in self.names else self._plain.get(_plain(column))
        # A column that somebody named for it goes before one that merely looks like it.
        return None if name in self._columns.values() else name

    def _require(self, table: Table, meaning: Mapping[str, str]) -> None:
        found = set(meaning.values())
        missing = [name for name in self._needed if name not in found]
        if not found.intersection(self.results):
            missing.append(self.results[0])
        if missing:
            left = [column for column in table.columns if column not in meaning]
            raise InputError(
                f"{table.source} has no column for {missing[0]!r}",
                fix=f"say which one it is, or give its constant value; {suggest(missing[0], left)}"
                if left
                else "add the column, or give its constant value",
            )


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"[(\[{].*?[)\]}]", "", text) or text
    return re.sub(r"[\W_]+", "", text).casefold() or text.casefold()


def _renamed(
    row: Mapping[str, object], meaning: Mapping[str, str], constants: Mapping[str, object]
) -> dict[str, object]:
    return {**constants, **{name: row.get(column, "") for column, name in meaning.items()}}


def _chosen(path: Path, sheet: str | None, matcher: _Matcher) -> Table:
    """Return the table of a file, in a workbook that of the sheet that fits."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return read_table(path)
    sheets = dict(_sheets(path))
    if sheet is not None:
        if sheet not in sheets:
            raise InputError(
                f"{path.name} has no sheet {sheet!r}", fix=suggest(sheet, list(sheets))
            )
        return sheets[sheet]
    if len(sheets) == 1:
        return next(iter(sheets.values()))
    fitting = [table for table in sheets.values() if _fits(table, matcher)]
    if len(fitting) != 1:
        raise InputError(
            f"{path.name} has {len(sheets)} sheets, and {len(fitting)} have all columns",
            fix=f"say which one: {', '.join(sheets)}",
        )
    return fitting[0]


def _fits(table: Table, matcher: _Matcher) -> bool:
    try:
        matcher.match(table)
    except InputError:
        return False
    return True


def _sheets(path: Path) -> Iterator[tuple[str, Table]]:
    from orthought.tables.reading import read_file

    for name, frame, _ in read_file(path, path.stem):
        yield name, _from_frame(frame, f"{path.name}, {name}" if name != path.stem else path.name)


def _from_frame(frame: pd.DataFrame, source: str) -> Table:
    """Return the rows of a sheet; its header is in line 1, and an empty cell is an empty text."""
    columns = tuple(map(str, frame.columns))
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"{source}: the column {twice!r} stands twice", fix="rename one of them")
    cells: list[list[Any]] = frame.astype(object).where(frame.notna(), "").values.tolist()
    full = [(line, row) for line, row in enumerate(cells, 2) if any(cell != "" for cell in row)]
    rows = tuple(dict(zip(columns, row, strict=True)) for _, row in full)
    return Table(source, columns, rows, tuple(line for line, _ in full))
