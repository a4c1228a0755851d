"""Streams that are closed or full, options without effect: processes of their own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from orthought.cli.numbers import format_number
from tests.agent import scripts
from tests.cli.conftest import Program, Run, command
from tests.cli.test_solving import write_script


@pytest.fixture
def finished(tmp_path: Path, run: Run) -> str:
    """Return a run that is solved."""
    model = write_script(tmp_path, scripts.LP)
    result = run("solve", scripts.LP_TEXT, "--llm", model, "--out", "done")
    assert result.exit_code == 0, result.output
    return "done"


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a shell with redirections."""
    words = " ".join(command())
    return subprocess.run(
        ["sh", "-c", line.replace("orthought", words, 1)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="redirections of a POSIX shell")
def test_closed_and_full_streams_end_in_no_crash(finished: str) -> None:
    assert shell(f"orthought show {finished} >&-").returncode == 0
    hidden = shell(f"orthought show {finished} 2>&-")
    assert hidden.returncode == 0
    assert hidden.stdout.startswith("checked")
    assert shell("orthought show nothing 2>&-").returncode == 2
    if Path("/dev/full").exists():
        full = shell(f"orthought show {finished} >/dev/full")
        assert full.returncode == 2
        assert "cannot be written to standard output" in full.stderr
        assert "unexpected" not in full.stderr


def test_a_folder_as_data_is_called_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    result = run("solve", "Maximise 3 things", "--data", "tables")
    assert result.exit_code == 2
    assert "tables is a folder" in result.stderr


def test_a_language_model_beside_a_standing_model_is_said_to_be_unused(
    program: Program, finished: str
) -> None:
    result = program("solve", "--model", finished, "--llm", "openai:any", "--out", "again")
    assert result.returncode == 0, result.stderr
    assert "--llm openai:any is not used" in result.stderr


def test_a_scripted_reply_tells_no_tokens_and_no_money(run: Run, finished: str) -> None:
    text = run("show", finished).stdout
    assert "scripted: 1 call;" in text
    assert "USD" not in text


def test_tiny_numbers_are_not_called_zero() -> None:
    assert format_number(2e-9) == "2e-09"
    assert format_number(-4e-12) == "0"


def test_a_failed_program_is_called_so_and_told_once(run: Run, tmp_path: Path) -> None:
    broken = scripts.LP.replace('data["need"]', 'data["ned"]')
    assert broken != scripts.LP
    told = run("solve", scripts.LP_TEXT, "--llm", write_script(tmp_path, broken)).stdout
    assert told.startswith("failed (no answer, see below)")
    assert "The program that the language model wrote ends in an error: KeyError: 'ned'" in told
    assert told.count("KeyError") == 1
    assert "Traceback" not in told
    assert 'data["ned"]' in told
