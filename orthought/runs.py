"""A run: a locked folder with an append-only event log and artefacts.

Every event is one JSON line, flushed to the disk before the next step starts, so that a killed run
resumes with the same command and redoes nothing that was paid for. A line that was cut in the
middle of a write is set aside on the next opening.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

from orthought.errors import RunFolderError
from orthought.files import write_whole

FORMAT_VERSION: Final = 1
EVENTS: Final = "events.jsonl"
LOCK: Final = ".lock"
_BEGINNING: Final = b'{"type": "run"'
ARTEFACTS: Final = (
    "data",
    "model.py",
    "model.mps",
    "model.nl",
    "formulation.md",
    "solution.csv",
    "sent.json",
)
"""What a run writes beside its log: nobody else's files of these names are written over."""
Event = dict[str, Any]
Clock = Callable[[], float]


def slug(text: str, *, words: int = 5) -> str:
    """Return the first words of a text as a folder name: lower-case ASCII, 40 characters."""
    found = re.findall(r"[a-z0-9]+", text.lower())[:words]
    return "-".join(found)[:40].strip("-") or "problem"


def read_events(folder: Path | str) -> list[Event]:
    """Return the events of a run.

    Raises:
        RunFolderError: no event log there, an unreadable line before the last, or a newer format.
    """
    path = Path(folder) / EVENTS
    return _read_log(path, path.parent)[0]


