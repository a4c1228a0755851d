"""`campaign.toml`: what may stand in it, and what is said where it does not fit."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.campaign import Campaign
from orthought.campaign.observations import Objective
from orthought.campaign.settings import make_settings, read_settings
from orthought.campaign.space import Categorical, Continuous, Discrete, Integer, Option, Parameter
from orthought.campaign.toml_text import write_settings
from orthought.errors import InputError

WHOLE = """
name = "coupling"
batch = 4
budget = 24
rules = [
  "forbid solvent = DMA and equivalents = 3",
  { rule = "when solvent = None require temperature <= 60", reason = "it is neat" },
]
[proposer]
name = "gp"
acquisition = "ucb"
[parameters.solvent]
options = ["DMA", { name = "None", label = "neat", descriptors = { polarity = 0.1 } }, 7]
[parameters.temperature]
low = 20
high = 80
unit = "°C"
[parameters.equivalents]
numbers = [1, 1.5, 3]
[parameters.cycles]
kind = "integer"
low = 1
high = 3
[objectives.yield]
unit = "%"
[objectives.cost]
direction = "minimize"
weight = 0.5
[plate]
limits = [{ parameter = "solvent", most = 2 }]
"""


def content(**changes: Any) -> dict[str, Any]:
    return {**tomllib.loads(WHOLE), **changes}


@pytest.mark.covers("campaign-file")
def test_a_whole_file(tmp_path: Path) -> None:
    (tmp_path / "campaign.toml").write_text(WHOLE)
    found = read_settings(tmp_path / "campaign.toml")
    assert [type(each) for each in found.parameters] == [Categorical, Continuous, Discrete, Integer]
    solvent = found.parameters[0]
    assert isinstance(solvent, Categorical)
    assert solvent.values() == ("DMA", "None", "7")
    assert found.proposer.label == "gp,acquisition=ucb"
    plan = found.plan()
    assert len(plan.space.rules) == 2
    assert plan.space.rules[1].reason == "it is neat"  # type: ignore[union-attr]
    assert plan.measured == ("yield", "cost")
    assert plan.plate is not None


def test_lists_and_names_alone_are_understood() -> None:
    found = make_settings(
        {
            "parameters": [{"name": "a", "options": ["x", "y"]}, {"name": "b", "numbers": [1, 2]}],
            "objectives": ["yield"],
            "proposer": "random",
        },
        "the call",
    )
    assert found.plan().space.size == 4
    assert found.objectives == (Objective(name="yield"),)


@pytest.mark.parametrize(
    ("changes", "said", "fix"),
    [
        ({"budgt": 3}, "unknown key: budgt", "budget"),
        ({"budget": 0}, "budget = 0: must be at least 1", "budget"),
        ({"batch": 0}, "batch = 0: must be at least 1", "batch"),
        ({"batch": 10**9}, "batch", "batch"),
        ({"parameters": {}}, "parameters: must be at least 1", "parameters"),
        ({"parameters": {"a": {"optons": ["x"]}}}, "parameters a is of no kind", "give it options"),
        ({"parameters": {"a": {"options": ["x"], "lable": 1}}}, "parameters a, lable", "known"),
        ({"parameters": {"a": {"low": 3, "high": 1}}}, "parameters a: low is not below", "a"),
        ({"parameters": {"a": {"low": "warm", "high": 1}}}, "'warm'", "parameters a, low"),
        ({"parameters": {"a": {"low": 1}}}, "parameters a, high: field required", "high"),
        ({"parameters": {"a": {"options": ["x", "x"]}}}, "an option stands twice", "a"),
        ({"parameters": {"a": {"options": [{"name": "x", "smile": "C"}]}}}, "smile", "smiles"),
        ({"parameters": [{"name": "a", "numbers": [1]}] * 2}, "two parameters are called a", ""),
        ({"objectives": {}}, "objectives", "objectives"),
        ({"objectives": {"y": {"direction": "up"}}}, "'up'", "direction"),
        ({"objectives": ["solvent"]}, "solvent: both a parameter and an objective", ""),
        ({"objectives": ["y", "y"]}, "two objectives are called y", "objectives"),
        ({"plate": {"limts": []}}, "plate, limts", "limits"),
        ({"seed": -1}, "seed = -1: must be at least 0", "seed"),
        ({"proposer": 3}, "proposer = 3: must be a table", "proposer"),
    ],
)
@pytest.mark.covers("campaign-bad-input")
def test_what_does_not_fit_is_named_with_its_fix(
    changes: dict[str, Any], said: str, fix: str
) -> None:
    with pytest.raises(InputError) as caught:
        make_settings(content(**changes), "campaign.toml").plan()
    assert said in caught.value.message
    assert caught.value.message.startswith("campaign.toml")
    assert fix in str(caught.value.fix)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (["require temperature > 90"], "leaves? no"),
        (["forbid solvnt = DMA"], "solvnt"),
        (["forbid solvent = DMF"], "DMF"),
    ],
)
@pytest.mark.covers("campaign-bad-input")
def test_rules_that_cannot_hold(rules: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        make_settings(content(rules=rules), "campaign.toml").plan()


@pytest.mark.covers("campaign-bad-input")
def test_a_space_that_rules_leave_empty() -> None:
    small = {"parameters": {"a": {"options": ["x", "y"]}}, "objectives": ["z"]}
    with pytest.raises(InputError, match="leave no"):
        make_settings({**small, "rules": ["forbid a = x", "forbid a = y"]}, "this").plan()


@pytest.mark.covers("campaign-bad-input")
def test_a_space_of_ten_to_the_twelve_is_drawn_not_listed() -> None:
    options = [f"o{k}" for k in range(1000)]
    huge = {f"p{k}": {"options": options} for k in range(4)}
    plan = make_settings({"parameters": huge, "objectives": ["z"]}, "this").plan()
    assert plan.space.size == 10**12
    with pytest.raises(InputError, match="1000000000000 points"):
        next(plan.space.points())
    campaign = Campaign(plan.space, plan.objectives, proposer="random")
    assert len({tuple(each.point.values()) for each in campaign.ask(3)}) == 3


def test_a_file_that_is_not_there_or_no_toml(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_settings(tmp_path / "campaign.toml")
    (tmp_path / "campaign.toml").write_text("batch = = 3")
    with pytest.raises(InputError, match="cannot be read"):
        read_settings(tmp_path / "campaign.toml")


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
numbers = st.floats(-1e9, 1e9, allow_nan=False)


def parameters(name: str) -> st.SearchStrategy[Parameter]:
    options = st.lists(names, min_size=1, max_size=4, unique=True)
    return st.one_of(
        options.map(
            lambda found: Categorical(name=name, options=tuple(Option(name=each) for each in found))
        ),
        st.lists(numbers, min_size=1, max_size=4, unique=True).map(
            lambda found: Discrete(name=name, numbers=tuple(found), unit="mM")
        ),
        st.tuples(numbers, st.floats(0.001, 1e6)).map(
            lambda pair: Continuous(name=name, low=pair[0], high=pair[0] + pair[1])
        ),
        st.integers(-9, 9).map(lambda low: Integer(name=name, low=low, high=low + 3)),
    )


@settings(derandomize=True, deadline=None, max_examples=80)
@given(data=st.data(), called=names, said=st.text(st.characters(exclude_categories=["Cs"])))
def test_written_settings_are_read_again(data: Any, called: str, said: str) -> None:
    keys = data.draw(st.lists(names, min_size=1, max_size=3, unique=True))
    stated = make_settings(
        {
            "name": called,
            "description": said,
            "parameters": [data.draw(parameters(key)) for key in keys],
            "objectives": [{"name": "".join(keys) + "?", "unit": "%"}],
            "proposer": {"name": "gp", "acquisition": said, "starts": 3, "exploration": 0.5},
        },
        "this",
    )
    assert make_settings(tomllib.loads(write_settings(stated)), "that") == stated
