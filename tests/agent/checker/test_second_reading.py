"""A second reader of the text: what it finds, what it costs, and what stays open."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import orthought
from orthought.agent.checker.showing import OPTIMUM, POINT
from orthought.agent.checker.wording import rows_in_words
from orthought.errors import BudgetError
from orthought.formulation import Constraint, Formulation, Variable
from orthought.runs import read_events
from orthought.solution import Check
from tests.agent import scripts
from tests.solvers.build import make

TEXT = scripts.LP_TEXT
RIGHT = scripts.LP
FORGOTTEN = RIGHT.replace(
    '    model.x_least = pyo.Constraint(expr=model.x >= data["least_x"])\n', ""
)
TOO_STRICT = RIGHT.replace(
    'expr=model.x >= data["least_x"])', 'expr=model.x >= data["least_x"] + data["least_x"])'
)
DEAR = RIGHT.replace('data["cost_y"] * model.y', 'data["cost_x"] * model.y')
CHECKER = """
The plan says how much of each is bought.

```python
WHOLE = []
YES_NO = []
FREE = []


def check(data, plan):
    yield "minimize", 3 * plan["x"] + 2 * plan["y"]
    yield 1, plan["x"] + plan["y"], ">=", 4, "both together"
    yield 1, plan["x"], ">=", 1, "x at least"
```
"""
COMPARING = CHECKER.replace(
    'yield 1, plan["x"], ">=", 1, "x at least"', 'yield 1, max(plan["x"], 0), ">=", 1, "x at least"'
)
KEEP = json.dumps({"keep": True, "sentence": 1, "reason": "it is said so"})


def solve(replies: list[str], folder: Path, text: str = TEXT, **rest: Any) -> orthought.Solution:
    """Solve with scripted replies and a second reader."""
    script = folder / "script.json"
    script.write_text(json.dumps(replies))
    ask = rest.pop("ask", None)
    flags = {"llm": f"scripted:{script}", "checker": True, **rest}
    settings = orthought.load_settings(flags)[0]
    return orthought.solve(text, settings=settings, out=folder / "run", fresh=True, ask=ask)


def check_of(solution: orthought.Solution, name: str) -> Check:
    return next(check for check in solution.checks if check.name == name)


@pytest.mark.covers("second-reading")
def test_agreement_costs_one_call_and_leaves_the_answer_checked(tmp_path: Path) -> None:
    solution = solve([RIGHT, CHECKER], tmp_path)
    assert (solution.status, solution.usage.calls) == ("checked", 2)
    assert check_of(solution, POINT).verdict == check_of(solution, OPTIMUM).verdict == "holds"
    assert solution.signals["second reading"] == 1
    assert solution.readings == ()
    assert "def check(" in (tmp_path / "run" / "checker.py").read_text()


@pytest.mark.covers("second-reading")
@pytest.mark.parametrize(
    ("wrong", "name", "words"),
    [
        (FORGOTTEN, POINT, "sentence 1: x at least"),
        (TOO_STRICT, OPTIMUM, "reaches 9 instead of 10; the model bars it by x_least"),
        (DEAR, OPTIMUM, "reaches 9 instead of 12"),
    ],
    ids=["a row forgotten", "a row too strict", "a wrong number in the objective"],
)
def test_a_wrong_model_is_found_and_mended(
    wrong: str, name: str, words: str, tmp_path: Path
) -> None:
    mended = solve([wrong, CHECKER, RIGHT], tmp_path)
    assert (mended.status, mended.objective) == ("checked", pytest.approx(9))
    assert mended.usage.calls == 3
    doubted = solve([wrong, CHECKER, KEEP], tmp_path)
    assert doubted.status == "doubtful"
    found = check_of(doubted, name)
    assert found.verdict == "objects" and words in found.message
    assert any("it is said so (sentence 1)" in line for line in found.evidence)
    assert doubted.signals["second reading"] == 0


@pytest.mark.covers("second-reading-choice")
def test_the_other_answer_stands_beside_a_doubtful_one(tmp_path: Path) -> None:
    solution = solve([TOO_STRICT, CHECKER, KEEP], tmp_path)
    (other,) = solution.readings
    assert (solution.objective, other.objective) == (pytest.approx(10), pytest.approx(9))
    values = {decision.name: decision.value for decision in other.decisions}
    assert values == pytest.approx({"x": 1, "y": 3})


def test_the_second_reader_sees_nothing_of_the_model(tmp_path: Path) -> None:
    solve([RIGHT, CHECKER], tmp_path)
    (said,) = [
        " ".join(message["content"] for message in event["messages"])
        for event in read_events(tmp_path / "run")
        if event["type"] == "call" and event["stage"] == "checker"
    ]
    assert 'plan["x"]' in said and TEXT in said
    for hidden in ("cost_x", "least_x", "pyo", "build_model", "continuous", "together >="):
        assert hidden not in said


def test_claims_that_compare_are_computed_and_not_solved(tmp_path: Path) -> None:
    forgotten = solve([FORGOTTEN, COMPARING, KEEP], tmp_path)
    assert forgotten.status == "doubtful"
    assert "x at least" in check_of(forgotten, POINT).message
    # Computed claims cannot say that more was possible.
    assert solve([TOO_STRICT, COMPARING], tmp_path).status == "checked"


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("I would rather not.", "no ```python block"),
        (CHECKER.replace('"minimize", ', '"smallest", '), "check yielded"),
        (CHECKER.replace('plan["y"]', 'plan["z"]'), "KeyError"),
        (CHECKER.replace('    yield "minimize", 3 * plan["x"] + 2 * plan["y"]', "    pass"),
         "0 objectives"),
        (CHECKER.replace("yield 1, plan", "yield 1, 0 * 2, '>=', 1, 'none'\n    yield 1, plan"),
         "holds no decision"),
    ],
)  # fmt: skip
def test_an_unusable_checker_is_asked_for_once_more(
    broken: str, words: str, tmp_path: Path
) -> None:
    assert solve([RIGHT, broken, CHECKER], tmp_path).status == "checked"
    unread = solve([RIGHT, broken, broken], tmp_path)
    # Nobody read the text a second time, so the answer is not worth the better word.
    assert (unread.status, unread.usage.calls) == ("solved", 3)
    assert words in check_of(unread, POINT).message


def test_a_second_model_that_fails_leaves_the_first(tmp_path: Path) -> None:
    broken = RIGHT.replace("return model", "return modle")
    solution = solve([TOO_STRICT, CHECKER, broken], tmp_path)
    assert (solution.status, solution.objective) == ("doubtful", pytest.approx(10))
    assert any("second model failed" in note for note in solution.deviations)


def test_new_names_are_judged_by_the_value(tmp_path: Path) -> None:
    renamed = RIGHT.replace("model.y", "model.other").replace('"y"', '"other"')
    solution = solve([TOO_STRICT, CHECKER, renamed], tmp_path)
    assert (solution.status, solution.objective) == ("checked", pytest.approx(9))


def test_new_names_with_another_value_leave_a_doubtful_answer(tmp_path: Path) -> None:
    renamed = TOO_STRICT.replace("model.y", "model.other").replace('"y"', '"other"')
    solution = solve([TOO_STRICT, CHECKER, renamed], tmp_path)
    assert (solution.status, solution.objective) == ("doubtful", pytest.approx(10))
    (other,) = solution.readings
    assert (other.objective, other.decisions) == (pytest.approx(9), ())


@pytest.mark.parametrize("place", ["--5", "9" * 12, "x"])
def test_claims_of_another_form_are_no_claims(place: str, tmp_path: Path) -> None:
    """The checker's text shares its names with our frame, and may give them another meaning."""
    foreign = CHECKER.replace("WHOLE = []", "WHOLE = []\nint = str").replace(
        "yield 1, plan", f"yield {place!r}, plan"
    )
    solution = solve([RIGHT, foreign, foreign], tmp_path)
    assert (solution.status, solution.usage.calls) == ("solved", 3)
    assert "do not have their form" in check_of(solution, POINT).message


