"""What the words of a sentence limit: the side of each number, and duties without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from orthought.agent.reading.numbers import TextNumber
from orthought.agent.reading.sentences import Sentence
from orthought.base import Model

Side = Literal["upper", "lower", "exact"]


class StatedLimit(Model):
    """A limit that a sentence puts into words."""

    side: Side
    number: TextNumber | None = None
    """None where the words name no number ('must not be interrupted')."""
    implied: bool = False
    """Whether only what there is or is needed says it ('has 210 seats', 'needs 30 t')."""


def limits_of(sentence: Sentence, numbers: Sequence[TextNumber]) -> tuple[StatedLimit, ...]:
    """Return the limits of a sentence: one for each number whose side is said, and the rest.

    Args:
        sentence: the sentence.
        numbers: numbers of the text; those of other sentences are left aside.
    """
    own = [n for n in numbers if n.sentence == sentence.number and not n.label]
    found = list(_of_numbers(sentence, own))
    found += [StatedLimit(side=side) for side in _sides_of_words(sentence.text, found)]
    if found:
        return tuple(found)
    side = _implied_side(sentence.text)
    if side is None:
        return ()
    return tuple(StatedLimit(side=side, number=number, implied=True) for number in own)


def is_limiting(text: str) -> bool:
    """Whether a sentence states a limit or a duty in words that are seldom used otherwise."""
    return _DUTY.search(text) is not None or any(p.search(text) for p in _ANYWHERE.values())


def is_firmly_limiting(text: str) -> bool:
    """Whether a sentence states at most, at least, exactly, or forbids something."""
    return _FORBIDS.search(text) is not None or any(p.search(text) for p in _ANYWHERE.values())


def is_about_kinds(text: str) -> bool:
    """Whether a sentence says that amounts are whole or may be divided."""
    return _KINDS.search(text) is not None


def allows_fractions(text: str) -> bool:
    """Whether a text lets things be divided."""
    return _FRACTIONS.search(text) is not None


def asks(text: str) -> bool:
    """Whether a sentence asks for the answer or says what is to be optimised."""
    return "?" in text or _AIM.search(text) is not None


def wanted_sense(text: str) -> Literal["minimize", "maximize"] | None:
    """Return the sense that a question's words ask for, None where they tell none or both."""
    down, up = _DOWN.search(text) is not None, _UP.search(text) is not None
    if down == up:
        return None
    return "minimize" if down else "maximize"


def sense_of_meaning(meaning: str) -> Literal["minimize", "maximize"] | None:
    """Return the sense that what an objective measures has by itself: costs, earnings."""
    burden, benefit = _BURDEN.search(meaning) is not None, _BENEFIT.search(meaning) is not None
    if burden == benefit:
        return None
    return "minimize" if burden else "maximize"


def _of_numbers(sentence: Sentence, own: Sequence[TextNumber]) -> Iterator[StatedLimit]:
    previous: Side | None = None
    read_to = 0
    for position, number in enumerate(own):
        following = own[position + 1].start - sentence.start if position + 1 < len(own) else None
        start, end = number.start - sentence.start, number.end - sentence.start
        between = sentence.text[read_to:start]
        side = _side(between, sentence.text[end:following])
        if side is None and position and _GOES_ON.fullmatch(between):
            side = previous
        if side is not None:
            yield StatedLimit(side=side, number=number)
        previous, read_to = side, end


def _side(before: str, after: str) -> Side | None:
    """Return the side of the number that stands between two texts."""
    match = _BEFORE.search(before)
    if match:
        side: Side = next(name for name in _SIDES if match[name])
        return _opposite(side) if side != "exact" and _is_negated(before, match) else side
    match = _AFTER.match(after)
    return next(name for name in _SIDES[:2] if match[name]) if match else None


def _is_negated(before: str, match: re.Match[str]) -> bool:
    """'may not get more than 40' and 'must not be shorter than 10' turn their comparison."""
    if not _COMPARISON.search(match.group()):
        return False
    clause = re.split(r"[,;:]|\b(?:but|and|while)\b", before[: match.start()])[-1]
    return _NEGATION.search(clause) is not None


def _opposite(side: Side) -> Side:
    return "lower" if side == "upper" else "upper"


def _sides_of_words(text: str, found: Sequence[StatedLimit]) -> Iterator[Side]:
    """Yield sides that a sentence names without a number of its own."""
    taken = {limit.side for limit in found}
    yield from (s for s, pattern in _ANYWHERE.items() if pattern.search(text) and s not in taken)


def _implied_side(text: str) -> Side | None:
    there, needed = _THERE.search(text) is not None, _NEEDED.search(text) is not None
    if there == needed or (needed and _OF_ONE.search(text)):
        return None
    return "upper" if there else "lower"


