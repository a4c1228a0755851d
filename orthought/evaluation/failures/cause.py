"""The fixed list of causes, and the record of one."""

from __future__ import annotations

from typing import Final, Literal

from orthought.base import Model

CauseKind = Literal[
    "parse",
    "program_error",
    "timeout",
    "status",
    "missing_variable",
    "wrong_kind",
    "missing_row",
    "row_without_reason",
    "wrong_row",
    "wrong_coefficient",
    "wrong_objective",
    "data",
    "label",
    "budget",
    "endpoint",
    "unknown",
]

MEANINGS: Final[dict[CauseKind, str]] = {
    "parse": "the reply could not be read into a program",
    "program_error": "the program did not build an instance",
    "timeout": "time or memory ran out",
    "status": "infeasible or unbounded where the label has an optimum, or the other way round",
    "missing_variable": "decisions of the reference are missing",
    "wrong_kind": "a variable is whole that should be broken, or the other way round",
    "missing_row": "a limit of the reference is missing",
    "row_without_reason": "a limit that the reference does not have",
    "wrong_row": "a limit that is not the reference's: =, <= and >= mixed up, or other terms",
    "wrong_coefficient": "rows of the right form with other numbers",
    "wrong_objective": "another objective: sense, terms, constant, sign or unit",
    "data": "numbers of the text are missing or others were made up",
    "label": "the label is disputed, or its own reference does not bear it out",
    "budget": "calls, tokens, money or time of the run were used up",
    "endpoint": "the language model did not answer",
    "unknown": "nothing points to a cause",
}
"""One line for each cause, for reports."""

Certainty = Literal["witness", "evidence", "none"]
"""`witness`: a fact shows it (an error, a single change after which the label's value comes out,
the one difference to the reference). `evidence`: something points to it. `none`: nothing does."""


class Cause(Model):
    """Why an answer is wrong."""

    kind: CauseKind
    evidence: tuple[str, ...] = ()
    """Sentences, the weightiest first."""
    certainty: Certainty = "none"

    @property
    def meaning(self) -> str:
        return MEANINGS[self.kind]


class Finding(Model):
    """One difference or one change that points to a cause."""

    kind: CauseKind
    text: str


UNKNOWN: Final = Cause(kind="unknown")
