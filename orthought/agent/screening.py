"""What can be refused before a model is paid: no text, or a text that decides nothing."""

from __future__ import annotations

import re
from typing import Final

from orthought.agent.reading.numbers import find_numbers
from orthought.agent.reading.sentences import split_sentences
from orthought.errors import InputError, NotAProblemError
from orthought.problem import Problem

MAX_CHARACTERS: Final = 400_000
_GOAL: Final = re.compile(
    r"maxim|minim|optim|most|least|best|cheap|low(est|er)|high(est|er)|larg(est|er)|fewest|short"
    r"|how (many|much|should)|which|profit|cost|revenue|plan|schedul|assign|allocat|decid|choos"
    r"|wie|kosten|gewinn|combien|co[uû]t|cu[aá]nt|costo|beneficio|quant|lucro|最|利润|成本|多少|いくつ",
    re.IGNORECASE,
)


def require_problem(problem: Problem) -> None:
    """Refuse what is surely no optimization problem; anything doubtful goes to the model.

    Raises:
        InputError: the text is empty or far too long.
        NotAProblemError: neither a number nor a table nor a word of a goal.
    """
    text = problem.text.strip()
    if not text:
        raise InputError(
            "the problem text is empty",
            fix="give the text as an argument, a file, or '-' for standard input",
        )
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"the problem text has {len(text):,} characters, more than {MAX_CHARACTERS:,}",
            fix="move the tables of the text into files and give them with --data",
        )
    if "\x00" in text:
        raise InputError("the problem text is binary", fix="give a text file in UTF-8")
    if problem.tables or problem.documents:
        return
    numbers = [number for number in find_numbers(split_sentences(text)) if not number.label]
    if not numbers and not _GOAL.search(text):
        raise NotAProblemError(
            "this text states no optimization problem: no number, no table, nothing to decide",
            fix="say what is to be decided, what should be as large or small as possible, "
            "and what limits it",
        )
