"""The problem text: an argument, a file or standard input."""

from __future__ import annotations

import difflib
import os
import stat
import sys
from pathlib import Path
from typing import Final

from orthought.cli.terminal import is_terminal
from orthought.errors import InputError

TEXT_SUFFIXES: Final = (".md", ".txt", ".text", ".markdown", ".rst")
MAX_BYTES: Final = 4_000_000
GIVE: Final = "give the text as an argument, a file, or '-' for standard input"


def read_text(argument: str | None) -> str:
    """Return the problem text that an argument names or is.

    Raises:
        InputError: there is none, or the file cannot be read.
    """
    if argument == "-" or (argument is None and _is_piped()):
        return _read_stdin()
    if argument is None:
        raise InputError("there is no problem text", fix=GIVE)
    path = _existing(argument)
    if path is not None:
        return _read_file(path)
    if _looks_like_path(argument):
        raise _no_such_file(argument)
    return argument


def _is_piped() -> bool:
    """Tell whether something may stand on standard input; a terminal is not waited for."""
    if sys.stdin is None or is_terminal(sys.stdin):
        return False
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return True
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def _read_stdin() -> str:
    if sys.stdin is None:
        raise InputError("there is no standard input", fix=GIVE)
    if is_terminal(sys.stdin):
        sys.stderr.write("type the problem, then Ctrl-D\n")
    text = _decode(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input")
    if not text.strip():
        raise InputError("standard input is empty", fix=GIVE)
    return text


def _existing(argument: str) -> Path | None:
    if len(argument) > 4096 or "\n" in argument or "\0" in argument or not argument.strip():
        return None
    try:
        path = Path(argument).expanduser()
        return path if path.exists() else None
    except (OSError, RuntimeError):
        return None


def _looks_like_path(argument: str) -> bool:
    if "\n" in argument or len(argument) > 260:
        return False
    named = argument.strip().lower().endswith(TEXT_SUFFIXES)
    bare = " " not in argument.strip() and (os.sep in argument or "/" in argument)
    return named or bare


def _no_such_file(argument: str) -> InputError:
    path = Path(argument).expanduser()
    try:
        there = [item.name for item in path.parent.iterdir()]
    except OSError:
        there = []
    near = difflib.get_close_matches(path.name, there, n=3)
    fix = f"did you mean {' or '.join(str(path.parent / name) for name in near)}?" if near else GIVE
    return InputError(f"there is no file {argument}", fix=fix)


def _read_file(path: Path) -> str:
    if path.is_dir():
        raise InputError(f"{path} is a folder", fix="name the file with the problem's text")
    try:
        with path.open("rb") as stream:
            text = _decode(stream.read(MAX_BYTES + 1), str(path))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}", fix="make it readable, or name another"
        ) from None
    if not text.strip():
        raise InputError(f"{path} is empty", fix="write the problem into it")
    return text


def _decode(raw: bytes, source: str) -> str:
    if len(raw) > MAX_BYTES:
        raise InputError(
            f"{source} is larger than {MAX_BYTES // 1_000_000} MB",
            fix="move the tables of the text into files and give them with --data",
        )
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{source} is not text in UTF-8 (byte {error.start})",
            fix="give a text file saved as UTF-8; tables are given with --data",
        ) from None
    if "\0" in text:
        raise InputError(f"{source} is binary", fix="give a text file saved as UTF-8")
    return text.replace("\r\n", "\n")
