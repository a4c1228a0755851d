"""Derived sets: a base set in other words, or with other numbers."""

from __future__ import annotations

import hashlib

from orthought.base import Model
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.robustness.naming import NUMBERS, Derived
from orthought.evaluation.robustness.perturbing import VERSION, perturb
from orthought.evaluation.robustness.rules import reword, rule_named
from orthought.evaluation.sets.cards import SetCard


class DerivedProblems(Model):
    """The problems of a base set that a rule changes."""

    problems: tuple[BenchmarkProblem, ...]
    left_out: dict[str, str]
    """The others with the reason, by identifier."""


def derived_card(card: SetCard, derived: Derived) -> SetCard:
    """Return the card of a derived set.

    Raises:
        InputError: no such rule; near misses are named.
    """
    meaning = meaning_of(derived.rule)
    return card.model_copy(
        update={
            "name": derived.name,
            "title": f"{card.title}, in other words: {derived.rule} (seed {derived.seed})"
            if derived.rule != NUMBERS
            else f"{card.title}, with other numbers (seed {derived.seed})",
            "description": f"Derived from {card.name}: {meaning}.",
            "quirks": (
                *card.quirks,
                "Problems that the rule does not change are left out.",
            ),
        }
    )


def meaning_of(rule: str) -> str:
    """Return what a rule does, in words.

    Raises:
        InputError: no such rule; near misses are named.
    """
    if rule == NUMBERS:
        return "other numbers in the same text, with labels proven anew"
    return rule_named(rule).meaning


def derive(problems: tuple[BenchmarkProblem, ...], derived: Derived) -> DerivedProblems:
    """Return the problems of a derived set.

    Args:
        problems: the base set's.
        derived: which rule and seed.

    Raises:
        InputError: no such rule; near misses are named.
    """
    meaning_of(derived.rule)
    found: list[BenchmarkProblem] = []
    left_out: dict[str, str] = {}
    for problem in problems:
        changed = _changed(problem, derived)
        if isinstance(changed, str):
            left_out[problem.identifier] = changed
        else:
            found.append(changed)
    return DerivedProblems(problems=tuple(found), left_out=left_out)


def digest_of(base_digest: str, derived: Derived) -> str:
    """Return the SHA-256 that names base, rule, its version and seed, hexadecimal."""
    version = VERSION if derived.rule == NUMBERS else rule_named(derived.rule).version
    content = f"{base_digest} {derived.rule} {version} {derived.seed}"
    return hashlib.sha256(content.encode()).hexdigest()


def _changed(problem: BenchmarkProblem, derived: Derived) -> BenchmarkProblem | str:
    """Return the changed problem, or why there is none."""
    if derived.rule == NUMBERS:
        perturbed = perturb(problem, derived.seed)
        if isinstance(perturbed, str):
            return perturbed
        changes = {"text": perturbed.text, "label": perturbed.label, "reference": None}
    else:
        seed = f"{derived.seed} {problem.set_name} {problem.identifier}"
        reworded = reword(problem.text, derived.rule, seed)
        if not reworded.changes:
            return f"the rule {derived.rule} finds nothing to change"
        changes = {"text": reworded.text}
    return problem.model_copy(update={"set_name": derived.name, **changes})
