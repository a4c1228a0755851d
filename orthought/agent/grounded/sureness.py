"""How probable a model found what it said: the kind, the goal, the decisions, each label.

What the form of a reply forces (names of lines, numbers that were asked about) is left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Final

from orthought.llm.protocol import Reply

_LINE: Final = re.compile(r"^\s*(?P<key>[^:\n]+): ?(?P<said>.*)$", re.MULTILINE)


def of_replies(replies: Sequence[Reply]) -> dict[str, float]:
    """Return probabilities from 0 to 1 by name; nothing where the endpoint does not say.

    Args:
        replies: the first one says decisions, kind and goal, the others label a sentence each.
    """
    if not all(reply.token_logprobs for reply in replies):
        return {}
    first, *others = [list(_lines(reply)) for reply in replies]
    found = {f"probability of the {key}": math.exp(odds) for key, odds in first}
    labels = [odds for lines in others for _, odds in lines]
    if labels:
        found["probability of the least sure label"] = math.exp(min(labels))
        found["probability of all labels"] = math.exp(math.fsum(labels))
    return found


def _lines(reply: Reply) -> Iterator[tuple[str, float]]:
    """Yield the lines of a reply with the logarithm of the probability of what is said in them."""
    text = "".join(token for token, _ in reply.token_logprobs)
    for match in _LINE.finditer(text):
        yield match["key"].strip(), _between(reply, match.start("said"), match.end("said"))


def _between(reply: Reply, begin: int, end: int) -> float:
    """Return the logarithm for the tokens that reach into a stretch of the text."""
    total, position = 0.0, 0
    for token, logprob in reply.token_logprobs:
        if position < end and position + len(token) > begin:
            total += logprob
        position += len(token)
    return total
