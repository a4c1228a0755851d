"""Fits on the disk: those of the package, and before them the user's own.

The user's stand in `<configuration folder>/orthought/confidence/*.json`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from orthought.agent.confidence.fit import FORMAT, ConfidenceFit
from orthought.errors import InputError, SettingsError
from orthought.files import write_whole

SHIPPED: Final = Path(__file__).resolve().parent / "fits"
_MAKE: Final = "make it again with evals/fit_confidence.py, or take the file away"


def read_fit(path: Path) -> ConfidenceFit:
    """Read the file of a fit.

    Raises:
        SettingsError: it cannot be read, is of another format, or holds what is no number.
    """
    try:
        raw = path.read_bytes()
        _require_format(json.loads(raw), path)
        return ConfidenceFit.model_validate_json(raw)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}", fix=_MAKE) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise SettingsError(
            f"{path} is no fit of a confidence: {where}: {first['msg']}", fix=_MAKE
        ) from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path} is no fit of a confidence: {error}", fix=_MAKE) from None


def write_fit(fit: ConfidenceFit, path: Path) -> Path:
    """Write the file of a fit, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        return write_whole(path, fit.model_dump_json(indent=1) + "\n")
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}", fix="name another file with --out"
        ) from None


def find_fit(llm: str, method: str) -> ConfidenceFit | None:
    """Return the first fit that speaks of a model's answers by a method, the user's own first.

    Args:
        llm: the model as it is asked for, such as `openai:gpt-4.1-mini`.
        method: the method, its ablation behind a plus sign.

    Raises:
        SettingsError: a file of the user's cannot be used.
    """
    return next((fit for fit in _fits() if fit.speaks_of(llm, method)), None)


def fit_marked(mark: str) -> ConfidenceFit | None:
    """Return the fit that an answer names; None where it is not here.

    Raises:
        SettingsError: a file of the user's cannot be used.
    """
    return next((fit for fit in _fits() if fit.mark == mark), None)


def _fits() -> Iterator[ConfidenceFit]:
    yield from map(read_fit, _files(users_folder()))
    yield from _shipped()


def users_folder() -> Path:
    """Return where the user's own fits are looked for."""
    import platformdirs

    return platformdirs.user_config_path("orthought", appauthor=False) / "confidence"


@functools.cache
def _shipped() -> tuple[ConfidenceFit, ...]:
    """Read once: an evaluation asks for each problem."""
    return tuple(map(read_fit, _files(SHIPPED)))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def _require_format(content: Any, path: Path) -> None:
    found = content.get("format") if isinstance(content, dict) else None
    if type(found) is not int:
        raise SettingsError(f"{path} is no fit of a confidence: it names no format", fix=_MAKE)
    if found > FORMAT:
        raise SettingsError(
            f"{path} was written in format {found}; this version reads {FORMAT}",
            fix="install a newer orthought, or take the file away",
        )
