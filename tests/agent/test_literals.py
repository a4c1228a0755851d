"""Numbers that a program holds itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.agent.replies.literals import foreign_literals


def values(program: str) -> list[float]:
    return [literal.value for literal in foreign_literals(program)]


@pytest.mark.parametrize(
    "program",
    [
        "x = 0 + 1 - 1.0 * 0.0",
        "x = -1",
        "y = x ** 2 + x ** 0.5 + x ** -1 + pow(x, 2)",
        "y = items[2] + items[-2] + items[1:3]",
        "for i in range(2, n): pass",
        "y = round(x, 3)",
        "y = periods[t - 1]",
        "name = 'warehouse 12'",
        "flag = True",
        "syntax error here 5 5",
    ],
)
def test_plain_structure_is_no_number(program: str) -> None:
    assert values(program) == []


@pytest.mark.covers("numbers-are-data")
@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("x = 40", [40]),
        ("x = -2.5", [2.5]),
        ("x = [3, 4.5]", [3, 4.5]),
        ("def f(a=60): return a", [60]),
        ("x = float('12.5') + int('7')", [12.5, 7]),
        ("for t in range(12): pass", [12]),
        ("model.c = Constraint(expr=3 * x <= 0.35 * y)", [3, 0.35]),
        ("M = 1e6", [1e6]),
        ("x = y ** 1.7", [1.7]),
        ("x = d[key(5)]", [5]),
        ("x = 1_000", [1000]),
    ],
)
def test_numbers_are_found(program: str, expected: list[float]) -> None:
    assert values(program) == expected


def test_line_and_text() -> None:
    (found,) = foreign_literals("a = 1\nb = a * 0x1F\n")
    assert (found.line, found.value, found.text) == (2, 31, "0x1F")


@given(st.text(alphabet="x0123456789+-*()[]., \n'=:", max_size=80))
@settings(max_examples=200, deadline=None)
def test_never_raises(program: str) -> None:
    foreign_literals(program)


def test_huge_programs_are_refused_calmly() -> None:
    assert values("x = " + "(" * 100_000) == []
    assert values("x = " + "-" * 100_000 + "7") == []
    assert values("x = 7\n" * 100_000) == []