_SIDES: Final[tuple[Side, ...]] = ("upper", "lower", "exact")
_MORE: Final = r"more than|(?:greater|higher|larger|longer|later) than|above|over"
_LESS: Final = r"(?:less|fewer|lower|smaller|shorter|earlier) than|below|under|before"
_UPPER: Final = (
    rf"at (?:the )?most|(?:no|not) (?:{_MORE})|(?:not|never|without) (?:to )?exceed(?:ing)?|"
    rf"up to|(?:a |the )?maximum(?: of)?|limited to|{_LESS}|h\u00f6chstens|maximal|au plus"
)
_LOWER: Final = (
    rf"at (?:the )?least|(?:no|not) (?:{_LESS})|(?:a |the )?minimum(?: of)?|{_MORE}|"
    r"mindestens|wenigstens|au moins"
)
_EXACT: Final = r"exactly|precisely|equal to|genau"
_BETWEEN: Final = (
    r"(?:\s+(?:an?|the|about|of|total|in|all|only|just|its|their|be|is|are|another)){0,3}"
)
_BEFORE: Final = re.compile(
    rf"\b(?:(?P<upper>{_UPPER})|(?P<lower>{_LOWER})|(?P<exact>{_EXACT}))"
    rf"{_BETWEEN}\s*[$\u20ac\u00a3\u00a5(]?\s*$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"\s*(?:%|[^\W\d_]+)?(?:\s[^\W\d_]+){0,2}?\s*"
    r"(?:(?P<upper>at (?:the )?most|or (?:less|fewer|below))|"
    r"(?P<lower>at (?:the )?least|or (?:more|above)))\b",
    re.IGNORECASE,
)
_COMPARISON: Final = re.compile(rf"^(?:{_MORE}|{_LESS})", re.IGNORECASE)
_NEGATION: Final = re.compile(
    r"\b(?:no|not|never|cannot|can't|nobody|none|neither|nor|without|unwilling|"
    r"refuses?|refused)\b",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    r"(?:\s?\[?[^\W\d_]+){0,3}(?:\s?,|\s?;|\s(?:and|or)|,\s(?:and|or))\s?"
    r"(?:(?!it\b|they\b|he\b|she\b)[^\W\d_]+\s){0,2}[$\u20ac\u00a3\u00a5]?",
    re.IGNORECASE,
)
"""What stands between two numbers of a list: 'at most 130 walkers, 55 cyclists and 60 cars'."""
_ANYWHERE: Final[dict[Side, re.Pattern[str]]] = {
    "upper": re.compile(
        r"\b(?:at (?:the )?most|no more(?: [^\W\d_]+){0,9} than|not more than|not exceed|exceed|"
        r"up to|maximum|"
        r"limited to|no later than|no longer than|largest|h\u00f6chstens)\b",
        re.IGNORECASE,
    ),
    "lower": re.compile(
        r"\b(?:at (?:the )?least|no less than|not less than|no fewer than|not fewer than|minimum|"
        r"no earlier than|not before|enough|mindestens)\b",
        re.IGNORECASE,
    ),
    "exact": re.compile(r"\b(?:exactly|precisely|equal to|genau)\b", re.IGNORECASE),
}
_DUTY: Final = re.compile(
    r"\b(?:must|cannot|can not|may not|has to|have to|need to|needs to|required to|not allowed|"
    r"(?<!not be )forbidden|prohibited|only if|only when|only once|unless|may only|can only|"
    r"shall|is not possible|never)\b",
    re.IGNORECASE,
)
_FORBIDS: Final = re.compile(
    r"\b(?:must not|cannot|can not|may not|not allowed|(?<!not be )forbidden|prohibited|only if|"
    r"only when|only once|may only|can only|never)\b",
    re.IGNORECASE,
)
_THERE: Final = re.compile(
    r"\b(?:has|have|there (?:is|are)|available|budget|in stock|owns?|receives?|seats|capacity|"
    r"(?:is|are) open|holds?|within|runs?|can (?:work|dig|carry|hold|store|make|produce))\b",
    re.IGNORECASE,
)
_OF_ONE: Final = re.compile(r"\b(?:per|each|every)\b", re.IGNORECASE)
"""What one of something needs is no limit of what there is."""
_NEEDED: Final = re.compile(
    r"\b(?:needs?|needed|requires?|required|must|has to|have to|asks? for|should)\b",
    re.IGNORECASE,
)
_KINDS: Final = re.compile(
    r"\bfractions?\b|\bwhole (?:number|unit|piece)|\binteger|\bdivisible\b|completely or not|"
    r"either (?:fully|completely)|all or nothing|\bnot at all\b",
    re.IGNORECASE,
)
_FRACTIONS: Final = re.compile(
    r"fraction|average|divisible|partial|part of an? |parts of|need not be (?:whole|integer)|"
    r"continuous|any amount|any quantity|decimal|bruchteil|durchschnitt",
    re.IGNORECASE,
)
_AIM: Final = re.compile(
    r"\b(?:maximi[sz]\w+|minimi[sz]\w+|objective|the goal|the aim|wants? to|would like to|"
    r"wish(?:es)? to|so as to)\b",
    re.IGNORECASE,
)
_BURDEN: Final = re.compile(
    r"\b(?:costs?|expenses?|distance|waste|penalt(?:y|ies)|risk|variance|emissions?|delays?|"
    r"lateness|tardiness|makespan|toll|rent|pay)\b",
    re.IGNORECASE,
)
_BENEFIT: Final = re.compile(
    r"\b(?:profits?|earnings?|revenues?|income|gains?|benefits?|yield|returns?|takings|margin|"
    r"coverage|satisfaction|savings?|sales)\b",
    re.IGNORECASE,
)
_AS: Final = r"\bas (?:{})(?:\s[^\W\d_]+){{0,3}}? as possible\b"
_DOWN: Final = re.compile(
    r"\b(?:minimi[sz]\w*|lowest|cheapest|shortest|smallest|fewest|quickest|fastest|lightest|least|"
    r"minimum|minimal|keep the cost low)\b|"
    + _AS.format("low|small|short|little|few|cheap|cheaply|early|soon|quickly|light"),
    re.IGNORECASE,
)
_UP: Final = re.compile(
    r"\b(?:maximi[sz]\w*|largest|highest|greatest|biggest|best|maximum|maximal|the most)\b|"
    + _AS.format("high|large|much|many|great|big|long"),
    re.IGNORECASE,
)
