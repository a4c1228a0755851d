"""The checks of a model against its text that need no language model: pure functions.

Each returns one Check: a doubt makes the answer doubtful, a note is only shown. A false alarm on a
right answer is as bad as a miss, so what is usual in right models is at most a note.
"""

from __future__ import annotations

from orthought.agent.checks.by_solving import (
    Again,
    check_integrality_matters,
    check_large_constants,
)
from orthought.agent.checks.of_answer import check_signs, check_something_done
from orthought.agent.checks.of_declarations import check_declared_built
from orthought.agent.checks.of_ends import check_open_ends
from orthought.agent.checks.of_instance import (
    check_bounds_at_limit,
    check_coefficients,
    check_rows,
    check_unused_variables,
)
from orthought.agent.checks.of_members import check_members
from orthought.agent.checks.of_numbers import (
    check_literals,
    check_number_coverage,
    check_number_grounding,
)
from orthought.agent.checks.of_objective import check_ignored_decisions, check_sense
from orthought.agent.checks.of_program import check_idle_parameters
from orthought.agent.checks.of_ranges import (
    check_binding_possible,
    check_possible_alone,
    check_switch_sizes,
)
from orthought.agent.checks.of_rows import check_directions, check_limits_in_rows
from orthought.agent.checks.of_text import check_integrality, check_missing, check_sentences
from orthought.agent.checks.of_units import check_units

__all__ = [
    "Again",
    "check_binding_possible",
    "check_bounds_at_limit",
    "check_coefficients",
    "check_declared_built",
    "check_directions",
    "check_idle_parameters",
    "check_ignored_decisions",
    "check_integrality",
    "check_integrality_matters",
    "check_large_constants",
    "check_limits_in_rows",
    "check_literals",
    "check_members",
    "check_missing",
    "check_number_coverage",
    "check_number_grounding",
    "check_open_ends",
    "check_possible_alone",
    "check_rows",
    "check_sense",
    "check_sentences",
    "check_signs",
    "check_something_done",
    "check_switch_sizes",
    "check_units",
    "check_unused_variables",
]
