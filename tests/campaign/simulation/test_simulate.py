"""Proposers compared on measured sets: seeds, rules, folders, faults and budgets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orthought.campaign import LookupSet, simulate
from orthought.campaign.simulation import (
    Conduct,
    SimulationRun,
    hold,
    make_design,
    narrow,
    read_simulation,
    simulate_async,
)
from orthought.errors import (
    BudgetError,
    InputError,
    OrthoughtError,
    RunFolderError,
    UsageError,
)
from tests.campaign.loop.worlds import answering_model
from tests.campaign.simulation.sets import (
    BREAKS,
    FAULTY,
    LAST,
    bare,
    small_set,
    write_set,
)


@pytest.fixture
def small(tmp_path: Path) -> LookupSet:
    return small_set(tmp_path)


def run(small: LookupSet, *proposers: str, out: Path, **fields: Any) -> SimulationRun:
    return simulate(small, proposers or ("random",), out=out, **{"runs": 2, "budget": 4, **fields})


@pytest.mark.covers("simulate")
def test_every_proposer_runs_on_every_set_with_every_seed(small: LookupSet, tmp_path: Path) -> None:
    other = small_set(tmp_path, "other")
    found = simulate(
        [small, other], ["random", LAST], out=tmp_path / "out", runs=3, budget=5, batch=2, seed=7
    )
    assert found.planned == len(found.trajectories) == 12
    for each in found.trajectories:
        assert [row.batch for row in each.observations] == [1, 1, 2, 2, 3]
        assert all(small.measure(row.point) == row.values for row in each.observations)
    keys = {(each.set_name, each.proposer, each.seed) for each in found.trajectories}
    assert len(keys) == 12
    assert {seed for _, _, seed in keys} == {7, 8, 9}


@pytest.mark.covers("simulate")
def test_the_same_seed_gives_the_same_run_and_another_seed_another(
    small: LookupSet, tmp_path: Path
) -> None:
    first = run(small, out=tmp_path / "a")
    second = run(small, out=tmp_path / "b")
    assert [*map(bare, first.trajectories)] == [*map(bare, second.trajectories)]
    assert first.trajectories[0].proposals != first.trajectories[1].proposals


@pytest.mark.covers("simulate-grows")
def test_runs_and_proposers_may_be_added_and_nothing_is_done_twice(
    small: LookupSet, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(small, out=out)
    stamp = (out / "runs/small/random/run_0/trajectory.json").stat().st_mtime_ns
    grown = run(small, "random", LAST, out=out, runs=3)
    assert len(grown.trajectories) == 6
    assert (out / "runs/small/random/run_0/trajectory.json").stat().st_mtime_ns == stamp
    fewer = run(small, LAST, out=out)
    assert len(fewer.trajectories) == 6
    assert set(fewer.manifest["proposers"]) == {"random", LAST}


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"budget": 9}, "budget"), ({"batch": 2}, "batch"), ({"seed": 1}, "seed")],
)
def test_other_rules_in_the_same_folder_are_refused(
    fields: dict[str, Any], said: str, small: LookupSet, tmp_path: Path
) -> None:
    run(small, out=tmp_path / "out")
    with pytest.raises(RunFolderError, match=f"other {said}"):
        run(small, out=tmp_path / "out", **fields)


def test_another_set_of_the_same_name_is_refused(tmp_path: Path) -> None:
    path = write_set(tmp_path)
    options: dict[str, Any] = {"objective": "yield", "runs": 1, "budget": 2}
    simulate(path, "random", out=tmp_path / "out", **options)
    path.write_text(path.read_text().replace("L0,B0,20,", "L0,B0,20,9"))
    with pytest.raises(RunFolderError, match=r"other sets \(small\)"):
        simulate(path, "random", out=tmp_path / "out", **options)


@pytest.mark.covers("simulate-manifest")
def test_the_manifest_says_where_every_figure_comes_from(small: LookupSet, tmp_path: Path) -> None:
    found = run(small, "gp,acquisition=ucb", out=tmp_path / "out", runs=1, budget=2)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest == found.manifest
    assert manifest["sets"]["small"]["digest"] == small.digest
    assert manifest["proposers"]["gp,acquisition=ucb"]["options"] == {"acquisition": "ucb"}
    assert manifest["seeds"] == [0]
    for part in ("created", "command", "commit", "orthought", "python", "platform", "design"):
        assert part in manifest
    asked = simulate(
        small,
        "llm",
        out=tmp_path / "llm",
        runs=1,
        budget=1,
        llm="scripted:x",
        model=answering_for_small(),
    )
    prompts = asked.manifest["prompts"]
    assert "campaign/propose" in prompts
    assert all(facts["digest"] for facts in prompts.values())


def answering_for_small() -> Any:
    return answering_model(name="scripted:x")


@pytest.mark.covers("simulate-ironmind")
def test_the_rules_of_the_paper(small: LookupSet, tmp_path: Path) -> None:
    found = run(small, FAULTY, "gp", "random", out=tmp_path / "out", mode="ironmind", runs=1)
    by_name = {each.proposer: each for each in found.trajectories}
    faulty = by_name[FAULTY]
    assert [each.fault for each in faulty.proposals] == ["invalid", "", "repeat", ""]
    assert [row.values["yield"] is None for row in faulty.observations] == [
        True, False, True, False,
    ]  # fmt: skip
    assert len(by_name["gp"].known) == 1
    assert by_name["gp"].known[0].point not in [each.point for each in by_name["gp"].proposals]
    assert len(by_name["gp"].observations) == 4
    assert by_name["random"].known == ()


def test_faulty_proposals_are_errors_where_the_paper_s_rules_are_not_asked_for(
    small: LookupSet, tmp_path: Path
) -> None:
    with pytest.raises(OrthoughtError, match="made a proposal that is not valid"):
        run(small, FAULTY, out=tmp_path / "out")


def test_uncounted_starts_are_the_same_for_all_that_get_them(
    small: LookupSet, tmp_path: Path
) -> None:
    found = run(small, "gp", "gp,acquisition=ucb", out=tmp_path / "out", starts=3, budget=1)
    known: dict[int, Any] = {}
    for each in found.trajectories:
        assert len(each.known) == 3
        assert known.setdefault(each.seed, each.known) == each.known
    assert known[0] != known[1]


def test_a_run_in_a_used_up_space_ends_early(small: LookupSet, tmp_path: Path) -> None:
    found = run(small, out=tmp_path / "out", runs=1, budget=50, batch=7)
    assert len(found.trajectories[0].observations) == len(small.table) == 36


@pytest.mark.covers("simulate-fixed")
def test_parameters_are_held_at_a_value_or_at_each(small: LookupSet, tmp_path: Path) -> None:
    (part,) = narrow([small], {"ligand": "L1"})
    assert part.name == "small ligand=L1"
    assert part.space.names == ("base", "temperature")
    assert len(part.table) == 9
    assert "ligand=L1" in part.description
    point = part.candidates()[0]
    assert part.measure(point) == small.measure({"ligand": "L1", **point})
    found = run(small, out=tmp_path / "out", each="ligand", fix={"temperature": "40"}, runs=1)
    assert {each.set_name for each in found.trajectories} == {
        f"small temperature=40.0 ligand=L{k}" for k in range(4)
    }
    assert all(len(each.observations) == 3 for each in found.trajectories)


@pytest.mark.parametrize(
    ("fix", "said"),
    [
        ({"ligan": "L1"}, "no parameter 'ligan'"),
        ({"ligand": "L7"}, "L7"),
        ({"ligand": "L1", "base": "B0", "temperature": "20"}, "nothing is left to vary"),
    ],
)
def test_what_cannot_be_held(fix: dict[str, str], said: str, small: LookupSet) -> None:
    with pytest.raises(InputError, match=said):
        hold(small, fix)


@pytest.mark.parametrize(
    ("proposers", "fields", "said"),
    [
        (["gpp"], {}, "no proposer 'gpp'"),
        (["gp,acquisiton=ucb"], {}, "no option 'acquisiton'"),
        (["random", "random"], {}, "stands twice"),
        (["random"], {"runs": 0}, "runs = 0: must be at least 1"),
        (["random"], {"budget": 0}, "budget = 0: must be at least 1"),
        (["random"], {"batch": 0}, "batch = 0: must be at least 1"),
        (["random"], {"mode": "iron"}, "mode = 'iron'"),
        (["random"], {"budgt": 3}, "unknown key: budgt"),
        ([], {}, "proposers"),
    ],
)
@pytest.mark.covers("campaign-bad-input")
def test_what_does_not_fit_is_said_before_anything_begins(
    proposers: list[str], fields: dict[str, Any], said: str, small: LookupSet, tmp_path: Path
) -> None:
    with pytest.raises(OrthoughtError, match=said):
        simulate(small, proposers, out=tmp_path / "out", **fields)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("conduct", [Conduct(concurrency=0), Conduct(processes=0)])
def test_nobody_at_work(conduct: Conduct, small: LookupSet, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="do nothing"):
        run(small, out=tmp_path / "out", conduct=conduct)


def test_options_are_read_as_numbers_truths_and_texts() -> None:
    design = make_design("gp,starts=3,exploration=0.5,start=random,x=true", {})
    assert design.proposers[0].options == {
        "starts": 3, "exploration": 0.5, "start": "random", "x": True,
    }  # fmt: skip


@pytest.mark.covers("simulate-processes")
def test_processes_of_their_own_change_nothing(small: LookupSet, tmp_path: Path) -> None:
    here = run(small, "random", "latin_hypercube", out=tmp_path / "here")
    conduct = Conduct(processes=2)
    there = run(small, "random", "latin_hypercube", out=tmp_path / "there", conduct=conduct)
    assert [*map(bare, here.trajectories)] == [*map(bare, there.trajectories)]


def test_a_proposer_that_breaks_keeps_what_was_recorded(small: LookupSet, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="out of ideas"):
        run(small, BREAKS, out=tmp_path / "out", runs=1)
    log = next((tmp_path / "out").glob("runs/*/*/run_0/events.jsonl")).read_text()
    assert log.count('"measured"') == 2


@pytest.mark.covers("simulate-llm")
def test_language_models_run_side_by_side_under_one_budget(
    small: LookupSet, tmp_path: Path
) -> None:
    options: dict[str, Any] = {"llm": "scripted:x", "runs": 3, "budget": 3}
    whole = simulate(small, "llm", out=tmp_path / "whole", model=answering_for_small(), **options)
    assert all(each.usage and each.usage.calls for each in whole.trajectories)
    calls = sum(each.usage.calls for each in whole.trajectories if each.usage)
    first = answering_for_small()
    few = Conduct(budget_calls=calls - 4, concurrency=2)
    with pytest.raises(BudgetError, match=r"of 3 runs are finished"):
        simulate(small, "llm", out=tmp_path / "out", model=first, conduct=few, **options)
    assert len(first.requests) == calls - 4
    second = answering_for_small()
    done = simulate(small, "llm", out=tmp_path / "out", model=second, **options)
    assert len(second.requests) == 4
    assert [*map(bare, done.trajectories)] == [*map(bare, whole.trajectories)]
    assert [each.usage.calls for each in done.trajectories if each.usage] == [
        each.usage.calls for each in whole.trajectories if each.usage
    ]


def test_two_language_models_stand_side_by_side(small: LookupSet, tmp_path: Path) -> None:
    found = simulate(
        small,
        ["llm,llm=scripted:a", "llm,llm=scripted:b"],
        out=tmp_path / "out",
        runs=1,
        budget=1,
        model=answering_for_small(),
    )
    assert {each.proposer for each in found.trajectories} == {"llm@scripted:a", "llm@scripted:b"}


async def test_in_an_event_loop_one_awaits(small: LookupSet, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="event loop runs here"):
        simulate(small, "random", out=tmp_path / "out")
    found = await simulate_async(small, "random", out=tmp_path / "out", runs=1, budget=2)
    assert len(found.trajectories) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [("{}", "holds no simulation"), ('{"kind": "simulation", "format": 99}', "newer orthought")],
)
def test_a_foreign_or_newer_folder(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(RunFolderError, match=said):
        read_simulation(tmp_path)
