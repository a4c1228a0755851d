"""The view of a run while it works, on a terminal of its own."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator

import pytest

from orthought.cli.live import describe, progress_of

SCRIPT = """
import sys, time
from orthought.cli.live import watch
from orthought.cli.terminal import session

session.quiet, session.verbose = "quiet" in sys.argv, "verbose" in sys.argv
with watch() as watcher:
    watcher.on_event({"type": "stage", "stage": "profile", "message": "looking", "attempt": 1})
    watcher.on_event({"type": "stage", "stage": "model", "message": "[bold]x[/bold] \\x1b[31my"})
    watcher.on_text("first line\\nsecond \\x1b[2Jline [red]z[/red] :smile:")
    time.sleep(0.3)
    for done in range(0, 11):
        watcher.on_event(
            {"type": "progress", "message": "fetching", "done": done * 10**6, "total": 10**7}
        )
        time.sleep(0.03)
    with watcher.pause():
        sys.stderr.write("cost? ")
        sys.stderr.flush()
        sys.stderr.write("answer was " + sys.stdin.readline())
    watcher.on_event({"type": "stage", "stage": "done", "message": "ready", "attempt": 2})
print("the answer")
"""


def pieces(terminal: int) -> Iterator[bytes]:
    """Yield what is written to a terminal until its last writer has gone."""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            return
        if not piece:
            return
        yield piece


def on_terminal(*args: str, **variables: str) -> str:
    """Return what stands on stderr when it is a terminal and the user types 42."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "60", **variables}
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *args],
        stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=environment, text=True,
    ) as process:  # fmt: skip
        os.close(slave)
        os.write(master, b"42\n")
        seen = b"".join(pieces(master))
        assert process.stdout is not None
        assert process.stdout.read() == "the answer\n"
    os.close(master)
    assert process.returncode == 0
    return seen.decode()


@pytest.mark.covers("live-view", "untrusted-text")
def test_a_terminal_shows_stages_text_and_progress_and_leaves_it_tidy() -> None:
    seen = on_terminal()
    assert "profile  looking (" in seen
    assert "[bold]x[/bold] y" in seen
    assert "second line [red]z[/red] :smile:" in seen
    assert "\x1b[2J" not in seen
    assert "10 of 10 MB" in seen
    assert "cost? " in seen
    assert "done     ready (attempt 2)" in seen
    assert seen.count("\x1b[?25l") == seen.count("\x1b[?25h") == 2


def test_a_question_is_not_wiped_when_the_view_comes_back() -> None:
    after = on_terminal().partition("answer was 42")[2]
    drawn = after.partition("fetching")[0]
    assert "\x1b[1A" not in drawn


@pytest.mark.parametrize("how", ["verbose", "dumb"])
def test_plain_lines_where_a_live_view_has_no_place(how: str) -> None:
    seen = on_terminal(
        *([how] if how == "verbose" else []), TERM="dumb" if how == "dumb" else "xterm"
    )
    assert "\x1b" not in seen
    lines = seen.splitlines()
    assert lines.count("fetching: 50 %") == 1
    assert "profile  looking" in lines


def test_quiet_is_quiet() -> None:
    assert on_terminal("quiet").replace("42", "").split() == ["cost?", "answer", "was"]


def test_events_that_nobody_needs_to_see_have_no_line() -> None:
    assert describe({"type": "reply", "stage": "model"}) == ""
    assert describe({"type": "stage"}).strip() == ""
    assert (
        describe({"type": "retry", "message": "429", "wait": 2.0}) == "retry    429; again in 2 s"
    )
    assert progress_of({"type": "progress", "message": "x"}) == ("x", 0, 0)
