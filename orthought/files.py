"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: str | bytes, *, force: bool = False) -> Path:
    """Write a file; whoever reads meanwhile sees the old one or the new one.

    Args:
        path: its folder is made where it is missing.
        content: in a text, halves of surrogate pairs become question marks.
        force: wait until the disk has it.

    Raises:
        OSError: nothing is left behind, and what stood there before still stands.
    """
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as stream:
            stream.write(raw)
            if force:
                stream.flush()
                os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return path
