"""FormulationBench: pairs of formulations of one problem, labelled as reformulation or not.

Reads the user's own copy of the set: `dataset.json` with the pairs, and below `problems/pN` the
problem, its data, its published solution and its formulations. A formulation's code is foreign
gurobipy text. It never runs in this process and never meets a Gurobi licence: put behind a small
stand-in for gurobipy that speaks Pyomo (`formulation_program`), it is a program like any other and
runs in the sandbox under a time limit; only its instance comes back.

The set's labels speak of the formulation, for all data; `FormulationPair.instance_only` marks the
pairs that the set itself calls reformulations of the one instance but not in general.
"""

from __future__ import annotations

import difflib
import json
import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.formulation_program import formulation_program
from orthought.execution.interface import Limits, Sandbox
from orthought.instance import Instance

LARGE: Final = frozenset({6, 8, 9, 10})
"""Problems of thousands of rows; the others (1 to 5 and 7 of those published) are small."""
INSTANCE_ONLY_NOTE: Final = "only a reformulation at the instance-level"
DRAWS: Final = 200
"""Tries to draw data that fulfil a formulation's assumptions."""
BUILD: Final = Limits(seconds=300.0)


class FormulationPair(Model):
    """Two formulations of a problem and what the set says of them."""

    problem: int
    first: str
    second: str
    reformulation: bool
    """The set's label: for all data, not only for the instance."""
    instance_only: bool = False
    """Labelled no reformulation, but one on the instance by the set's own notes."""
    notes: tuple[str, ...] = ()
    """The set's notes on the second formulation."""

    @property
    def key(self) -> str:
        """Such as 'p1:a-c'."""
        return f"p{self.problem}:{self.first}-{self.second}"

    @property
    def is_large(self) -> bool:
        return self.problem in LARGE


@dataclass(frozen=True, eq=False)
class BuiltFormulation:
    """The instance of a formulation, and where its numbers come from."""

    instance: Instance
    drawn: bool
    """The set holds no data for this formulation's parameters: they were drawn by us."""


class FormulationBench:
    """A copy of the set in a folder.

    Args:
        folder: where `dataset.json` is.
        seed: of the data that are drawn where the set holds none.

    Raises:
        InputError: the folder holds no such set.
    """

    def __init__(self, folder: Path, *, seed: int = 0) -> None:
        self.folder = folder
        self.seed = seed
        if not (folder / "dataset.json").is_file():
            raise InputError(
                f"{folder} holds no dataset.json",
                fix="name the folder of FormulationBench that holds dataset.json and problems/",
            )

    def pairs(self) -> tuple[FormulationPair, ...]:
        """Return the labelled pairs, in the set's order.

        Raises:
            InputError: a pair is malformed.
        """
        entries = _read(self.folder / "dataset.json").get("reformulations", [])
        return tuple(self._pair(entry) for entry in entries)

    def _pair(self, entry: dict[str, Any]) -> FormulationPair:
        try:
            first, second = entry["a"], entry["b"]
            problem, label = int(first["problem"]), bool(entry["reformulation"])
            names = str(first["formulation"]), str(second["formulation"])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"dataset.json: {entry!r:.200} is not a labelled pair") from error
        if problem != second.get("problem"):
            raise InputError(f"dataset.json: {entry!r:.200} joins two problems")
        metadata = self.formulation(problem, names[1]).get("metadata", {})
        notes = tuple(str(note) for note in metadata.get("notes", ()))
        return FormulationPair(
            problem=problem,
            first=names[0],
            second=names[1],
            reformulation=label,
            instance_only=any(INSTANCE_ONLY_NOTE in note for note in notes),
            notes=notes,
        )

    def formulation(self, problem: int, name: str) -> dict[str, Any]:
        """Return a formulation as the set holds it.

        Raises:
            InputError: there is none of that name.
        """
        folder = self.folder / "problems" / f"p{problem}" / "formulations"
        if not (folder / name / "formulation.json").is_file():
            known = sorted(path.name for path in folder.glob("*"))
            near = difflib.get_close_matches(name, known, n=1) or known[:10]
            raise InputError(
                f"problem {problem} has no formulation {name!r}", fix=f"did you mean {near}?"
            )
        return _read(folder / name / "formulation.json")

    def published_objective(self, problem: int) -> float:
        """Return the objective of the set's solution of a problem."""
        return float(_read(self.folder / "problems" / f"p{problem}" / "solution.json")["objective"])

    def build(self, problem: int, name: str, sandbox: Sandbox) -> BuiltFormulation:
        """Return the instance of a formulation on the problem's data.

        Args:
            problem: number of the problem.
            name: the formulation's letter.
            sandbox: where the foreign code runs.

        Raises:
            InputError: the code builds no instance, or no data fit it.
        """
        formulation = self.formulation(problem, name)
        data = _read(self.folder / "problems" / f"p{problem}" / "data.json")
        program = formulation_program(formulation)
        values = _aligned(problem, formulation, data)
        if values is not None:
            return BuiltFormulation(_build(sandbox, program, values, f"p{problem}:{name}"), False)
        return self._build_on_drawn_data(problem, name, sandbox, formulation)

    def _build_on_drawn_data(
        self, problem: int, name: str, sandbox: Sandbox, formulation: dict[str, Any]
    ) -> BuiltFormulation:
        # A seed by problem only: formulations of the same parameters get the same numbers.
        generator = random.Random(f"{self.seed}:{problem}")
        program, failure = formulation_program(formulation), ""
        for _ in range(DRAWS):
            values = {p: _draw(p, d, generator) for p, d in formulation["parameters"].items()}
            result = sandbox.build(program, values, BUILD)
            failure = result.failure.message if result.failure else "no optimum"
            if result.instance is not None and _has_optimum(result.instance):
                return BuiltFormulation(result.instance, True)
        raise InputError(f"p{problem}:{name}: no data were found that fit ({failure})")


def _draw(name: str, declaration: dict[str, Any], generator: random.Random) -> int:
    if declaration.get("shape"):
        raise InputError(f"parameter {name!r} is a table, and the set holds no data for it")
    # Of several sizes, so that limits meet what they limit.
    return generator.randint(1, generator.choice((5, 20, 500)))


def _has_optimum(instance: Instance) -> bool:
    from orthought import solvers
    from orthought.outcome import SolverOptions, Termination

    options = SolverOptions(time_limit=10.0, relative_gap=0.0)
    return solvers.solve(instance, options).termination is Termination.OPTIMAL


def _build(sandbox: Sandbox, program: str, values: dict[str, Any], where: str) -> Instance:
    result = sandbox.build(program, values, BUILD)
    if result.instance is None:
        message = result.failure.message if result.failure else "no instance came back"
        raise InputError(f"{where} builds no instance: {message}")
    return result.instance


def _aligned(
    problem: int, formulation: dict[str, Any], data: dict[str, Any]
) -> dict[str, Any] | None:
    """Return the data by the formulation's own parameter names; None where there are none."""
    names = tuple(formulation["parameters"])
    if all(name in data for name in names):
        return {name: data[name] for name in names}
    known = _alignments().get(f"p{problem}", {})
    if set(names) != set(known) or any(source not in data for source in known.values()):
        return None
    return {name: data[known[name]] for name in names}


@cache
def _alignments() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise InputError(f"{path} holds no JSON object")
    return found
