"""Loaders: from the bytes of a set's file to its problems, one function a layout.

`summary`   JSON object by identifier; text, answer (null: no optimum exists), type, size, counts.
`samples`   the same, with data and answer in `sample`; one problem a sample.
`pairs`     one JSON object a line, only question and answer; numbered from 000.
`records`   one JSON object a line with its own number; question, answer, type.
`questions` JSON list, or one object a line; question, answer and number in the card's fields.
`results`   JSON list; the answer is the objective among the named entries of `results`.

Text and data come from one parse, answers from another that keeps their digits as written.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem, Details
from orthought.evaluation.sets.cards import SetCard
from orthought.evaluation.sets.labels import parse_digits, read_label

Entry = tuple[str, dict[str, Any], dict[str, Any]]
"""Identifier, the entry with plain values, the entry with numbers as text."""
Loader = Callable[[SetCard, str], Iterator[BenchmarkProblem]]


def load_problems(card: SetCard, content: bytes) -> tuple[BenchmarkProblem, ...]:
    """Return the problems of a file, without those that the card leaves out.

    Raises:
        InputError: the bytes are not a file of the card's layout.
    """
    try:
        found = tuple(LOADERS[card.shape](card, content.decode("utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise InputError(
            f"the file of {card.name} is not laid out as expected: {type(error).__name__}: {error}",
            fix=f"orthought bench pull {card.name}",
        ) from error
    return tuple(problem for problem in found if problem.identifier not in card.left_out)


def _object_entries(text: str) -> Iterator[Entry]:
    exact = parse_digits(text)
    for identifier, entry in json.loads(text).items():
        yield identifier, entry, exact[identifier]


def _line_entries(text: str) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    # Not splitlines: a text may hold U+2028 or U+0085, which JSON leaves as they are.
    lines = [line for line in text.split("\n") if line.strip()]
    for number, line in enumerate(lines):
        yield number, json.loads(line), parse_digits(line)


def _summary(card: SetCard, text: str) -> Iterator[BenchmarkProblem]:
    for identifier, entry, exact in _object_entries(text):
        yield BenchmarkProblem(
            identifier=identifier,
            text=entry["description"],
            label=read_label(exact["ground_truth"]),
            **_described(card, entry),
        )


def _samples(card: SetCard, text: str) -> Iterator[BenchmarkProblem]:
    for identifier, entry, exact in _object_entries(text):
        several = len(entry["sample"]) > 1
        pairs = zip(entry["sample"], exact["sample"], strict=True)
        for number, (sample, exact_sample) in enumerate(pairs, start=1):
            yield BenchmarkProblem(
                identifier=f"{identifier}_{number}" if several else identifier,
                text=_text_with_names(entry["description"], sample["input"]),
                values={name: given["value"] for name, given in sample["input"].items()},
                label=read_label(exact_sample["output"][0]),
                **_described(card, entry),
            )


def _text_with_names(description: str, given: dict[str, Any]) -> str:
    """Return the text, and below it what the data beside it mean."""
    lines = [f"- {name}: {item['description']}" for name, item in given.items()]
    return "\n".join([description, "", "Data:", *lines])


def _pairs(card: SetCard, text: str) -> Iterator[BenchmarkProblem]:
    question = card.text_fields[0]
    for number, entry, exact in _line_entries(text):
        yield BenchmarkProblem(
            set_name=card.name,
            identifier=f"prob_{number:03d}",
            text=entry[question],
            label=read_label(exact[card.answer_field]),
        )


def _records(card: SetCard, text: str) -> Iterator[BenchmarkProblem]:
    question = card.text_fields[0]
    for _, entry, exact in _line_entries(text):
        yield BenchmarkProblem(
            set_name=card.name,
            identifier=f"prob_{entry['id']:03d}",
            text=entry[question],
            label=read_label(exact[card.answer_field]),
            type=entry["Type"],
        )


def _questions(card: SetCard, text: str) -> Iterator[BenchmarkProblem]:
    question = card.text_fields[0]
    for number, entry, exact in _listed_entries(text):
        found = entry[card.identifier_field] if card.identifier_field else number
        yield BenchmarkProblem(
            set_name=card.name,
            identifier=f"prob_{int(found):03d}",
            text=entry[question],
            label=read_label(exact[card.answer_field]),
            type=entry.get("question_type") or "",
            difficulty=entry.get("difficulty") or "",
        )


def _listed_entries(text: str) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    if not text.lstrip().startswith("["):
        yield from _line_entries(text)
        return
    pairs = zip(json.loads(text), parse_digits(text), strict=True)
    for number, (entry, exact) in enumerate(pairs):
        yield number, entry, exact


def _results(card: SetCard, text: str) -> Iterator[BenchmarkProblem]:
    for entry, exact in zip(json.loads(text), parse_digits(text), strict=True):
        identifier = f"prob_{entry['index']:03d}"
        results = exact["results"]
        if isinstance(results, str):  # some releases write the mapping as Python text
            results = ast.literal_eval(results)
        yield BenchmarkProblem(
            set_name=card.name,
            identifier=identifier,
            text=entry["question"],
            label=read_label(results[_objective_entry(card, identifier, list(results))]),
            type=entry["type"],
        )


def _objective_entry(card: SetCard, identifier: str, names: list[str]) -> str:
    """Return the entry with the objective: the card's word, one in sentence form, or the last.

    Entries such as 'The weekly cost is' state the answer and come first where they occur.
    """
    stated = [name for name in names if name.endswith(" is")]
    return card.answer_entries.get(identifier, (stated or names[-1:])[0])


def _described(card: SetCard, entry: dict[str, Any]) -> dict[str, Any]:
    counts = entry.get("details") or {}
    return {
        "set_name": card.name,
        "type": entry.get("problem_type") or "",
        "size": entry.get("problem_size") or "",
        "difficulty": entry.get("difficulty") or "",
        "details": Details(
            variables=counts.get("variables_num"),
            rows=counts.get("constraints_num"),
            nonzeros=counts.get("nonzeros_num"),
        ),
    }


LOADERS: Final[dict[str, Loader]] = {
    "summary": _summary,
    "samples": _samples,
    "pairs": _pairs,
    "records": _records,
    "questions": _questions,
    "results": _results,
}
