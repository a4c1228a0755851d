"""Other numbers in the same text, and the label that the problem's proof gives for them.

A number is changed where it stands once in the text and once, as a literal, in the proof: then both
mean the same, and the proof says what the optimum is now. Small whole numbers are left alone, since
they may count something else, and so are years, percentages, names and what stands in tables.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import math
import random
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from orthought.agent.reading.numbers import TextNumber, find_numbers
from orthought.agent.reading.sentences import split_sentences
from orthought.base import Model
from orthought.errors import OrthoughtError
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.files import write_whole
from orthought.resources import benchmarks_folder, cache_folder

VERSION: Final = 1
SPREAD: Final = 0.15
"""Numbers change by up to this share of themselves, up or down."""
SMALL: Final = 12
"""Whole numbers up to this one may count something else."""
LEAST: Final = 2
"""Numbers that must change, or the problem is left out."""
TIME_LIMIT: Final = 60.0
"""Seconds for the proof of one problem."""
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_YEARS: Final = range(1900, 2101)


class Perturbed(Model):
    """A problem with other numbers."""

    text: str
    label: Label
    changes: dict[str, str]
    """New figures by the old ones."""


def perturb(problem: BenchmarkProblem, seed: int) -> Perturbed | str:
    """Return a problem's text with other numbers and its new label, or why there is none.

    The same problem, proof and seed give the same; what was proven once is kept in the cache.
    """
    proof = _proof_of(problem)
    if isinstance(proof, str):
        return proof
    path, reading = proof
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    scope = _scope(tree, problem.identifier) if not reading else tree
    if scope is None:
        return f"{path.name} proves another problem"
    changes = _changes(problem, _literals(scope), seed)
    if len(changes) < LEAST:
        return f"fewer than {LEAST} numbers stand once in the text and once in its proof"
    text = _text_with(problem.text, changes)
    label = _proven(problem, (path, reading, source, tree, scope), changes)
    return label if isinstance(label, str) else Perturbed(text=text, label=label, changes=changes)


def _proof_of(problem: BenchmarkProblem) -> tuple[Path, str] | str:
    """Return a proof file and the reading that counts in it, '' where it is one of functions."""
    from orthought.evaluation.errata.versions import errata_of

    folder = benchmarks_folder() / problem.set_name
    if (folder / "proofs.py").is_file():
        return folder / "proofs.py", ""
    erratum = errata_of(problem.set_name).get(problem.identifier)
    if erratum is None:
        return "its label was not proven"
    if erratum.verdict != "confirmed" or len(erratum.accepted) != 1:
        return "its label is disputed"
    return folder / erratum.proof, erratum.accepted[0].reading


def _scope(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return next((node for node in functions if node.name == name), None)


def _literals(scope: ast.AST) -> Counter[float]:
    values = (_number_in(node) for node in ast.walk(scope))
    return Counter(value for value in values if value is not None)


def _number_in(node: ast.AST) -> float | None:
    """Return the number that a node is; None for all else, True and False among it."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    return None


def _changes(problem: BenchmarkProblem, literals: Mapping[float, int], seed: int) -> dict[str, str]:
    """Return new figures by the old ones."""
    draw = random.Random(f"{VERSION} {seed} {problem.set_name} {problem.identifier}")
    numbers = find_numbers(split_sentences(problem.text))
    readings = Counter(value for number in numbers for value in number.readings)
    taken = set(readings) | set(literals)
    found: dict[str, str] = {}
    for number in numbers:
        if readings[number.value] != 1 or literals.get(number.value) != 1 or not _is_free(number):
            continue
        new = _other(number.text, draw)
        if new is not None and float(new) not in taken:
            found[number.text] = new
            taken.add(float(new))
    return found


def _is_free(number: TextNumber) -> bool:
    if number.word or number.label or number.percent or not _FIGURE.fullmatch(number.text):
        return False
    whole = number.value.is_integer()
    return not (whole and (number.value <= SMALL or int(number.value) in _YEARS))


def _other(written: str, draw: random.Random) -> str | None:
    """Return a number near another one, with as many decimals; None where there is none."""
    decimals = len(written.partition(".")[2])
    for _ in range(20):
        factor = 1 + draw.uniform(-SPREAD, SPREAD)
        new = f"{float(written) * factor:.{decimals}f}"
        if float(new) > 0 and float(new) != float(written):
            return new
    return None


def _text_with(text: str, changes: Mapping[str, str]) -> str:
    places = {n.start: n for n in find_numbers(split_sentences(text)) if n.text in changes}
    for start in sorted(places, reverse=True):
        number = places[start]
        text = text[:start] + changes[number.text] + text[number.end :]
    return text


class _Substitution(ast.NodeTransformer):
    def __init__(self, changes: Mapping[str, str]) -> None:
        self._new = {float(old): new for old, new in changes.items()}

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = _number_in(node)
        new = None if value is None else self._new.get(value)
        if new is None:
            return node
        return ast.copy_location(ast.Constant(float(new) if "." in new else int(new)), node)


Proof = tuple[Path, str, str, ast.Module, ast.AST]


def _proven(problem: BenchmarkProblem, proof: Proof, changes: Mapping[str, str]) -> Label | str:
    """Return the label that the proof gives with other numbers, or why it gives none."""
    path, reading, source, tree, scope = proof
    kept = _cached_at(problem, source, changes)
    try:
        return Label.model_validate_json(kept.read_bytes())
    except (OSError, ValueError):
        pass
    _Substitution(changes).visit(scope)
    ast.fix_missing_locations(tree)
    label = _of_file(tree, reading) if reading else _of_function(tree, path, problem.identifier)
    if isinstance(label, Label):
        # A full disk costs the next run the time of this proof and nothing else.
        with contextlib.suppress(OSError):
            write_whole(kept, label.model_dump_json() + "\n")
    return label


def _cached_at(problem: BenchmarkProblem, source: str, changes: Mapping[str, str]) -> Path:
    content = json.dumps([VERSION, problem.digest, source, dict(changes)])
    digest = hashlib.sha256(content.encode()).hexdigest()
    return cache_folder() / "perturbed" / problem.set_name / f"{digest}.json"


def _of_function(tree: ast.Module, path: Path, name: str) -> Label | str:
    module: dict[str, Any] = {"__file__": str(path), "__name__": "proofs_with_other_numbers"}
    try:
        exec(compile(tree, str(path), "exec"), module)
        answer = module[name]()
    except Exception as error:  # an assertion of the proof may not hold with other numbers
        return f"its proof does not hold with other numbers: {type(error).__name__}"
    if isinstance(answer, str) or not math.isfinite(answer):
        return "it has no optimum with other numbers"
    return Label(objective=float(answer))


def _of_file(tree: ast.Module, reading: str) -> Label | str:
    from orthought.evaluation.errata.proofs import run_proof

    with tempfile.TemporaryDirectory(prefix="orthought-proof-") as folder:
        path = Path(folder) / "proofs" / "proof.py"
        path.parent.mkdir()
        path.write_text(ast.unparse(tree), encoding="utf-8")
        try:
            result = run_proof(path, time_limit=TIME_LIMIT)[reading]
        except OrthoughtError as error:
            return f"its proof does not hold with other numbers: {error.message.splitlines()[0]}"
    if result.status != "optimal" or result.value is None:
        return "it has no optimum with other numbers"
    return Label(objective=result.value)
