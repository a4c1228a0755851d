"""Members of a set that the rows treat alike, all but one: is its row forgotten?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from orthought.agent.checks.families import Families, Row
from orthought.agent.report import split_name
from orthought.formulation import Formulation
from orthought.instance import Instance
from orthought.outcome import Outcome
from orthought.solution import Check

MAX_EVIDENCE: Final = 10
Label = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A position in the index of a variable: rows of a family hold its members one by one."""

    variable: str
    position: int


@dataclass(frozen=True)
class Gap:
    """A member that has columns like its siblings and no row in their family."""

    rows: str
    place: Place
    member: str
    siblings: int


def check_members(formulation: Formulation, instance: Instance, outcome: Outcome) -> Check:
    """Object where one member lacks the row of its siblings, and nothing explains it.

    A doubt where rows are declared for a whole set, leave one member out and link no members with
    each other; or where the answer makes use of the gap: the siblings' row, written for the member,
    does not hold, or the member gets nothing while each sibling gets something. Otherwise it is a
    note: first and last periods, depots and the like often have no row of their own.
    """
    name = "members without a row"
    if instance.row_count > _MAX_ROWS or outcome.values is None:
        return Check(name=name, verdict="not_applicable", message="not looked at")
    view, labels = Families(instance), [split_name(n)[1] for n in instance.variable_names]
    gaps = [gap for key in view.rows for gap in _gaps(view, labels, key)]
    declared = list(_declared_gaps(formulation, view, labels))
    if not gaps and not declared:
        return Check(name=name, verdict="holds", message="no member lacks its siblings' row")
    values = np.asarray(outcome.values)
    firm = {gap: text for gap in gaps if (text := _use(view, labels, gap, values))}
    said = [*declared, *_spoken(gaps, firm)]
    return Check(
        name=name,
        verdict="objects",
        severity="doubt" if firm or declared else "note",
        message="; ".join(said[:3]),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="Write the row for this member too, or say why it has none.",
    )


def _spoken(gaps: list[Gap], firm: dict[Gap, str]) -> Iterator[str]:
    for gap in sorted(gaps, key=lambda gap: gap not in firm):
        use = f": {firm[gap]}" if gap in firm else ""
        yield f"{gap.rows} has {gap.siblings} rows and none for {gap.member}{use}"


def _declared_gaps(formulation: Formulation, view: Families, labels: list[Label]) -> Iterator[str]:
    """Yield families that are declared for a set and leave out exactly one of its elements."""
    sets = {s.name: {str(e) for e in s.elements} for s in formulation.sets if s.elements}
    for constraint in formulation.constraints:
        numbers = view.rows.get(constraint.name, [])
        own = [split_name(view.instance.row_names[number])[1] for number in numbers]
        if not own or any(len(label) != len(constraint.index) for label in own):
            continue
        for position, name in enumerate(constraint.index):
            missing = sets.get(name, set()) - {label[position] for label in own}
            if len(missing) != 1 or len(sets[name]) < _FEW:
                continue
            if not _links_members(view, labels, numbers, position, sets[name]) and not (
                _is_spoken_for(view, labels, constraint.name, missing)
            ):
                yield (
                    f"{constraint.name} is declared for {name} and has no row for " + missing.pop()
                )


def _links_members(
    view: Families, labels: list[Label], numbers: list[int], position: int, members: set[str]
) -> bool:
    """Whether a row holds columns of other members than its own, as chains of periods do."""
    for number in numbers:
        own = split_name(view.instance.row_names[number])[1][position]
        held = {label for c in view.row(number).columns.tolist() for label in labels[c]}
        if (held & members) - {own}:
            return True
    return False


def _is_spoken_for(view: Families, labels: list[Label], key: str, missing: set[str]) -> bool:
    """Whether rows of another family hold this member's columns only."""
    for other, numbers in view.rows.items():
        own = [split_name(view.instance.row_names[number])[1] for number in numbers]
        if other != key and own and len(numbers) == 1 and not own[0]:
            columns = view.row(numbers[0]).columns.tolist()
            if columns and all(set(labels[column]) & missing for column in columns):
                return True
    return False


