"""What the agents answer, read into the state; what does not fit it is told to them in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from orthought.agent.methods.optimus.names import (
    complaints_of_indices,
    complaints_of_names,
    complaints_of_places,
    free,
)
from orthought.agent.methods.optimus.state import MOST_CLAUSES, OBJECTIVE, Clause, State
from orthought.agent.replies.coercion import coerce_formulation
from orthought.agent.replies.fences import strip_thinking
from orthought.agent.replies.loose_json import find_objects
from orthought.agent.replies.plain_values import as_index, as_sense, as_text, as_texts
from orthought.errors import ReplyError
from orthought.formulation import Constraint, Formulation
from orthought.problem import Problem

MOST_SENT_BACK: Final = 3
"""Clauses that are done again after one failure, at most."""


@dataclass(frozen=True)
class Order:
    """What the manager wants done after a failure."""

    agent: Literal["formulator", "programmer"]
    clauses: tuple[str, ...]
    task: str


def read_parameters(text: str, problem: Problem) -> State:
    """Return a state with what is given.

    Raises:
        ReplyError: nothing is, or it stands where the problem has nothing.
    """
    found = _formulation(_object(text, "parameters", "sets"))
    if not (found.parameters or found.sets):
        raise ReplyError('The lists "sets" and "parameters" are both empty.')
    _require(complaints_of_places(found, problem), complaints_of_names(State(), found))
    return State(sets=found.sets, parameters=found.parameters)


def read_clauses(text: str, state: State) -> State:
    """Return the state with the objective and the constraints in words.

    Raises:
        ReplyError: there is no objective, or there are too many constraints.
    """
    found = _formulation(_object(text, "objective"))
    if found.objective is None:
        raise ReplyError('There is no "objective" with its "sense" and "meaning".')
    if len(found.constraints) >= MOST_CLAUSES:
        raise ReplyError(
            f"There are {len(found.constraints)} constraints; at most {MOST_CLAUSES - 1} can be "
            "dealt with. Make one of those that differ in an index alone."
        )
    goal = Clause(name=OBJECTIVE, **found.objective.model_dump(exclude={"expression"}))
    state = state.model_copy(update={"clauses": (goal,)})
    for row in found.constraints:
        state = _added(state, row.model_copy(update={"expression": ""}))
    return state


def read_formulated(text: str, state: State, clause: Clause, problem: Problem) -> State:
    """Return the state with a clause in formulas, and with what it brought with it.

    Raises:
        ReplyError: it has no formula, or declares what does not fit the rest.
    """
    value = _object(text, "expression")
    found = _formulation(value)
    expression = as_text(value.get("expression")).strip()
    index = as_index(value.get("index"))
    indices = [name for row in found.constraints for name in row.index]
    after = state.declared(found, replacing=bool(clause.fault))
    _require(
        () if expression else ('"expression" is empty.',),
        complaints_of_places(found, problem),
        complaints_of_names(after, found),
        complaints_of_indices(after, (*index, *indices)),
        () if after.variables else ('No variables are known yet: declare them in "variables".',),
    )
    uses = tuple(dict.fromkeys((*as_texts(value.get("uses")), *_names(found))))
    changes = {
        "expression": expression,
        "index": index,
        "sense": clause.sense and (as_sense(value.get("sense")) or clause.sense),
        "uses": uses,
        "status": "formulated",
    }
    after = after.changed(clause.model_copy(update=changes))
    known = {row.name for row in after.clauses}
    for row in found.constraints:
        if row.expression and row.name not in known:
            after = _added(after, row, uses)
    return after


def _names(found: Formulation) -> Iterator[str]:
    yield from (item.name for item in found.sets)
    yield from (item.name for item in found.parameters)
    yield from (item.name for item in found.variables)


def read_order(text: str, state: State, *, may_confirm: bool) -> Order | None:
    """Return who is to do what again; None where all is to stand.

    Args:
        text: the reply.
        state: with the clauses that can be named.
        may_confirm: whether the result may stand as it is.

    Raises:
        ReplyError: nobody or nothing is named.
    """
    value = _object(text, "agent")
    agent = as_text(value.get("agent")).strip().casefold()
    if agent == "nobody" and may_confirm:
        return None
    if agent not in ("formulator", "programmer"):
        raise ReplyError('"agent" is neither "formulator" nor "programmer".')
    known = [clause.name for clause in state.clauses]
    named = [name for name in known if name in as_texts(value.get("clauses"))]
    if not 0 < len(named) <= MOST_SENT_BACK:
        raise ReplyError(f'"clauses" holds 1 to {MOST_SENT_BACK} of {", ".join(known)}.')
    task = as_text(value.get("task")).strip()[:1500]
    chosen: Any = agent
    return Order(chosen, tuple(named), task)


def _added(state: State, row: Constraint, uses: tuple[str, ...] = ()) -> State:
    """Return the state with one more constraint, under a name that nothing else has.

    Raises:
        ReplyError: there would be too many.
    """
    if len(state.clauses) >= MOST_CLAUSES:
        raise ReplyError(f"With these there would be more than {MOST_CLAUSES} constraints.")
    clause = Clause(
        name=free(state, row.name),
        uses=uses,
        status="formulated" if row.expression else "found",
        **row.model_dump(exclude={"name"}),
    )
    return state.model_copy(update={"clauses": (*state.clauses, clause)})


def _object(text: str, *keys: str) -> dict[str, Any]:
    """Return the last JSON object that has one of the keys."""
    fitting = [value for value in _values(text) if any(key in value for key in keys)]
    if not fitting:
        raise ReplyError(f'It holds no JSON object with "{keys[0]}".')
    return fitting[-1]


def _values(text: str) -> Iterator[dict[str, Any]]:
    for found in find_objects(strip_thinking(text)[0]):
        if not found.complete:
            raise ReplyError("Its JSON is cut off before its end.")
        yield found.value


def _formulation(value: dict[str, Any]) -> Formulation:
    coerced = coerce_formulation(value)
    if coerced.formulation is None or coerced.problems:
        raise ReplyError(" ".join(coerced.problems) or "Its JSON does not fit.")
    return coerced.formulation


def _require(*complaints: tuple[str, ...]) -> None:
    found = [line for lines in complaints for line in lines]
    if found:
        raise ReplyError(" ".join(line[:300] for line in found[:6]))
