"""Sentences of a prose passage, and what ties one to another."""

from __future__ import annotations

import re
from typing import Final

from orthought.evaluation.robustness.word_lists import words_in

END: Final = re.compile(r"[.?!][\"”\u2019)]*\s+(?=[\"“\u2018(]*[A-Z0-9$€£`])")
ABBREVIATIONS: Final = words_in(
    "e.g i.e etc approx vs no nos dr mr mrs ms fig figs eq eqs st max min. incl resp ca cf"
)
STARTS: Final = re.compile(
    r"(?:this|these|those|that|it|its|they|their|them|he|she|his|her|we|our|however|also|therefore"
    r"|thus|then|hence|otherwise|moreover|furthermore|additionally|similarly|finally|both|such|but"
    r"|and|or|so|yet|likewise|here|another|others|some|together|instead|next|afterwards|neither"
    r"|either|in addition|in turn|as a result|for example|for instance|in that|in this|if so"
    r"|if not|of these|of them|the same|the others?|the rest|the remaining|the latter|the former"
    r"|all of|each of|none of|any of|in both|in each case|in contrast|in comparison"
    r"|by comparison|once|lastly|secondly|thirdly|on the other hand"
    r"|accordingly|consequently|meanwhile|besides|all other|no other|every other)\b",
    re.IGNORECASE,
)
"""How a sentence begins that cannot stand without the one before it."""
INNER: Final = re.compile(
    r"\b(?:these|those|them|they|such|former|latter|respectively|same|others?|above|following"
    r"|previous|aforementioned|another|again|likewise|also|too|thereof|neither|said|entry|entries"
    r"|this(?!\s+(?:morning|day|week|month|quarter|season|year)\b))\b",
    re.IGNORECASE,
)
"""Words inside a sentence that may point to the one before it."""
ANNOUNCES: Final = re.compile(r":\s*$|\bas follows\b|\bfollowing\b|\bbelow\b", re.IGNORECASE)
"""How a sentence ends that cannot stand without the one behind it."""
ORDERS: Final = re.compile(
    r"^(?:please\s+)?(?:determine|find|formulate|maximi[sz]e|minimi[sz]e|compute|calculate|decide"
    r"|give|develop|build|model|solve|choose|what|which|how|who|where|when should|help|plan)\b",
    re.IGNORECASE,
)
AIMS: Final = re.compile(
    r"\b(?:maximi[sz]\w*|minimi[sz]\w*|objective|goal|optimal\w*|optimi[sz]\w*"
    r"|as \w+(?: \w+)? as possible|aims? to|in order to)\b",
    re.IGNORECASE,
)


def sentences_of(text: str) -> list[str]:
    """Split prose into sentences; in doubt two of them stay one."""
    found, begin = [], 0
    for match in END.finditer(text):
        if text[match.start()] == "." and _is_abbreviated(text[begin : match.start()]):
            continue
        found.append(text[begin : match.end()].strip())
        begin = match.end()
    rest = text[begin:].strip()
    return [*found, rest] if rest else found


def refers_back(sentence: str) -> bool:
    """Tell whether a sentence may need the one before it."""
    return bool(STARTS.match(sentence) or INNER.search(sentence))


def announces(sentence: str) -> bool:
    """Tell whether a sentence may need the one behind it."""
    return bool(ANNOUNCES.search(sentence))


def is_question(sentence: str) -> bool:
    """Tell whether a sentence says what is wanted."""
    return sentence.rstrip('"”\u2019)').endswith("?") or bool(ORDERS.match(sentence))


def aims_of(sentences: list[str]) -> list[str]:
    """Return the sentences that may speak of the objective: questions, aims, and the last one."""
    return [
        sentence
        for position, sentence in enumerate(sentences, 1)
        if position == len(sentences) or is_question(sentence) or AIMS.search(sentence)
    ]


def _is_abbreviated(before: str) -> bool:
    """Tell whether the dot behind these words belongs to the last of them."""
    words = before.split()
    if not words:
        return True
    last = words[-1].lstrip('("“\u2018')
    if last.lower() in ABBREVIATIONS or re.fullmatch(r"(?:\w\.)+\w", last):
        return True
    counted = len(words) > 1 and words[-2][-1:].isdigit()
    return len(last) == 1 and last.isupper() and not counted
