"""Rows against the words and the numbers of their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from orthought.agent.checks.families import Families, Row
from orthought.agent.checks.held import numbers_inside
from orthought.agent.checks.limits import Side, limits_of
from orthought.agent.checks.places import is_reading
from orthought.agent.checks.roles import role_of, roles
from orthought.agent.reading.numbers import TextNumber
from orthought.agent.reading.sentences import Sentence
from orthought.formulation import Constraint, Formulation
from orthought.instance import Instance
from orthought.solution import Check

MAX_EVIDENCE: Final = 10


def check_directions(
    formulation: Formulation,
    instance: Instance,
    sentences: Sequence[Sentence],
    numbers: Sequence[TextNumber],
) -> Check:
    """Object where a row limits from below what its sentence limits from above, or the reverse.

    Looked at are numbers of the text that stand as a side of a linear row whose family cites their
    sentence. Equations contradict neither side.
    """
    name = "directions of rows"
    view, known = Families(instance), {s.number: s for s in sentences}
    compared, said = 0, []
    for number in sorted({n for c in formulation.constraints for n in c.sentences} & set(known)):
        families = [c for c in formulation.constraints if number in c.sentences]
        for text, side, found in _sides(known[number], numbers, families, view):
            compared += 1
            if side not in found and "exact" not in found:
                said.append(
                    f"sentence {number} says {_WORDS[side]} {text}, the rows "
                    f"{', '.join(c.name for c in families)} say {_WORDS[found[0]]}"
                )
    if not compared:
        return Check(name=name, verdict="not_applicable", message="no row has a side from the text")
    if not said:
        return Check(name=name, verdict="holds", message=f"{compared} limits have their side")
    return Check(
        name=name,
        verdict="objects",
        message="; ".join(said[:3]),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="Read these sentences once more and turn the relation of the row, or cite the "
        "sentence that the row stands for.",
    )


def _sides(
    sentence: Sentence,
    numbers: Sequence[TextNumber],
    families: Sequence[Constraint],
    view: Families,
) -> Iterator[tuple[str, Side, list[Side]]]:
    """Yield each limit of a sentence with the sides that its rows have."""
    limits = limits_of(sentence, numbers)
    kinds = view.instance.kinds
    rows = [row for c in families for row in _some(view.linear(c.name))]
    for limit in limits:
        if limit.number is not None:
            held = (role_of(row, kinds, limit.number.readings) for row in rows)
            found = sorted({side for side in held if side is not None})
            if found:
                yield limit.number.text, limit.side, found
    if len(limits) == 1 and limits[0].number is None and len(families) == 1:
        sides = {side for row in rows if row.side for _, side in roles(row, kinds)}
        if len(sides) == 1:
            yield "what it names", limits[0].side, list(sides)


def _some(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the first rows of a family: all have one relation."""
    for _, row in zip(range(_MANY), rows, strict=False):
        yield row


def check_limits_in_rows(
    formulation: Formulation,
    instance: Instance,
    sentences: Sequence[Sentence],
    numbers: Sequence[TextNumber],
) -> Check:
    """Object where rows cite a sentence with a limit and no row holds its number.

    The number counts as held where it is a coefficient, a side or a bound, or where a formula
    names a parameter with its value (it may be hidden in a sum or a product). Which row holds it is
    not asked, because citations are not always exact.
    """
    name = "limits in their rows"
    view = Families(instance)
    said, compared = [], 0
    if len(view.rows) > _MANY_FAMILIES:
        return Check(name=name, verdict="not_applicable", message="too many kinds of rows")
    for sentence in sentences:
        families = [c for c in formulation.constraints if sentence.number in c.sentences]
        built = [k for c in families for k in view.rows.get(c.name, ())]
        has_formulas = all(c.expression for c in families)
        if not built or not has_formulas or view.curved.intersection(built):
            continue
        for limit in limits_of(sentence, numbers):
            if limit.number is None or limit.implied:
                continue
            compared += 1
            if not _is_held(limit.number, formulation, view):
                rows = ", ".join(c.name for c in families)
                said.append(
                    f"the rows {rows} do not hold {limit.number.text}, the limit of "
                    f"sentence {sentence.number}"
                )
    if not compared:
        return Check(name=name, verdict="not_applicable", message="no row cites such a sentence")
    if not said:
        return Check(name=name, verdict="holds", message=f"{compared} limits stand in their rows")
    return Check(
        name=name,
        verdict="objects",
        message="; ".join(said[:3]),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="Use each limit in the row that its sentence asks for, or cite the sentence "
        "that the row stands for.",
    )


def _is_held(number: TextNumber, formulation: Formulation, view: Families) -> bool:
    holders = [
        p.name
        for p in formulation.parameters
        if any(is_reading(number, abs(value)) for _, value in numbers_inside(p.value, ""))
    ]
    named = " ".join(c.expression for c in formulation.constraints).replace("\\_", "_")
    if not holders or any(names(named, holder) for holder in holders):
        return True  # a number that stands nowhere is the concern of number coverage
    bounds = [b for v in formulation.variables for b in (v.lower, v.upper) if isinstance(b, float)]
    if any(is_reading(number, abs(bound)) for bound in bounds):
        return True
    rows = [row for name in view.rows for row in _some(view.linear(name))]
    values = [abs(x) for row in rows for x in (*row.values.tolist(), row.lower, row.upper)]
    return any(is_reading(number, value) for value in set(values))


def names(text: str, name: str) -> bool:
    """Whether a formula without escapes names something."""
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", text) is not None


_MANY: Final = 200
_MANY_FAMILIES: Final = 500
_WORDS: Final = {"upper": "at most", "lower": "at least", "exact": "exactly"}
