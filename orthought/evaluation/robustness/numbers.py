"""Rule `numbers`: other numbers in the same text, with the answer that its proof then gives.

A number is changed where it stands once in the text and once in the proof, so that it is known what
it is. All others stay in both. A proof with a number of its own that the text does not hold may
have worked it out from one that is changed: its problem is left out.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.robustness.numerals import Numeral, numerals_of, written_like
from orthought.evaluation.robustness.passages import join_passages, passages_of, with_text
from orthought.evaluation.robustness.proof_numbers import (
    Proof,
    Unproven,
    countable,
    find_own_proof,
    own_amounts,
    prove_with,
)
from orthought.evaluation.robustness.rewording import Rule, chance_for
from orthought.evaluation.robustness.words import LABELS

ANY: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
SHARE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)")
SMALL: Final = 10
"""Whole numbers below it may be positions or counts in a proof."""
CONVERSIONS: Final = frozenset(map(Decimal, (12, 24, 52, 60, 100, 365, 1000)))
"""Numbers that may turn one unit into another."""
NO_AMOUNTS: Final = frozenset({Decimal("0.5")})
TINIEST: Final = Decimal("1e-6")
"""Smaller constants are tolerances."""
LEAST, MOST = 0.9, 1.1
FEW_DIGITS: Final = 3
TRIES: Final = 20
DRAWS: Final = 3
"""A draw may break what makes the problem solvable, or what its proof rests on."""


def renumber(problem: BenchmarkProblem, rule: Rule, seed: int) -> BenchmarkProblem | str:
    """Return a problem with other numbers and its new label, or why there is none."""
    chance = chance_for(rule, seed, problem.set_name, problem.identifier)
    why = ""
    for _ in range(DRAWS):
        try:
            return _renumbered(problem, find_own_proof(problem), chance)
        except Unproven as reason:
            why = str(reason)
    return why


def _renumbered(problem: BenchmarkProblem, proof: Proof, chance: random.Random) -> BenchmarkProblem:
    numbers = _chosen(problem, proof, chance)
    label = prove_with(proof, numbers)
    text = substitute(problem.text, numbers)
    return problem.model_copy(update={"text": text, "label": label, "reference": None})


def substitute(text: str, numbers: Mapping[Decimal, Decimal]) -> str:
    """Return a text with numbers in the place of others."""
    passages = passages_of(text)
    for position, passage in enumerate(passages):
        changed = passage.text
        for numeral in reversed(list(numerals_of(changed)) if passage.prose else []):
            new = numbers.get(numeral.value.normalize())
            if new is not None:
                written = written_like(new, numeral.text)
                changed = changed[: numeral.start] + written + changed[numeral.end :]
        passages = with_text(passages, position, changed)
    return join_passages(passages)


def _chosen(
    problem: BenchmarkProblem, proof: Proof, chance: random.Random
) -> dict[Decimal, Decimal]:
    """Return the new number for each that is changed.

    Raises:
        Unproven: none can be, or the proof has numbers of its own.
    """
    in_text = Counter(_value(match) for match in ANY.findall(problem.text))
    _require_explained(problem.text, set(in_text), own_amounts(proof))
    known, found = countable(proof), dict[Decimal, Decimal]()
    for numeral in _amounts(problem.text):
        value = numeral.value.normalize()
        if in_text[value] == 1 and value in known:
            new = _other(numeral, {*in_text, *found.values()}, chance)
            found |= {} if new is None else {value: new}
    if not found:
        raise Unproven("no amount stands exactly once in its text and once in its proof")
    return found


def _amounts(text: str) -> Iterator[Numeral]:
    """Yield the numbers in prose that are plainly amounts."""
    for passage in passages_of(text):
        for numeral in numerals_of(passage.text) if passage.prose else ():
            if not _is_odd(numeral):
                yield numeral


def _is_odd(numeral: Numeral) -> bool:
    """Tell whether a number may be a count, a position, a year, a name or a conversion."""
    value = numeral.value
    year = numeral.is_whole and 1900 <= value <= 2099 and "," not in numeral.text
    small = value == value.to_integral_value() and value < SMALL
    named = numeral.before.strip("(,;:").lower() in LABELS
    return small or year or named or value in CONVERSIONS or value in NO_AMOUNTS


def _require_explained(text: str, in_text: set[Decimal], amounts: set[Decimal]) -> None:
    """Refuse a proof with a number that may have been worked out from others."""
    shares = {_value(share) / 100 for share in SHARE.findall(text)}
    known = in_text | shares | {1 - share for share in shares} | CONVERSIONS | NO_AMOUNTS
    known = {value.normalize() for value in known}
    for value in sorted(amounts - known):
        if value > TINIEST and not (value == value.to_integral_value() and value <= SMALL):
            raise Unproven(f"its proof holds a number that the text does not ({value:f})")


def _other(numeral: Numeral, taken: set[Decimal], chance: random.Random) -> Decimal | None:
    """Return another number within a tenth; None where there is none.

    A whole number stays whole; a broken one gets a decimal more where it has few digits.
    """
    value, places = numeral.value, len(numeral.text.partition(".")[2])
    finer = places > 0 and len(value.as_tuple().digits) < FEW_DIGITS
    unit = Decimal(1).scaleb(-places - finer)
    for _ in range(TRIES):
        new = (value * Decimal(str(chance.uniform(LEAST, MOST)))).quantize(unit).normalize()
        if new not in taken and LEAST * float(value) <= new <= MOST * float(value):
            return new
    return None


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", "")).normalize()
