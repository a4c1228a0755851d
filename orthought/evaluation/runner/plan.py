"""The plan: which cells an experiment has, where each one is kept, which shard does it."""

from __future__ import annotations

import difflib
import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orthought.errors import InputError
from orthought.evaluation.experiment import Experiment
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.results import Cell

if TYPE_CHECKING:
    from orthought.evaluation.sets import BenchmarkSet


@dataclass(frozen=True)
class Shard:
    """Part `number` of `count`, counted from 1."""

    number: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read '2/8'.

        Raises:
            InputError: it is not of that form.
        """
        found = re.fullmatch(r"(\d+)/(\d+)", text.strip())
        if found and 1 <= int(found[1]) <= int(found[2]):
            return cls(int(found[1]), int(found[2]))
        raise InputError(
            f"--shard {text} is no part of a whole", fix="write 1/2 and 2/2, or 1/8 to 8/8"
        )

    def holds(self, position: int) -> bool:
        """Tell whether the problem at this position belongs to the shard."""
        return position % self.count == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


@dataclass(frozen=True)
class Task:
    """A cell with its problem and its folder below the run's folder."""

    cell: Cell
    problem: BenchmarkProblem
    folder: str


def choose_problems(
    experiment: Experiment, problems: Sequence[BenchmarkProblem]
) -> tuple[BenchmarkProblem, ...]:
    """Return the problems of a set that the experiment asks for.

    Raises:
        InputError: a filter, slice or identifier that fits nothing.
    """
    from orthought.evaluation.sets.select import select

    chosen = select(problems, filter=experiment.filter, slice=experiment.slice)
    if not experiment.problems:
        return tuple(chosen)
    by_name = {problem.identifier: problem for problem in chosen}
    by_name |= {problem.key: problem for problem in chosen}
    return tuple(by_name[name] for name in experiment.problems if name in by_name)


def choose_from(experiment: Experiment, item: BenchmarkSet) -> tuple[BenchmarkProblem, ...]:
    """Return the problems of a loaded set that the experiment asks for.

    Of a derived set these are the ones that would be chosen from its base, as far as the rule
    changed them: filter and slice pick the same problems in both.

    Raises:
        InputError: a filter, slice or identifier that fits nothing.
    """
    here = {problem.identifier: problem for problem in item.problems}
    chosen = choose_problems(experiment, item.base or item.problems)
    return tuple(here[p.identifier] for p in chosen if p.identifier in here)


def passed_over(experiment: Experiment, item: BenchmarkSet) -> dict[str, str]:
    """Return why a derived set lacks problems that the experiment asks for, by identifier."""
    left_out = item.card.left_out
    chosen = choose_problems(experiment, item.base)
    return {p.identifier: left_out[p.identifier] for p in chosen if p.identifier in left_out}


def require_found(
    experiment: Experiment,
    chosen: Sequence[BenchmarkProblem],
    known_problems: Sequence[BenchmarkProblem],
) -> None:
    """Refuse identifiers that no set of the experiment has, and experiments without problems.

    Raises:
        InputError: the near misses are named.
    """
    known = {name for problem in known_problems for name in (problem.identifier, problem.key)}
    for name in experiment.problems:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            raise InputError(
                f"no problem is called {name!r}",
                fix=f"did you mean {' or '.join(near)}?" if near else "see: orthought bench list",
            )
    if not chosen:
        raise InputError("no problem is left to measure", fix="widen --filter or --slice")


def make_tasks(
    experiment: Experiment, problems: Sequence[BenchmarkProblem], shard: Shard
) -> tuple[Task, ...]:
    """Return the tasks of a shard: all of a problem's cells together, so that pairs are whole."""
    chosen = [problem for position, problem in enumerate(problems) if shard.holds(position)]
    grid = itertools.product(chosen, range(experiment.samples), experiment.llm, experiment.method)
    several = len(experiment.llm) > 1
    return tuple(_task(*point, several=several) for point in grid)


def _task(problem: BenchmarkProblem, sample: int, llm: str, method: str, *, several: bool) -> Task:
    cell = Cell(
        set_name=problem.set_name,
        identifier=problem.identifier,
        method=method,
        llm=llm,
        sample=sample,
    )
    way = f"{_safe(method)}@{_safe(llm)}" if several else _safe(method)
    parts = ("cells", _safe(problem.set_name), _safe(problem.identifier), way, str(sample))
    return Task(cell, problem, Path(*parts).as_posix())


def _safe(name: str) -> str:
    """Return a name that any file system takes; what had to be changed keeps a digest."""
    plain = re.sub(r"[^A-Za-z0-9._+-]+", "-", name).strip("-.")[:60]
    if plain == name:
        return plain
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
