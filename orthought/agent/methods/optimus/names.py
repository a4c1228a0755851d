"""Whether what a reply declares can stand in the program: names, indices, bounds, places."""

from __future__ import annotations

import itertools
import keyword
from collections.abc import Iterable, Iterator

from orthought.agent.methods.optimus.state import State
from orthought.formulation import Formulation, Parameter, SetDeclaration
from orthought.problem import Problem


def complaints_of_names(state: State, found: Formulation) -> tuple[str, ...]:
    """Return what is wrong with new declarations beside the others.

    Args:
        state: with the new declarations.
        found: these declarations.
    """
    return tuple(itertools.chain(_of_identifiers(state, found), _of_variables(state, found)))


def _of_identifiers(state: State, found: Formulation) -> Iterator[str]:
    """Sets, variables and clauses become attributes of the model, so each name is there once."""
    clauses = {clause.name for clause in state.clauses}
    sets = {item.name for item in state.sets}
    for name in [item.name for item in found.sets] + [item.name for item in found.variables]:
        if not name.isidentifier() or keyword.iskeyword(name):
            yield f"{name!r} is no name that Python takes: use letters, digits and underscores."
        elif name in clauses:
            yield f"{name} is the name of a clause: call it otherwise."
    for variable in found.variables:
        if variable.name in sets:
            yield f"{variable.name} is the name of a set: call the variable otherwise."


def _of_variables(state: State, found: Formulation) -> Iterator[str]:
    sets = {item.name for item in state.sets}
    scalars = {item.name for item in state.parameters if not item.index and item.table is None}
    for variable in found.variables:
        for name in variable.index:
            if name not in sets:
                yield f"{variable.name} is indexed by {name}, which is no set: declare it."
        for bound in (variable.lower, variable.upper):
            if isinstance(bound, str) and bound not in scalars:
                yield (
                    f"The bound {bound!r} of {variable.name} is neither a number nor the name of a "
                    "parameter without index: write it as a constraint."
                )


def complaints_of_indices(state: State, names: Iterable[str]) -> tuple[str, ...]:
    """Return what is wrong with the sets that constraints are said to hold for."""
    sets = {item.name for item in state.sets}
    unknown = dict.fromkeys(name for name in names if name not in sets)
    return tuple(f"A constraint holds for each of {name}, which is no set." for name in unknown)


def complaints_of_places(found: Formulation, problem: Problem) -> tuple[str, ...]:
    """Return what is wrong with where sets and parameters say that they stand."""
    columns = {table.name: {c.name for c in table.columns} for table in problem.tables}
    documents = {document.name for document in problem.documents}
    parts: list[SetDeclaration | Parameter] = [*found.sets, *found.parameters]
    lines = (_of_place(item, columns, documents) for item in parts)
    return tuple(line for line in lines if line)


def _of_place(
    item: SetDeclaration | Parameter, columns: dict[str, set[str]], documents: set[str]
) -> str:
    value = item.elements if isinstance(item, SetDeclaration) else item.value
    what = "elements" if isinstance(item, SetDeclaration) else "value"
    if item.table is None:
        return "" if value is not None else f'{item.name} has neither "{what}" nor "table".'
    if item.table in documents and isinstance(item, Parameter):
        return ""
    if item.table not in columns:
        return f"{item.name} is to stand in the table {item.table}, which there is not."
    if item.column not in columns[item.table]:
        return f"The table {item.table} of {item.name} has no column {item.column}."
    return ""


def free(state: State, name: str) -> str:
    """Return the name, with a number behind it where it is taken or Python takes it not."""
    plain = "".join(c if c.isalnum() or c == "_" else "_" for c in name).strip("_") or "limit"
    plain = plain if plain.isidentifier() and not keyword.iskeyword(plain) else f"limit_{plain}"
    taken = {clause.name for clause in state.clauses} | state.names
    numbered = (f"{plain}_{number}" for number in itertools.count(2))
    return plain if plain not in taken else next(n for n in numbered if n not in taken)
