"""The page of a probe: every number with its interval, and no word more than they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orthought.campaign.leakage import Kind, NamesProbe, PredictionProbe
from orthought.campaign.leakage.prediction import correlate
from orthought.campaign.observations import Desirability, Objective
from orthought.campaign.report import write_probe_report
from orthought.campaign.report.probe_page import probe_document
from orthought.campaign.report.probe_reading import gap_words, masked_words, named_words
from orthought.campaign.simulation.probe_record import (
    RECORD,
    ProbeRecord,
    ProbeResult,
    is_probe,
    keep_probe,
    read_probe,
)
from orthought.errors import RunFolderError
from orthought.pages.document import Document, IntervalPlot, Table
from orthought.pages.html import to_html
from orthought.solution import Usage
from orthought.statistics import Interval
from tests.campaign.measures.scene import WASTE, YIELD
from tests.evaluation.report.scene import HOSTILE

ORIGIN = {
    "orthought": "0",
    "commit": "",
    "command": "orthought campaign probe",
    "created": "now",
}


def predicted(noise: float, *, answered: int = 30, sign: float = 1.0) -> PredictionProbe:
    """Return what a model that knows the results but for some noise predicts of 30."""
    generator = np.random.default_rng(2)
    measured = generator.random(30)
    told = (sign * measured + generator.normal(0, noise, 30)).tolist()
    return correlate([*told[:answered], *[None] * (30 - answered)], measured.tolist())


def gap(low: float, high: float) -> Interval:
    """Return a difference with its interval."""
    return Interval(estimate=(low + high) / 2, low=low, high=high, method="bootstrap")


def campaigns(pairs: int) -> NamesProbe:
    """Return campaigns in which the names helped and nothing was learned from results."""
    return NamesProbe(
        seeds=tuple(range(pairs)),
        named_minus_masked=gap(2, 6),
        masked_minus_random=gap(-3, 1),
        named_minus_random=gap(-8, -4),
    )


def make_result(**fields: Any) -> ProbeResult:
    """Return a probe of a model that knows the set by its names."""
    defaults: dict[str, Any] = {
        "set_name": "made up", "llm": "invented", "kind": "hidden", "objectives": (YIELD,),
        "seed": 7, "named": predicted(0.1), "masked": predicted(9.0), "names": None,
        "budget": None,
        "usage": Usage(calls=8, prompt_tokens=900, completion_tokens=100, seconds=3),
    }  # fmt: skip
    return ProbeResult(**{**defaults, **fields})


def page_of(*results: ProbeResult) -> Document:
    """Return the page of the probes."""
    return probe_document([ProbeRecord(each, ORIGIN, Path("probe")) for each in results])


def lines(table: Table) -> list[dict[str, str]]:
    """Return the rows of a table by the names of its columns, intervals behind the numbers."""
    heads = [column.name for column in table.columns]
    texts = [[f"{entry.text} {entry.interval}".strip() for entry in row] for row in table.rows]
    return [dict(zip(heads, row, strict=True)) for row in texts]


@pytest.mark.covers("leakage-page")
def test_predictions_stand_beside_chance_with_their_intervals() -> None:
    result = make_result()
    document = page_of(result)
    assert document.title == "What does the model know of made up?"
    values, making, reading = document.sections
    assert values.title == "Results predicted without any being told"
    named, masked = lines(values.tables[0])
    found, chance = result.named.correlation, result.named.chance
    assert found is not None and chance is not None
    assert named["rank correlation"] == f"{found.estimate:.2f} [{found.low:.2f}, {found.high:.2f}]"
    assert named["by chance"] == f"{chance.low:.2f} to {chance.high:.2f}"
    assert (named["names"], masked["names"]) == ("as they are", "hidden")
    assert (named["p"], float(masked["p"]) > 0.05) == ("0.0002", True)
    (plot,) = values.plots
    assert isinstance(plot, IntervalPlot)
    assert plot.around_zero
    assert [(row.section, row.label) for row in plot.rows] == [
        ("names as they are", "model"), ("names as they are", "chance"),
        ("names hidden", "model"), ("names hidden", "chance"),
    ]  # fmt: skip
    assert "8 calls, 1,000 tokens" in making.text[0]
    assert making.text[-2] == "Command: orthought campaign probe"
    assert making.text[-1] == "Seed 7; now; ORThought 0, commit not recorded."
    assert "no proof that there is none" in " ".join(reading.text)
    page = to_html(document)
    assert "the model knows something, of chemistry or of this set" in page
    assert "tested against chance, not against each other" in page


@pytest.mark.covers("leakage-page")
def test_campaigns_show_their_differences_and_what_these_say() -> None:
    document = page_of(make_result(names=campaigns(6), budget=20))
    part = document.sections[1]
    assert part.title == "Campaigns with and without names"
    assert "6 campaigns of 20 experiments" in part.text[0]
    helped, learned, over = lines(part.tables[0])
    assert helped["better by (%)"] == "4 [2, 6]"
    assert helped["what it says"] == "the names help: chemistry or memory"
    assert learned["what it says"] == "open: the interval holds zero"
    assert over["what it says"] == "it is worse than random draws"
    assert not any("more --runs" in note for note in part.tables[0].notes)
    (plot,) = part.plots
    assert isinstance(plot, IntervalPlot)
    assert [(row.lower, row.value, row.upper) for row in plot.rows] == [
        (2, 4, 6), (-3, -1, 1), (-8, -6, -4),
    ]  # fmt: skip
    assert "orthought campaign report probe/named" in " ".join(document.sections[2].text)


def test_few_pairs_establish_nothing() -> None:
    part = page_of(make_result(names=campaigns(5), budget=20)).sections[1]
    assert {line["what it says"] for line in lines(part.tables[0])} == {
        "open: fewer than 6 pairs establish nothing"
    }
    assert any("more --runs" in note for note in part.tables[0].notes)
    assert "5 pairs of campaigns" in part.tables[0].caption
    assert gap_words(gap(1, 2), 6, "above", "below") == "above"


@pytest.mark.parametrize(
    ("probe", "kind", "named", "masked"),
    [
        (predicted(0.1), "hidden", "knows something", "this cannot come from the names"),
        (predicted(9.0), "hidden", "no knowledge shows", "as is to be expected"),
        (predicted(0.1, sign=-1), "permuted", "no knowledge shows", "the wrong names mislead"),
        (predicted(0.1, sign=-1), "hidden", "no knowledge shows", "as is to be expected"),
        (predicted(0.1, answered=3), "hidden", "3 of 30 results predicted", "3 of 30 results"),
    ],
)
def test_words_follow_the_numbers(
    probe: PredictionProbe, kind: Kind, named: str, masked: str
) -> None:
    assert named in named_words(probe)
    assert masked in masked_words(probe, kind)


def test_a_model_that_did_not_answer_has_a_page() -> None:
    silent = predicted(0.1, answered=0)
    document = page_of(make_result(named=silent, masked=silent, kind="permuted", usage=None))
    assert document.warnings[0].startswith("invented on made up, names as they are: 30 of 30")
    assert document.sections[0].plots == ()
    named, _ = lines(document.sections[0].tables[0])
    assert (named["predicted"], named["rank correlation"], named["p"]) == ("0 of 30", "none", "-")
    assert "<h1>" in to_html(document)


def test_several_objectives_are_a_score_without_a_unit() -> None:
    document = page_of(make_result(objectives=(YIELD, WASTE), names=campaigns(6), budget=5))
    table = document.sections[1].tables[0]
    assert table.columns[1].name == "better by"
    assert "score that combines the objectives" in table.notes[0]
    assert "yield (%)" in document.sections[0].text[0]
    bounds = Objective(name="pH", desirability=Desirability(low=5, high=9, target=7), unit="")
    one = page_of(make_result(objectives=(bounds,), names=campaigns(6), budget=5))
    assert "score that combines" in one.sections[1].tables[0].notes[0]


def test_several_models_stand_on_one_page() -> None:
    document = page_of(make_result(), make_result(llm="other", named=predicted(9.0)))
    assert [fact.name for fact in document.facts][-2:] == ["finding, invented", "finding, other"]
    assert len({section.identifier for section in document.sections}) == 5
    assert document.sections[2].title.startswith("made up, other: results predicted")


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    wanted = (Objective(name=HOSTILE, unit=HOSTILE),)
    result = make_result(
        set_name=HOSTILE, llm=HOSTILE, objectives=wanted, names=campaigns(2), budget=3
    )
    keep_probe(tmp_path, result)
    page = write_probe_report([tmp_path], tmp_path / "page.html").read_text()
    assert "<script" not in page
    assert "http://" not in page


@pytest.mark.covers("leakage-page")
def test_a_probe_is_kept_in_its_folder(tmp_path: Path) -> None:
    assert not is_probe(tmp_path)
    keep_probe(tmp_path, make_result(names=campaigns(6), budget=20))
    assert is_probe(tmp_path)
    # The same probe without --runs pays for no campaign, so those that were paid must stay.
    keep_probe(tmp_path, make_result())
    record = read_probe(tmp_path)
    assert record.result == make_result(names=campaigns(6), budget=20)
    assert {"created", "command", "orthought", "platform"} <= set(record.origin)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "holds no finished probe"),
        ("{", "is damaged"),
        ("[]", "is damaged"),
        ('{"format": 1}', "is damaged"),
        ('{"format": 1, "result": {"llm": "a"}}', "is damaged"),
        (json.dumps({"format": 2, "result": {}}), "reads up to 1"),
    ],
)
def test_a_record_that_cannot_be_read_is_named(
    content: str | None, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / RECORD).write_text(content)
    with pytest.raises(RunFolderError, match=said):
        read_probe(tmp_path)
