"""Published answers in all their writings, read into labels that keep the digits as they stood."""

from __future__ import annotations

import json
import math
from typing import Any, Final

from orthought.evaluation.problems import Label, LabelStatus

NO_OPTIMUM: Final = "no_optimum"
STATUS_WORDS: Final[dict[str, LabelStatus]] = {
    "infeasible": "infeasible",
    "unbounded": "unbounded",
    "no_optimum": "no_optimum",
    "no best solution": "no_optimum",
    "none": "no_optimum",
    "null": "no_optimum",
}
"""Words that stand where a number would; all but two only say that no optimum exists."""


def read_label(answer: Any) -> Label:
    """Return the label that a published answer is.

    Args:
        answer: a number as the text that stood in the file, one of the words above, or None.

    Raises:
        ValueError: the answer is none of these.
    """
    if answer is None:
        return Label(status="no_optimum", written="null")
    if isinstance(answer, bool) or not isinstance(answer, str):
        raise ValueError(f"{answer!r} is no answer")
    written = answer.strip()
    status = STATUS_WORDS.get(written.lower())
    if status is not None:
        return Label(status=status, written=answer)
    value = float(written.replace(",", ""))
    if not math.isfinite(value):
        raise ValueError(f"{answer!r} is not finite")
    return Label(objective=value, written=written)


def parse_digits(text: str) -> Any:
    """Parse JSON with every number as the text that stands in the file.

    Raises:
        ValueError: the text is no JSON.
    """
    return json.loads(text, parse_float=str, parse_int=str)


def last_digit(written: str) -> float:
    """Return the unit of the last digit of a number as written: '12.50' gives 0.01.

    Whole numbers give 1; text that is no number gives 0.
    """
    try:
        float(written)
    except ValueError:
        return 0.0
    mantissa, _, exponent = written.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(10.0 ** (int(exponent or 0) - decimals))
