"""What any map that keeps the objective must keep: the set of values that the objective takes.

Its best end is the optimum, its worst end the optimum of the other sense; and with integers there
are values between that only one of two instances can take. Everything here is in terms of
minimisations, so that senses need no care.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.optimum import Answer, answer_of, difference
from orthought.evaluation.equivalence.region import Extreme, Region, snapped, violation
from orthought.evaluation.equivalence.result import Witness
from orthought.evaluation.equivalence.system import INFINITY, System

STEPS = 6
FINE = 1e-4
"""Distance between two values that count as two, relative to the optimum."""
CLEAR = 1e-3
"""A value of at least this size is not zero."""


def compare_answers(case: Case) -> None:
    """Differ in status or optimum."""
    one, two = case.answers
    kind = difference(one, two, case.options.margin)
    if kind == "status":
        case.differ("status", Witness(kind="status", first=str(one), second=str(two)), scaled=True)
    elif kind == "optimum":
        witness = Witness(kind="optimum", first=one.value, second=two.value)
        case.differ("optimum", witness, scaled=False)


def compare_worst(case: Case) -> None:
    """Differ in the worst value that the objective can take."""
    one, two = case.worst = (_worst(case, case.raw[0]), _worst(case, case.raw[1]))
    kind = difference(one, two, case.options.margin)
    if kind:
        first = one.value if one.value is not None else one.status
        second = two.value if two.value is not None else two.status
        witness = Witness(kind="worst", first=first, second=second)
        case.differ("worst value", witness, scaled=kind == "status")
    if case.scaled is None:
        _compare_ratio(case)
    if case.relation is not None and case.same is None and _is_one_value(case):
        case.same, case.method = "equivalent", f"{case.method_scaled}, objective constant"


def _is_one_value(case: Case) -> bool:
    """Whether both objectives take one and the same value only."""
    ends = [end for pair in cost_ends(case) for end in pair]
    known = [end for end in ends if end is not None]
    flipped = case.raw[0].flipped != case.raw[1].flipped and any(abs(e) > 1e-9 for e in known)
    if len(known) < 4 or flipped:
        return False
    return max(known) - min(known) <= case.options.tolerance * _size(known[0])


def _worst(case: Case, system: System) -> Answer:
    """Return the largest cost, in the instance's own sense."""
    if not system.is_linear:
        sense: Literal["minimize", "maximize"] = "minimize" if system.flipped else "maximize"
        turned = replace(system.instance, sense=sense)
        return answer_of(turned, case.clock.left(case.options.optimum_seconds))
    found = case.source(system).region.largest(system.cost, case.options.optimum_seconds)
    if found.status in ("infeasible", "unbounded"):
        return Answer(found.status)
    if found.status == "open" or found.point is None or found.value is None:
        return Answer("open")
    if violation(system, snapped(system, found.point)) > 1e-6:
        return Answer("open")
    sign = -1.0 if system.flipped else 1.0
    ends = sorted(sign * (value + system.constant) for value in (found.value, found.bound))
    return Answer("optimal", ends[0], ends[1])


def cost_ends(case: Case) -> tuple[tuple[float | None, float | None], ...]:
    """Return best and worst cost of both instances as minimisations; None: not known or none."""
    worst = case.worst or (Answer("open"), Answer("open"))
    found: list[tuple[float | None, float | None]] = []
    for system, best, other in zip(case.raw, case.answers, worst, strict=True):
        sign = -1.0 if system.flipped else 1.0
        ends = [None if end.value is None else sign * end.value for end in (best, other)]
        found.append((ends[0], ends[1]))
    return tuple(found)


def _compare_ratio(case: Case) -> None:
    """Under a factor of the objective every end is multiplied by the same positive number."""
    (best, worst), (other_best, other_worst) = cost_ends(case)
    factors = []
    for one, two in ((best, other_best), (worst, other_worst)):
        if one is None or two is None or max(abs(one), abs(two)) < CLEAR:
            continue
        if one * two <= 0 or min(abs(one), abs(two)) < 1e-6:
            _not_scaled(case, "sign of an end", one, two)
            return
        factors.append(two / one)
    if len(factors) == 2 and _apart(factors[0], factors[1], 10 * case.options.margin):
        _not_scaled(case, "ratio of best and worst value", worst, other_worst)


def _apart(one: float, two: float, margin: float) -> bool:
    return abs(one - two) > margin * max(abs(one), abs(two))


def _not_scaled(case: Case, method: str, one: float | None, two: float | None) -> None:
    case.scaled, case.method_scaled = "different", method
    case.witness = case.witness or Witness(kind="worst", first=one, second=two)


