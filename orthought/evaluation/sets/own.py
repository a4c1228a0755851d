"""The user's own sets: a file with one problem a line, checked line by line when it is added.

Sets that lie as folders are in `orthought.evaluation.sets.own_folders`.

A line is a JSON object with `id`, `text` (or `problem`) and `answer`: a number, or one of the
words 'infeasible', 'unbounded', 'no_optimum'. Optional: `type`, `size`, `difficulty`, `class`, and
`data`, an object with plain data by name.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets.cards import SetCard, near_miss, upstream_cards
from orthought.evaluation.sets.labels import STATUS_WORDS, parse_digits, read_label
from orthought.evaluation.sets.store import (
    OWN_FILE,
    OWN_PROBLEMS,
    digest_of,
    own_folder,
    write_atomically,
)

TEXTS: Final = ("text", "problem")
OPTIONAL: Final = ("type", "size", "difficulty", "class")
KNOWN: Final = ("id", *TEXTS, "answer", *OPTIONAL, "data")
WORDS: Final = ("infeasible", "unbounded", "no_optimum")
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
SHOWN: Final = 10
"""Bad lines that one message names."""


class BadEntry(ValueError):
    """What is wrong with a problem, and what to do."""


def add_set(path: Path, name: str = "", *, replace: bool = False) -> SetCard:
    """Check problems of the user's and keep them as a set of this name.

    Args:
        path: a file, one JSON object a line; or a folder with one folder a problem, which holds
            problem.md, answer.json and, where there are tables, data/.
        name: the set's name; default: the file's or folder's name without its ending.
        replace: take the place of an own set of this name.

    Raises:
        InputError: the name or some of the problems do not fit; each line or folder is named.
    """
    from orthought.evaluation.sets.own_folders import add_folder

    chosen = name or path.resolve().stem.lower().replace(" ", "_")
    _require_name(chosen)
    if path.is_dir():
        return add_folder(path, chosen, replace=replace)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if not tuple(parse_lines(chosen, content, str(path))):
        raise InputError(f"{path} holds no problem", fix="write one JSON object a line")
    require_free(chosen, digest_of(content), replace=replace)
    write_atomically(own_folder(chosen) / OWN_FILE, content)
    shutil.rmtree(own_folder(chosen) / OWN_PROBLEMS, ignore_errors=True)
    return _card(chosen, content)


def require_free(name: str, digest: str, *, replace: bool) -> None:
    """Refuse a name that another own set has.

    Raises:
        InputError: it has other problems than those of the digest, and may not be replaced.
    """
    before = {card.name: card for card in own_cards()}.get(name)
    if before is not None and before.digest != digest and not replace:
        raise InputError(
            f"there is already a set {name!r} with other problems",
            fix="choose another name with --name, or replace it with --replace",
        )


def own_cards() -> tuple[SetCard, ...]:
    """Return the cards of the user's own sets, by name."""
    from orthought.evaluation.sets.own_folders import folder_card

    cards = [
        _card(path.parent.name, path.read_bytes()) for path in own_folder().glob(f"*/{OWN_FILE}")
    ]
    kept = (path for path in own_folder().glob(f"*/{OWN_PROBLEMS}") if path.is_dir())
    cards += [folder_card(path.parent.name, path) for path in kept]
    return tuple(sorted(cards, key=lambda card: card.name))


def load_own(card: SetCard) -> tuple[BenchmarkProblem, ...]:
    """Return the problems of an own set."""
    from orthought.evaluation.sets.own_folders import parse_folders

    if card.shape == "own_folders":
        return parse_folders(card.name, own_folder(card.name) / OWN_PROBLEMS)
    path = own_folder(card.name) / OWN_FILE
    return tuple(parse_lines(card.name, path.read_bytes(), str(path)))


