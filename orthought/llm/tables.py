"""Data tables by model name: shipped with the package, extended by the user's own file."""

from __future__ import annotations

import functools
import tomllib
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Any

from orthought.errors import SettingsError


def read_table(name: str) -> list[dict[str, Any]]:
    """Return the entries of a TOML table, the user's own before the shipped ones.

    Args:
        name: `prices` or `profiles`; the user's file is `<config folder>/orthought/NAME.toml`.

    Raises:
        SettingsError: the user's file cannot be read.
    """
    return [*_users_entries(name), *_shipped_entries(name)]


@functools.cache
def _shipped_entries(name: str) -> list[dict[str, Any]]:
    """Read once: an evaluation asks for each problem."""
    shipped = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return list(shipped["models"])


def find_entry(entries: list[dict[str, Any]], model: str) -> dict[str, Any] | None:
    """Return the first entry of which one pattern (`*` and `?`) fits the model's name."""
    for entry in entries:
        if any(fnmatchcase(model, pattern) for pattern in entry["match"]):
            return entry
    return None


def _users_entries(name: str) -> list[dict[str, Any]]:
    import platformdirs

    path = Path(platformdirs.user_config_path("orthought", appauthor=False)) / f"{name}.toml"
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["models"]
        if not all(isinstance(entry["match"], list) for entry in entries):
            raise ValueError("match must be a list of patterns")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error!r}",
            fix="it holds [[models]] tables, each with a list `match` of name patterns",
        ) from error
    return list(entries)
