"""The layout of Iron Mind, both ways."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.exchange import read_run, read_runs, write_runs
from orthought.campaign.observations import Observation, Proposal
from orthought.campaign.space import Space
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError
from orthought.solution import Usage
from tests.campaign.exchange.cases import CHAN_LAM, YIELD
from tests.campaign.published import CAMPAIGNS, needs_sets
from tests.campaign.space.cases import choice, whole

SPACE = Space(parameters=(choice("base", "MTBD", "P2Et", "None"), *whole("hours")))
A: dict[str, Any] = {"base": "MTBD", "hours": 1}
B: dict[str, Any] = {"base": "None", "hours": 2}


def _run(proposer: str = "llm", **changes: Any) -> Trajectory:
    """Return a run with every kind of proposal."""
    proposals = (
        Proposal(point=A, reason="strong base", proposer=proposer),
        Proposal(point=B, reason="", repaired=True),
        Proposal(point=A, reason="strong base", fault="repeat", raw="again"),
        Proposal(point={"base": "MTBE"}, reason="new", fault="invalid", raw='{"base": "MTBE"}'),
        Proposal(point={"base": "P2Et", "hours": 3}, reason="Ünïcode"),
    )
    numbers = [7.5, 3, None, None, None]
    observations = tuple(
        Observation(point=p.point, values={"yield": number}, batch=place, reason=p.reason)
        for place, (p, number) in enumerate(zip(proposals, numbers, strict=True), 1)
    )
    fields = {
        "set_name": "Tea",
        "proposer": proposer,
        "budget": 5,
        "proposals": proposals,
        "observations": observations,
        **changes,
    }
    return Trajectory.model_validate(fields)


def _objects(folder: Path) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = json.loads((folder / "seen_observations.json").read_text())
    return objects


def _store(folder: Path, *objects: dict[str, Any]) -> Path:
    folder.mkdir(parents=True)
    (folder / "seen_observations.json").write_text(json.dumps(objects))
    return folder


def test_runs_lie_where_the_layout_has_them(tmp_path: Path) -> None:
    start = Observation(point=B, values={"yield": 1})
    runs = [_run(), _run(seed=1), _run("random"), _run("gp", known=(start,), batch=2)]
    folders = write_runs(tmp_path, runs, SPACE, YIELD)
    assert [str(folder.relative_to(tmp_path)) for folder in folders] == [
        "llm/Tea/benchmark/llm-1-5-2/run_0",
        "llm/Tea/benchmark/llm-1-5-2/run_1",
        "random/Tea/run_0",
        "bayesian/Tea/benchmark/gp-2-5-1/run_0",
    ]
    assert len(_objects(folders[0])) == 5
    assert len(_objects(folders[3])) == 6
    assert _objects(folders[3])[0] == {"base": "None", "hours": 2, "yield": 1}


def test_objects_are_what_the_scripts_of_the_paper_read(tmp_path: Path) -> None:
    (folder,) = write_runs(tmp_path, [_run()], SPACE, YIELD)
    objects = _objects(folder)
    assert objects[0] == {
        "base": "MTBD",
        "hours": 1,
        "yield": 7.5,
        "reasoning": "strong base (proposal 1)",
        "explanation": "Proposal 1.",
    }
    assert objects[1]["reasoning"] == "(proposal 2)"
    # A repeated proposal has its result again; an invalid one has none.
    assert objects[2]["yield"] == 7.5
    assert math.isnan(objects[3]["yield"])
    assert objects[3]["explanation"] == "Proposal 4 (invalid)."
    assert math.isnan(objects[4]["yield"])
    # They group by these two.
    assert len({(each["reasoning"], each["explanation"]) for each in objects}) == 5
    (random,) = write_runs(tmp_path, [_run("random")], SPACE, YIELD)
    assert set(_objects(random)[0]) == {"base", "hours", "yield"}


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    runs = [
        _run(usage=Usage(calls=3, cost_usd=0.1), seconds=2.5),
        _run(seed=7),
        _run("gp", known=(Observation(point=B, values={"yield": None}),)),
        _run("random", seed=3),
    ]
    write_runs(tmp_path, runs, SPACE, YIELD)
    assert read_runs(tmp_path, SPACE, YIELD, set_name="Tea") == runs


def test_observations_alone_tell_the_run(tmp_path: Path) -> None:
    (folder,) = write_runs(tmp_path, [_run()], SPACE, YIELD)
    (folder / "trajectory.json").unlink()
    run = read_run(folder, SPACE, YIELD, set_name="Tea")
    # Without a number it cannot be told whether an experiment failed or was not possible.
    assert [p.fault for p in run.proposals] == ["", "", "repeat", "invalid", "invalid"]
    assert [row.values["yield"] for row in run.observations] == [7.5, 3, None, None, None]
    assert [p.reason for p in run.proposals] == [p.reason for p in _run().proposals]
    assert run.proposals[3].point == {"base": "MTBE"}
    assert '"MTBE"' in run.proposals[3].raw
    assert [row.batch for row in run.observations] == [1, 2, 3, 4, 5]
    assert (run.set_name, run.proposer, run.budget, run.batch) == ("Tea", "llm", 5, 1)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.floats(0, 100)), min_size=1))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_any_run_survives(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    seen: dict[Any, float] = {}
    proposals, observations = [], []
    for base, hours, number in steps:
        point = {"base": ("MTBD", "P2Et", "None")[base], "hours": hours}
        fault = "repeat" if (base, hours) in seen else ""
        seen.setdefault((base, hours), number)
        proposals.append(Proposal(point=point, fault=fault, reason=f"{number}"[:3]))
        values = {"yield": None if fault else number}
        observations.append(Observation(point=point, values=values, batch=len(proposals)))
    run = Trajectory(
        set_name="Tea",
        proposer="llm,model=a/b:c",
        budget=len(steps),
        proposals=tuple(proposals),
        observations=tuple(observations),
    )
    root = tmp_path_factory.mktemp("runs")
    (folder,) = write_runs(root, [run], SPACE, YIELD)
    assert read_runs(root, SPACE, YIELD, set_name="Tea") == [run]
    (folder / "trajectory.json").unlink()
    (again,) = read_runs(root, SPACE, YIELD, set_name="Tea")
    assert [p.point for p in again.proposals] == [p.point for p in run.proposals]
    assert [p.fault for p in again.proposals] == [p.fault for p in run.proposals]
    assert [p.reason for p in again.proposals] == [p.reason for p in run.proposals]
    assert [r.values for r in again.observations] == [r.values for r in run.observations]


def test_a_bayesian_run_needs_its_start(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the run of gp has 0 starts that do not count"):
        write_runs(tmp_path, [_run(), _run("gp")], SPACE, YIELD)
    assert not list(tmp_path.iterdir())
    (folder,) = write_runs(tmp_path, [_run("gp")], SPACE, YIELD, family="llm")
    assert folder.parts[-5:] == ("llm", "Tea", "benchmark", "gp-1-5-1", "run_0")


def test_the_start_of_a_published_run_does_not_count(tmp_path: Path) -> None:
    folder = tmp_path / "bayesian" / "Tea" / "benchmark" / "atlas-ei-1-2-20-des0" / "run_11"
    _store(folder, {**A, "yield": 9}, {**B, "yield": 1}, {**A, "yield": 9})
    run = read_run(folder, SPACE, YIELD, set_name="Tea")
    assert run.known == (Observation(point=A, values={"yield": 9}),)
    assert [p.fault for p in run.proposals] == ["", ""]
    assert (run.proposer, run.seed, run.budget) == ("atlas-ei-des0", 11, 2)


def test_runs_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (10, 9, 0):
        _store(tmp_path / "random" / "Tea" / f"run_{number}", {**A, "yield": number})
    runs = read_runs(tmp_path, SPACE, YIELD, set_name="Tea")
    assert [run.seed for run in runs] == [0, 9, 10]
    assert {run.proposer for run in runs} == {"random"}


def test_a_carelessly_read_none_is_none(tmp_path: Path) -> None:
    folder = _store(tmp_path / "random" / "Tea" / "run_0", {"base": None, "hours": 2, "yield": 4})
    run = read_run(folder, SPACE, YIELD, set_name="Tea")
    assert run.proposals == (Proposal(point=B),)
    folder = _store(
        tmp_path / "random" / "Tea" / "run_1", {"base": "MTBD", "hours": None, "yield": 4}
    )
    assert read_run(folder, SPACE, YIELD, set_name="Tea").proposals[0].fault == "invalid"


def test_replicates_share_a_proposal(tmp_path: Path) -> None:
    def yields(desired: float, undesired: float, reasoning: str) -> dict[str, Any]:
        return {**A, "desired": desired, "undesired": undesired, "reasoning": reasoning}

    folder = tmp_path / "llm" / "Tea" / "benchmark" / "gpt-1-20-20" / "run_0"
    _store(
        folder, yields(40, 10, "x"), yields(30, 30, "x"), yields(40, 10, "y"), yields(30, 30, "y")
    )
    run = read_run(folder, SPACE, CHAN_LAM, set_name="Tea")
    assert [p.fault for p in run.proposals] == ["", "repeat"]
    assert run.observations[0].values == {
        "desired_1": 40,
        "desired_2": 30,
        "undesired_1": 10,
        "undesired_2": 30,
        "selectivity": pytest.approx(15),
    }
    (written,) = write_runs(tmp_path / "again", [run], SPACE, CHAN_LAM)
    assert [each["desired"] for each in _objects(written)] == [40, 30, 40, 30]
    _store(folder.with_name("run_1"), *[yields(1, 2, "x")] * 3)
    with pytest.raises(InputError, match="desired was measured 3 times, the objective names 2"):
        read_run(folder.with_name("run_1"), SPACE, CHAN_LAM, set_name="Tea")


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    (folder,) = write_runs(tmp_path, [_run()], SPACE, YIELD)
    objects = _objects(folder)
    objects[0]["yield"] = 99
    (folder / "seen_observations.json").write_text(json.dumps(objects))
    with pytest.raises(InputError, match="does not say the same as"):
        read_run(folder, SPACE, YIELD, set_name="Tea")
    (folder / "trajectory.json").unlink()
    run = read_run(folder, SPACE, YIELD, set_name="Tea")
    assert run.observations[0].values == {"yield": 99}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "is no JSON"),
        ("{}", "is no list of objects"),
        ("[3]", "is no list of objects"),
        ("[]", "holds no proposal"),
        ('[{"base": "MTBD", "hours": 1}]', "entry 1: there is no result"),
        ('[{"base": "MTBD", "acid": "x", "yield": 1}]', "entry 1: 'acid' is no parameter"),
        ('[{"base": "MTBD", "hours": 1, "yield": "x"}]', "proposal 1: yield: 'x' is not a number"),
    ],
)
def test_broken_runs_are_said(tmp_path: Path, content: str, message: str) -> None:
    folder = _store(tmp_path / "random" / "Tea" / "run_0")
    (folder / "seen_observations.json").write_text(content)
    with pytest.raises(InputError) as caught:
        read_runs(tmp_path, SPACE, YIELD, set_name="Tea")
    assert message in caught.value.message
    assert caught.value.fix


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are no runs of Tea"):
        read_runs(tmp_path, SPACE, YIELD, set_name="Tea")
    with pytest.raises(InputError, match="cannot be read"):
        read_run(tmp_path / "random" / "Tea" / "run_0", SPACE, YIELD, set_name="Tea")
    with pytest.raises(InputError, match="is no run in the layout of Iron Mind"):
        read_run(_store(tmp_path / "run_0"), SPACE, YIELD, set_name="Tea")


@needs_sets
def test_a_run_on_a_published_set_survives(tmp_path: Path) -> None:
    from orthought.campaign.lookup import open_set

    found = open_set(CAMPAIGNS / "Buchwald_Hartwig")
    proposals = tuple(Proposal(point=point, reason="") for point in found.candidates()[:20])
    run = Trajectory(
        set_name=found.name,
        proposer="random",
        budget=20,
        proposals=proposals,
        observations=tuple(
            Observation(point=p.point, values=found.measure(p.point), batch=place)
            for place, p in enumerate(proposals, 1)
        ),
    )
    (folder,) = write_runs(tmp_path, [run], found.space, found.objectives)
    (folder / "trajectory.json").unlink()
    assert read_runs(tmp_path, found.space, found.objectives, set_name=found.name) == [run]
