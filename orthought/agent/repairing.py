"""What a repair may not do: end a contradiction by leaving out what a sentence asks for."""

from __future__ import annotations

from collections.abc import Iterable

from orthought.agent.attempt import Attempt
from orthought.formulation import Constraint
from orthought.instance import family
from orthought.solution import Check


def rows_left_out(before: Attempt, after: Attempt) -> tuple[Constraint, ...]:
    """Return the conflicting rows that a repair only deleted, as they were declared.

    Nothing is returned where the repair changed anything else of the rows, or built rows that were
    not there, or where no sentence was cited for what went.

    Args:
        before: infeasible, with the conflict that the solver found.
        after: what the repair gave instead.
    """
    if before.draft is None or before.instance is None or after.instance is None:
        return ()
    conflict = before.outcome.conflict if before.outcome is not None else None
    if conflict is None or before.proven_status != "infeasible":
        return ()
    had, has = _families(before.instance.row_names), _families(after.instance.row_names)
    gone = had - has
    if has - had or not gone & _families(conflict.rows):
        return ()
    declared = {constraint.name: constraint for constraint in before.draft.formulation.constraints}
    return tuple(
        declared[name] for name in sorted(gone) if name in declared and declared[name].sentences
    )


def _families(names: Iterable[str]) -> set[str]:
    return set(map(family, names))


def is_built(row: Constraint, attempt: Attempt) -> bool:
    """Whether an attempt's instance has rows of that name."""
    return attempt.instance is not None and row.name in _families(attempt.instance.row_names)


def _told(rows: Iterable[Constraint]) -> str:
    parts = [f"{row.name} (sentence {', '.join(map(str, row.sentences))})" for row in rows]
    return ", ".join(parts)


def check_left_out(rows: tuple[Constraint, ...]) -> Check:
    """Doubt an answer that exists only because rows were left out that sentences ask for."""
    return Check(
        name="rows left out by a repair",
        verdict="objects",
        message=f"the model was infeasible, and a repair only left out {_told(rows)}",
        evidence=tuple(f"{row.name}: {row.meaning}" for row in rows if row.meaning),
        repair_hint="Put these rows back, and mend what contradicts them; leave a row out only "
        "where no sentence asks for it.",
    )
