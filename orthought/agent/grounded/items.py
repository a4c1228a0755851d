"""What is asked about a sentence: its numbers, and a comparison that has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from orthought.agent.reading.numbers import TextNumber
from orthought.agent.reading.sentences import Sentence
from orthought.base import Model

COMPARE: Final = "compare"
WORDS_AFTER: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+")
_CUE: Final = re.compile(
    r"\b(?:than|exceed(?:s|ed)?|as many|as much(?! as possible)|equal(?:s|led)?"
    r"|same (?:number|amount)|only if|unless|outnumber|no more|no fewer)\b",
    re.IGNORECASE,
)
_FACTOR_WORD: Final = re.compile(r"\b(?:twice|thrice|double|half|triple|third|quarter)\b", re.I)
_TIMES: Final = re.compile(r"\s*times\s+(?:as|the|more|less|that|those|what|of)\b", re.I)
_AS_MANY: Final = re.compile(r"\s*(?:as|the|of the|that of)\s+(?:many|much|number|amount)\b", re.I)
_AGAINST_NUMBER: Final = re.compile(
    r"\b(?:more|less|fewer|larger|higher|greater) than\s+\$?\d|exceed(?:s|ed)?\s+\$?\d", re.I
)
_END: Final = r"(?: a total of)?\s*\$?\s*$"
# 'more than' and 'less than' are left open: what they mean turns with a 'cannot' far before them.
_AT_MOST: Final = re.compile(
    r"(?:\bat most|\bno(?:t)? more than|\bup to|\bmaximum of|(?:not|n't|never) exceed"
    r"|\blimited to)" + _END,
    re.IGNORECASE,
)
_AT_LEAST: Final = re.compile(
    r"(?:\bat least|\bno(?:t)? (?:less|fewer) than|\bminimum of)" + _END, re.IGNORECASE
)


class Item(Model):
    """One number of a sentence, or its comparison, with what its words leave no doubt of."""

    text: str
    """As written; `compare` for a comparison without a number."""
    value: float = 0.0
    percent: bool = False
    fraction: bool = False
    """Whether it may be a part of one: 'a third', '0.2'."""
    factor: bool = False
    """Whether it says how many times as many."""
    relation: Literal["", "<=", ">="] = ""
    """The limit that stands right before it ('at most'); '' where none does."""
    after: str = ""
    """The words behind it: what it counts."""
    sentence: int
    position: int = 0
    """Where it stands in the sentence; of a comparison, where its cue does."""


def items_of(
    sentence: Sentence, numbers: Sequence[TextNumber], decisions: Sequence[str] = ()
) -> tuple[Item, ...]:
    """Return what is to be asked about a sentence, in its order.

    Args:
        sentence: the sentence.
        numbers: of the whole text.
        decisions: declared names; a number that is part of one ('beaker 1') is none to ask about.
    """
    named = [
        range(sentence.start + match.start(), sentence.start + match.end())
        for name in decisions
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence.text, re.IGNORECASE)
    ]
    own = [
        number
        for number in numbers
        if number.sentence == sentence.number
        and not number.label
        and _matters(number)
        and not any(number.start in span for span in named)
    ]
    items = [_item(sentence, number) for number in own]
    # What is asked for at the end compares nothing: 'How many ... to earn more than before?'
    cue = None if sentence.text.rstrip().endswith("?") else _CUE.search(sentence.text)
    against = own and _AGAINST_NUMBER.search(sentence.text) is not None
    if cue and not against and not any(item.factor or item.percent for item in items):
        items.append(Item(text=COMPARE, sentence=sentence.number, position=cue.start()))
    return tuple(items)


def _item(sentence: Sentence, number: TextNumber) -> Item:
    before = sentence.text[: number.start - sentence.start]
    after = sentence.text[number.end - sentence.start :]
    is_word = _FACTOR_WORD.search(number.text) is not None
    return Item(
        text=number.text.strip() + ("%" if number.percent else ""),
        value=number.value,
        percent=number.percent,
        fraction=0 < number.value < 1,
        factor=bool(_TIMES.match(after)) or (is_word and bool(_AS_MANY.match(after))),
        relation="<=" if _AT_MOST.search(before) else ">=" if _AT_LEAST.search(before) else "",
        after=" ".join(_WORD.findall(after)[:WORDS_AFTER]),
        sentence=sentence.number,
        position=len(before),
    )


def _matters(number: TextNumber) -> bool:
    """Leave 'one' and 'two types of' aside: small number words count where they limit."""
    if not number.word or number.firm or number.value > 2:
        return True
    return _FACTOR_WORD.search(number.text) is not None
