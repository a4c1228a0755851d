"""What is written where: the answer to stdout, everything else to stderr, nothing interpreted."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from orthought.errors import RunFolderError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

ESCAPE: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\x9c|$)"  # OSC, DCS and kin: titles, links, clipboard
    r"|\x9b[0-?]*[ -/]*[@-~]|\x9d.*?(?:\x07|\x9c|$)"  # the same in one byte
    r"|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)
CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
    "|[\ud800-\udfff]"
)
PIPE_WIDTH: Final = 100


@dataclass
class Session:
    """What the user asked of this call of the program as a whole."""

    verbose: bool = False
    quiet: bool = False
    json: bool = False
    log_file: Path | None = None
    run: str = ""
    """The run folder, once it is known."""
    held: ExitStack = field(default_factory=ExitStack)
    """What is let go when the command ends."""


session: Final = Session()
"""One process, one call: set by the main command, read by the others."""


def clean(text: object) -> str:
    """Return a text that cannot steer a terminal: no escapes, controls or reversed writing."""
    return CONTROL.sub("", ESCAPE.sub("", str(text)).replace("\t", "    "))


def clean_line(text: object) -> str:
    """Return the same on one line."""
    return " ".join(clean(text).split())


def width_of(stream: IO[str]) -> int:
    """Return the columns of a stream: the terminal's, `COLUMNS`, or 100 for a pipe."""
    if is_terminal(stream) or os.environ.get("COLUMNS", "").isdigit():
        return max(20, shutil.get_terminal_size().columns)
    return PIPE_WIDTH


def is_terminal(stream: IO[str] | None) -> bool:
    """Tell whether a person looks at a stream; one that is closed has no reader."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def open_console(stream: IO[str], *, file: IO[str] | None = None) -> Console:
    """Return a console that interprets nothing: no markup, no emoji codes, no highlighting.

    Args:
        stream: decides on width and colour.
        file: where the text goes; default: the stream.
    """
    from rich.console import Console

    return Console(
        file=file or stream,
        width=width_of(stream),
        force_terminal=is_terminal(stream) and os.environ.get("TERM") != "dumb",
        no_color=bool(os.environ.get("NO_COLOR")) or None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def show(*parts: RenderableType) -> None:
    """Write an answer to stdout."""
    text = io.StringIO()
    console = open_console(sys.stdout, file=text)
    for part in parts:
        console.print(part, soft_wrap=False)
    write(re.sub(r"[ \t]+$", "", text.getvalue(), flags=re.MULTILINE))


def show_json(content: Any) -> None:
    """Write one JSON object, and nothing else, to stdout; ASCII, so that no terminal is steered."""
    write(json.dumps(content, indent=2, ensure_ascii=True) + "\n")


def write(text: str) -> None:
    """Write to stdout; a reader who went away is no fault of ours.

    Raises:
        RunFolderError: standard output takes no more, as on a full disk.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget(sys.stdout)
    except OSError as error:
        _forget(sys.stdout)
        where = f"it is kept: orthought show {session.run}" if session.run else "make room there"
        raise RunFolderError(
            f"the answer cannot be written to standard output: {error.strerror}", fix=where
        ) from None


def tell(text: object, *, always: bool = False) -> None:
    """Write a line to stderr, unless the user wants quiet."""
    if session.quiet and not always:
        return
    try:
        sys.stderr.write(clean(text) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        _forget(sys.stderr)


def _forget(stream: IO[str]) -> None:
    """Point a broken stream nowhere, so that the flush at the end of the process is silent."""
    with suppress(OSError, ValueError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def prepare_streams() -> None:
    """Let neither a closed stream nor a character that the terminal lacks end the program."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, as `>&-` does
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
