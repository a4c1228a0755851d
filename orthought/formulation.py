"""The formulation: the typed mathematical model, each part tied to its sentence."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from orthought.base import Model

Name = str
Sentences = tuple[int, ...]
"""Numbers of sentences of the problem text, counted from 1."""


class SetDeclaration(Model):
    """An index set, given by its elements or by a column of a table."""

    name: Name
    meaning: str = ""
    elements: tuple[str | int, ...] | None = None
    table: str | None = None
    column: str | None = None
    sentences: Sentences = ()


class Parameter(Model):
    """A known number or table of numbers; its value is part of `data`, or lives in a table."""

    name: Name
    index: tuple[Name, ...] = ()
    value: Any = None
    """Number, text, list, or nested mapping with text keys; None where a table holds it."""
    unit: str = ""
    meaning: str = ""
    table: str | None = None
    column: str | None = None
    sentences: Sentences = ()


class Variable(Model):
    """A decision."""

    name: Name
    index: tuple[Name, ...] = ()
    kind: Literal["continuous", "integer", "binary"] = "continuous"
    lower: float | str | None = None
    upper: float | str | None = None
    unit: str = ""
    meaning: str = ""
    sentences: Sentences = ()


class Objective(Model):
    """What is optimised; `expression` is LaTeX."""

    sense: Literal["minimize", "maximize"]
    expression: str = ""
    unit: str = ""
    meaning: str = ""
    sentences: Sentences = ()


class Constraint(Model):
    """A family of rows; `expression` is LaTeX."""

    name: Name
    index: tuple[Name, ...] = ()
    expression: str = ""
    meaning: str = ""
    sentences: Sentences = ()


class Formulation(Model):
    """Sets, parameters, variables, objective and constraints of one problem."""

    title: str = ""
    problem_class: str = ""
    """Identifier in the class library."""
    understanding: str = ""
    sets: tuple[SetDeclaration, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    variables: tuple[Variable, ...] = ()
    objective: Objective | None = None
    constraints: tuple[Constraint, ...] = ()
    assumptions: tuple[str, ...] = ()
    missing: tuple[str, ...] = Field(default=())
    """Names of numbers that the text needs and does not give."""
    derived: bool = False
    """True where the model gave only a program and we read the declarations off it."""

    def data(self) -> dict[str, Any]:
        """Return what the program receives beside the tables: sets and parameters by name."""
        sets = {s.name: list(s.elements) for s in self.sets if s.elements is not None}
        values = {p.name: p.value for p in self.parameters if p.table is None}
        return sets | values
