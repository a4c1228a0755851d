"""The user's own sets: a file with one problem a line, checked line by line when it is added.

A line is a JSON object with `id`, `text` (or `problem`) and `answer`: a number, or one of the
words 'infeasible', 'unbounded', 'no_optimum'. Optional: `type`, `size`, `difficulty`, `class`, and
`data`, an object with plain data by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets.cards import SetCard, near_miss, upstream_cards
from orthought.evaluation.sets.labels import STATUS_WORDS, parse_digits, read_label
from orthought.evaluation.sets.store import OWN_FILE, digest_of, own_folder, write_atomically

TEXTS: Final = ("text", "problem")
OPTIONAL: Final = ("type", "size", "difficulty", "class")
KNOWN: Final = ("id", *TEXTS, "answer", *OPTIONAL, "data")
WORDS: Final = ("infeasible", "unbounded", "no_optimum")
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
SHOWN: Final = 10
"""Bad lines that one message names."""


class _BadLine(ValueError):
    """What is wrong with a line, and what to do."""


def add_set(path: Path, name: str = "", *, replace: bool = False) -> SetCard:
    """Check a file of the user's and keep it as a set of this name.

    Args:
        path: the file, one JSON object a line.
        name: the set's name; default: the file's name without its ending.
        replace: take the place of an own set of this name.

    Raises:
        InputError: the file, its name or some of its lines do not fit; each line is named.
    """
    chosen = name or path.stem.lower().replace(" ", "_")
    _require_name(chosen)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if not tuple(parse_lines(chosen, content, str(path))):
        raise InputError(f"{path} holds no problem", fix="write one JSON object a line")
    target = own_folder(chosen) / OWN_FILE
    if target.is_file() and target.read_bytes() != content and not replace:
        raise InputError(
            f"there is already a set {chosen!r} with other problems",
            fix="choose another name with --name, or replace it with --replace",
        )
    write_atomically(target, content)
    return _card(chosen, content)


def own_cards() -> tuple[SetCard, ...]:
    """Return the cards of the user's own sets, by name."""
    files = sorted(own_folder().glob(f"*/{OWN_FILE}"))
    return tuple(_card(path.parent.name, path.read_bytes()) for path in files)


def load_own(card: SetCard) -> tuple[BenchmarkProblem, ...]:
    """Return the problems of an own set."""
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
                raise _BadLine(f"id {problem.identifier!r} stands in line {first} already")
            seen[problem.identifier] = number
            problems[problem.identifier] = problem
        except _BadLine as error:
            bad.append(f"line {number}: {error}")
    if bad:
        more = [f"and {len(bad) - SHOWN} more"] if len(bad) > SHOWN else []
        raise InputError("\n  ".join([f"{where} has bad lines:", *bad[:SHOWN], *more]))
    return iter(problems.values())


def _parse_line(name: str, line: str) -> BenchmarkProblem:
    try:
        entry, exact = json.loads(line), parse_digits(line)
    except ValueError as error:
        raise _BadLine(f"no JSON ({error}); write one object a line") from error
    if not isinstance(entry, dict):
        raise _BadLine('no JSON object; write {"id": ..., "text": ..., "answer": ...}')
    for key in entry:
        if key not in KNOWN:
            raise _BadLine(f"unknown key {key!r}{near_miss(key, KNOWN)}; known: {', '.join(KNOWN)}")
    data = entry.get("data", {})
    if not isinstance(data, dict):
        raise _BadLine("'data' must be an object with data by name")
    optional = {key: _text(entry, key) for key in OPTIONAL if key in entry}
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
        raise _BadLine(
            f"'id' is {value!r}; give one made of letters, digits, '_', '-' and '.'"
            if "id" in entry
            else "'id' is missing; give each problem its own"
        )
    return value


def _problem_text(entry: dict[str, Any]) -> str:
    given = [key for key in TEXTS if key in entry]
    if len(given) != 1:
        raise _BadLine(
            "both 'text' and 'problem' are given; keep one"
            if given
            else "'text' is missing; state the problem in words"
        )
    text = _text(entry, given[0])
    if not text.strip():
        raise _BadLine(f"{given[0]!r} is empty; state the problem in words")
    return text


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry[key]
    if not isinstance(value, str):
        raise _BadLine(f"{key!r} is {value!r}; it must be text")
    return value


def _label(entry: dict[str, Any], exact: dict[str, Any]) -> Label:
    words = ", ".join(f"'{word}'" for word in WORDS)
    if "answer" not in entry:
        raise _BadLine(f"'answer' is missing; give a number or one of {words}")
    answer = entry["answer"]
    is_word = isinstance(answer, str) and answer in WORDS
    if not is_word and (answer is None or STATUS_WORDS.get(str(answer).lower())):
        raise _BadLine(f"'answer' is {answer!r}; write one of {words}")
    try:
        return read_label(exact["answer"])
    except ValueError:
        raise _BadLine(f"'answer' is {answer!r}; give a number or one of {words}") from None


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
