"""Breakdowns: every problem is in one group, and every outcome counts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from orthought.errors import InputError
from orthought.evaluation.breakdown import breakdown
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.statistics import wilson


def problems() -> dict[str, BenchmarkProblem]:
    types = ["LP", "LP", "ILP", ""]
    made = [
        BenchmarkProblem(
            set_name="own",
            identifier=str(n),
            text="t",
            label=Label(objective=1.0),
            type=name,
            problem_class="routing",
        )
        for n, name in enumerate(types)
    ]
    return {problem.key: problem for problem in made}


def test_groups_by_type() -> None:
    outcomes = {"own:0": [True], "own:1": [False], "own:2": [True], "own:3": [False]}
    found = breakdown(problems(), outcomes, "type")
    assert [(g.name, g.problems, g.right) for g in found] == [
        ("LP", 2, 1.0),
        ("ILP", 1, 1.0),
        ("not stated", 1, 0.0),
    ]
    assert found[0].interval == wilson(1, 2)


def test_samples_of_a_problem_are_one_trial() -> None:
    outcomes = {"own:0": [True, True, True, False], "own:1": [False] * 4}
    (group,) = breakdown(problems(), outcomes, "class")
    assert (group.name, group.problems, group.samples, group.right) == ("routing", 2, 8, 0.75)
    assert group.interval == wilson(0.75, 2)


def test_groups_add_up() -> None:
    outcomes = {key: [n % 2 == 0] for n, key in enumerate(problems())}
    for by in ("type", "size", "difficulty", "class", "set"):
        found = breakdown(problems(), outcomes, by)  # type: ignore[arg-type]
        assert sum(group.problems for group in found) == 4
        assert sum(group.right for group in found) == 2


def test_outcomes_without_a_problem_are_an_error() -> None:
    with pytest.raises(InputError, match="no problem"):
        breakdown(problems(), {"own:9": [True]}, "type")
    with pytest.raises(InputError, match="no outcome"):
        breakdown(problems(), {"own:0": []}, "type")


def test_the_import_is_light() -> None:
    code = (
        "import sys, orthought.statistics, orthought.evaluation.scoring, "
        "orthought.evaluation.failures; "
        "print([m for m in ('scipy', 'pyomo', 'pandas', 'langchain', 'highspy') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
