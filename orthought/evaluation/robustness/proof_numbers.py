"""Numbers in the source of a proof: which there are, and the proof run with others in their place.

Proofs are our own trusted code. Their source is read as a syntax tree, so a number is a constant of
the program and nothing else: no part of a name, a text or a comment.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from orthought.base import Model
from orthought.errors import InputError, SolverError
from orthought.evaluation.errata.proofs import run_reading
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets.derived_names import base_of
from orthought.resources import benchmarks_folder

SHARED: Final = "proofs.py"
"""A file with a function for each problem of a set, of the problem's name."""
COUNTING: Final = frozenset({"range", "eye", "linspace", "combinations", "permutations", "round"})
"""Functions whose arguments count something that is no number of the text."""
COUNTS: Final = frozenset({"repeat", "k", "maxiter", "axis", "ndigits"})
"""Arguments by name that do so."""
TIME_LIMIT: Final = 60.0
"""Seconds for one solve: a set is derived while someone waits."""


class Proof(Model):
    """Where the proof of one problem's answer lies."""

    path: Path
    function: str = ""
    """Its name in a shared file; '': the whole file is the proof."""
    reading: str = ""
    """The one accepted reading, where the proof has readings."""


class Unproven(Exception):
    """Why no answer could be proven."""


def find_own_proof(problem: BenchmarkProblem) -> Proof:
    """Return the proof of a problem.

    Raises:
        Unproven: it has none, or its text has several accepted readings.
    """
    from orthought.evaluation.errata.versions import errata_of

    name = base_of(problem.set_name)
    folder = benchmarks_folder() / name
    if (folder / SHARED).is_file() and _function(folder / SHARED, problem.identifier):
        return Proof(path=folder / SHARED, function=problem.identifier)
    erratum = errata_of(name).get(problem.identifier)
    if erratum is None:
        raise Unproven("its answer has no proof here")
    if len(erratum.accepted) > 1:
        raise Unproven("its text has several accepted readings")
    return Proof(path=folder / erratum.proof, reading=erratum.accepted[0].reading)


def own_amounts(proof: Proof) -> set[Decimal]:
    """Return the numbers of a proof, but for those that only count."""
    part = _part(_tree(proof.path), proof)
    counting = {id(node) for node in _counting(part)}
    return {value for node, value in _constants(part) if id(node) not in counting}


def countable(proof: Proof) -> set[Decimal]:
    """Return the numbers that stand once in a proof, and where they count nothing of its own."""
    part = _part(_tree(proof.path), proof)
    counting = {id(node) for node in _counting(part)}
    found = Counter(value for _, value in _constants(part))
    return {
        value for node, value in _constants(part) if found[value] == 1 and id(node) not in counting
    }


def prove_with(proof: Proof, numbers: Mapping[Decimal, Decimal]) -> Label:
    """Run a proof with other numbers and return the answer as a label.

    Raises:
        Unproven: the proof does not hold for these numbers.
    """
    tree = _tree(proof.path)
    for node, value in _constants(_part(tree, proof)):
        if value in numbers:
            node.value = _plain(numbers[value])
    try:
        with _module(tree, proof.path) as module:
            return _answer(proof, module)
    except (InputError, SolverError) as error:
        raise Unproven(f"its proof fails with other numbers ({error})") from error
    except Exception as error:  # of the proof: an assumption of it does not hold any more
        name = type(error).__name__
        raise Unproven(f"its proof does not hold with other numbers ({name})") from error


def _answer(proof: Proof, module: ModuleType) -> Label:
    if proof.function:
        return _label_of(getattr(module, proof.function)())
    found = run_reading(proof.path, module, proof.reading, TIME_LIMIT)
    return Label(status=found.status, objective=found.value)


def _label_of(answer: Any) -> Label:
    if isinstance(answer, str):
        if answer in ("infeasible", "unbounded"):
            return Label(status=answer)
        raise Unproven(f"its proof ends with {answer!r} for other numbers")
    return Label(objective=float(answer) + 0.0)  # never -0


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _part(tree: ast.Module, proof: Proof) -> ast.AST:
    """Return the function that is the proof, or the whole file."""
    if not proof.function:
        return tree
    return next(_functions(tree, proof.function))


def _function(path: Path, name: str) -> bool:
    return any(True for _ in _functions(_tree(path), name))


def _functions(tree: ast.Module, name: str) -> Iterator[ast.FunctionDef]:
    return (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)


def _constants(part: ast.AST) -> Iterator[tuple[ast.Constant, Decimal]]:
    for node in ast.walk(part):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node, Decimal(str(node.value)).normalize()


def _counting(part: ast.AST) -> Iterator[ast.AST]:
    """Yield everything inside positions, exponents, and arguments that count."""
    for node in ast.walk(part):
        inside: list[ast.AST] = []
        if isinstance(node, ast.Subscript):
            inside = [node.slice]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.Mod):
            inside = [node.right]
        elif isinstance(node, ast.Call) and _name(node.func) in COUNTING:
            inside = [*node.args]
        elif isinstance(node, ast.keyword) and node.arg in COUNTS:
            inside = [node.value]
        for part_inside in inside:
            yield from ast.walk(part_inside)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@contextmanager
def _module(tree: ast.Module, path: Path) -> Iterator[ModuleType]:
    """Run a changed source as a module that believes to lie where the original does."""
    module = ModuleType(f"orthought_changed_proof_{path.stem}")
    module.__file__ = str(path)
    # Data classes look their module up by name while they are being made.
    sys.modules[module.__name__] = module
    try:
        exec(compile(tree, str(path), "exec"), module.__dict__)
        yield module
    finally:
        del sys.modules[module.__name__]
