"""Benchmark sets: their cards, loading, pulling, the user's own sets, and choosing problems."""

from orthought.evaluation.sets.cards import KnownCopy, SetCard
from orthought.evaluation.sets.library import (
    BenchmarkSet,
    find_card,
    is_here,
    list_sets,
    load_problem,
    load_set,
)
from orthought.evaluation.sets.own import add_set
from orthought.evaluation.sets.pulling import pull_set
from orthought.evaluation.sets.select import select

__all__ = [
    "BenchmarkSet",
    "KnownCopy",
    "SetCard",
    "add_set",
    "find_card",
    "is_here",
    "list_sets",
    "load_problem",
    "load_set",
    "pull_set",
    "select",
]
