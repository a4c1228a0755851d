"""The files of a report."""

from __future__ import annotations

from pathlib import Path

from orthought.errors import RunFolderError
from orthought.files import write_whole


def write_text(path: Path, content: str) -> Path:
    """Write a text file, whole or not at all.

    Raises:
        RunFolderError: the folder cannot be written to.
    """
    try:
        return write_whole(path, content)
    except OSError as error:
        raise RunFolderError(
            f"cannot write {path}: {error.strerror}",
            fix="name another folder with --out, or make room on the disk",
        ) from None
