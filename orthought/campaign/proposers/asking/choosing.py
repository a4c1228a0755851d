"""Letting a model choose among numbered candidates, and reading which it chose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from orthought.campaign.proposers.asking.reading import (
    REASONS,
    json_values,
    scan_hypothesis,
    sentence,
)

LISTS = ("rows", "row", "candidates", "candidate", "choice", "choices", "chosen", "numbers")


@dataclass
class Choice:
    """What a reply chose."""

    rows: list[int] = field(default_factory=list)
    """Numbers as written, from 1; perhaps out of range, or twice."""
    why: str = ""
    hypothesis: str = ""


def read_choice(text: str) -> Choice:
    """Find the chosen numbers in a reply: in JSON, else after words such as `candidate`."""
    text = text.rpartition("</think>")[2]
    choice = Choice()
    for value in json_values(text):
        found = _from_json(value)
        choice = found if found.rows or not choice.rows else choice
    if not choice.rows:
        choice.rows = _from_prose(text)
    choice.hypothesis = choice.hypothesis or scan_hypothesis(text)
    return choice


def choice_problems(rows: list[int], count: int, taken: set[int]) -> tuple[list[int], list[str]]:
    """Return the good numbers, each once, and what is wrong with the others.

    Args:
        rows: as the model wrote them.
        count: of the candidates.
        taken: numbers that were chosen before.
    """
    good: list[int] = []
    problems = []
    for row in rows:
        if not 1 <= row <= count:
            problems.append(f"there is no candidate {str(row)[:20]}, only 1 to {count}")
        elif row in taken or row in good:
            problems.append(f"candidate {row} is chosen already")
        else:
            good.append(row)
    return good, problems[:8]


def choice_example(count: int) -> str:
    """Return the shape of a reply as a prompt shows it."""
    rows = ",".join(["<number>"] * min(count, 3)) + (",..." if count > 3 else "")
    return f'{{"hypothesis":"<words>","why":"<words>","rows":[{rows}]}}'


def _from_json(value: object) -> Choice:
    if isinstance(value, list):
        return Choice(_numbers(value))
    if not isinstance(value, dict):
        return Choice()
    listed = next((value[name] for name in LISTS if name in value), None)
    why = next((s for name in REASONS if (s := sentence(value.get(name)))), "")
    items = listed if isinstance(listed, list) else [listed]
    return Choice(_numbers(items), why, sentence(value.get("hypothesis")))


def _numbers(items: list[object]) -> list[int]:
    numbers = []
    for given in items:
        item = given
        if isinstance(given, dict):
            item = next((given[name] for name in LISTS if name in given), None)
        if isinstance(item, str) and (found := re.search(r"[0-9]{1,9}", item)):
            numbers.append(int(found[0]))
        elif isinstance(item, int) and not isinstance(item, bool):
            numbers.append(item)
        elif isinstance(item, float) and item.is_integer():
            numbers.append(int(item))
    return numbers


def _from_prose(text: str) -> list[int]:
    bare = re.fullmatch(r"\W*([0-9]{1,9}(?:[\s,;]+[0-9]{1,9})*)\W*", text[:500])
    if bare:
        return [int(number) for number in re.findall("[0-9]+", bare[1])]
    said = re.findall(
        r"(?:rows?|candidates?|numbers?|#)\W{0,5}([0-9]{1,9}(?:(?:\s*,\s*|\s+and\s+)[0-9]{1,9})*)",
        text,
        re.IGNORECASE,
    )
    return [int(number) for number in re.findall("[0-9]+", said[-1])] if said else []
