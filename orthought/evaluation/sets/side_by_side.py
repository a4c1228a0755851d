"""Label versions side by side: one problem in several releases of its set, and what each says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from orthought.base import Model
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets.library import BenchmarkSet, find_card, is_here, list_sets, load_set

Likeness = Literal["same text", "other words"]
ALIKE_WORDS: Final = 0.5
"""Share of words in common from which texts with nearly the same numbers are one problem."""
ALIKE_NUMBERS: Final = 0.8
AGREEMENT: Final = 1e-4
"""Relative difference up to which labels agree: versions round to different digits."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")


class Counterpart(Model):
    """The same problem in another version."""

    set_name: str
    identifier: str
    likeness: Likeness
    label: Label
    agrees: bool
    """Whether its label is the first set's, within `AGREEMENT`, or says no optimum as that does."""


class Row(Model):
    """One problem of the first set, with what other versions say of it."""

    identifier: str
    label: Label
    verdict: str
    """The errata's verdict on the first set's label; empty: not audited."""
    accepted: tuple[Label, ...] = ()
    """What the errata accept instead or beside; empty: not audited."""
    counterparts: tuple[Counterpart, ...]

    @property
    def disputed(self) -> bool:
        """Whether some version's label is another."""
        return not all(found.agrees for found in self.counterparts)


class SideBySide(Model):
    """A set and its other versions."""

    set_name: str
    versions: tuple[str, ...]
    """Those that are on this machine."""
    absent: tuple[str, ...]
    """Those that are not."""
    rows: tuple[Row, ...]


def side_by_side(name: str) -> SideBySide:
    """Return the labels of a set beside those of its other versions on this machine.

    Args:
        name: the set, or one of its versions.

    Raises:
        InputError: no such set, or its own data are not here.
    """
    from orthought.evaluation.errata.versions import errata_of

    first = find_card(name).version_of or name
    cards = [card for card in list_sets() if card.version_of == first]
    here = {card.name: load_set(card.name) for card in cards if is_here(card)}
    verdicts = errata_of(first)
    base = load_set(first)
    matched = match_versions(base, here.values())
    rows = []
    for problem in base.problems:
        erratum = verdicts.get(problem.identifier)
        rows.append(
            Row(
                identifier=problem.identifier,
                label=problem.label,
                verdict=erratum.verdict if erratum else "",
                accepted=tuple(a.label for a in erratum.accepted) if erratum else (),
                counterparts=matched[problem.identifier],
            )
        )
    return SideBySide(
        set_name=first,
        versions=tuple(here),
        absent=tuple(card.name for card in cards if card.name not in here),
        rows=tuple(rows),
    )


def match_versions(
    base: BenchmarkSet, others: Iterable[BenchmarkSet]
) -> dict[str, tuple[Counterpart, ...]]:
    """Return for each problem of a set what it is in others, by identifier.

    Texts that differ in white space, punctuation or case only are the same. Else the likest text
    counts, where most of its words and nearly all of its numbers are the same.
    """
    found: dict[str, list[Counterpart]] = {p.identifier: [] for p in base.problems}
    for other in others:
        for problem, counterpart, likeness in _pairs(base.problems, other.problems):
            found[problem.identifier].append(_counterpart(problem, counterpart, likeness))
    return {identifier: tuple(list_) for identifier, list_ in found.items()}


Pair = tuple[BenchmarkProblem, BenchmarkProblem, Likeness]


def _pairs(
    problems: Sequence[BenchmarkProblem], others: Sequence[BenchmarkProblem]
) -> Iterable[Pair]:
    plain = {_plain(other.text): other for other in others}
    outlines = [(other, _outline(other.text)) for other in others]
    for problem in problems:
        same = plain.get(_plain(problem.text))
        if same is not None:
            yield problem, same, "same text"
            continue
        mine = _outline(problem.text)
        best = max(outlines, key=lambda item: _likeness(mine, item[1]), default=None)
        if best is not None and _is_alike(mine, best[1]):
            yield problem, best[0], "other words"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


Outline = tuple[Counter[str], Counter[str]]
"""Words and numbers, each as often as it stands in the text."""


def _outline(text: str) -> Outline:
    numbers = (number.replace(",", "") for number in _NUMBER.findall(text))
    return Counter(_WORD.findall(text.lower())), Counter(numbers)


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """Return the share in common, 0 to 1; 1 where both are empty."""
    union = (one | other).total()
    return (one & other).total() / union if union else 1.0


def _likeness(one: Outline, other: Outline) -> float:
    return _overlap(one[0], other[0]) + _overlap(one[1], other[1])


def _is_alike(one: Outline, other: Outline) -> bool:
    words, numbers = _overlap(one[0], other[0]), _overlap(one[1], other[1])
    return words >= ALIKE_WORDS and numbers >= ALIKE_NUMBERS


def _counterpart(
    problem: BenchmarkProblem, other: BenchmarkProblem, likeness: Likeness
) -> Counterpart:
    return Counterpart(
        set_name=other.set_name,
        identifier=other.identifier,
        likeness=likeness,
        label=other.label,
        agrees=labels_agree(problem.label, other.label),
    )


def labels_agree(one: Label, other: Label) -> bool:
    """Tell whether two labels say the same: both no optimum, or values within `AGREEMENT`."""
    first, second = one.objective, other.objective
    if first is None or second is None:
        return first is None and second is None
    return abs(first - second) <= AGREEMENT * max(1.0, abs(first), abs(second))


def by_set(row: Row) -> Mapping[str, Counterpart]:
    """Return the counterparts of a row by the name of their set."""
    return {found.set_name: found for found in row.counterparts}
