"""Delimited text: every cell is what it says, every fault names its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.campaign.exchange.delimited import (
    DecimalComma,
    parse_delimited,
    plain_number,
    read_delimited,
)
from orthought.errors import InputError


def _write(folder: Path, content: str | bytes) -> Path:
    path = folder / "rows.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_cells_stay_texts_and_none_is_a_text() -> None:
    table = parse_delimited('base,yield\n"None",1.0\n NA ,\n', "x.csv")
    assert table.columns == ("base", "yield")
    assert table.rows == ({"base": "None", "yield": "1.0"}, {"base": " NA ", "yield": ""})


def test_lines_are_those_of_the_file() -> None:
    table = parse_delimited('\n\na,b\n"x\ny",1\n\n ,\nz,2\n', "x.csv")
    assert table.lines == (5, 8)
    assert table.place(1) == "x.csv, line 8"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_marks_and_line_ends_do_not_count(tmp_path: Path, mark: bytes, end: bytes) -> None:
    path = _write(tmp_path, mark + end.join([b"base,yield", b"MTBD,3", b""]))
    assert read_delimited(path).rows == ({"base": "MTBD", "yield": "3"},)


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = _write(tmp_path, "Lösung,yield\nDMA,3\n".encode("utf-16"))
    assert read_delimited(path).columns == ("Lösung", "yield")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [["base", "note", "yield"], ["MTBD", "well", "3"], ["P2Et", "also, well", "4"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert len(parse_delimited(text, "x").columns) == 3


def test_decimal_commas_are_numbers_where_the_file_has_them() -> None:
    (row,) = parse_delimited("a;b;c\n12,5;1,2-diol;7\n", "x").rows
    assert [plain_number(cell) for cell in row.values()] == ["12.5", "1,2-diol", "7"]
    assert row["a"] == "12,5"  # an option of that name is still found
    assert isinstance(row["a"], DecimalComma)
    (row,) = parse_delimited('a,b\n"12,5",3\n', "x").rows
    assert plain_number(row["a"]) == "12,5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.csv is empty"),
        ("a,,c\n1,2,3\n", "x.csv, line 1: column 2 has no name"),
        ("a,b,a\n1,2,3\n", "x.csv, line 1: the column 'a' stands twice"),
        ("a,b\n1,2\n1,2,3\n", "x.csv, line 3: 3 fields where the header has 2"),
        ("a,b\n1\n", "x.csv, line 2: 1 fields"),
        ('a,b\n1,"2\n', "x.csv, line 2: unexpected end of data"),
    ],
)
def test_broken_text_is_said(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_delimited(text, "x.csv")
    assert message in caught.value.message
    assert caught.value.fix


@pytest.mark.parametrize("content", [b"a,b\n\xff\xfd,1\n", "a,b\n1,2\n".encode("utf-16-le")])
def test_what_is_no_text_is_said(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match=r"rows.csv is (not UTF-8|no text)"):
        read_delimited(_write(tmp_path, content))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_delimited(tmp_path / "none.csv")