def _gaps(view: Families, labels: list[Label], key: str) -> Iterator[Gap]:
    """Yield members that lack a row of this family."""
    rows = {
        label[0]: view.row(number)
        for number in view.rows[key]
        if len(label := split_name(view.instance.row_names[number])[1]) == 1
        and number not in view.curved
    }
    if len(rows) < 2 or len(rows) < len(view.rows[key]):
        return
    for place in _places(view, labels, rows):
        members = {labels[c][place.position] for c in view.columns[place.variable]}
        missing = members - rows.keys()
        if len(missing) == 1 and not _has_own_rows(view, labels, key, place, missing):
            yield Gap(key, place, min(missing), len(rows))


def _places(view: Families, labels: list[Label], rows: dict[str, Row]) -> list[Place]:
    """Return where the index of a variable is always the row's own label."""
    seen: dict[Place, bool] = {}
    for label, row in rows.items():
        of: dict[str, list[Label]] = defaultdict(list)
        for column in row.columns.tolist():
            of[view.column_families[column]].append(labels[column])
        for variable, indexes in of.items():
            for position in range(len(indexes[0])):
                fits = all(position < len(i) and i[position] == label for i in indexes)
                place = Place(variable, position)
                seen[place] = seen.get(place, True) and fits
    return [place for place, fits in seen.items() if fits]


def _has_own_rows(
    view: Families, labels: list[Label], key: str, place: Place, missing: set[str]
) -> bool:
    """Whether some other rows hold columns of the missing members only: these have their own."""
    wanted = set(view.columns[place.variable])
    for other, numbers in view.rows.items():
        if other == key:
            continue
        members = {
            labels[column][place.position]
            for number in numbers
            for column in view.row(number).columns.tolist()
            if column in wanted
        }
        if members and members <= missing:
            return True
    return False


def _use(
    view: Families,
    labels: list[Label],
    gap: Gap,
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> str:
    """Say what the answer makes of the gap; nothing where it makes no use of it."""
    members = {labels[c][gap.place.position] for c in view.columns[gap.place.variable]}
    of: dict[str, float] = dict.fromkeys(members, 0.0)
    for column in view.columns[gap.place.variable]:
        of[labels[column][gap.place.position]] += abs(float(values[column]))
    rest = [amount for member, amount in of.items() if member != gap.member]
    if of[gap.member] <= _ZERO and min(rest) > _ZERO:
        return f"it gets no {gap.place.variable}, each of the others does"
    row = _written_for(view, labels, gap)
    if row is None:
        return ""
    activity = float(row.values @ values[row.columns])
    scale = _ZERO * max(1.0, abs(activity)) * 10
    if row.lower - scale <= activity <= row.upper + scale:
        return ""
    return f"there it would be {activity:g}, which the others' row forbids"


def _written_for(view: Families, labels: list[Label], gap: Gap) -> Row | None:
    """Return the siblings' row for the member, where all of them are the same but for the label."""
    forms = set()
    names = {(view.column_families[c], labels[c]): c for c in range(len(labels))}
    for number in view.rows[gap.rows]:
        row = view.row(number)
        label = split_name(view.instance.row_names[number])[1][0]
        terms = tuple(
            sorted(
                (
                    view.column_families[column],
                    tuple(_HERE if part == label else part for part in labels[column]),
                    round(float(value), 9),
                )
                for column, value in zip(row.columns.tolist(), row.values, strict=True)
            )
        )
        forms.add((terms, row.lower, row.upper))
    if len(forms) != 1:
        return None
    terms, lower, upper = forms.pop()
    columns = [
        names.get((variable, tuple(gap.member if part == _HERE else part for part in index)))
        for variable, index, _ in terms
    ]
    if None in columns:
        return None
    numbers = np.array(columns, dtype=np.int32)
    return Row(-1, numbers, np.array([value for *_, value in terms]), lower, upper)


_FEW: Final = 3
_HERE: Final = "\0"
_ZERO: Final = 1e-7
_MAX_ROWS: Final = 5_000
