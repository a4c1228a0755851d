"""Where the problem text comes from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.cli.inputs import read_text
from orthought.errors import InputError
from tests.cli.conftest import Run

TEXT = "Maximize 3 x while x is at most 4."


def refusal(argument: str) -> InputError:
    """Return the error that an argument raises."""
    with pytest.raises(InputError) as caught:
        read_text(argument)
    assert caught.value.fix
    return caught.value


def test_a_text_is_taken_as_it_is() -> None:
    for text in (TEXT, "a/b tests: maximize x", "Plan 3 days.\nsee notes.md", "x" * 5000):
        assert read_text(text) == text


def test_a_file_is_read_with_or_without_mark_and_with_any_line_end(tmp_path: Path) -> None:
    path = tmp_path / "problem.md"
    for raw in (TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("utf-16")):
        path.write_bytes(raw)
        assert read_text(str(path)) == TEXT
    path.write_bytes(b"a 1\r\nb 2\r\n")
    assert read_text("problem.md") == "a 1\nb 2\n"


def test_a_file_with_any_name_is_read_where_it_exists(tmp_path: Path) -> None:
    (tmp_path / "my problem").write_text(TEXT)
    assert read_text("my problem") == TEXT


def test_a_missing_file_is_named_with_near_misses(tmp_path: Path) -> None:
    (tmp_path / "bakery.md").write_text(TEXT)
    assert "did you mean bakery.md?" in (refusal("bakry.md").fix or "")
    assert "there is no file" in refusal("other/place/problem").message
    assert "there is no file" in refusal("my problem.txt").message


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"\x80abc", "not text in UTF-8"),
        (b"ab\0cd", "is binary"),
        (b"x" * 4_000_001, "larger than"),
    ],
)
def test_files_that_hold_no_text_are_refused(tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "problem.md").write_bytes(raw)
    assert message in refusal("problem.md").message


def test_a_folder_is_no_text(tmp_path: Path) -> None:
    assert "is a folder" in refusal(str(tmp_path)).message


@pytest.mark.covers("bad-input")
def test_nothing_at_all_is_a_misuse(run: Run) -> None:
    for args in (["solve"], ["solve", "-"]):
        result = run(*args, text="")
        assert result.exit_code == 2
        assert "fix: give the text" in result.stderr
        assert result.stdout == ""