def _read_log(path: Path, folder: Path | str) -> tuple[list[Event], int]:
    """Return the events of a log and the byte behind the last of them."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        absent = isinstance(error, FileNotFoundError)
        reason = "" if absent and Path(folder).is_dir() else f": {error.strerror}"
        raise RunFolderError(
            f"{folder} holds no run{reason}", fix="name a folder that a solve has written"
        ) from None
    events, end = _parse(raw, path)
    _require_readable(events, path)
    return events, end


def _parse(raw: bytes, path: Path) -> tuple[list[Event], int]:
    # Only "\n" ends an event: splitlines() would cut at U+2028 or U+0085 inside a text.
    *lines, rest = raw.split(b"\n")
    events = [_read_line(line, number, path) for number, line in enumerate(lines, start=1)]
    end = len(raw) - len(rest)
    if _is_cut(rest):
        # What it told will be done again. A log of somebody else's is not ours to cut.
        if not events and not _BEGINNING.startswith(rest[: len(_BEGINNING)]):
            raise _foreign(path)
    elif rest:
        events.append(_read_line(rest, len(lines) + 1, path))
        end = len(raw) + 1
    return events, end


def _is_cut(line: bytes) -> bool:
    """Whether a last line without an end was cut by a kill; a whole object never is."""
    try:
        json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return bool(line)
    return False


def _read_line(line: bytes, number: int, path: Path) -> Event:
    try:
        event = json.loads(line.decode("utf-8", "replace"))
        if not isinstance(event["type"], str):
            raise ValueError
    except (ValueError, TypeError, LookupError, RecursionError):
        if number == 1:
            raise _foreign(path) from None
        raise RunFolderError(
            f"{path}, line {number}: not an event",
            fix="restore the file, or begin anew with --fresh",
        ) from None
    found: Event = event
    return found


def _foreign(path: Path) -> RunFolderError:
    return RunFolderError(f"{path} is not an event log of ORThought", fix="name another folder")


def _require_readable(events: list[Event], path: Path) -> None:
    if not events:
        return
    version = events[0].get("format")
    if events[0]["type"] != "run" or type(version) is not int or version < 1:
        raise _foreign(path)
    if version > FORMAT_VERSION:
        raise RunFolderError(
            f"{path} was written in format {version}; this version reads up to {FORMAT_VERSION}",
            fix="install a newer orthought",
        )


class RunFolder:
    """An open, locked run folder. Use it as a context manager.

    Args:
        path: made where it is missing.
        clock: seconds since 1970.
        forced: types of events that are forced to the disk; None: all. A killed process loses no
            event either way; where the machine itself fails, those that are not forced may go.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        clock: Clock = time.time,
        forced: Collection[str] | None = None,
    ) -> None:
        self.path = Path(path)
        self._clock = clock
        self._forced = forced
        self._listeners: list[Callable[[Event], None]] = []
        self._lock: IO[str] | None = None
        self._log: IO[str] | None = None
        self.events: list[Event] = []

    def __enter__(self) -> RunFolder:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = (self.path / LOCK).open("a+", encoding="utf-8")
        except OSError as error:
            raise RunFolderError(
                f"cannot write to {self.path}: {error.strerror}",
                fix="name another folder with --out, or make this one writable",
            ) from None
        try:
            _lock_file(self._lock, self.path)
            self._open_log()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for handle in (self._log, self._lock):
            if handle is not None:
                # A full disk may refuse the rest of a line; the next opening cuts it off.
                with suppress(OSError):
                    handle.close()
        self._log = self._lock = None

    def _open_log(self) -> None:
        path = self.path / EVENTS
        if path.exists():
            self.events, end = _read_log(path, self.path)
            _mend_end(path, end)
        else:
            _require_own(self.path)
        self._log = path.open("a", encoding="utf-8")

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` with each event after it is on the disk."""
        self._listeners.append(listener)

    def announce(self, event: Mapping[str, Any]) -> None:
        """Tell the listeners something that is not worth keeping, such as a download's progress."""
        for listener in self._listeners:
            listener(dict(event))

    def start(self, description: Mapping[str, Any]) -> None:
        """Write the first event, or require that the run there was started in the same way.

        Raises:
            RunFolderError: the folder holds a run of another problem or other settings.
        """
        if not self.events:
            self.append({"type": "run", "format": FORMAT_VERSION, **description})
            return
        if self.events[0].get("digest") != description.get("digest"):
            raise RunFolderError(
                f"{self.path} holds another run (other problem, data or settings)",
                fix="name another folder with --out, or begin anew with --fresh",
            )

    def append(self, event: Mapping[str, Any]) -> None:
        """Append one event and force it to the disk.

        Raises:
            RunFolderError: the disk is full or the folder went away; what stands is kept.
        """
        if self._log is None:
            raise RunFolderError("the run folder is closed")
        stamped = {**event, "at": round(self._clock(), 3)}
        line = json.dumps(stamped, ensure_ascii=False, default=str)
        try:
            # Halves of surrogate pairs, which no file takes, become question marks.
            self._log.write(line.encode("utf-8", "replace").decode() + "\n")
            self._log.flush()
            if self._forced is None or event.get("type") in self._forced:
                os.fsync(self._log.fileno())
        except OSError as error:
            raise RunFolderError(
                f"cannot write to {self.path}: {error.strerror}",
                fix="make room on the disk, then repeat the same command: it goes on from here",
            ) from None
        self.events.append(stamped)
        for listener in self._listeners:
            listener(stamped)

    def write(self, name: str, content: str | bytes) -> Path:
        """Write an artefact so that it is there whole or not at all."""
        path = self.path / name
        try:
            return write_whole(path, content)
        except OSError as error:
            raise unwritable(path, error) from None

    def clear(self) -> None:
        """Set the event log aside (`--fresh`): it is renamed, never deleted."""
        if self._log is not None:
            self._log.close()
        path = self.path / EVENTS
        if path.exists() and path.stat().st_size:
            path.replace(self.path / f"events-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.jsonl")
        # What is left of an earlier answer must not be taken for the new one's.
        for name in ("solution.json", *(name for name in ARTEFACTS if name != "data")):
            (self.path / name).unlink(missing_ok=True)
        self.events = []
        self._log = path.open("a", encoding="utf-8")


def unwritable(path: Path, error: OSError) -> RunFolderError:
    """Return the error for a file of a run that could not be written."""
    return RunFolderError(
        f"cannot write {path}: {error.strerror}",
        fix="make room on the disk, then repeat the same command",
    )


def _require_own(folder: Path) -> None:
    """Refuse a folder with files of the user's that a run would write over.

    Raises:
        RunFolderError: such a file is there, and neither a log nor a solution of a run.
    """
    if (folder / "solution.json").exists() or any(folder.glob("events-*.jsonl")):
        return
    foreign = [name for name in ARTEFACTS if (folder / name).exists()]
    if foreign:
        raise RunFolderError(
            f"{folder} holds no run but {', '.join(foreign)}, which a run would write over",
            fix="name another folder with --out, such as a new one in it",
        )


def _mend_end(path: Path, end: int) -> None:
    """Cut what is no event off the end of a log, so that the next one begins on its own line."""
    size = path.stat().st_size
    if size == end:
        return
    with path.open("r+b") as log:
        log.truncate(min(size, end))
        if end > size:  # a whole event whose line end alone is lacking
            log.seek(0, os.SEEK_END)
            log.write(b"\n")


@contextmanager
def open_run(
    path: Path | str, *, clock: Clock = time.time, forced: Collection[str] | None = None
) -> Iterator[RunFolder]:
    """Open and lock a run folder; it is created where it is not there."""
    with RunFolder(path, clock=clock, forced=forced) as run:
        yield run


def _lock_file(handle: IO[str], path: Path) -> None:
    try:
        _try_lock(handle)
    except OSError:
        raise RunFolderError(
            f"{path} is in use by another process",
            fix="wait for it to end, or name another folder with --out",
        ) from None


def _try_lock(handle: IO[str]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