def likely_scale(case: Case) -> float | None:
    """Return the one factor of the objective that the ends leave, None where they leave more."""
    if case.same is None:
        return 1.0
    (best, worst), (other_best, other_worst) = cost_ends(case)
    for one, two in ((best, other_best), (worst, other_worst)):
        if one is not None and two is not None and one * two > 0 and abs(one) >= CLEAR:
            return two / one
    return None


@dataclass
class _Walker:
    """Steps from value to value, starting at one end; `scale` is that of the objective."""

    system: System
    region: Region
    scale: float

    def end(self, up: bool) -> float | None:
        found = self.region.smallest if up else self.region.largest
        return self.total(found(self.system.cost))

    def step(self, place: float, up: bool) -> Extreme:
        """Return the next value beyond a place (in the first instance's unit)."""
        limit = (place + (3 if up else -3) * FINE * _size(place)) * self.scale
        limit -= self.system.constant
        sides = (limit, INFINITY) if up else (-INFINITY, limit)
        self.region.restrict(self.system.cost, *sides)
        found = (self.region.smallest if up else self.region.largest)(self.system.cost)
        self.region.release()
        return found

    def total(self, found: Extreme) -> float | None:
        """Return the cost in the first instance's unit."""
        return None if found.value is None else (found.value + self.system.constant) / self.scale

    def is_exact(self, found: Extreme) -> bool:
        """Whether the next value is proven: no point of the region lies before it."""
        if found.status == "infeasible":
            return True
        if found.status != "optimal" or found.value is None:
            return False
        size = _size(found.value)
        return abs(found.bound - found.value) <= 0.01 * FINE * size


def compare_values(case: Case) -> None:
    """Find a value near either end that only one instance can take."""
    first, second = case.raw
    linear = first.is_linear and second.is_linear
    whole = any(any(s.integer[c] for c in s.alive) for s in case.raw)
    scale = likely_scale(case) if case.worst else None
    if not linear or not whole or scale is None:
        return
    if case.same is None and first.flipped != second.flipped:
        return
    if any(answer.status != "optimal" for answer in case.answers):
        return
    regions = [case.source(system).region for system in case.raw]
    walkers = _Walker(first, regions[0], 1.0), _Walker(second, regions[1], scale)
    for up in (True, False):
        if not case.is_settled and not case.clock.is_over:
            _walk(case, walkers, up)


def _walk(case: Case, walkers: tuple[_Walker, _Walker], up: bool) -> None:
    place = walkers[0].end(up)
    other = walkers[1].end(up)
    if place is None or other is None or abs(place - other) > FINE * _size(place):
        return
    for _ in range(STEPS):
        found = [walker.step(place, up) for walker in walkers]
        if not all(w.is_exact(f) for w, f in zip(walkers, found, strict=True)):
            return
        totals = [walker.total(f) for walker, f in zip(walkers, found, strict=True)]
        if totals[0] is None and totals[1] is None:
            return
        if _only_one(case, walkers, found, totals, place):
            return
        if totals[0] is None or totals[1] is None or case.clock.is_over:
            return
        place = max(totals[0], totals[1]) if up else min(totals[0], totals[1])


def _only_one(
    case: Case,
    walkers: tuple[_Walker, _Walker],
    found: list[Extreme],
    totals: list[float | None],
    place: float,
) -> bool:
    """Whether the nearer of the two next values is out of the other's reach."""
    distances = [INFINITY if total is None else abs(total - place) for total in totals]
    nearer = 0 if distances[0] <= distances[1] else 1
    point = found[nearer].point
    if abs(distances[1] - distances[0]) <= FINE * _size(place) or point is None:
        return False
    walker = walkers[nearer]
    system = walker.system
    point = snapped(system, point)
    value = sum(v * point[c] for c, v in system.cost.items()) + system.constant
    drifted = abs(value / walker.scale - (totals[nearer] or 0.0)) > 1e-6 * _size(value)
    if violation(system, point) > 1e-7 or drifted:
        return False
    own = -value if system.flipped else value
    witness = Witness(
        kind="value",
        feasible_in="first" if nearer == 0 else "second",
        first=own if nearer == 0 else None,
        second=own if nearer == 1 else None,
        point={system.names[c]: v for c, v in point.items()},
    )
    # With a factor of one still possible both questions are answered; else only the scaled one.
    case.differ("value", witness, scaled=fixes_scale(case))
    return True


def fixes_scale(case: Case) -> bool:
    """Whether the ends leave no other factor of the objective than the one that was used."""
    (best, worst), (other_best, other_worst) = cost_ends(case)
    return any(
        one is not None and two is not None and one * two > 0 and abs(one) >= CLEAR
        for one, two in ((best, other_best), (worst, other_worst))
    )


def _size(value: float) -> float:
    return max(1.0, abs(value))