def test_rows_are_put_back_into_words() -> None:
    instance = replace(
        make([1, 1], (([11, 1], None, 8), ([2, -1], 3, 3))), row_names=("most", "share")
    )
    formulation = Formulation(
        variables=(Variable(name="x", unit="kg"),),
        constraints=(Constraint(name="most", meaning="what fits", sentences=(2,)),),
    )
    assert rows_in_words(instance, formulation, ["most", "share", "x (bounds or kind)"]) == (
        "most: 11 times x[0] (kg) plus x[1] (kg) is at most 8. It is said to mean: what fits. "
        "It cites sentence 2.",
        "share: 2 times x[0] (kg) plus -1 times x[1] (kg) is exactly 3. It cites no sentence.",
    )


@pytest.mark.covers("second-reading-choice")
@pytest.mark.parametrize(("answer", "objective"), [("yes", 9), ("no", 10)])
def test_the_user_chooses_between_two_readings(
    answer: str, objective: float, tmp_path: Path
) -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return answer

    solution = solve([TOO_STRICT, CHECKER, KEEP, RIGHT], tmp_path, ask=ask)
    assert solution.objective == pytest.approx(objective)
    assert len(asked) == 1 and "reaches 9 instead of 10" in asked[0]


def test_an_infeasible_model_meets_the_reading_that_is_not(tmp_path: Path) -> None:
    contradictory = RIGHT.replace(
        "    return model",
        '    model.most = pyo.Constraint(expr=model.x + model.y <= data["least_x"])\n'
        "    return model",
    )
    confirm = json.dumps({"confirm": "infeasible", "reason": "it contradicts itself"})
    mended = solve([contradictory, confirm, CHECKER, RIGHT], tmp_path)
    assert (mended.status, mended.objective) == ("checked", pytest.approx(9))


@pytest.mark.covers("second-reading-budget")
def test_the_budget_is_never_passed(tmp_path: Path) -> None:
    with pytest.raises(BudgetError):
        solve([TOO_STRICT, CHECKER, RIGHT], tmp_path, budget_calls=2)
    solution = solve([TOO_STRICT, CHECKER, RIGHT], tmp_path, budget_calls=3)
    assert (solution.status, solution.usage.calls) == ("checked", 3)


def test_it_can_be_left_out(tmp_path: Path) -> None:
    assert solve([RIGHT], tmp_path, checker=False).usage.calls == 1
    assert solve([RIGHT], tmp_path, ablation="without_checker").usage.calls == 1
