"""Renumbered problems are kept: their proofs take seconds, and a run loads its sets many times."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from orthought.base import Model
from orthought.errors import DownloadError
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets.store import write_atomically
from orthought.resources import benchmarks_folder, cache_folder

Results = dict[str, BenchmarkProblem | str]
"""Identifier -> the changed problem, or why there is none."""


class Renumbered(Model):
    """What is new in a problem."""

    text: str
    label: Label


class Kept(Model):
    """A derived set as it is kept."""

    changed: dict[str, Renumbered]
    left_out: dict[str, str]


def kept_or_made(
    digest: str, base: tuple[BenchmarkProblem, ...], make: Callable[[BenchmarkProblem], object]
) -> Results:
    """Return what is kept under a digest, else make it and keep it.

    Args:
        digest: of the derived set; it changes with all that the set is made from.
        base: the problems that it is made from.
        make: returns a changed problem, or the reason why there is none.
    """
    path = cache_folder() / "derived" / f"{digest}.json"
    kept = _read(path)
    if kept is None:
        kept = _made({problem.identifier: make(problem) for problem in base})
        _keep(path, kept)
    return {problem.identifier: _restored(problem, kept) for problem in base}


def proofs_digest(set_name: str) -> str:
    """Return the SHA-256 over the proofs and errata of a set, hexadecimal."""
    folder, hasher = benchmarks_folder() / set_name, hashlib.sha256()
    files = [folder / "errata.toml", folder / "proofs.py", *sorted(folder.glob("proofs/*.py"))]
    for path in files:
        if path.is_file():
            hasher.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hasher.hexdigest()


def _made(found: dict[str, object]) -> Kept:
    changed = {
        name: Renumbered(text=problem.text, label=problem.label)
        for name, problem in found.items()
        if isinstance(problem, BenchmarkProblem)
    }
    reasons = {name: reason for name, reason in found.items() if isinstance(reason, str)}
    return Kept(changed=changed, left_out=reasons)


def _restored(problem: BenchmarkProblem, kept: Kept) -> BenchmarkProblem | str:
    new = kept.changed.get(problem.identifier)
    if new is None:
        return kept.left_out[problem.identifier]
    return problem.model_copy(update={"text": new.text, "label": new.label, "reference": None})


def _read(path: Path) -> Kept | None:
    """Return what is kept; a file that is damaged counts as none."""
    try:
        return Kept.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _keep(path: Path, kept: Kept) -> None:
    # A full disk costs the time to make the set again, and nothing else.
    with contextlib.suppress(DownloadError):
        write_atomically(path, kept.model_dump_json().encode())
