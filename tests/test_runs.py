"""The run folder: append-only, locked, resumable, and honest about other formats."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orthought.errors import RunFolderError
from orthought.runs import EVENTS, FORMAT_VERSION, open_run, read_events, slug


def test_events_survive_and_are_read_back(tmp_path: Path) -> None:
    with open_run(tmp_path / "run", clock=lambda: 1.0) as run:
        run.start({"digest": "d"})
        run.append({"type": "reply", "text": "ä\n"})
    events = read_events(tmp_path / "run")
    assert [event["type"] for event in events] == ["run", "reply"]
    assert events[0]["format"] == FORMAT_VERSION
    assert events[1] == {"type": "reply", "text": "ä\n", "at": 1.0}


@pytest.mark.covers("resume")
def test_a_line_cut_by_a_kill_is_dropped_and_the_log_goes_on(tmp_path: Path) -> None:
    with open_run(tmp_path) as run:
        run.start({"digest": "d"})
        run.append({"type": "reply"})
    log = tmp_path / EVENTS
    log.write_bytes(log.read_bytes() + b'{"type": "sol')
    with open_run(tmp_path) as run:
        assert [event["type"] for event in run.events] == ["run", "reply"]
        run.append({"type": "next"})
    assert [event["type"] for event in read_events(tmp_path)] == ["run", "reply", "next"]


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    (tmp_path / EVENTS).write_text('{"type": "run", "format": 1}\nnonsense\n{"type": "x"}\n')
    with pytest.raises(RunFolderError, match="line 2"):
        read_events(tmp_path)


@pytest.mark.covers("run-format-version")
def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    event = {"type": "run", "format": FORMAT_VERSION + 1}
    (tmp_path / EVENTS).write_text(json.dumps(event) + "\n")
    with pytest.raises(RunFolderError, match="newer"):
        read_events(tmp_path)


def test_another_problem_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with open_run(tmp_path) as run:
        run.start({"digest": "one"})
    with open_run(tmp_path) as run, pytest.raises(RunFolderError, match="another run"):
        run.start({"digest": "two"})


def test_a_foreign_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / EVENTS).write_text('{"hello": 1}\n')
    with pytest.raises(RunFolderError, match="not an event log"):
        read_events(tmp_path)


@pytest.mark.covers("run-folder-locked")
def test_the_folder_is_locked_while_in_use(tmp_path: Path) -> None:
    code = (
        "import sys; from orthought.runs import open_run\n"
        "from orthought.errors import RunFolderError\n"
        "try:\n    open_run(sys.argv[1]).__enter__()\n"
        "except RunFolderError as error:\n    print(error.message)\n"
    )
    with open_run(tmp_path):
        result = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
        )
    assert "in use" in result.stdout


def test_a_folder_below_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="cannot write"), open_run(tmp_path / "file" / "run"):
        pass


def test_fresh_keeps_the_old_log_under_another_name(tmp_path: Path) -> None:
    with open_run(tmp_path) as run:
        run.start({"digest": "d"})
        run.clear()
        assert run.events == []
    assert len(list(tmp_path.glob("events-*.jsonl"))) == 1


@pytest.mark.covers("disk-full")
def test_a_disk_that_takes_no_more_is_named_and_loses_nothing(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys\n"
        "from orthought.errors import RunFolderError\n"
        "from orthought.runs import open_run\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with open_run(sys.argv[1]) as run:\n"
        "    run.start({'digest': 'd'})\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))\n"
        "    try:\n        run.append({'type': 'reply', 'text': 'x' * 1000})\n"
        "    except RunFolderError as error:\n        print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert "cannot write" in result.stdout
    assert "make room" in result.stdout
    assert [event["type"] for event in read_events(tmp_path)] == ["run"]
    with open_run(tmp_path) as run:
        run.append({"type": "next"})
    assert [event["type"] for event in read_events(tmp_path)] == ["run", "next"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A Bakery makes 2 kinds!", "a-bakery-makes-2-kinds"), ("¿¡", "problem"), ("", "problem")],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected
