"""What a researcher types: simulate, leaderboard, report, export and import of runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.campaign.simulation.sets import LAST, write_set
from tests.cli.conftest import Run

FEW = ("--runs", "2", "--budget", "4", "--objective", "yield")


@pytest.mark.covers("simulate-cli", "leaderboard")
def test_one_command_one_table(run: Run) -> None:
    path = str(write_set(Path()))
    words = ("campaign", "simulate", "--set", path, "--proposer", "random", "--proposer", LAST)
    result = run(*words, *FEW, "--out", "sim")
    assert result.exit_code == 0, result.stderr
    assert "small: yield, more is better; 4 experiments; best known 50" in result.stdout
    assert "median best" in result.stdout
    assert "Cliff's delta" in result.stdout
    again = run(*words, *FEW, "--out", "sim")
    assert again.stdout == result.stdout
    board = run("campaign", "leaderboard", "sim", "--json")
    assert json.loads(board.stdout)["comparisons"][0]["set_name"] == "small"
    page = run("campaign", "report", "sim")
    assert Path(page.stdout.strip()).is_file()


@pytest.mark.covers("simulate-cli")
def test_a_scripted_model_beside_chance(run: Run) -> None:
    path = str(write_set(Path()))
    experiment = {"why": "first", "a": "a2", "b": "b1", "c": 40}
    reply = json.dumps({"hypothesis": "ligand decides", "experiments": [experiment]})
    Path("script.json").write_text(json.dumps([{"text": reply, "repeat": True}]))
    words = ("campaign", "simulate", "--set", path, "--llm", "scripted:script.json")
    result = run(*words, "--proposer", "llm", "--proposer", "random", *FEW, "--out", "sim")
    assert result.exit_code == 0, result.stderr
    assert "llm@scripted" in result.stdout
    assert "repaired" in result.stdout
    assert "tokens" in result.stdout
    few = run(*words, "--proposer", "llm", *FEW, "--budget-calls", "3", "--out", "two")
    assert few.exit_code == 5
    assert "0 of 2 runs are finished" in few.stderr
    assert run(*words, "--proposer", "llm", *FEW, "--out", "two").exit_code == 0


@pytest.mark.covers("simulate-fixed")
def test_a_parameter_is_held_at_each_of_its_values(run: Run) -> None:
    words = ("campaign", "simulate", "--set", str(write_set(Path())), "--proposer", "random")
    result = run(*words, "--proposer", LAST, *FEW, "--each", "ligand", "--out", "sim")
    assert result.exit_code == 0, result.stderr
    assert "over 4 values of ligand, which was held at each in turn" in result.stdout
    assert "(sign flips over values)" in result.stdout
    board = run("campaign", "leaderboard", "sim", "--threshold", "30")
    assert "over 4 values of ligand" in board.stdout
    page = Path(run("campaign", "report", "sim").stdout.strip()).read_text()
    assert "Over all values of ligand" in page
    fixed = run(*words, *FEW, "--fix", "ligand=L1", "--out", "fixed")
    assert "small ligand=L1" in fixed.stdout
    wrong = run(*words, *FEW, "--fix", "ligand", "--out", "wrong")
    assert (wrong.exit_code, "--fix parameter=value" in wrong.stderr) == (2, True)


@pytest.mark.covers("iron-mind-runs")
def test_runs_go_out_and_come_back(run: Run) -> None:
    path = str(write_set(Path()))
    words = ("--set", path, "--proposer", "random", "--mode", "ironmind")
    assert run("campaign", "simulate", *words, *FEW, "--out", "sim").exit_code == 0
    assert run("campaign", "export", "runs", "--simulation", "sim").exit_code == 0
    assert Path("runs/random/small/run_1/seen_observations.json").is_file()
    back = run("campaign", "import", "runs", "--set", path, "--objective", "yield", "--out", "back")
    assert back.exit_code == 0, back.stderr
    assert "2 runs kept in back" in back.stdout
    assert run("campaign", "leaderboard", "sim", "back").exit_code == 0


@pytest.mark.covers("leakage-cli", "leakage-page")
def test_what_a_model_knows_of_a_set(run: Run) -> None:
    path = str(write_set(Path()))
    values = json.dumps({"values": [*range(12)]})
    Path("script.json").write_text(json.dumps([{"text": values, "repeat": True}]))
    words = ("campaign", "probe", "--set", path, "--objective", "yield", "--count", "12")
    words = (*words, "--llm", "scripted:script.json", "--out", "probe")
    result = run(*words)
    assert result.exit_code == 0, result.stderr
    assert "12 of 12 predicted; rank correlation" in result.stdout
    calls = Path("probe/events.jsonl").read_text().count('"type": "call"')
    again = run(*words, "--runs", "2", "--budget", "2", "--json")
    assert again.exit_code == 0, again.stderr
    found = json.loads(again.stdout)
    assert found["names"]["seeds"] == [0, 1]
    assert found["named"]["answered"] == 12
    assert Path("probe/events.jsonl").read_text().count('"type": "call"') == calls
    page = run("campaign", "report", "probe")
    assert page.exit_code == 0, page.stderr
    assert page.stdout.strip() == str(Path("probe/report.html"))
    text = Path("probe/report.html").read_text()
    assert "Results predicted without any being told" in text
    assert "fewer than 6 pairs establish nothing" in text
    few = run(*words, "--runs", "3", "--budget", "2", "--budget-calls", str(calls))
    assert few.exit_code == 5
    wrong = run(*words, "--kind", "blurred")
    assert (wrong.exit_code, "hidden or permuted" in wrong.stderr) == (2, True)


def test_probes_and_simulations_have_pages_of_their_own(run: Run) -> None:
    path = str(write_set(Path()))
    Path("script.json").write_text(json.dumps([{"text": "I do not know.", "repeat": True}]))
    words = ("campaign", "probe", "--set", path, "--objective", "yield", "--count", "5")
    told = run(*words, "--llm", "scripted:script.json", "--out", "probe")
    assert "orthought campaign report probe" in told.stderr
    simulated = ("campaign", "simulate", "--set", path, "--proposer", "random", *FEW)
    assert run(*simulated, "--out", "sim").exit_code == 0
    mixed = run("campaign", "report", "probe", "sim")
    assert (mixed.exit_code, "sim is none" in mixed.stderr) == (2, True)
    Path("probe/probe.json").unlink()
    unfinished = run("campaign", "report", "probe")
    assert unfinished.exit_code == 2
    assert "holds no finished probe" in unfinished.stderr