def parse_lines(name: str, content: bytes, where: str) -> Iterator[BenchmarkProblem]:
    """Return the problems of a file with one problem a line.

    Raises:
        InputError: it is no text, or some lines do not fit; they are named by number.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(f"{where} is not UTF-8: {error.reason}", fix="save it as UTF-8") from error
    problems: dict[str, BenchmarkProblem] = {}
    seen: dict[str, int] = {}
    bad: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            problem = _parse_line(name, line)
            if problem.identifier in seen:
                first = seen[problem.identifier]
                raise BadEntry(f"id {problem.identifier!r} stands in line {first} already")
            seen[problem.identifier] = number
            problems[problem.identifier] = problem
        except BadEntry as error:
            bad.append(f"line {number}: {error}")
    refuse(f"{where} has bad lines:", bad)
    return iter(problems.values())


def refuse(head: str, bad: Sequence[str]) -> None:
    """Refuse what is wrong, the first ones in full.

    Raises:
        InputError: something is.
    """
    if bad:
        more = [f"and {len(bad) - SHOWN} more"] if len(bad) > SHOWN else []
        raise InputError("\n  ".join([head, *bad[:SHOWN], *more]))


def _parse_line(name: str, line: str) -> BenchmarkProblem:
    try:
        entry, exact = json.loads(line), parse_digits(line)
    except ValueError as error:
        raise BadEntry(f"no JSON ({error}); write one object a line") from error
    if not isinstance(entry, dict):
        raise BadEntry('no JSON object; write {"id": ..., "text": ..., "answer": ...}')
    return problem_of(name, entry, exact)


def problem_of(name: str, entry: dict[str, Any], exact: dict[str, Any]) -> BenchmarkProblem:
    """Return the problem that an entry states.

    Args:
        name: of the set.
        entry: its fields.
        exact: the same, with numbers as the text that stood in the file.

    Raises:
        BadEntry: a field is unknown, missing or of another kind.
    """
    for key in entry:
        if key not in KNOWN:
            raise BadEntry(f"unknown key {key!r}{near_miss(key, KNOWN)}; known: {', '.join(KNOWN)}")
    data = entry.get("data", {})
    if not isinstance(data, dict):
        raise BadEntry("'data' must be an object with data by name")
    optional: dict[str, str] = {key: _text(entry, key) for key in OPTIONAL if key in entry}
    optional["problem_class"] = optional.pop("class", "")
    return BenchmarkProblem(
        set_name=name,
        identifier=_identifier(entry),
        text=_problem_text(entry),
        values=data,
        label=_label(entry, exact),
        **optional,
    )


def _identifier(entry: dict[str, Any]) -> str:
    value = entry.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not re.fullmatch(r"[\w.-]{1,80}", value):
        raise BadEntry(
            f"'id' is {value!r}; give one made of letters, digits, '_', '-' and '.'"
            if "id" in entry
            else "'id' is missing; give each problem its own"
        )
    return value


def _problem_text(entry: dict[str, Any]) -> str:
    given = [key for key in TEXTS if key in entry]
    if len(given) != 1:
        raise BadEntry(
            "both 'text' and 'problem' are given; keep one"
            if given
            else "'text' is missing; state the problem in words"
        )
    text = _text(entry, given[0])
    if not text.strip():
        raise BadEntry(f"{given[0]!r} is empty; state the problem in words")
    return text


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry[key]
    if not isinstance(value, str):
        raise BadEntry(f"{key!r} is {value!r}; it must be text")
    return value


def _label(entry: dict[str, Any], exact: dict[str, Any]) -> Label:
    words = ", ".join(f"'{word}'" for word in WORDS)
    if "answer" not in entry:
        raise BadEntry(f"'answer' is missing; give a number or one of {words}")
    answer = entry["answer"]
    is_word = isinstance(answer, str) and answer in WORDS
    if not is_word and (answer is None or STATUS_WORDS.get(str(answer).lower())):
        raise BadEntry(f"'answer' is {answer!r}; write one of {words}")
    try:
        return read_label(exact["answer"])
    except ValueError:
        raise BadEntry(f"'answer' is {answer!r}; give a number or one of {words}") from None


def _require_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise InputError(
            f"{name!r} is no name for a set",
            fix="use small letters, digits, '_' and '-': --name my_set",
        )
    if name in {card.name for card in upstream_cards()}:
        raise InputError(f"{name!r} is a published set", fix="choose another name: --name my_set")


def _card(name: str, content: bytes) -> SetCard:
    return SetCard(
        name=name,
        title=f"Your own set {name}",
        shape="own",
        count=sum(1 for line in content.splitlines() if line.strip()),
        digest=digest_of(content),
        licence="yours",
        answer_field="answer",
        text_fields=TEXTS,
    )
