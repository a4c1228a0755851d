"""Simulations compared, and exchanged with the layout of published runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.campaign import simulate
from orthought.campaign.simulation.exchanging import export_runs, import_runs
from orthought.campaign.simulation.sources import source_of
from orthought.campaign.simulation.standing import make_leaderboard, standings_of
from orthought.errors import InputError
from tests.campaign.simulation.sets import LAST, bare, small_set, write_set


@pytest.mark.covers("leaderboard")
def test_one_comparison_a_set_and_a_standing_over_all(tmp_path: Path) -> None:
    sets = [write_set(tmp_path, "one"), write_set(tmp_path, "two")]
    found = simulate(
        sets, ["random", LAST], out=tmp_path / "out", objective="yield", runs=4, budget=5
    )
    board = make_leaderboard([found.folder])
    assert [each.set_name for each in board.comparisons] == ["one", "two"]
    assert board.comparisons[0].range_source == "set"
    assert [each.proposer for each in board.standings] == [LAST, "random"]
    assert (board.standings[0].rank, board.standings[0].first_on) == (1.0, 2)
    assert board.standings[0].sets == 2
    assert board.notes == ()
    pair = board.comparisons[0].pairs[0]
    assert {pair.first, pair.second} == {"random", LAST}


@pytest.mark.covers("leaderboard")
def test_simulations_of_several_folders_are_merged(tmp_path: Path) -> None:
    path = write_set(tmp_path)
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder, proposer in zip(folders, ("random", LAST), strict=True):
        simulate(path, proposer, out=folder, objective="yield", runs=3, budget=4)
    board = make_leaderboard(folders)
    assert {each.proposer for each in board.comparisons[0].summaries} == {"random", LAST}
    twice = make_leaderboard([folders[0], folders[0]])
    assert twice.comparisons[0].summaries[0].runs == 3


@pytest.mark.covers("leaderboard")
def test_the_same_proposer_under_other_rules_stands_by_itself(tmp_path: Path) -> None:
    path = write_set(tmp_path)
    for folder, batch, seed in (("a", 1, 0), ("b", 2, 0), ("c", 1, 5)):
        simulate(
            path, "random", out=tmp_path / folder,
            objective="yield", runs=2, budget=4, batch=batch, seed=seed,
        )  # fmt: skip
    board = make_leaderboard([tmp_path / "a", tmp_path / "b", tmp_path / "c"])
    found = {each.proposer: each.runs for each in board.comparisons[0].summaries}
    assert found == {"random": 4, "random (b)": 2}
    assert board.notes == ("The simulations differ in their batch: 1, 2.",)


def test_a_set_that_is_gone_is_noted(tmp_path: Path) -> None:
    path = write_set(tmp_path)
    found = simulate(path, "random", out=tmp_path / "out", objective="yield", runs=2, budget=4)
    path.unlink()
    board = make_leaderboard([found.folder])
    assert board.comparisons[0].range_source == "runs"
    assert board.notes == ("small is not where it was: its range is what the runs saw.",)


@pytest.mark.covers("simulate-fixed")
def test_values_of_a_held_parameter_are_taken_together(tmp_path: Path) -> None:
    found = simulate(
        write_set(tmp_path), ["random", LAST], out=tmp_path / "out",
        objective="yield", runs=2, budget=4, each="ligand",
    )  # fmt: skip
    board = make_leaderboard([found.folder])
    assert board.held is not None
    assert {each.values for each in board.held.summaries} == {4}
    assert board.held_parameters == ("ligand",)
    assert len(board.comparisons) == 4
    strict = make_leaderboard([found.folder], threshold=30)
    assert strict.held is not None, "a threshold of one's own takes nothing away"
    assert {each.threshold for each in strict.comparisons} == {30}


def test_equal_proposers_share_a_rank(tmp_path: Path) -> None:
    found = simulate(
        write_set(tmp_path), [LAST, f"{LAST.replace(':Last', ':Faulty')}"], out=tmp_path / "out",
        objective="yield", runs=2, budget=4, mode="ironmind",
    )  # fmt: skip
    board = make_leaderboard([found.folder])
    assert sum(each.rank for each in standings_of(board.comparisons)) == 3.0


def test_nothing_finished(tmp_path: Path) -> None:
    found = simulate(small_set(tmp_path), "random", out=tmp_path / "out", runs=1, budget=1)
    for path in found.folder.glob("runs/*/*/*/trajectory.json"):
        path.unlink()
    with pytest.raises(InputError, match="no finished run"):
        make_leaderboard([found.folder])
    with pytest.raises(InputError, match="no finished run"):
        export_runs(found.folder, tmp_path / "exported")


@pytest.mark.covers("iron-mind-runs")
def test_runs_go_out_in_the_published_layout_and_come_back(tmp_path: Path) -> None:
    path = write_set(tmp_path)
    found = simulate(
        path, ["gp", "random"], out=tmp_path / "out",
        objective="yield", runs=2, budget=4, mode="ironmind",
    )  # fmt: skip
    written = export_runs(found.folder, tmp_path / "runs")
    assert len(written) == 4
    assert (tmp_path / "runs/random/small/run_1/seen_observations.json").is_file()
    back = import_runs(tmp_path / "runs", source_of(path, ["yield"]), tmp_path / "back")
    before = {(each.proposer, each.seed): bare(each) for each in found.trajectories}
    assert {(each.proposer, each.seed): bare(each) for each in back.trajectories} == before
    assert make_leaderboard([found.folder, back.folder]).comparisons[0].summaries[0].runs == 2
