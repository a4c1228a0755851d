"""Proposals of which variable of one system is which of the other. A proposal proves nothing.

By names first (equal, then equal up to punctuation and case, then what a caller proposes), then
by structure: colours are refined over the rows that both have, rows of one side alone are passed
over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from orthought.evaluation.equivalence.isomorphism import Colours, Pairs, Side, group, sides
from orthought.evaluation.equivalence.region import Clock
from orthought.evaluation.equivalence.system import System

NamePairs = Callable[[Sequence[str], Sequence[str]], Mapping[str, str]]
"""Proposes names of the second instance for names of the first, such as by one model call."""
ROUNDS = 12
SINGLED = 60


def proposals(
    first: System, second: System, clock: Clock, pair_names: NamePairs | None = None
) -> Iterator[Pairs]:
    """Yield partial one-to-one maps from the first's variables to the second's, likeliest first."""
    seen: set[frozenset[tuple[int, int]]] = set()
    for partial in _all(first, second, clock, pair_names):
        for pairs in (partial, _completed(first, second, partial)):
            key = frozenset(pairs.items())
            if pairs and key not in seen:
                seen.add(key)
                yield pairs


def _completed(first: System, second: System, partial: Pairs) -> Pairs:
    """Pair what is left over on both sides in order, where that is as many of each kind."""
    left = [c for c in first.columns if c not in partial]
    used = set(partial.values())
    right = [c for c in second.columns if c not in used]
    pairs = dict(partial)
    for whole in (True, False):
        mine = [c for c in left if first.integer[c] == whole]
        theirs = [c for c in right if second.integer[c] == whole]
        if len(mine) == len(theirs):
            pairs.update(zip(mine, theirs, strict=True))
    return pairs


def _all(
    first: System, second: System, clock: Clock, pair_names: NamePairs | None
) -> Iterator[Pairs]:
    yield by_names(first, second, lambda name: name)
    yield by_names(first, second, _plain)
    if pair_names is not None:
        yield _by_caller(first, second, pair_names)
    for with_bounds in (True, False):
        if not clock.is_over:
            yield by_structure(first, second, clock, with_bounds=with_bounds)
    if len(first.alive) == len(second.alive):
        yield dict(zip(first.columns, second.columns, strict=True))


def by_names(first: System, second: System, form: Callable[[str], str]) -> Pairs:
    """Pair variables whose names have the same form; forms that occur twice are passed over."""
    counts = Counter(form(second.names[column]) for column in second.columns)
    places = {form(second.names[column]): column for column in second.columns}
    own = Counter(form(first.names[column]) for column in first.columns)
    return {
        column: places[form(first.names[column])]
        for column in first.columns
        if own[form(first.names[column])] == 1 and counts[form(first.names[column])] == 1
    }


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


def _by_caller(first: System, second: System, pair_names: NamePairs) -> Pairs:
    one = {first.names[column]: column for column in first.columns}
    two = {second.names[column]: column for column in second.columns}
    found: Pairs = {}
    for name, other in pair_names(tuple(one), tuple(two)).items():
        if name in one and other in two and two[other] not in found.values():
            found[one[name]] = two[other]
    return found


def by_structure(first: System, second: System, clock: Clock, *, with_bounds: bool) -> Pairs:
    """Pair variables by colours refined over the rows that both systems have."""
    one, two = sides(first, second)
    colours = _start(one, with_bounds), _start(two, with_bounds)
    colours = _loosely_stable(one, two, colours, clock)
    for step in range(SINGLED):
        choice = _first_choice(*colours)
        if choice is None or clock.is_over:
            break
        fresh = one.intern(("single", step, with_bounds))
        colours = {**colours[0], choice[0]: fresh}, {**colours[1], choice[1]: fresh}
        colours = _loosely_stable(one, two, colours, clock)
    return _paired(*colours)


def _start(side: Side, with_bounds: bool) -> Colours:
    if with_bounds:
        return side.start()
    system = side.system
    return {
        c: side.intern((round(system.cost.get(c, 0.0) / side.scale, 9), system.integer[c]))
        for c in system.columns
    }


def _loosely_stable(
    one: Side, two: Side, colours: tuple[Colours, Colours], clock: Clock
) -> tuple[Colours, Colours]:
    """Refine over common rows as long as that leaves no fewer variables with a partner."""
    matched = _partners(*colours)
    for _ in range(ROUNDS):
        if clock.is_over:
            break
        fresh = _refined(one, two, colours)
        found = _partners(*fresh)
        if found < matched:
            break
        stable = len(set(fresh[0].values())) == len(set(colours[0].values()))
        colours, matched = fresh, found
        if stable:
            break
    return colours


def _refined(one: Side, two: Side, colours: tuple[Colours, Colours]) -> tuple[Colours, Colours]:
    keys = []
    for side, own in zip((one, two), colours, strict=True):
        keys.append([side.signature_of(row, own) for row in side.rows])
    common = {key for key, _ in keys[0]} & {key for key, _ in keys[1]}
    return (
        one.refined(colours[0], common, keys[0]),
        two.refined(colours[1], common, keys[1]),
    )


def _partners(one: Colours, two: Colours) -> int:
    return sum((Counter(one.values()) & Counter(two.values())).values())


def _first_choice(one: Colours, two: Colours) -> tuple[int, int] | None:
    """Return the first pair of a smallest class that leaves a choice."""
    mine, theirs = group(one), group(two)
    best: tuple[int, int, int] | None = None
    for colour, members in mine.items():
        others = theirs.get(colour, [])
        if others and len(members) + len(others) > 2:
            size = max(len(members), len(others))
            if best is None or (size, members[0]) < best[:2]:
                best = (size, members[0], others[0])
    return best[1:] if best else None


def _paired(one: Colours, two: Colours) -> Pairs:
    theirs = group(two)
    pairs: Pairs = {}
    for colour, members in group(one).items():
        pairs.update(zip(sorted(members), sorted(theirs.get(colour, [])), strict=False))
    return pairs
