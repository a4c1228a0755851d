"""Single semantic errors as a language model makes them: in formulation and program alike.

Each edit takes a case's draft and a source of randomness and returns the wrong draft with a note,
or None where it finds nothing to do. Only data, the typed formulation and the program's syntax tree
are changed; what an edit makes idle (a rule that no row uses) goes too, and half of the time also
the numbers that nothing uses any more, as of a model that forgot the whole thing.
"""

from __future__ import annotations

import ast
from random import Random
from typing import Any, Final

from seeded_cases import Case
from seeded_numbers import change_coefficient, take_elsewhere
from seeded_program import Edit, Planted, Program, finished, with_part
from seeded_rows import add_rows, drop_rows, flip_relation, shift_index

KIND_OF: Final = {
    "NonNegativeIntegers": ("NonNegativeReals", "continuous"),
    "Integers": ("Reals", "continuous"),
    "Binary": ("UnitInterval", "continuous"),
    "NonNegativeReals": ("NonNegativeIntegers", "integer"),
    "Reals": ("Integers", "integer"),
}


UNBOUNDED: Final = {
    "NonNegativeReals": ("Reals", {"lower": None}),
    "NonNegativeIntegers": ("Integers", {"lower": None}),
    "Binary": ("NonNegativeIntegers", {"upper": None, "kind": "integer"}),
}


def change_kind(case: Case, random: Random) -> Planted | None:
    """Let a whole thing be divided, or forbid fractions."""
    domains = {old: (new, {"kind": kind}) for old, (new, kind) in KIND_OF.items()}
    return _domain_changed(case, random, domains)


def lose_bound(case: Case, random: Random) -> Planted | None:
    """Forget that a decision is not negative, or at most one, or within its bounds."""
    return _domain_changed(case, random, UNBOUNDED)


def _domain_changed(
    case: Case, random: Random, domains: dict[str, tuple[str, dict[str, Any]]]
) -> Planted | None:
    program, formulation = Program(case.draft.program), case.draft.formulation
    declared = {v.name: v for v in formulation.variables}
    found = [
        (declared[name], node)
        for name, statement in program.components("Var").items()
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and node.attr in domains and name in declared
    ]
    if not found:
        return None
    variable, node = random.choice(found)
    old = node.attr
    node.attr, update = domains[old]
    formulation = with_part(
        formulation, "variables", variable, variable.model_copy(update=dict(update))
    )
    note = f"{variable.name}: {old} became {node.attr}"
    return finished(case.draft, formulation, program, random, note)


def flip_sense(case: Case, random: Random) -> Planted | None:
    """Maximize what is to be minimized, or the other way round."""
    program, objective = Program(case.draft.program), case.draft.formulation.objective
    statement = next(iter(program.components("Objective").values()), None)
    if statement is None or objective is None or not isinstance(statement.value, ast.Call):
        return None
    sense = "minimize" if objective.sense == "maximize" else "maximize"
    kept = [word for word in statement.value.keywords if word.arg != "sense"]
    turned = ast.keyword("sense", ast.parse(f"pyo.{sense}", mode="eval").body)
    statement.value.keywords = [*kept, turned]
    changed = objective.model_copy(update={"sense": sense})
    formulation = case.draft.formulation.model_copy(update={"objective": changed})
    return finished(case.draft, formulation, program, random, f"{sense} now")


def drop_term(case: Case, random: Random) -> Planted | None:
    """Forget one term of the objective."""
    program = Program(case.draft.program)
    statement = next(iter(program.components("Objective").values()), None)
    if statement is None:
        return None
    places = [
        (parent, field)
        for part in program.parts(statement)
        for parent in ast.walk(part)
        for field in ("value", "elt", "left", "right", "expr")
        if isinstance(getattr(parent, field, None), ast.BinOp)
        and isinstance(getattr(parent, field).op, ast.Add | ast.Sub)
        and not isinstance(parent, ast.Subscript)
    ]
    if not places:
        return None
    parent, field = random.choice(places)
    node = getattr(parent, field)
    keep_left = random.random() < 0.5
    kept = node.left if keep_left else node.right
    if not keep_left and isinstance(node.op, ast.Sub):
        kept = ast.UnaryOp(ast.USub(), kept)
    lost = ast.unparse(node.right if keep_left else node.left)
    setattr(parent, field, kept)
    objective = case.draft.formulation.objective
    assert objective is not None
    changed = objective.model_copy(update={"expression": "", "meaning": ""})
    formulation = case.draft.formulation.model_copy(update={"objective": changed})
    return finished(case.draft, formulation, program, random, f"{lost[:80]} forgotten")


KINDS: Final[dict[str, Edit]] = {
    "row dropped": drop_rows,
    "row without a reason": add_rows,
    "relation flipped": flip_relation,
    "coefficient changed": change_coefficient,
    "coefficient of another sentence": take_elsewhere,
    "kind of variable changed": change_kind,
    "sense flipped": flip_sense,
    "bound lost": lose_bound,
    "index off by one": shift_index,
    "objective term dropped": drop_term,
}


def plant(case: Case, kind: str, seed: int) -> Planted | None:
    """Plant one error of a kind; the same seed gives the same error."""
    planted = KINDS[kind](case, Random(f"{case.key}:{kind}:{seed}"))
    if planted is None or planted.draft == case.draft:
        return None
    return planted
