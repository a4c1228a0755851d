"""The user's own sets that lie as folders, one a problem: problem.md, answer.json, perhaps data/.

`answer.json` holds `answer` (a number, or 'infeasible', 'unbounded', 'no_optimum') and may hold
`id` (default: the folder's name), `type`, `size`, `difficulty` and `class`; or, as in the starter
set, `status` and `objective` in place of `answer`. Tables lie in `data/`, in any format that
`solve` reads.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.sets.cards import SetCard
from orthought.evaluation.sets.labels import parse_digits
from orthought.evaluation.sets.own import BadEntry, problem_of, refuse, require_free
from orthought.evaluation.sets.store import OWN_FILE, OWN_PROBLEMS, own_folder

ANSWER: Final = "answer.json"
TEXT: Final = "problem.md"
DATA: Final = "data"
REMARKS: Final = ("unit", "sense", "tables", "proof")
"""Fields that only people read."""


def add_folder(path: Path, name: str, *, replace: bool) -> SetCard:
    """Check a folder of problems and keep a copy of it as an own set; see `own.add_set`."""
    if not parse_folders(name, path):
        raise InputError(
            f"{path} holds no problem",
            fix=f"give each problem a folder of its own with {TEXT} and {ANSWER}",
        )
    require_free(name, _digest(path), replace=replace)
    target = own_folder(name)
    try:
        _copy(path, target)
    except OSError as error:
        raise InputError(
            f"{path} cannot be kept in {target}: {error.strerror or error}",
            fix="make room on the disk, or set ORTHOUGHT's data folder elsewhere (XDG_DATA_HOME)",
        ) from error
    return folder_card(name, target / OWN_PROBLEMS)


def _copy(path: Path, target: Path) -> None:
    """Copy what belongs to the problems; what stood there before goes only once that is whole."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target) as folder:
        new = Path(folder) / OWN_PROBLEMS
        for file in _files(path):
            made = new / file.relative_to(path)
            made.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, made)
        kept = target / OWN_PROBLEMS
        if kept.exists():
            kept.rename(Path(folder) / "before")
        new.rename(kept)
        (target / OWN_FILE).unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files that belong to problems, in order; what else lies there is left alone."""
    for answer in sorted(folder.glob(f"*/{ANSWER}")):
        yield from (answer, answer.parent / TEXT, *_tables(answer.parent))


def _digest(folder: Path) -> str:
    """Return the SHA-256 over the files of all problems, hexadecimal."""
    hasher = hashlib.sha256()
    for file in _files(folder):
        content = file.read_bytes()
        head = f"{file.relative_to(folder).as_posix()}\0{len(content)}\0"
        hasher.update(head.encode() + content)
    return hasher.hexdigest()


def folder_card(name: str, folder: Path) -> SetCard:
    """Return the card of a set that is kept as folders."""
    return SetCard(
        name=name,
        title=f"Your own set {name}",
        shape="own_folders",
        count=sum(1 for _ in folder.glob(f"*/{ANSWER}")),
        digest=_digest(folder),
        licence="yours",
        answer_field="answer",
        text_fields=("text",),
    )


def parse_folders(name: str, folder: Path) -> tuple[BenchmarkProblem, ...]:
    """Return the problems below a folder, in the order of their folders' names.

    Raises:
        InputError: some of them do not fit; they are named by folder.
    """
    problems: dict[str, BenchmarkProblem] = {}
    bad: list[str] = []
    for path in sorted(p for p in folder.iterdir() if p.is_dir() and _is_problem(p)):
        try:
            problem = _parse(name, path)
            if problem.identifier in problems:
                raise BadEntry(f"another folder has the id {problem.identifier!r} already")
            problems[problem.identifier] = problem
        except BadEntry as error:
            bad.append(f"{path.name}: {error}")
    refuse(f"{folder} has bad problems:", bad)
    return tuple(problems.values())


def _is_problem(path: Path) -> bool:
    return (path / ANSWER).is_file() or (path / TEXT).is_file()


def _parse(name: str, path: Path) -> BenchmarkProblem:
    text, written = _read(path / TEXT), _read(path / ANSWER)
    try:
        entry, exact = json.loads(written), parse_digits(written)
    except ValueError as error:
        raise BadEntry(f"{ANSWER} is no JSON ({error})") from error
    if not isinstance(entry, dict):
        raise BadEntry(f'{ANSWER} is no object; write {{"answer": 12.5}}')
    if "text" in entry or "problem" in entry or "data" in entry:
        raise BadEntry(f"the text belongs in {TEXT} and tables in {DATA}/, not in {ANSWER}")
    given = {"id": path.name, **_with_answer(entry), "text": text}
    problem = problem_of(name, given, _with_answer(exact))
    return problem.model_copy(update={"files": _tables(path)})


def _with_answer(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the fields without remarks, with `answer` in place of status and objective."""
    kept = {key: value for key, value in entry.items() if key not in REMARKS}
    status, objective = kept.pop("status", "optimal"), kept.pop("objective", None)
    if "answer" not in kept and (status != "optimal" or objective is not None):
        kept["answer"] = objective if status == "optimal" else status
    return kept


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except FileNotFoundError:
        raise BadEntry(f"{path.name} is missing") from None
    except UnicodeDecodeError as error:
        raise BadEntry(f"{path.name} is not UTF-8: {error.reason}; save it as UTF-8") from error
    except OSError as error:
        raise BadEntry(f"{path.name} cannot be read: {error.strerror}") from error


def _tables(path: Path) -> tuple[Path, ...]:
    """Return the files of data/.

    Raises:
        BadEntry: a file of a format that is not read.
    """
    from orthought.tables.reading import SUFFIXES

    files = sorted(p for p in (path / DATA).glob("*") if p.is_file() and p.name[0] != ".")
    for file in files:
        if file.suffix.lower() not in SUFFIXES:
            known = ", ".join(sorted(SUFFIXES))
            raise BadEntry(f"{DATA}/{file.name} is of no known format; known: {known}")
    return tuple(files)
