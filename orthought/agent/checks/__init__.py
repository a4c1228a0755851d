"""The checks of a model against its text that need no language model: pure functions.

Each returns one Check: a doubt makes the answer doubtful, a note is only shown. A false alarm on a
right answer is as bad as a miss, so what is usual in right models is at most a note.
"""

from __future__ import annotations

from orthought.agent.checks.of_declarations import check_declared_built
from orthought.agent.checks.of_instance import (
    check_bounds_at_limit,
    check_coefficients,
    check_rows,
    check_unused_variables,
)
from orthought.agent.checks.of_numbers import (
    check_literals,
    check_number_coverage,
    check_number_grounding,
)
from orthought.agent.checks.of_text import check_integrality, check_missing, check_sentences

__all__ = [
    "check_bounds_at_limit",
    "check_coefficients",
    "check_declared_built",
    "check_integrality",
    "check_literals",
    "check_missing",
    "check_number_coverage",
    "check_number_grounding",
    "check_rows",
    "check_sentences",
    "check_unused_variables",
]
