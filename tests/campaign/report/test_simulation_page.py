"""The page of a simulation: tables, bands, where proposers looked, and their reasons."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from orthought.campaign.measures import compare_held, compare_proposers
from orthought.campaign.observations import Proposal
from orthought.campaign.report import write_simulation_report
from orthought.campaign.report.simulation_page import simulation_document
from orthought.campaign.report.tables import comparison_table, pairs_table
from orthought.campaign.simulation.standing import Leaderboard, standings_of
from orthought.campaign.trajectory import Trajectory
from orthought.errors import RunFolderError
from orthought.pages.document import Document, Fact, GridPlot, IntervalPlot, LinePlot
from orthought.pages.html import to_html
from orthought.solution import Usage
from tests.campaign.measures.scene import SPACE, YIELD, draw_runs, make_run, make_set, true_values


def make_page(sets: int = 1) -> Document:
    """Return the page of two proposers on so many equal sets."""
    names = [f"set {k}" for k in range(sets)]
    usage = Usage(calls=6, prompt_tokens=900, completion_tokens=100, cost_usd=0.02)
    runs = [*draw_runs("random", 6, 5), *draw_runs("llm", 6, 5, skip=20, usage=usage)]
    runs = [run.model_copy(update={"set_name": name}) for name in names for run in runs]
    found = tuple(
        compare_proposers([r for r in runs if r.set_name == name], make_set(name=name))
        for name in names
    )
    board = Leaderboard(comparisons=found, standings=standings_of(found), notes=("Take care.",))
    return simulation_document(
        board,
        runs,
        spaces=dict.fromkeys(names, SPACE),
        objectives=dict.fromkeys(names, (YIELD,)),
        facts=(Fact(name="rules", value="valid"),),
    )


def test_one_set_has_its_table_its_course_its_maps_and_its_reasons() -> None:
    document = make_page()
    assert [s.identifier for s in document.sections] == [
        "set-0", "set-0-exploration", "set-0-reasons",
    ]  # fmt: skip
    first, maps, reasons = document.sections
    (course,) = first.plots
    assert isinstance(course, LinePlot)
    assert [line.label for line in course.lines] == ["random", "llm"]
    assert all(line.lower for line in course.lines)
    assert course.levels[0].y == 100
    grids = [plot for plot in maps.plots if isinstance(plot, GridPlot)]
    assert [len(plot.rows) for plot in grids] == [4, 3, 3]
    assert grids[0].columns == ("random", "llm")
    shares = [sum(float(row[0].text.split()[0]) for row in g.cells if row[0].text) for g in grids]
    assert all(share == pytest.approx(100, abs=2) for share in shares)
    assert [table.caption.split(",")[0] for table in reasons.tables] == ["random", "llm"]
    page = to_html(document)
    assert "Take care." in page
    assert "try 1" in page


def test_many_sets_have_tables_but_no_maps() -> None:
    document = make_page(6)
    assert document.sections[0].identifier == "over-all"
    assert {s.identifier for s in document.sections[1:]} == {f"set-{k}" for k in range(6)}
    assert not any(s.plots for s in document.sections)
    assert "and 2 more" in document.title


def make_held_page(values: int = 3) -> Document:
    """Return the page of three proposers on so many values of a parameter that was held."""
    names = [f"made up solvent={k}" for k in range(values)]
    usage = Usage(calls=6, prompt_tokens=900, completion_tokens=100, cost_usd=0.02)
    drawn = [
        *draw_runs("random", 4, 5),
        *draw_runs("llm", 4, 5, skip=20, usage=usage),
        *draw_runs("<gp>", 4, 5, skip=16),
    ]
    runs = [run.model_copy(update={"set_name": name}) for name in names for run in drawn]
    held = compare_held(runs, [make_set(name=name) for name in names])
    board = Leaderboard(
        comparisons=held.comparisons,
        standings=standings_of(held.comparisons),
        held=held,
        held_parameters=("solvent",),
    )
    return simulation_document(board, runs)


@pytest.mark.covers("simulate-fixed")
def test_values_that_were_held_in_turn_are_shown_together() -> None:
    document = make_held_page()
    assert [s.identifier for s in document.sections] == ["over-values", "set-0", "set-1", "set-2"]
    part = document.sections[0]
    assert part.title == "Over all values of solvent"
    table, pairs = part.tables
    heads = [column.name for column in table.columns]
    rows = [dict(zip(heads, row, strict=True)) for row in table.rows]
    assert [row["proposer"].text for row in rows] == ["llm", "<gp>", "random"]
    assert [row["values"].text for row in rows] == ["3", "3", "3"]
    assert [row["runs"].text for row in rows] == ["12", "12", "12"]
    assert [row["first on"].text for row in rows] == ["3", "0", "0"]
    assert [row["tokens a run"].text for row in rows] == ["1,000", "-", "-"]
    assert all(row["mean regret"].interval.startswith("[") for row in rows)
    for better, than, gap, p in pairs.rows:
        assert (better.text, than.text) in {("llm", "random"), ("llm", "<gp>"), ("<gp>", "random")}
        assert float(gap.text) >= 0
        assert float(gap.interval[1:-1].split(", ")[0]) <= float(gap.text)
        assert gap.note == "3 values"
        assert 0 < float(p.text) <= 1
    (plot,) = part.plots
    assert isinstance(plot, IntervalPlot)
    assert len(plot.rows) == 3 * (1 + 3)
    assert plot.rows[0].section == "all values"
    assert all(row.lower <= row.value <= row.upper for row in plot.rows)
    page = to_html(document)
    assert "<gp>" not in page
    assert "&lt;gp&gt;" in page


def test_many_values_are_drawn_together_only() -> None:
    (plot,) = make_held_page(16).sections[0].plots
    assert isinstance(plot, IntervalPlot)
    assert [row.section for row in plot.rows] == ["all values"] * 3


def test_one_value_has_nothing_to_pair() -> None:
    part = make_held_page(1).sections[0]
    assert [table.identifier for table in part.tables] == ["held"]


def test_the_table_ranks_by_the_mean_regret_and_shows_what_was_paid() -> None:
    usage = Usage(calls=6, prompt_tokens=900, completion_tokens=100, cost_usd=0.02)
    runs = [*draw_runs("random", 6, 5), *draw_runs("llm", 6, 5, skip=20, usage=usage)]
    comparison = compare_proposers(runs, make_set())
    table = comparison_table(comparison, "t")
    heads = [column.name for column in table.columns]
    rows = [dict(zip(heads, [entry.text for entry in row], strict=True)) for row in table.rows]
    assert [row["proposer"] for row in rows] == ["llm", "random"]
    assert rows[0]["tokens a run"] == "1,000"
    assert rows[0]["cost a run"] == "$0.02"
    assert rows[1]["tokens a run"] == "-"
    assert "repeats" not in heads
    pairs = pairs_table(comparison, "p")
    assert pairs is not None
    (line,) = pairs.rows
    assert [entry.text for entry in line[:2]] == ["llm", "random"]
    assert line[4].text.startswith("+")
    assert line[4].note == "6 seeds"


def test_slips_and_runs_that_never_arrive_are_shown() -> None:
    points = list(SPACE.points())
    faulty = (Proposal(point={}, fault="invalid", raw="solvent: beer"), Proposal(point=points[0]))
    runs = [make_run([], "llm", proposals=faulty, budget=2), make_run(points[:2], "random")]
    table = comparison_table(compare_proposers(runs, make_set()), "t")
    heads = [column.name for column in table.columns]
    row = dict(zip(heads, next(r for r in table.rows if r[0].text == "llm"), strict=True))
    assert row["invalid"].text == "1"
    assert row["experiments to a hit"].text == "beyond the budget"
    assert row["experiments to a hit"].note == "0 % of runs arrive"
    assert pairs_table(compare_proposers(runs[:1], make_set()), "p") is None


def write_set(folder: Path) -> Path:
    """Write the made-up set as a plain CSV file."""
    path = folder / "made.csv"
    with path.open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow([*SPACE.names, "yield"])
        for point in SPACE.points():
            table.writerow([*point.values(), true_values(point)["yield"]])
    return path


def test_a_simulation_folder_becomes_a_page(tmp_path: Path) -> None:
    from orthought.campaign import simulate

    run = simulate(
        str(write_set(tmp_path)), ["random", "latin_hypercube"], runs=2, budget=4,
        objective="yield", out=tmp_path / "sim",
    )  # fmt: skip
    page = write_simulation_report([run.folder], tmp_path / "page.html").read_text()
    assert "latin_hypercube" in page
    assert "where the space was explored" in page
    assert page.count("<svg") >= 2
    with pytest.raises(RunFolderError):
        write_simulation_report([tmp_path], tmp_path / "page.html")


def test_trajectories_need_no_set_for_a_page() -> None:
    runs: list[Trajectory] = draw_runs("random", 3, 4)
    found = compare_proposers(runs, objectives=[YIELD])
    board = Leaderboard(comparisons=(found,), standings=standings_of((found,)))
    document = simulation_document(board, runs)
    assert [s.identifier for s in document.sections] == ["set-0"]
