"""Whether a map agrees with what the names of the variables say."""

from __future__ import annotations

from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.objective import constant_on
from orthought.evaluation.equivalence.proof import Map
from orthought.evaluation.equivalence.system import INFINITY, Affine, System, Terms, add_to


def agrees(case: Case, whole: System, image: System, onto: Map, *, turned: bool) -> bool:
    """Whether variables of one name are one variable under the map, in whatever unit.

    Args:
        case: holds the names that mean the same.
        whole: the system whose points are taken.
        image: the system onto whose points they are taken.
        onto: the image's variables in terms of those of `whole`.
        turned: `whole` belongs to the second instance.
    """
    places = {name: column for column, name in enumerate(whole.instance.variable_names)}
    images = {name: column for column, name in enumerate(image.instance.variable_names)}
    known = {places[name] for pair in case.meanings.items() for name in pair if name in places}
    for first, second in case.meanings.items():
        mine, theirs = (second, first) if turned else (first, second)
        if mine not in places or theirs not in images:
            continue
        one = _expression(whole, places[mine])
        two = _expression(image, images[theirs])
        if one is None or two is None:
            continue
        image_of = two.with_replaced(onto)
        if case.declared:
            same = _equal(case, whole, one, image_of)
        else:
            alone = _places(case.raw[0], case.raw[0].names.index(first)) < 2
            same = _alike(case, whole, one, image_of, whole.alive - known, exactly=alone)
        if not same:
            case.note("a map was passed over because it contradicts the variables' names")
            return False
    return True


def _places(system: System, column: int) -> int:
    """Return in how many places a variable stands: rows, objective, bounds.

    One misread number looks like another unit where a variable stands in one place only.
    """
    bounds = abs(system.lower[column]) not in (0.0, INFINITY), system.upper[column] < INFINITY
    rows = sum(column in row.terms for row in system.rows)
    return rows + (column in system.cost) + sum(bounds)


def _expression(system: System, column: int) -> Affine | None:
    """Return a variable in terms of those that are left, None where it went into a sum."""
    if column in system.defined:
        found = system.defined[column]
        return found if found.terms.keys() <= system.alive else None
    return Affine(0.0, {column: 1.0}) if column in system.alive else None


def _equal(case: Case, system: System, one: Affine, two: Affine) -> bool:
    """Whether two expressions have the same value at every point."""
    gap = _minus(two.terms, one.terms, 1.0)
    shift = two.constant - one.constant
    if gap:
        found = constant_on(case.source(system), gap)
        if not isinstance(found, float):
            return False
        shift += found
    return abs(shift) <= 1e-6 * max(1.0, abs(one.constant))


def _alike(
    case: Case, system: System, one: Affine, two: Affine, others: set[int], *, exactly: bool
) -> bool:
    """Whether `two` is a multiple of `one`, up to a constant and to variables without a name."""
    factor = 1.0
    if one.terms:
        pivot = max(one.terms, key=lambda column: abs(one.terms[column]))
        factor = two.terms.get(pivot, 0.0) / one.terms[pivot] or 1.0
    moved = abs(factor - 1.0) > 1e-9 or abs(two.constant - one.constant) > 1e-9
    if exactly and moved:
        return _equal(case, system, one, two)
    gap = _minus(two.terms, one.terms, factor)
    gap = {column: value for column, value in gap.items() if column not in others}
    return not gap or isinstance(constant_on(case.source(system), gap), float)


def _minus(terms: Terms, taken: Terms, factor: float) -> Terms:
    gap = dict(terms)
    for column, value in taken.items():
        add_to(gap, column, -factor * value)
    size = max([1.0, *map(abs, terms.values()), *map(abs, taken.values())])
    return {column: value for column, value in gap.items() if abs(value) > 1e-9 * size}
