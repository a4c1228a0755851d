"""What a text says outright of its decisions: divisible, whole, or each there once.

A small model chooses the kind of all decisions before it has read the sentence that settles it.
Such a sentence is plain enough to be read without it.
"""

from __future__ import annotations

import re
from typing import Final

from orthought.agent.grounded.labels import Opening

_DIVISIBLE: Final = re.compile(
    r"\b(?:fractions?|parts)\b[^.;?]{0,40}\b(?:are|is|may be|can be) (?:allowed|permitted|possible|"
    r"fine|loaded|made|used|sold)|\balso parts of\b|\bneed not be whole\b|"
    r"\b(?:may|can) be (?:split|divided) freely\b",
    re.IGNORECASE,
)
_ONCE: Final = re.compile(
    r"\btaken whole or left\b|\bcompletely or not at all\b|\b(?:fully|entirely) or not at all\b|"
    r"\ball or nothing\b|\bone piece each of\b|\b(?:is|are) either (?:chosen|selected|built|taken|"
    r"done) or not\b|\b(?:chosen|selected|used|taken|built|visited) at most once\b",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(r"\b(?:no|not|never|neither|nor|without)\b", re.IGNORECASE)


def with_stated_kind(opening: Opening, text: str) -> Opening:
    """Return the opening with the kind that the text states; as it is where it states none.

    Where a text says both of different things, nothing is changed.
    """
    divisible, once = _states(_DIVISIBLE, text), _ONCE.search(text) is not None
    if divisible == once:
        return opening
    return opening.model_copy(update={"kind": "continuous" if divisible else "binary"})


def _states(pattern: re.Pattern[str], text: str) -> bool:
    """Whether some match of the pattern is not denied ('no fractions are allowed')."""
    for match in pattern.finditer(text):
        before = re.split(r"[.;?!]", text[: match.start()])[-1]
        inside = match.group().replace("need not", "")
        if not _DENIED.search(before) and not _DENIED.search(inside):
            return True
    return False
