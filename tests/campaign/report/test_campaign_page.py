"""The page of a campaign: whole, safe, and true to what was told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.plan import Plan, ProposerChoice
from orthought.campaign.plates.rules import PlateRules, ValueLimit
from orthought.campaign.report import write_campaign_report
from orthought.campaign.report.campaign_page import campaign_document
from orthought.campaign.report.wording import usage_text
from orthought.campaign.space import Categorical, Continuous, Integer, Option, Space
from orthought.campaign.state import Batch, CampaignState
from orthought.errors import RunFolderError
from orthought.pages.document import Document, GridPlot, LinePlot, Section, Table
from orthought.pages.html import to_html
from orthought.pages.latex import to_latex
from orthought.pages.markdown import to_markdown
from orthought.solution import Usage
from tests.campaign.measures.scene import SPACE, WASTE, YIELD, true_values
from tests.evaluation.report.scene import HOSTILE


def make_state(count: int = 6, *objectives: Objective, space: Space = SPACE) -> CampaignState:
    """Return a campaign with so many results, the first from before it, one without a number."""
    wanted = objectives or (YIELD,)
    points = list(SPACE.points())[::5][:count]
    rows = [
        Observation(
            point=point,
            values={o.name: None if k == 2 else true_values(point)[o.name] for o in wanted},
            batch=k,
            reason=f"because of {k}" if k else "",
        )
        for k, point in enumerate(points)
    ]
    plan = Plan(
        name="coupling", space=space, objectives=wanted, budget=20,
        proposer=ProposerChoice(name="random"),
        plate=PlateRules(limits=(ValueLimit(parameter="solvent", most=2),)),
    )  # fmt: skip
    waiting = Proposal(point=points[0], reason="a last try", repaired=True) if points else None
    batches = (Batch(number=1, proposals=(waiting,)),) if waiting else ()
    return CampaignState(plan=plan, observations=tuple(rows), batches=batches)


def section(document: Document, identifier: str) -> Section:
    """Return a section by its identifier."""
    return next(each for each in document.sections if each.identifier == identifier)


def cells(table: Table) -> list[list[str]]:
    """Return the texts of a table."""
    return [[entry.text for entry in row] for row in table.rows]


@pytest.mark.covers("campaign-report")
def test_the_page_says_what_came_of_the_campaign() -> None:
    state = make_state()
    usage = Usage(calls=3, prompt_tokens=1000, completion_tokens=234, seconds=61.24)
    document = campaign_document(state, usage)
    facts = {fact.name: fact.value for fact in document.facts}
    best = max(float(row.values["yield"] or 0) for row in state.observations)
    assert facts["best so far"] == f"{best:g} %"
    assert facts["goal"] == "maximize yield (%)"
    assert facts["experiments"].startswith("5 of 20 done, 1 proposed and waiting, 1 known before")
    assert document.warnings == ("1 of 6 experiments gave no number; they count as tried.",)
    assert [each.identifier for each in document.sections] == [
        "result", "trajectory", "exploration", "reasons", "waiting", "making",
    ]  # fmt: skip
    making = " ".join(section(document, "making").text)
    assert "36 combinations" in making
    assert "At most 2 different values of solvent" in making
    assert "3 calls, 1,234 tokens (1,000 read, 234 written), 61.2 s, cost unknown." in making
    assert "Language model" not in " ".join(section(campaign_document(state), "making").text)


@pytest.mark.parametrize(
    ("usage", "text"),
    [
        (Usage(calls=1, seconds=0.04), "1 call, 0 tokens (0 read, 0 written), 0.0 s, cost unknown"),
        (
            Usage(calls=2, prompt_tokens=20, seconds=130.2, cost_usd=0.25, cached_calls=4),
            "2 calls, 20 tokens (20 read, 0 written), 2 min 10 s, cost $0.25, "
            "4 replies from the cache, not paid again",
        ),
    ],
)
def test_what_a_language_model_took_is_one_line(usage: Usage, text: str) -> None:
    assert usage_text(usage) == text


def test_reasons_and_results_stand_in_the_order_in_which_they_were_told() -> None:
    (table,) = section(campaign_document(make_state()), "reasons").tables
    lines = cells(table)
    assert [line[0] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    assert [line[1] for line in lines] == ["before", "1", "2", "3", "4", "5"]
    assert lines[2][-2:] == ["no number", "because of 2"]
    notes = [row[-2].note for row in table.rows]
    assert notes[0] == ""
    assert "best so far" in notes


def test_the_course_rises_and_skips_what_gave_no_number() -> None:
    (plot,) = section(campaign_document(make_state()), "trajectory").plots
    assert isinstance(plot, LinePlot)
    (line,) = plot.lines
    assert list(line.y) == sorted(line.y)
    assert len(line.dots) == 5
    assert plot.y_axis == "yield (%)"


def test_where_less_is_better_the_course_falls() -> None:
    (plot,) = section(campaign_document(make_state(6, WASTE)), "trajectory").plots
    assert isinstance(plot, LinePlot)
    (line,) = plot.lines
    assert list(line.y) == sorted(line.y, reverse=True)
    assert line.y[-1] == min(y for _, y in line.dots)


def test_maps_show_the_best_result_and_leave_the_untried_empty() -> None:
    part = section(campaign_document(make_state()), "exploration")
    maps = [plot for plot in part.plots if isinstance(plot, GridPlot)]
    assert len(maps) == 3
    assert {plot.title for plot in maps} >= {"Solvent and degrees"}
    tried = [cell for plot in maps for row in plot.cells for cell in row if cell.value is not None]
    assert max(cell.value or 0 for cell in tried) == 1
    assert "none" in {cell.text for cell in tried}
    table = cells(part.tables[0])
    assert len(table) == 3 + 3 + 4
    assert sum(int(line[2]) for line in table if line[2] != "untried") == 3 * 6
    assert re.search(r"\(entropy\): 0\.\d\d", part.text[0])


def test_several_objectives_show_their_best_compromises() -> None:
    document = campaign_document(make_state(7, YIELD, WASTE))
    part = section(document, "front")
    assert [plot.kind for plot in part.plots] == ["front"]
    assert [column.name for column in part.tables[0].columns][1:3] == [
        "yield, high (%)", "waste, low (g)",
    ]  # fmt: skip
    assert [plot.kind for plot in section(document, "trajectory").plots] == ["line", "line"]


def test_a_campaign_that_was_told_nothing_has_a_page() -> None:
    document = campaign_document(make_state(0))
    assert document.warnings == ("No result was told yet.",)
    assert [each.identifier for each in document.sections] == ["making"]
    assert "<h1>Campaign: coupling</h1>" in to_html(document)


def test_ranges_are_drawn_in_tenths() -> None:
    space = Space(
        parameters=(
            Continuous(name="x", low=0, high=1, unit="M"),
            Integer(name="n", low=1, high=200),
            Categorical(name="c", options=(Option(name="O", label="water"), Option(name="b"))),
        )
    )
    row = Observation(point={"x": 0.05, "n": 200, "c": "O"}, values={"yield": 3}, batch=1)
    state = CampaignState(plan=Plan(space=space, objectives=(YIELD,)), observations=(row,))
    part = section(campaign_document(state), "exploration")
    table = cells(part.tables[0])
    assert table[0][:3] == ["x (M)", "0 to 0.1", "1"]
    assert table[19][1:3] == ["180 to 200", "1"]
    assert table[20][1] == "water"
    assert len(part.plots) == 3


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    options = tuple(Option(name=f"{HOSTILE}{k}") for k in range(2))
    space = Space(
        parameters=(Categorical(name=HOSTILE, options=options), Integer(name="n", low=0, high=3))
    )
    rows = tuple(
        Observation(
            point={HOSTILE: option.name, "n": k},
            values={HOSTILE: float(k)},
            batch=1,
            reason=HOSTILE,
        )
        for k, option in enumerate(options)
    )
    plan = Plan(name=HOSTILE, space=space, objectives=(Objective(name=HOSTILE, unit=HOSTILE),))
    state = CampaignState(plan=plan, observations=rows)
    page = write_campaign_report(state, tmp_path / "deep" / "page.html").read_text()
    assert "<script" not in page
    assert "http://" not in page
    document = campaign_document(state)
    assert to_markdown(document)
    assert to_latex(document)


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    page = write_campaign_report(make_state(8, YIELD, WASTE), tmp_path / "page.html").read_text()
    assert not re.search(r"<(script|link|img|iframe)\b|\bsrc=|@import|url\((?!#)", page)
    assert "default-src 'none'" in page
    assert page.count("<svg") >= 5


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="cannot write"):
        write_campaign_report(make_state(2), tmp_path / "file" / "page.html")
