"""Logs go to stderr and, where asked for, to a file; never to stdout."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from orthought.cli.terminal import clean
from orthought.errors import SettingsError

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class CleanFormatter(logging.Formatter):
    """Logged texts come from models and libraries: no steering of the terminal, no keys."""

    def format(self, record: logging.LogRecord) -> str:
        from orthought.llm.keys import strip_secrets

        return clean(strip_secrets(super().format(record)))


def start_logging(*, verbose: bool, quiet: bool, log_file: Path | None) -> None:
    """Send logs where the user wants them.

    Raises:
        SettingsError: the file cannot be written.
    """
    root = logging.getLogger()
    stop_logging()
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.WARNING
    _add(logging.StreamHandler(sys.stderr), level)
    if log_file is not None:
        _add(_open_file(log_file), logging.DEBUG)
    root.setLevel(logging.INFO)
    logging.getLogger("orthought").setLevel(logging.DEBUG)
    logging.captureWarnings(True)


def stop_logging() -> None:
    """Close what `start_logging` opened."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, CleanFormatter)]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(False)


def _add(handler: logging.Handler, level: int) -> None:
    handler.setLevel(level)
    handler.setFormatter(CleanFormatter(FORMAT))
    logging.getLogger().addHandler(handler)


def _open_file(path: Path) -> logging.FileHandler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise SettingsError(
            f"the log {path} cannot be written: {error.strerror}",
            fix="name another file with --log-file",
        ) from None
