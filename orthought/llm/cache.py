"""Replies kept over runs: one JSON file a key."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from pydantic import ValidationError

from orthought.llm.protocol import Reply


class ReplyCache:
    """A folder of replies. Several processes may use it at once.

    The file names are digests and the files hold replies alone: no prompt, no key.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Reply | None:
        """Return the reply to this request; a file that is damaged counts as none."""
        try:
            text = self._path(key).read_text(encoding="utf-8")
            return Reply.model_validate_json(text).model_copy(update={"replayed": True})
        except (OSError, UnicodeDecodeError, ValidationError):
            return None

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply: the whole file is there or none. A full disk only costs the cache."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                    stream.write(reply.model_dump_json())
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
