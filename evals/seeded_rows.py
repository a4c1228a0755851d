"""Errors in rows: forgotten, added out of habit, turned, begun late or ended early."""

from __future__ import annotations

import ast
from random import Random
from typing import Any, Final

from seeded_cases import Case
from seeded_program import Planted, Program, finished, relations, swapped, with_part, with_rows

from orthought.agent.attempt import Draft
from orthought.formulation import Constraint


def drop_rows(case: Case, random: Random) -> Planted | None:
    """Forget a family of rows."""
    chosen = with_rows(case, random)
    if chosen is None:
        return None
    program, constraint, statement = chosen
    program.remove(statement)
    formulation = with_part(case.draft.formulation, "constraints", constraint, None)
    return finished(case.draft, formulation, program, random, f"{constraint.name} dropped")


ADDED: Final = {
    "each_used": ("list({v})", "m.{v}[k] >= 1", "everything is used"),
    "not_less_than_next": ("expr", "{v}[{a}] >= {v}[{b}]", "the first is not less than the second"),
    "alike": ("expr", "{v}[{a}] == {v}[{b}]", "the first two are alike"),
    "in_all": ("expr", "sum({v}.values()) <= data['{p}']", "the sum is limited"),
    "at_least_in_all": ("expr", "sum({v}.values()) >= data['{p}']", "the sum has a least value"),
}
"""Rows that experts add out of habit: over what, the row, what it is said to mean."""


def add_rows(case: Case, random: Random) -> Planted | None:
    """Add rows that no sentence asks for; they cite nothing or a sentence about something else."""
    program = Program(case.draft.program)
    declared = {v.name: v for v in case.draft.formulation.variables if len(v.index) == 1}
    choices = [name for name in program.components("Var") if name in declared]
    numbers = [
        p.name
        for p in case.draft.formulation.parameters
        if isinstance(p.value, int | float) and p.value > 1
    ]
    if random.random() < 0.4:
        return _used_up(case, random)
    kind = random.choice(sorted(ADDED))
    if not choices or ("{p}" in ADDED[kind][1] and not numbers):
        return None
    name = random.choice(choices)
    over, row, meaning = ADDED[kind]
    fields = {"v": f"model.{name}", "p": random.choice(numbers or [""])}
    fields |= {"a": f"list(model.{name})[0]", "b": f"list(model.{name})[1]"}
    if over == "expr":
        code = f"model.extra = pyo.Constraint(expr={row.format(**fields)})"
    else:
        body = row.format(v=name)
        code = f"model.extra = pyo.Constraint(list(model.{name}), rule=lambda m, k: {body})"
    program.build.body.insert(len(program.build.body) - 1, ast.parse(code).body[0])
    index = declared[name].index if over != "expr" else ()
    return _added(case, random, program, Constraint(name="extra", index=index, meaning=meaning))


def _used_up(case: Case, random: Random) -> Planted | None:
    """Ask that what is limited be used up: a copy of a row with its relation turned."""
    chosen = with_rows(case, random, lambda p, s: len(relations(p, s)) == 1)
    if chosen is None:
        return None
    program, constraint, statement = chosen
    relation = relations(program, statement)[0]
    if isinstance(relation.ops[0], ast.Eq):
        return None
    relation.ops = [ast.Eq()]
    changed = constraint.model_copy(
        update={"expression": swapped(constraint.expression, "="), "meaning": "used to the full"}
    )
    formulation = with_part(case.draft.formulation, "constraints", constraint, changed)
    return Planted(Draft(formulation, program.text()), f"{constraint.name} is used up")


def _added(case: Case, random: Random, program: Program, row: Constraint) -> Planted:
    formulation = case.draft.formulation
    cited = [(), (len(case.reading.sentences),), formulation.variables[0].sentences[:1]]
    row = row.model_copy(update={"sentences": random.choice(cited)})
    added = formulation.model_copy(update={"constraints": (*formulation.constraints, row)})
    return Planted(Draft(added, program.text()), f"rows added: {row.meaning}")


def flip_relation(case: Case, random: Random) -> Planted | None:
    """Write at least for at most, or an inequality for an equation."""
    chosen = with_rows(case, random, lambda p, s: bool(relations(p, s)))
    if chosen is None:
        return None
    program, constraint, statement = chosen
    sign = random.choice(("<=", ">="))
    for relation in relations(program, statement):
        if isinstance(relation.ops[0], ast.Eq):
            relation.ops = [ast.LtE() if sign == "<=" else ast.GtE()]
        else:
            relation.ops = [ast.GtE() if isinstance(relation.ops[0], ast.LtE) else ast.LtE()]
    expression = swapped(constraint.expression, sign)
    changed = constraint.model_copy(update={"expression": expression, "meaning": ""})
    formulation = with_part(case.draft.formulation, "constraints", constraint, changed)
    return finished(case.draft, formulation, program, random, f"relation of {constraint.name}")


def shift_index(case: Case, random: Random) -> Planted | None:
    """Begin one late or end one early: rows, or a whole set."""
    cut = random.choice(("[1:]", "[:-1]"))
    if random.random() < 0.3:
        return _set_shortened(case, random, cut)
    chosen = with_rows(case, random, lambda p, s: bool(_sets_of(s)))
    if chosen is None:
        return None
    program, constraint, statement = chosen
    assert isinstance(statement.value, ast.Call)
    over = ast.unparse(statement.value.args[0])
    statement.value.args[0] = ast.parse(f"list({over}){cut}", mode="eval").body
    note = f"{constraint.name} over {over}{cut}"
    return finished(case.draft, case.draft.formulation, program, random, note)


def _sets_of(statement: ast.Assign) -> list[ast.expr]:
    return statement.value.args if isinstance(statement.value, ast.Call) else []


def _set_shortened(case: Case, random: Random, cut: str) -> Planted | None:
    formulation = case.draft.formulation
    found = [s for s in formulation.sets if s.elements is not None and len(s.elements) > 2]
    if not found:
        return None
    chosen = random.choice(found)
    assert chosen.elements is not None
    kept = chosen.elements[1:] if cut == "[1:]" else chosen.elements[:-1]
    lost = str(next(e for e in chosen.elements if e not in kept))
    shorter = with_part(formulation, "sets", chosen, chosen.model_copy(update={"elements": kept}))
    without = tuple(
        p.model_copy(update={"value": _without(p.value, lost)}) if chosen.name in p.index else p
        for p in shorter.parameters
    )
    draft = Draft(shorter.model_copy(update={"parameters": without}), case.draft.program)
    return Planted(draft, f"{lost} forgotten in {chosen.name}")


def _without(value: Any, key: str) -> Any:
    if not isinstance(value, dict):
        return value
    return {k: _without(item, key) for k, item in value.items() if k != key}
