"""No wrong verdict: random small problems, checked by listing all of their points."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from orthought.evaluation.equivalence import compare
from tests.evaluation.equivalence.small import (
    HARMLESS,
    Small,
    permute,
    random_small,
    values_of,
)

SEEDS = st.integers(0, 10**6)
QUICK = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@QUICK
@given(SEEDS, st.booleans())
def test_harmless_edits_are_never_different(seed: int, whole: bool) -> None:
    random = Random(seed)
    small = random_small(random, whole=whole)
    assume(small.points())
    edited = small.copy()
    for edit in random.sample(HARMLESS, random.randint(1, 3)):
        edit(edited, random)
    found = compare(small.instance(), edited.instance())
    assert found.verdict != "different", found
    assert found.verdict_scaled != "different", found


def test_most_harmless_edits_are_recognised() -> None:
    found = []
    for seed in range(60):
        random = Random(seed)
        small = random_small(random)
        if not small.points():
            continue
        edited = small.copy()
        random.choice(HARMLESS)(edited, random)
        found.append(compare(small.instance(), edited.instance()).verdict)
    assert found.count("equivalent") >= 0.9 * len(found)


def misread(small: Small, random: Random) -> None:
    """Change one thing, as a slip would."""
    terms, low, high = small.rows[random.randrange(len(small.rows))]
    place = small.rows.index((terms, low, high))
    slip = random.randrange(5)
    if slip == 0:
        terms[random.randrange(len(terms))] += random.choice([-1, 1])
    elif slip == 1:
        ends = [None if side is None else side + random.choice([-1, 1]) for side in (low, high)]
        small.rows[place] = (terms, min(ends, key=_low), max(ends, key=_high))
    elif slip == 2:
        small.rows.pop(place)
    elif slip == 3:
        small.cost[random.randrange(len(terms))] += random.choice([-1, 1])
    else:
        column = random.randrange(len(terms))
        small.upper[column] = (small.upper[column] or 0) + 1


def _low(side: float | None) -> float:
    return float("-inf") if side is None else side


def _high(side: float | None) -> float:
    return float("inf") if side is None else side


@QUICK
@given(SEEDS, st.sampled_from(["misread", "permuted", "another"]))
def test_verdicts_agree_with_the_listing(seed: int, way: str) -> None:
    random = Random(seed)
    first = random_small(random)
    second = random_small(random) if way == "another" else first.copy()
    if way != "another":
        misread(second, random)
    mine, theirs = first.points(), second.points()
    assume(mine and theirs)
    alike = len(first.names) == len(second.names)
    same = alike and mine == theirs and first.sense == second.sense
    if way == "permuted":
        permute(second, random)
    found = compare(first.instance(), second.instance())
    if same:
        assert found.verdict != "different", found
        assert found.verdict_scaled != "different", found
    if values_of(mine) != values_of(theirs):
        # Any map that keeps the objective keeps how often each value is taken.
        assert found.verdict != "equivalent", found
    counts = [sorted(values_of(points).values()) for points in (mine, theirs)]
    if counts[0] != counts[1]:
        assert found.verdict_scaled != "equivalent", found


@QUICK
@given(SEEDS)
def test_declared_names_settle_every_small_pair(seed: int) -> None:
    random = Random(seed)
    first = random_small(random)
    second = first.copy()
    misread(second, random)
    mine, theirs = first.points(), second.points()
    assume(mine and theirs)
    found = compare(first.instance(), second.instance(), declared="names")
    assert found.verdict == ("equivalent" if mine == theirs else "different"), found
