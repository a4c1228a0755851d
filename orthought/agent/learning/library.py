"""The user's own library of worked examples: one file each in the user's data folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from orthought.agent.asking import formulation_json
from orthought.agent.attempt import Draft
from orthought.agent.classes.classify import best_classes
from orthought.agent.running import load
from orthought.base import Model
from orthought.errors import InputError
from orthought.files import write_whole
from orthought.problem import Problem
from orthought.resources import data_folder
from orthought.runs import read_events
from orthought.solution import Solution, Status

FORMAT: Final = 1
MAX_REPLY: Final = 24_000
"""Characters of an example; longer ones would crowd out the problem."""


class Learned(Model):
    """A problem with a reply that led to a checked answer."""

    format: int = FORMAT
    key: str = Field(pattern="^[0-9a-f]{16}$")
    """Digest of the problem's text and data."""
    text: str
    reply: str
    """Formulation and program as a prompt shows them."""
    classes: tuple[str, ...] = ()
    """Classes of the problem, by its words and by its formulation."""
    tables: int = 0
    data_set: str = ""
    """The benchmark problem that it is, such as 'logior:prob_005'; empty where it is none."""
    llm: str = ""
    run: str = ""
    at: str = ""
    """Day on which it was kept."""


def folder() -> Path:
    """Return where the examples are kept."""
    return data_folder() / "learned"


def entries() -> tuple[Learned, ...]:
    """Return all examples; files that are none are passed over."""
    found = []
    for path in sorted(folder().glob("*.json")):
        try:
            learned = Learned.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue
        if learned.format <= FORMAT:
            found.append(learned)
    return tuple(found)


def learn(
    run: Path, *, vouched: bool = False, data_set_of: Callable[[str], str] = lambda _: ""
) -> Learned:
    """Keep a run as an example.

    Args:
        run: its folder.
        vouched: whether the user answers for it; otherwise only a checked answer is kept.
        data_set_of: finds the benchmark problem that a text is; '' where it is none.

    Raises:
        RunFolderError: no finished run there. InputError: it is not worth an example.
    """
    solution = load(run)
    problem = _problem(run)
    if solution.formulation is None or not solution.program or solution.objective is None:
        raise InputError(f"the run {run} holds no answer", fix="name a run that was solved")
    if solution.status != Status.CHECKED and not vouched:
        raise InputError(
            f"the answer of {run} is {solution.status}, not checked",
            fix="read it, and where it is right say so: --vouch",
        )
    learned = Learned(
        key=problem.digest[:16],
        text=problem.text,
        reply=_reply(solution),
        classes=_classes(solution, problem),
        tables=len(problem.tables),
        data_set=data_set_of(problem.text),
        llm=solution.llm,
        run=str(run),
        at=time.strftime("%Y-%m-%d"),
    )
    if len(learned.reply) + len(learned.text) > MAX_REPLY:
        raise InputError(
            f"the run {run} is too long for an example: {len(learned.reply):,} characters",
            fix="learn from a smaller problem of this kind",
        )
    _write(learned)
    return learned


def forget(key: str) -> Learned:
    """Take an example away; `key` is its beginning.

    Raises:
        InputError: none has that key, or several have.
    """
    found = [learned for learned in entries() if learned.key.startswith(key)]
    if len(found) != 1 or not key:
        known = ", ".join(learned.key for learned in entries()) or "none"
        raise InputError(
            f"{len(found)} examples begin with {key!r}", fix=f"the examples are: {known}"
        )
    _path(found[0].key).unlink(missing_ok=True)
    return found[0]


def _problem(run: Path) -> Problem:
    events = read_events(run)
    first = events[0] if events else {}
    if first.get("action") == "evaluate":
        raise InputError(
            f"{run} belongs to a measurement; its problem would be known to the next one",
            fix="solve a problem of your own and learn from that",
        )
    try:
        return Problem.model_validate(first["problem"])
    except (KeyError, ValidationError):
        raise InputError(f"the run {run} does not say its problem", fix="solve it again") from None


def _reply(solution: Solution) -> str:
    assert solution.formulation is not None
    assert solution.program is not None
    written = formulation_json(Draft(solution.formulation, solution.program))
    return (
        f"## Formulation\n```json\n{written}\n```\n\n"
        f"## Program\n```python\n{solution.program.strip()}\n```"
    )


def _classes(solution: Solution, problem: Problem) -> tuple[str, ...]:
    own = [item.identifier for item in best_classes(problem.text, n=2, tables=problem.tables)]
    declared = solution.formulation.problem_class if solution.formulation else ""
    return tuple(dict.fromkeys([declared, *own] if declared else own))


def _write(learned: Learned) -> None:
    path = _path(learned.key)
    try:
        write_whole(path, learned.model_dump_json(indent=1))
    except OSError as error:
        raise InputError(
            f"the example cannot be written to {path.parent}: {error.strerror}",
            fix="make room or make the folder writable",
        ) from error


def _path(key: str) -> Path:
    return folder() / f"{key}.json"
