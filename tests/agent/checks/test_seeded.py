"""Errors planted in right models with a text: most are doubted, the untouched are not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EVALS = Path(__file__).resolve().parents[3] / "evals"


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Import the measurement, which is a script and no package."""
    monkeypatch.syspath_prepend(str(EVALS))
    import seeded_errors

    yield seeded_errors
    for name in [name for name in sys.modules if name.startswith("seeded_")]:
        del sys.modules[name]


CASES = ("diet-1", "knapsack-3", "s10_town_projects")


@pytest.mark.covers("seeded-errors")
def test_planted_errors_are_mostly_doubted(seeded: Any) -> None:
    chosen = [case for case in seeded.cases() if case.key in CASES]
    assert len(chosen) == len(CASES)
    assert all(seeded.judged(case, case.draft)["status"] == "checked" for case in chosen)
    wrong, found = 0, 0
    for case in chosen:
        for kind in seeded.KINDS:
            planted = seeded.plant(case, kind, 0)
            if planted is None or seeded.truth_of(case, planted).get("shows") != "at once":
                continue
            wrong += 1
            found += seeded.judged(case, planted.draft)["status"] != "checked"
    assert wrong >= 15
    assert found >= 0.7 * wrong


def test_the_same_seed_plants_the_same_error(seeded: Any) -> None:
    case = next(case for case in seeded.cases() if case.key == "diet-1")
    for kind in seeded.KINDS:
        assert seeded.plant(case, kind, 3) == seeded.plant(case, kind, 3)


def test_an_error_without_effect_is_told_from_one_with(seeded: Any) -> None:
    case = next(case for case in seeded.cases() if case.key == "diet-1")
    same = seeded.Planted(case.draft, "nothing")
    assert seeded.truth_of(case, same)["truth"] == "equivalent"
    turned = seeded.plant(case, "sense flipped", 0)
    record = seeded.truth_of(case, turned)
    assert (record["truth"], record["shows"]) == ("wrong", "at once")


def test_perturbed_data_keep_counts_and_move_amounts(seeded: Any) -> None:
    from seeded_cases import perturbed  # type: ignore[import-not-found]

    value = {"a": [100, 3], "b": {"c": 2.5, "d": "text", "e": True}}
    moved = perturbed(value, "1:x")
    assert moved == perturbed(value, "1:x")
    assert moved != perturbed(value, "2:x")
    assert moved["a"][1] == 3
    assert 75 <= moved["a"][0] <= 125
    assert moved["b"]["d"] == "text"
    assert moved["b"]["e"] is True
