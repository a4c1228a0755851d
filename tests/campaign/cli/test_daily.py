"""What a chemist types: new, suggest, tell, status, rule, report, export, import."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Program, Run

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "campaign"
SMALL = """
batch = 2
budget = 4
proposer = "random"
[parameters.solvent]
options = ["DMA", "2,6-lutidine", "None"]
[parameters.temperature]
low = 20
high = 80
unit = "°C"
[objectives.yield]
unit = "%"
"""


@pytest.fixture
def begun(run: Run) -> Path:
    """Return the folder of a campaign that has begun."""
    folder = Path("campaign")
    folder.mkdir()
    (folder / "campaign.toml").write_text(SMALL)
    result = run("campaign", "new", "campaign/campaign.toml")
    assert result.exit_code == 0, result.stderr
    return folder


@pytest.mark.covers("campaign-cli", "campaign-example")
def test_the_example_from_the_file_to_the_report(run: Run) -> None:
    shutil.copytree(EXAMPLE, "mine")
    for words, said in (
        (("new", "mine/campaign.toml"), "invented coupling"),
        (("tell", "mine/results.csv", "--folder", "mine"), "6 taken in that were not proposed"),
        (("suggest", "--folder", "mine"), "1.4  ligand = "),
        (("status", "--folder", "mine"), "best yield: 58 %"),
        (("report", "--folder", "mine"), "report.html"),
    ):
        result = run("campaign", *words)
        assert result.exit_code == 0, result.stderr
        assert said in result.stdout
    page = Path("mine/report.html").read_text()
    assert "invented coupling" in page
    assert "<script" not in page


@pytest.mark.covers("campaign-report")
def test_the_page_says_what_the_language_model_took(run: Run) -> None:
    Path("campaign").mkdir()
    Path("campaign/campaign.toml").write_text(SMALL.replace('"random"', '"llm"'))
    experiment = {"why": "cold first", "solvent": "a1", "temperature": 30}
    reply = {
        "hypothesis": "cold helps",
        "experiments": [experiment, {**experiment, "solvent": "a2"}],
    }
    Path("script.json").write_text(json.dumps([{"text": json.dumps(reply), "repeat": True}]))
    assert run("campaign", "new", "campaign/campaign.toml").exit_code == 0
    assert "Language model" not in written_page(run)
    asked = run("campaign", "suggest", "--llm", "scripted:script.json")
    assert asked.exit_code == 0, asked.stderr
    said = re.search(r"Language model: (\d+) calls?, [\d,]+ tokens .*? s, cost", written_page(run))
    assert said is not None
    told = json.loads(run("campaign", "status", "--json").stdout)
    assert int(said[1]) == told["usage"]["calls"] > 0


def written_page(run: Run) -> str:
    """Return the report of the campaign as it stands."""
    return Path(run("campaign", "report").stdout.strip()).read_text()


@pytest.mark.covers("campaign-cli")
def test_a_table_is_filled_in_and_told_twice(begun: Path, run: Run) -> None:
    assert run("campaign", "suggest", "--csv", "batch.csv").exit_code == 0
    with Path("batch.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [row["proposal"] for row in rows] == ["1.1", "1.2"]
    assert rows[0]["yield"] == ""
    rows[0]["yield"] = "53 %"
    with Path("batch.csv").open("w") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    lost = run("campaign", "suggest", "--csv", "batch.csv")
    assert (lost.exit_code, "may hold results" in lost.stderr) == (2, True)
    assert "53 %" in Path("batch.csv").read_text()
    first = run("campaign", "tell", "batch.csv")
    assert "1 result taken in; 1 row has no result yet" in first.stdout
    assert "1 of 4 experiments done, 1 proposed and waiting, 2 left" in first.stdout
    again = run("campaign", "tell", "batch.csv")
    assert "1 row was known already" in again.stdout


@pytest.mark.covers("campaign-cli")
def test_single_rows(begun: Path, run: Run) -> None:
    row = "solvent=2,6-lutidine,temperature=61.5,yield=53"
    assert "1 taken in that was not proposed" in run("campaign", "tell", "--row", row).stdout
    assert "known already" in run("campaign", "tell", "--row", row).stdout
    other = row.replace("53", "35")
    refused = run("campaign", "tell", "--row", other)
    assert refused.exit_code == 2
    assert "told before with yield = 53.0" in refused.stderr
    assert "--correct" in refused.stderr
    assert "1 result corrected" in run("campaign", "tell", "--correct", "--row", other).stdout
    assert run("campaign", "tell", "--replicate", "--row", row).exit_code == 0
    assert "2 more known" in run("campaign", "status").stdout


def test_proposals_wait_until_they_are_answered_or_given_up(begun: Path, run: Run) -> None:
    first = run("campaign", "suggest").stdout
    second = run("campaign", "suggest")
    assert second.stdout == first
    assert "--skip gives them up" in second.stderr
    third = run("campaign", "suggest", "--skip")
    assert third.stdout.startswith("2.1  ")
    assert "2 proposals given up" in third.stderr
    assert run("campaign", "tell", "--row", "proposal=2.1,yield=1").exit_code == 0
    assert run("campaign", "tell", "--row", "proposal=2.2,yield=failed").exit_code == 0
    assert "1 without a number" in run("campaign", "status").stdout


@pytest.mark.covers("campaign-cli")
def test_the_budget_ends_the_campaign_until_the_file_says_more(begun: Path, run: Run) -> None:
    for batch in (1, 2):
        assert run("campaign", "suggest").exit_code == 0
        for place in (1, 2):
            run("campaign", "tell", "--row", f"proposal={batch}.{place},yield={place}")
    ended = run("campaign", "suggest")
    assert ended.exit_code == 5
    assert "raise `budget`" in ended.stderr
    (begun / "campaign.toml").write_text(SMALL.replace("budget = 4", "budget = 5"))
    assert "4 of 5 experiments done, 1 left" in run("campaign", "status").stdout
    more = run("campaign", "suggest")
    assert more.stdout.startswith("3.1  ")
    assert "was changed; the campaign goes on" in more.stderr


def test_json_is_one_object_each(begun: Path, run: Run) -> None:
    suggested = json.loads(run("campaign", "suggest", "--json").stdout)
    assert [each["proposal"] for each in suggested["proposals"]] == ["1.1", "1.2"]
    told = run("campaign", "tell", "--json", "--row", "proposal=1.1,yield=3").stdout
    assert json.loads(told)["receipt"]["answered"] == 1
    assert json.loads(run("campaign", "status", "--json").stdout)["measured"] == 1
    assert json.loads(run("campaign", "report", "--json").stdout)["report"].endswith(".html")
    failed = run("campaign", "tell", "--json", "--row", "solvent=DMF,temperature=20,yield=3")
    assert json.loads(failed.stdout)["error"]["type"] == "InputError"


@pytest.mark.covers("campaign-bad-input")
def test_a_campaign_among_simulations_is_told_the_way(begun: Path, run: Run) -> None:
    result = run("campaign", "report", "campaign")
    assert result.exit_code == 2
    assert "orthought campaign report --folder campaign" in result.stderr


@pytest.mark.covers("campaign-interview")
def test_without_a_file_everything_is_asked(run: Run) -> None:
    Path("old.csv").write_text("solvent,temperature,cycles,yield\nDMA,30,2,12\n")
    answers = [
        "my coupling", "an invented reaction", "", "solvent", "", "DMA, NMP, 2,6-lutidine",
        "temperature", "80 to 20 °C", "20 to 80 °C", "cycles", "1 to 5 whole", "amount",
        "50, 100 mM", "", "solvent", "yield", "%", "more", "waste", "g", "less", "",
        "solvent = DMF", "solvent = NMP and cycles = 5", "", "no.csv", "old.csv", "",
        "none", "4", "24", "gpp", "random",
    ]  # fmt: skip
    result = run("campaign", "new", text="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.stderr
    for said in (
        "cycles: any whole number from 1 to 5",
        "amount: one of 50, 100 mM",
        "no option is called 'DMF'",
        "there is no proposer 'gpp'",
        "'none' is no whole number",
        "low is not below high",
        "cannot be read",
    ):
        assert said in result.stderr
    text = Path("campaign/campaign.toml").read_text()
    assert 'options = ["DMA", "NMP", "2,6-lutidine"]' in text
    assert 'direction = "minimize"' in text
    assert "my coupling" in run("campaign", "status").stdout
    assert run("campaign", "suggest").stdout.startswith("1.1  ")


@pytest.mark.covers("campaign-interview")
def test_nobody_answers(program: Program) -> None:
    done = program("campaign", "new")
    assert done.returncode == 2
    assert "nobody answers" in done.stderr
    assert not Path("campaign").exists()


def test_a_file_of_another_name_is_kept_in_its_own_folder(run: Run) -> None:
    Path("known.csv").write_text("solvent,temperature,yield\nDMA,30,12\n")
    Path("coupling.toml").write_text('known = "known.csv"\n' + SMALL)
    assert run("campaign", "new", "coupling.toml").exit_code == 0
    assert Path("campaign/known.csv").is_file()
    assert "1 more known" in run("campaign", "status").stdout
    assert "best yield: 12 %" in run("campaign", "status").stdout
    again = run("campaign", "new", "coupling.toml")
    assert again.exit_code == 0
    Path("coupling.toml").write_text(SMALL)
    other = run("campaign", "new", "coupling.toml")
    assert other.exit_code == 2
    assert "holds a campaign already" in other.stderr


@pytest.mark.covers("campaign-rules-in-words")
def test_rules_in_words_are_kept_when_they_are_confirmed(begun: Path, run: Run) -> None:
    reply = {"rules": ["forbid solvent = DMA and temperature > 60"], "not_expressed": ["be kind"]}
    Path("script.json").write_text(json.dumps([{"text": json.dumps(reply), "repeat": True}]))
    words = ("campaign", "rule", "not too hot in DMA; be kind", "--llm", "scripted:script.json")
    doubted = run(*words, text="n\n")
    assert "forbid solvent = " in doubted.stdout
    assert "NOT kept, as no rule can say it: be kind" in doubted.stderr
    assert (begun / "campaign.toml").read_text() == SMALL
    assert run(*words, text="y\n").exit_code == 0
    assert "temperature > 60" in (begun / "campaign.toml").read_text()
    assert [path.read_text() for path in begun.glob("campaign-*.toml")] == [SMALL]
    plain = run("campaign", "rule", "forbid solvent = None", "--yes")
    assert plain.exit_code == 0, plain.stderr
    assert 'forbid solvent = "None"' in plain.stdout
    assert "language model" not in plain.stderr
    slip = run("campaign", "rule", "forbid solvent = DMFF", "--llm", "scripted:script.json")
    assert "read as words" in slip.stderr
    assert "no option is called 'DMFF'" in slip.stderr, "a slip is named before a model reads it"
    hot = run("campaign", "tell", "--row", "solvent=DMA,temperature=70,yield=3")
    assert "breaks a rule" in hot.stderr


@pytest.mark.covers("campaign-rules-in-words")
def test_what_is_taken_unasked_is_read_back_all_the_same(begun: Path, run: Run) -> None:
    reply = {"rules": ["forbid solvent = DMA and temperature > 60"], "not_expressed": ["be kind"]}
    Path("script.json").write_text(json.dumps([{"text": json.dumps(reply), "repeat": True}]))
    words = ("campaign", "rule", "not too hot in DMA; be kind", "--llm", "scripted:script.json")
    result = run(*words, "--yes")
    assert result.exit_code == 0, result.stderr
    assert "temperature > 60 (rules out about" in result.stdout
    assert "NOT kept, as no rule can say it: be kind" in result.stderr
    assert "keep it?" not in result.stderr
    assert "read as words" not in result.stderr
    assert "temperature > 60" in (begun / "campaign.toml").read_text()
    draft = json.loads(run(*words, "--json").stdout)
    assert (draft["kept"], draft["not_expressed"]) == (False, ["be kind"])


@pytest.mark.covers("campaign-rules-in-words")
def test_plate_rules_are_read_back_and_never_give_way_to_nothing(begun: Path, run: Run) -> None:
    limit = {"parameter": "solvent", "most": 2}
    script = Path("script.json")
    script.write_text(json.dumps([{"text": json.dumps({"limits": [limit]}), "repeat": True}]))
    words = ("campaign", "rule", "--plate", "--llm", "scripted:script.json", "--no-cache", "--yes")
    result = run(*words, "at most two solvents")
    assert result.exit_code == 0, result.stderr
    assert "At most 2 different values of solvent" in result.stdout
    kept = (begun / "campaign.toml").read_text()
    assert "most = 2" in kept
    nothing = json.dumps({"not_expressed": ["be kind"]})
    script.write_text(json.dumps([{"text": nothing, "repeat": True}]))
    again = run(*words, "be kind")
    assert again.exit_code == 0, again.stderr
    assert "NOT kept, as no rule can say it: be kind" in again.stderr
    assert (begun / "campaign.toml").read_text() == kept


@pytest.mark.covers("campaign-exchange-cli")
def test_results_go_out_and_an_old_spreadsheet_comes_in(begun: Path, run: Run) -> None:
    Path("old.csv").write_text("Solvent;Temperature (°C);Yield [%];by\nDMA;30,5;12,5;me\n")
    refused = run("campaign", "import", "old.csv")
    assert refused.exit_code == 2
    assert "'by'" in refused.stderr
    taken = run("campaign", "import", "old.csv", "--ignore-others")
    assert "left out: by" in taken.stderr
    assert "1 more known" in taken.stdout
    assert "known already" in run("campaign", "import", "old.csv", "--ignore-others").stdout
    assert run("campaign", "export", "out.json").exit_code == 0
    assert run("campaign", "export", "out.json").exit_code == 2
    assert run("campaign", "export", "out.json", "--force").exit_code == 0
    (row,) = json.loads(Path("out.json").read_text())
    assert (row["solvent"], row["temperature"], row["yield"]) == ("DMA", 30.5, 12.5)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["status"], "there is no campaign here"),
        (["suggest", "--folder", "nowhere"], "nowhere holds no campaign"),
        (["tell"], "no results are named"),
        (["tell", "a.csv", "--row", "a=1"], "a file and --row"),
        (["tell", "--row", "a=1", "--correct", "--replicate"], "different things"),
        (["new", "none.toml"], "none.toml"),
        (["report"], "there is no campaign here"),
        (["report", "nowhere"], "holds no simulation"),
        (["export", "out.csv"], "there is no campaign here"),
        (["simulate"], "no set is named"),
        (["simulate", "--set", "none.csv"], "no proposer is named"),
        (["simulate", "--set", "none", "--proposer", "gp"], "there is no set"),
        (["leaderboard", "nowhere"], "holds no simulation"),
        (["import", "."], "--set PATH --out FOLDER"),
    ],
)
@pytest.mark.covers("campaign-bad-input")
def test_misuse_names_the_fix(words: list[str], said: str, run: Run) -> None:
    result = run("campaign", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "fix:" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("DMA,30,12,4", "4 fields where the header has 3"),
        ("DMF,30,12", "no option is called 'DMF'"),
        ("DMA,300,12", "300 lies outside 20 to 80"),
        ("DMA,30,nan", "'nan' is not a finite number"),
        ("DMA,30,good", "'good' is not a number"),
    ],
)
@pytest.mark.covers("campaign-bad-input")
def test_a_bad_line_of_a_file_is_named(line: str, said: str, begun: Path, run: Run) -> None:
    Path("r.csv").write_text(f"solvent,temperature,yield\nNone,40,1\n{line}\n")
    before = (begun / "events.jsonl").read_text()
    result = run("campaign", "tell", "r.csv")
    assert result.exit_code == 2
    assert "r.csv, line 3" in result.stderr
    assert said in result.stderr
    assert (begun / "events.jsonl").read_text() == before
    Path("r.csv").write_text("solvent,temperature,yield,smell\nNone,40,1,bad\n")
    assert "'smell'" in run("campaign", "tell", "r.csv").stderr


def test_a_workbook_is_told_as_well(begun: Path, run: Run) -> None:
    import pandas as pd

    rows = [{"solvent": "DMA", "temperature": 30, "yield": 12}]
    pd.DataFrame(rows).to_excel("r.xlsx", index=False)
    assert "1 taken in" in run("campaign", "tell", "r.xlsx").stdout
    assert "known already" in run("campaign", "tell", "r.xlsx").stdout
