"""Problems with a text, a typed formulation and a program that are right: what errors go into.

Two origins, both the project's own: the starter problems with their scripted replies, and the
worked examples of the class library. Each case is exact: its optimum was proven elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from orthought.agent.attempt import Draft
from orthought.agent.classes.library import load_classes
from orthought.agent.context import Reading
from orthought.agent.replies.reply import parse_reply
from orthought.execution.extract import extract
from orthought.formulation import Constraint, Formulation
from orthought.instance import Instance
from orthought.problem import Problem
from orthought.tables import Loaded, load

ROOT = Path(__file__).resolve().parents[1]
REPLIES = ROOT / "tests" / "replies" / "starter"
STARTER = ROOT / "benchmarks" / "starter"
SPREAD = 0.25
"""Perturbed numbers lie within this share of the original ones."""
SMALL = 12
"""Whole numbers up to here count things (members, periods), so that they are left alone."""


@dataclass(frozen=True, eq=False)
class Case:
    """A problem with its right draft."""

    key: str
    group: str
    """starter or library."""
    text: str
    draft: Draft
    tables: Loaded

    @cached_property
    def reading(self) -> Reading:
        return Reading.of(self.text)

    @cached_property
    def problem(self) -> Problem:
        loaded = self.tables
        return Problem(text=self.text, tables=loaded.tables, documents=loaded.documents)

    def instance(self, draft: Draft | None = None, perturbation: int = 0) -> Instance:
        """Build a draft's instance (the case's own where None) on the data, perhaps perturbed.

        The programs are the project's own and edits of them, so that no sandbox is needed.
        """
        chosen = draft or self.draft
        return build(chosen, self.tables.data, perturbation)


def build(draft: Draft, tables: Mapping[str, Any], perturbation: int = 0) -> Instance:
    """Build a draft of our own on tables; perturbation 0 leaves every number as it is."""
    data = {**tables, **draft.formulation.data()}
    if perturbation:
        data = {name: perturbed(value, f"{perturbation}:{name}") for name, value in data.items()}
    names: dict[str, Any] = {}
    exec(compile(draft.program, "program", "exec"), names)
    return extract(names["build_model"](data))


def perturbed(value: Any, path: str) -> Any:
    """Return a value with its numbers moved a little, the same way for the same path."""
    if isinstance(value, dict):
        return {key: perturbed(item, f"{path}[{key}]") for key, item in value.items()}
    if isinstance(value, list):
        return [perturbed(item, f"{path}[{place}]") for place, item in enumerate(value)]
    if hasattr(value, "columns"):
        return _perturbed_frame(value, path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    moved = value * (1 + SPREAD * (2 * _share(path) - 1))
    if isinstance(value, int):
        return value if abs(value) <= SMALL else round(moved)
    return moved


def _perturbed_frame(frame: Any, path: str) -> Any:
    changed = frame.copy()
    for column in frame.columns:
        if getattr(frame[column].dtype, "kind", "O") in "iuf":
            values = [
                perturbed(item, f"{path}[{column}][{k}]")
                for k, item in enumerate(frame[column].tolist())
            ]
            changed[column] = values
    return changed


def _share(path: str) -> float:
    return int(hashlib.sha256(path.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def cases() -> Iterator[Case]:
    """Return every case whose answer is an optimum."""
    for path in sorted(STARTER.glob("*/answer.json")):
        if json.loads(path.read_text())["status"] == "optimal":
            yield _starter(path.parent)
    for item in load_classes():
        for number, example in enumerate(item.all_examples, start=1):
            draft = Draft(example.formulation, example.program)
            key = f"{item.identifier}-{number}"
            yield Case(key, "library", example.problem, draft, load([]))


def _starter(folder: Path) -> Case:
    data = folder / "data"
    parsed = parse_reply((REPLIES / f"{folder.name}.md").read_text("utf-8"))
    formulation, program = parsed.formulation, parsed.program
    assert isinstance(formulation, Formulation)
    assert program is not None
    return Case(
        folder.name,
        "starter",
        (folder / "problem.md").read_text("utf-8"),
        Draft(formulation, program),
        load(sorted(data.iterdir()) if data.is_dir() else []),
    )


BLURS = ("one missing", "one too many", "first only", "last only", "no formulas")
"""Ways in which a less careful writer cites sentences for rows."""


def blurred(case: Case, how: str) -> Draft:
    """Return the case's draft with the citations of its rows blurred; '' leaves it as it is."""
    random = Random(f"{case.key}:{how}")
    formulation = case.draft.formulation
    rows = tuple(_blurred(row, how, random, case) for row in formulation.constraints)
    return Draft(formulation.model_copy(update={"constraints": rows}), case.draft.program)


def _blurred(row: Constraint, how: str, random: Random, case: Case) -> Constraint:
    cited = row.sentences
    if how == "no formulas":
        return row.model_copy(update={"expression": ""})
    if how == "one missing" and (len(cited) > 1 or random.random() < 0.3):
        gone = random.randrange(len(cited)) if cited else 0
        cited = cited[:gone] + cited[gone + 1 :]
    elif how == "one too many":
        cited = (*cited, random.randrange(1, len(case.reading.sentences) + 1))
    elif how in ("first only", "last only"):
        cited = cited[:1] if how == "first only" else cited[-1:]
    return row.model_copy(update={"sentences": cited})
