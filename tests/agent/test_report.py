"""From an attempt to a solution: names and statuses."""

from __future__ import annotations

import pytest

from orthought.agent.attempt import Attempt
from orthought.agent.report import split_name, status_of
from orthought.solution import Check, Diagnosis


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("make", ("make", ())),
        ("make[rye]", ("make", ("rye",))),
        ("make[New York,3]", ("make", ("New York", "3"))),
        ("make['7',b]", ("make", ("7", "b"))),
        ("make['a,b',2]", ("make", ("a,b", "2"))),
        ("make[o'neil]", ("make", ("o'neil",))),
        ("block[1].x[2]", ("block[1].x[2]", ())),
    ],
)
def test_names_are_split_as_pyomo_spells_them(
    name: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    assert split_name(name) == expected


def test_a_diagnosis_is_never_a_solved_answer() -> None:
    attempt = Attempt(None, 1, diagnosis=Diagnosis(kind="timeout", message="no point"))
    assert status_of(attempt, (), can_check=True) == "failed"


def test_a_proven_status_is_said_whatever_the_checks_say() -> None:
    attempt = Attempt(None, 1, diagnosis=Diagnosis(kind="infeasible", message="none"))
    doubt = Check(name="x", verdict="objects")
    assert status_of(attempt, (doubt,), can_check=True) == "infeasible"
