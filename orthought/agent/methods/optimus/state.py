"""The state that the agents share: parameters, clauses, variables, and how far each clause is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeVar

from orthought.base import Model
from orthought.formulation import (
    Constraint,
    Formulation,
    Objective,
    Parameter,
    SetDeclaration,
    Variable,
)

OBJECTIVE: Final = "objective"
"""Name of the one clause that is the objective."""
MOST_CLAUSES: Final = 20
"""With the objective and with what formulating adds."""

Item = TypeVar("Item", SetDeclaration, Parameter, Variable)
Agent = Literal["formulator", "programmer", "evaluator"]
Status = Literal["found", "formulated", "coded"]
_WORK: Final[dict[Status, Agent]] = {"found": "formulator", "formulated": "programmer"}


class Clause(Model):
    """The objective or one family of constraints."""

    name: str
    meaning: str = ""
    sentences: tuple[int, ...] = ()
    sense: Literal["minimize", "maximize"] | None = None
    """Of the objective; None of a constraint."""
    unit: str = ""
    index: tuple[str, ...] = ()
    expression: str = ""
    """LaTeX."""
    uses: tuple[str, ...] = ()
    """Names of the sets, parameters and variables that it is about, as the formulator says."""
    code: str = ""
    """Statements that add it to `model`."""
    status: Status = "found"
    fault: str = ""
    """What was wrong with it when it was last sent back."""


class State(Model):
    """What is known of a problem. `Formulation` without the status and code of each clause."""

    sets: tuple[SetDeclaration, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    variables: tuple[Variable, ...] = ()
    clauses: tuple[Clause, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Names of the sets and variables: what `model` holds beside the clauses."""
        sets, variables = self.sets, self.variables
        return frozenset([item.name for item in sets] + [item.name for item in variables])

    def clause(self, name: str) -> Clause:
        """Return the clause of that name; KeyError where there is none."""
        return {clause.name: clause for clause in self.clauses}[name]

    def next_of(self, agent: Agent) -> Clause | None:
        """Return the first clause that an agent has work with."""
        waiting = (clause for clause in self.clauses if _WORK.get(clause.status) == agent)
        return next(waiting, None)

    def changed(self, clause: Clause) -> State:
        """Return the state with a clause in place of the one of its name."""
        clauses = tuple(clause if old.name == clause.name else old for old in self.clauses)
        return self.model_copy(update={"clauses": clauses})

    def declared(self, found: Formulation, *, replacing: bool) -> State:
        """Return the state with further sets, parameters and variables.

        Args:
            found: what a formulator declares.
            replacing: whether a new declaration counts where the name is known already.
        """
        return self.model_copy(
            update={
                "sets": _merged(self.sets, found.sets, replacing),
                "parameters": _merged(self.parameters, found.parameters, replacing),
                "variables": _merged(self.variables, found.variables, replacing),
            }
        )

    def sent_back(self, names: Iterable[str], agent: Agent, fault: str) -> State:
        """Return the state with clauses that an agent has to do again."""
        status: Status = "found" if agent == "formulator" else "formulated"
        wanted = set(names)
        clauses = tuple(
            clause.model_copy(update={"status": _earlier(clause.status, status), "fault": fault})
            if clause.name in wanted
            else clause
            for clause in self.clauses
        )
        return self.model_copy(update={"clauses": clauses})

    def about(self, clause: Clause) -> State:
        """Return the part of the state that a clause is about; all of it where it does not say."""
        used = set(clause.uses)
        variables = [item for item in self.variables if item.name in used]
        if not variables:
            return self
        parameters = [item for item in self.parameters if item.name in used]
        indexed = {*clause.index}
        indexed.update(name for item in variables for name in item.index)
        indexed.update(name for item in parameters for name in item.index)
        sets = [item for item in self.sets if item.name in used | indexed]
        return State(sets=tuple(sets), parameters=tuple(parameters), variables=tuple(variables))

    def formulation(self) -> Formulation:
        """Return the same as every method gives it."""
        goal = next((clause for clause in self.clauses if clause.sense is not None), None)
        return Formulation(
            sets=self.sets,
            parameters=self.parameters,
            variables=self.variables,
            objective=_objective(goal) if goal else None,
            constraints=tuple(map(_constraint, (c for c in self.clauses if c.sense is None))),
        )


def _earlier(one: Status, other: Status) -> Status:
    """A clause that was never formulated is not to be coded."""
    order: tuple[Status, ...] = ("found", "formulated", "coded")
    return min(one, other, key=order.index)


def _merged(old: tuple[Item, ...], new: tuple[Item, ...], replacing: bool) -> tuple[Item, ...]:
    known = {item.name: item for item in old}
    return tuple((known | {i.name: i for i in new if replacing or i.name not in known}).values())


def _objective(clause: Clause) -> Objective:
    assert clause.sense is not None
    return Objective(
        sense=clause.sense,
        expression=clause.expression,
        unit=clause.unit,
        meaning=clause.meaning,
        sentences=clause.sentences,
    )


def _constraint(clause: Clause) -> Constraint:
    return Constraint(
        name=clause.name,
        index=clause.index,
        expression=clause.expression,
        meaning=clause.meaning,
        sentences=clause.sentences,
    )
