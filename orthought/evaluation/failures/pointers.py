"""What errors, diagnoses, objections and witnesses point to."""

from __future__ import annotations

from typing import Final

from orthought.evaluation.failures.cause import CauseKind

OF_ERRORS: Final[dict[str, CauseKind]] = {
    "BudgetError": "budget",
    "EndpointUnavailableError": "endpoint",
    "EndpointFaultError": "endpoint",
    "EmptyReplyError": "endpoint",
    "ContextOverflowError": "endpoint",
    "LanguageModelError": "endpoint",
    "ReplyError": "parse",
}
OF_DIAGNOSES: Final[dict[str, CauseKind]] = {
    "reply": "parse",
    "syntax": "program_error",
    "program": "program_error",
    "refused": "program_error",
    "timeout": "timeout",
    "memory": "timeout",
}
OF_OBJECTIONS: Final[dict[str, CauseKind]] = {
    "number coverage": "data",
    "number grounding": "data",
    "numbers in the program": "data",
    "missing numbers": "data",
    "integrality": "wrong_kind",
    "sentences with limits": "missing_row",
    "unused variables": "missing_row",
    "empty or duplicate rows": "row_without_reason",
    "bounds at their limit": "row_without_reason",
}
"""Check of the instance against the text -> what its objection points to, the surest first."""
OF_WITNESSES: Final[dict[tuple[str, str], CauseKind]] = {
    ("point", "first"): "missing_row",
    ("point", "second"): "row_without_reason",
    ("objective", ""): "wrong_objective",
    ("objective", "first"): "wrong_objective",
    ("objective", "second"): "wrong_objective",
}
"""Kind of a comparison's witness, and in which of the two models its point is feasible."""
