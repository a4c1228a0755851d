"""Sets that lie as folders, one a problem: answer.json, problem.md and, for some, data/."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets.cards import SetCard
from orthought.evaluation.sets.labels import parse_digits


def load_folders(card: SetCard, folder: Path) -> tuple[BenchmarkProblem, ...]:
    """Return the problems below a folder, in the order of their names.

    Raises:
        InputError: a problem's folder lacks a file or a field.
    """
    return tuple(_problem(card, path.parent) for path in sorted(folder.glob("*/answer.json")))


def digest_of_folders(folder: Path) -> str:
    """Return the SHA-256 over all files of all problems, hexadecimal."""
    hasher = hashlib.sha256()
    for answer in sorted(folder.glob("*/answer.json")):
        for path in sorted(p for p in answer.parent.rglob("*") if p.is_file()):
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            hasher.update(f"{name}\0{len(content)}\0".encode() + content)
    return hasher.hexdigest()


def _problem(card: SetCard, folder: Path) -> BenchmarkProblem:
    try:
        written = (folder / "answer.json").read_text(encoding="utf-8")
        answer, exact = json.loads(written), parse_digits(written)
        objective = answer["objective"]
        label = Label(
            status=answer["status"],
            objective=objective,
            written="" if objective is None else exact["objective"],
        )
        return BenchmarkProblem(
            set_name=card.name,
            identifier=answer["id"],
            text=(folder / "problem.md").read_text(encoding="utf-8").strip(),
            files=tuple(sorted(p for p in (folder / "data").glob("*") if p.is_file())),
            label=label,
            type=answer["type"],
            size=answer["size"],
            difficulty=answer["difficulty"],
            problem_class=answer["class"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{folder}: {type(error).__name__}: {error}") from error
