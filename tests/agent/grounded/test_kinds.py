"""What a text says outright of its decisions counts more than what a small model guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from orthought.agent.grounded.examples import WorkedDialogue, worked_dialogues
from orthought.agent.grounded.forms import PLAIN
from orthought.agent.grounded.kinds import with_stated_kind
from orthought.agent.grounded.labels import Opening
from tests.agent.grounded.test_grounded_way import lines_of, solve

Kind = Literal["integer", "continuous", "binary"]


def kind_after(text: str, kind: Kind = "integer") -> str:
    opening = Opening(decisions=("a", "b"), kind=kind, sense="maximize", goal="profit")
    return with_stated_kind(opening, text).kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The plan is an average, so fractions of a cart are allowed.", "continuous"),
        ("Any load can be sent, also parts of a tonne.", "continuous"),
        ("Amounts need not be whole.", "continuous"),
        ("No fractions of a cart are allowed.", "integer"),
        ("Fractions of a cart are not allowed.", "integer"),
        ("It is not true that parts of a cart can be used.", "integer"),
        ("Each site is built completely or not at all.", "binary"),
        ("Every crate is taken whole or left behind.", "binary"),
        ("There is one piece each of a lamp and a rope.", "binary"),
        ("A route may be used at most once.", "binary"),
        ("Fractions are allowed. Each site is built completely or not at all.", "integer"),
        ("A fraction of the land is wet. Half the parts of the mill are new.", "integer"),
        ("", "integer"),
    ],
)
def test_only_what_is_said_outright_counts(text: str, kind: str) -> None:
    assert kind_after(text) == kind


def test_where_nothing_is_said_the_guess_stands() -> None:
    assert kind_after("A cart costs 4 EUR.", "continuous") == "continuous"


@pytest.mark.covers("grounded")
@pytest.mark.parametrize("example", worked_dialogues(), ids=lambda e: e.name)
def test_the_program_has_the_kind_that_the_text_states(
    example: WorkedDialogue, tmp_path: Path
) -> None:
    replies = [PLAIN.shown(said) for _, said in lines_of(example)]
    solution = solve(tmp_path, replies, text=f"{example.text} Fractions are allowed.")
    assert solution.size is not None
    assert (solution.size.integers, solution.size.binaries) == (0, 0)
