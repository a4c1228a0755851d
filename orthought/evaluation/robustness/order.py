"""Rule `order`: independent sentences in another order.

The first sentence of a passage, questions and the last sentence stay where they are. A sentence
that points back moves with the one before it, and what a sentence introduces ('a partner firm') is
never spoken of ('the partner firm') before it.
"""

from __future__ import annotations

import random
import re
from itertools import pairwise
from typing import Final

from orthought.evaluation.robustness.passages import (
    Passage,
    join_passages,
    passages_of,
    with_text,
)
from orthought.evaluation.robustness.sentences import (
    announces,
    is_question,
    refers_back,
    sentences_of,
)

Group = list[str]
"""Sentences that stay together."""
NEW: Final = re.compile(
    r"\b(?:an?|one|two|three|some|several|\d+)\s+(?=((?:[\w-]+\s+){0,2}[\w-]+))", re.IGNORECASE
)
KNOWN: Final = re.compile(r"\bthe\s+(?=((?:[\w-]+\s+){0,2}[\w-]+))", re.IGNORECASE)
TRIES: Final = 20


def reorder(text: str, chance: random.Random) -> tuple[str, int]:
    """Return the text with sentences in another order, and how many have another place."""
    passages, changes = passages_of(text), 0
    prose = [position for position, passage in enumerate(passages) if passage.prose]
    for position in prose:
        before = sentences_of(passages[position].text)
        ends = position == prose[-1] and position == len(passages) - 1
        leads = not ends and not _precedes_prose(passages, position)
        after = _reorder_passage(before, chance, keep_last=ends or leads)
        moved = sum(a != b for a, b in zip(before, after, strict=True))
        if moved:
            passages, changes = with_text(passages, position, " ".join(after)), changes + moved
    return (join_passages(passages), changes) if changes else (text, 0)


def _precedes_prose(passages: tuple[Passage, ...], position: int) -> bool:
    """Tell whether prose follows a passage, and no table that its last sentence leads to."""
    following = [p for p in passages[position + 1 :] if p.text.strip()]
    return bool(following) and following[0].prose


def _reorder_passage(sentences: list[str], chance: random.Random, *, keep_last: bool) -> list[str]:
    groups = _groups(sentences)
    last = len(groups) - 1
    fixed = [
        place == 0 or (place == last and keep_last) or any(map(is_question, group))
        for place, group in enumerate(groups)
    ]
    result: list[Group] = []
    free: list[Group] = []
    for group, stays in zip(groups, fixed, strict=True):
        if not stays:
            free.append(group)
            continue
        result += [*_shuffled(free, result, chance), group]
        free = []
    result += _shuffled(free, result, chance)
    return [sentence for group in result for sentence in group]


def _groups(sentences: list[str]) -> list[Group]:
    """Join each sentence to the one that it needs."""
    groups = [sentences[:1]] if sentences else []
    for before, sentence in pairwise(sentences):
        if refers_back(sentence) or announces(before):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return groups


def _shuffled(groups: list[Group], before: list[Group], chance: random.Random) -> list[Group]:
    """Return groups in another order that keeps what is introduced before what speaks of it."""
    if len(groups) < 2:
        return groups
    needs = _needs(groups, " ".join(sentence for group in before for sentence in group))
    for _ in range(TRIES):
        places = _random_order(needs, chance)
        if places != sorted(places):
            return [groups[place] for place in places]
    return groups


def _needs(groups: list[Group], before: str) -> list[set[int]]:
    """Return for each group the earlier ones that introduce what it speaks of."""
    texts = [" ".join(group) for group in groups]
    known = set(before.lower().split())
    new = [_words(NEW, text) - known for text in texts]
    return [
        {earlier for earlier in range(place) if new[earlier] & _words(KNOWN, text)}
        for place, text in enumerate(texts)
    ]


def _words(pattern: re.Pattern[str], text: str) -> set[str]:
    return {
        word
        for match in pattern.finditer(text)
        for word in match[1].lower().split()
        if len(word) > 2
    }


def _random_order(needs: list[set[int]], chance: random.Random) -> list[int]:
    order: list[int] = []
    left = list(range(len(needs)))
    while left:
        ready = [place for place in left if needs[place] <= set(order)]
        order.append(chance.choice(ready))
        left.remove(order[-1])
    return order
