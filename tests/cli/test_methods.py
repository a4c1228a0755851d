"""`orthought methods`: what each method costs and where it deviates."""

from __future__ import annotations

import json

from orthought.agent.registry import METHODS
from tests.cli.conftest import Run


def test_every_method_is_listed_with_its_calls(run: Run) -> None:
    listed = run("methods", "list")
    assert listed.exit_code == 0
    assert all(name in listed.stdout for name in METHODS)
    cards = json.loads(run("methods", "list", "--json").stdout)["methods"]
    assert [card["name"] for card in cards] == list(METHODS)


def test_a_card_is_shown_with_its_deviations(run: Run) -> None:
    shown = run("methods", "show", "self_consistency")
    assert "2203.11171" in shown.stdout
    assert "Where it deviates" in shown.stdout
    card = json.loads(run("methods", "show", "orthought+building_simplified", "--json").stdout)
    assert card["name"] == "orthought+building_simplified"


def test_an_unknown_method_names_its_neighbour(run: Run) -> None:
    result = run("methods", "show", "reflection")
    assert result.exit_code == 2
    assert "reflexion" in result.stderr
