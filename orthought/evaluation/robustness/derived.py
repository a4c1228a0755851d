"""Derived sets: the problems of a set, each changed by one rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Final

from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.robustness.keeping import Results, kept_or_made, proofs_digest
from orthought.evaluation.robustness.rewording import NUMBERS, Rule, reword, rule_of
from orthought.evaluation.sets.cards import SetCard
from orthought.evaluation.sets.derived_names import DerivedName
from orthought.evaluation.sets.library import BenchmarkSet

TABLES: Final = "it has tables, which may rely on the units of the text"
NOTHING: Final = "the rule finds nothing to change"


def derived_card(base: SetCard, name: DerivedName) -> SetCard:
    """Return the card of a derived set, as far as it is known without its problems.

    Raises:
        InputError: there is no such rule.
    """
    rule = rule_of(name.rule)
    note = f"Derived from {base.name} by the rule {rule.name} ({rule.meaning}), seed {name.seed}."
    return base.model_copy(
        update={
            "name": str(name),
            "title": f"{base.title}: {rule.meaning} (seed {name.seed})",
            "digest": "",
            "digest_note": "made on this machine; the same for the same base, rule and seed",
            "copies": (),
            "quirks": (note, *base.quirks),
        }
    )


def derive(base: BenchmarkSet, name: DerivedName) -> BenchmarkSet:
    """Return a derived set; problems that the rule cannot change are left out, with the reason.

    Raises:
        InputError: there is no such rule.
    """
    rule, card = rule_of(name.rule), derived_card(base.card, name)
    digest = digest_of_derived(base, rule, name.seed)
    found = _derived(base, rule, name.seed, digest)
    changed = [p for p in found.values() if isinstance(p, BenchmarkProblem)]
    problems = _under(card.name, changed)
    left_out = {key: reason for key, reason in found.items() if isinstance(reason, str)}
    note = f"{rule.name}, seed {name.seed}: {len(problems)} of {len(found)} problems changed"
    return BenchmarkSet(
        card=card.model_copy(update={"left_out": {**card.left_out, **left_out}}),
        problems=problems,
        complete=base.complete,
        digest=digest,
        note=f"{base.note}; {note}" if base.note else note,
        base=_under(card.name, base.problems),
    )


def _under(name: str, problems: Iterable[BenchmarkProblem]) -> tuple[BenchmarkProblem, ...]:
    return tuple(problem.model_copy(update={"set_name": name}) for problem in problems)


def digest_of_derived(base: BenchmarkSet, rule: Rule, seed: int) -> str:
    """Return the SHA-256 that stands for a derived set, hexadecimal.

    It is made from the digest of the base, the rule with its version, the seed, and the proofs
    where the answers come from them.
    """
    parts = [base.digest, rule.name, rule.version, seed]
    if rule.name == NUMBERS:
        parts.append(proofs_digest(base.card.name))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _derived(base: BenchmarkSet, rule: Rule, seed: int, digest: str) -> Results:
    if rule.name != NUMBERS:
        return {p.identifier: _reworded(p, rule, seed) for p in base.problems}
    from orthought.evaluation.robustness.numbers import renumber

    return kept_or_made(digest, base.problems, lambda problem: renumber(problem, rule, seed))


def _reworded(problem: BenchmarkProblem, rule: Rule, seed: int) -> BenchmarkProblem | str:
    if rule.needs_plain_text and (problem.files or problem.values):
        return TABLES
    found = reword(problem.text, rule.name, seed, problem.set_name, problem.identifier)
    if not found.changes or found.text == problem.text:
        return NOTHING
    return problem.model_copy(update={"text": found.text})
