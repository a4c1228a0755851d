"""How the program ends when something goes wrong: one line, the fix, the right exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, Final

from orthought import __version__
from orthought.cli.terminal import clean, session, show_json, tell
from orthought.errors import OrthoughtError

MISUSE: Final = 2
FAILED: Final = 3
INTERRUPTED: Final = 130


def report(error: OrthoughtError) -> int:
    """Tell an expected error and return its exit code; where it was raised concerns nobody."""
    _tell(type(error).__name__, error.message, error.fix)
    return error.exit_code


def report_misuse(error: Any) -> int:
    """Tell what the parser objects to; where nothing was asked for, show the help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        tell(error.format_message(), always=True)
        return MISUSE
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "orthought"
    _tell("UsageError", error.format_message().rstrip("."), f"see {path} --help")
    return MISUSE


def report_interrupt() -> int:
    """Say how to go on after Ctrl-C."""
    if session.run:
        message = f"interrupted; the run is kept in {session.run}"
        fix = "the same command goes on from there"
    else:
        message, fix = "interrupted before anything was begun", None
    _tell("Interrupted", message, fix)
    return INTERRUPTED


def report_crash(error: BaseException) -> int:
    """Tell an error that nobody foresaw; what a developer needs goes to a file."""
    from orthought.llm.keys import redact

    kind = type(error).__name__
    path = _write_crash_log(error)
    where = f"the details are in {path}" if path else "run again with --verbose for the details"
    _tell(kind, f"unexpected {kind}: {error}", f"please report this; {where}")
    if session.verbose:
        tell(redact(_trace(error)), always=True)
    return FAILED


def _tell(kind: str, message: str, fix: str | None) -> None:
    from orthought.llm.keys import strip_secrets

    # Whatever raised this may have quoted a key.
    message = strip_secrets(message)
    if session.json:
        show_json({"error": {"type": kind, "message": clean(message), "fix": fix}})
        return
    tell(f"error: {message}" if kind != "Interrupted" else message, always=True)
    if fix:
        tell(f"  fix: {fix}" if kind != "Interrupted" else f"  {fix}", always=True)


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)).rstrip()


def _write_crash_log(error: BaseException) -> Path | None:
    from orthought.llm.keys import redact

    arguments = " ".join(sys.argv[1:])[:2000]
    text = f"orthought {__version__}, Python {sys.version}\n{arguments}\n\n{_trace(error)}\n"
    name = f"orthought-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.log"
    for folder in _log_folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(redact(text), encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return path
    return None


def _log_folders() -> tuple[Path, ...]:
    import platformdirs

    own = platformdirs.user_log_path("orthought", appauthor=False)
    return own, Path(tempfile.gettempdir())
