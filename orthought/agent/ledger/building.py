"""Build the ledger of a formulation from the text, and from the instance where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np

from orthought.agent.checks.families import Families
from orthought.agent.checks.held import numbers_inside
from orthought.agent.checks.limits import asks, is_about_kinds, is_limiting, limits_of
from orthought.agent.checks.of_numbers import unplaced
from orthought.agent.checks.of_text import limits_without_row
from orthought.agent.checks.places import Places
from orthought.agent.context import Reading
from orthought.agent.ledger.carrying import NumberIndex, grade, sides_of
from orthought.agent.ledger.entries import (
    Ledger,
    NumberEntry,
    Role,
    RowsEntry,
    SentenceEntry,
    TermEntry,
)
from orthought.agent.reading.numbers import TextNumber
from orthought.agent.reading.sentences import Sentence
from orthought.formulation import Constraint, Formulation
from orthought.instance import Instance
from orthought.problem import TableProfile
from orthought.solution import Solution

_FEW: Final = 50
"""Rows of a family that are looked at: all of them have one form."""
MAX_ENTRIES: Final = 500
"""Rows, sentences and numbers beyond these are left out: nobody reads them."""


def ledger_of(
    formulation: Formulation,
    sentences: Sequence[Sentence],
    numbers: Sequence[TextNumber],
    tables: Sequence[TableProfile] = (),
    instance: Instance | None = None,
) -> Ledger:
    """Tie sentences, numbers, rows and objective terms to each other, both ways.

    Args:
        formulation: what the model declares and cites.
        sentences: of the problem text.
        numbers: of the problem text.
        tables: given with the problem.
        instance: what was built; without it rows have no sides and the objective no terms.
    """
    view = Families(instance) if instance is not None else None
    missing = {sentence.number for sentence in limits_without_row(formulation, sentences)}
    return Ledger(
        sentences=tuple(
            _sentence(s, formulation, s.number in missing) for s in sentences[:MAX_ENTRIES]
        ),
        rows=tuple(_rows(formulation, sentences, numbers, view)),
        objective=tuple(_terms(formulation, view)) if view is not None else (),
        numbers=tuple(_numbers(formulation, numbers, tables)),
    )


def ledger_of_solution(solution: Solution, instance: Instance | None = None) -> Ledger | None:
    """Return the ledger of a stored answer, for reports; None where no sentence is cited.

    Tables are not stored with an answer, so that numbers of the text which stand in them only
    count as open.
    """
    formulation = solution.formulation
    if formulation is None or formulation.derived:
        return None
    reading = Reading.of(solution.text)
    return ledger_of(formulation, reading.sentences, reading.numbers, (), instance)


def _sentence(sentence: Sentence, formulation: Formulation, missing_row: bool) -> SentenceEntry:
    number, objective = sentence.number, formulation.objective
    return SentenceEntry(
        number=number,
        text=" ".join(sentence.text.split()),
        role=_role(sentence.text),
        rows=tuple(c.name for c in formulation.constraints if number in c.sentences),
        objective=objective is not None and number in objective.sentences,
        variables=tuple(v.name for v in formulation.variables if number in v.sentences),
        parameters=tuple(p.name for p in formulation.parameters if number in p.sentences),
        sets=tuple(s.name for s in formulation.sets if number in s.sentences),
        missing_row=missing_row,
    )


def _role(text: str) -> Role:
    if asks(text):
        return "question"
    if is_about_kinds(text):
        return "kinds"
    return "limit" if is_limiting(text) else "other"


def _rows(
    formulation: Formulation,
    sentences: Sequence[Sentence],
    numbers: Sequence[TextNumber],
    view: Families | None,
) -> Iterator[RowsEntry]:
    """Yield declared families first, then those that were built without being declared."""
    declared = {constraint.name: constraint for constraint in formulation.constraints}
    built = list(view.rows) if view is not None else []
    known = {sentence.number: sentence for sentence in sentences}
    listed = [*declared, *(name for name in built if name not in declared)][:MAX_ENTRIES]
    families = _Families(formulation, listed, numbers, view) if view is not None else None
    for name in listed:
        constraint = declared.get(name, Constraint(name=name))
        cited = [known[number] for number in constraint.sentences if number in known]
        entry = RowsEntry(
            name=name,
            meaning=constraint.meaning,
            declared=name in declared,
            sentences=constraint.sentences,
            limiting=tuple(s.number for s in cited if is_limit(s, numbers)),
        )
        if families is not None:
            others = [known[n] for n in sorted(families.free[name]) if n in known]
            entry = entry.model_copy(update=families.built(name, cited, others))
        yield entry


def is_limit(sentence: Sentence, numbers: Sequence[TextNumber]) -> bool:
    """Whether a sentence limits something: by its words, or by what there is or is needed."""
    return is_limiting(sentence.text) or bool(limits_of(sentence, numbers))


class _Families:
    """The first rows of each family, with the numbers of the text that stand in them."""

    def __init__(
        self,
        formulation: Formulation,
        listed: Sequence[str],
        numbers: Sequence[TextNumber],
        view: Families,
    ) -> None:
        index, kinds = NumberIndex(numbers), view.instance.kinds
        self._view, self._numbers = view, numbers
        self._rows = {name: list(islice(view.linear(name), _FEW)) for name in listed}
        self._held = {name: index.held(rows, kinds) for name, rows in self._rows.items()}
        of = {
            name: {n.sentence for n in held if abs(n.value) not in (0, 1)}
            for name, held in self._held.items()
        }
        taken = {n for c in formulation.constraints for n in c.sentences if n in of.get(c.name, ())}
        self.free = {name: own - taken for name, own in of.items()}
        """Sentences whose number a family holds and which no family that holds it cites."""

    def built(
        self, name: str, cited: Sequence[Sentence], others: Sequence[Sentence]
    ) -> dict[str, object]:
        """Return how many rows a family has and how firmly each of its sides is carried."""
        rows, held = self._rows[name], self._held[name]
        found: dict[str, object] = {"built": len(self._view.rows.get(name, ()))}
        found |= {
            side: grade(side, rows, cited, self._numbers, held, others)
            for side in {side for row in rows for side in sides_of(row)}
        }
        return found


def _terms(formulation: Formulation, view: Families) -> Iterator[TermEntry]:
    costs = view.instance.objective
    for name, columns in view.columns.items():
        inside = np.array(columns)[costs[columns] != 0]
        if not inside.size:
            continue
        values = set(np.round(np.abs(costs[inside]), 9).tolist())
        holders = [
            parameter
            for parameter in formulation.parameters
            if values - {1.0}
            and values <= {round(abs(v), 9) for _, v in numbers_inside(parameter.value, "")}
        ]
        yield TermEntry(
            variable=name,
            columns=int(inside.size),
            of=len(columns),
            parameters=tuple(parameter.name for parameter in holders),
            sentences=tuple(sorted({n for parameter in holders for n in parameter.sentences})),
        )


def _numbers(
    formulation: Formulation, numbers: Sequence[TextNumber], tables: Sequence[TableProfile]
) -> Iterator[NumberEntry]:
    left = {number.start for number in unplaced(numbers[:MAX_ENTRIES], formulation, tables)}
    named = {
        c.name: set(re.findall(r"[A-Za-z]\w*", c.expression.replace("\\_", "_")))
        for c in formulation.constraints
    }
    held = Places(formulation, tables)
    for number in numbers[:MAX_ENTRIES]:
        places = held.of(number)
        holders = {place.split("[", 1)[0] for place in places}
        explained = ""
        if number.label:
            explained = "a name, no amount"
        elif not places and abs(number.value) in (0, 1):
            explained = "needs no place"
        elif not places and number.start not in left:
            explained = "in another unit, or derived"
        elif not places and number.word and not number.firm:
            explained = "a word, perhaps no amount"
        yield NumberEntry(
            sentence=number.sentence,
            text=number.text,
            value=number.value,
            unit=number.unit,
            places=places,
            rows=tuple(name for name, words in named.items() if holders & words),
            explained=explained,
        )
