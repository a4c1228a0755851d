"""`orthought bench`, as a user calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.evaluation.upstream import SHARED, needs_copies

LINES = (
    '{"id": "one", "text": "Bake loaves.", "answer": 12.50}\n'
    '{"id": "two", "text": "Cut cloth.", "answer": "unbounded", "type": "LP"}\n'
)


@pytest.mark.covers("bench-list-show")
def test_list(run: Run) -> None:
    result = run("bench", "list")
    assert result.exit_code == 0
    assert "logior" in result.stdout and "starter" in result.stdout
    sets = {
        each["name"]: each for each in json.loads(run("bench", "list", "--json").stdout)["sets"]
    }
    assert (sets["starter"]["here"], sets["starter"]["complete"]) == (True, True)
    assert (sets["logior"]["here"], sets["logior"]["count"]) == (False, 92)
    assert sets["logior"]["address"].endswith("/datasets/summary/summary_logior.json")


def test_show_needs_the_data(run: Run) -> None:
    result = run("bench", "show", "logior:prob_005")
    assert result.exit_code == 2
    assert "orthought bench pull logior" in result.stderr


@pytest.mark.covers("bench-list-show")
def test_show_a_problem_of_the_package(run: Run) -> None:
    result = run("bench", "show", "starter:s13_linen_laundry")
    assert result.exit_code == 0
    assert "A laundry must wash" in result.stdout
    assert "infeasible" in result.stdout
    content = json.loads(run("bench", "show", "starter:s13_linen_laundry", "--json").stdout)
    assert content["labels"]["corrected"]["accepted"][0]["status"] == "infeasible"
    assert content["erratum"] is None


def test_an_unknown_set_is_named(run: Run) -> None:
    result = run("bench", "pull", "logoir")
    assert result.exit_code == 2
    assert "did you mean 'logior'" in result.stderr


def test_offline_pulls_nothing(run: Run) -> None:
    result = run("bench", "pull", "logior", "--offline")
    assert result.exit_code == 3
    assert "offline" in result.stderr and "--from FOLDER" in result.stderr


@needs_copies
def test_pull_a_copy_and_look_at_it(run: Run) -> None:
    result = run("bench", "pull", "logior", "--from", str(SHARED))
    assert result.exit_code == 0
    assert "53 of 92 problems, a copy" in result.stderr
    assert "53 of 92" in run("bench", "list").stdout
    shown = run("bench", "show", "logior:prob_005")
    assert "405.0" in shown.stdout and "type: ILP" in shown.stdout
    absent = run("bench", "show", "logior:prob_001")
    assert absent.exit_code == 2
    assert "only 53 of 92 problems are here" in absent.stderr


def test_pull_an_unknown_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "summary_logior.json").write_text("{}")
    result = run("bench", "pull", "logior", "--from", str(tmp_path))
    assert result.exit_code == 2
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert f"--accept-digest {digest}" in result.stderr
    taken = run("bench", "pull", "logior", "--from", str(tmp_path), "--accept-digest", digest)
    assert taken.exit_code == 2
    assert "holds 0 problems, upstream 92" in taken.stderr


@pytest.mark.covers("bench-add")
def test_add_an_own_set(run: Run) -> None:
    Path("bakery.jsonl").write_text(LINES)
    assert run("bench", "add", "bakery.jsonl").exit_code == 0
    shown = run("bench", "show", "bakery:one")
    assert "12.50" in shown.stdout
    card = json.loads(run("bench", "add", "bakery.jsonl", "--name", "mine", "--json").stdout)
    assert (card["name"], card["count"]) == ("mine", 2)


def test_add_names_bad_lines(run: Run) -> None:
    Path("bakery.jsonl").write_text(LINES + '{"id": "three", "txt": "?", "answer": 1}\n')
    result = run("bench", "add", "bakery.jsonl")
    assert result.exit_code == 2
    assert "line 3: unknown key 'txt' (did you mean 'text'?)" in result.stderr


def test_errata(run: Run) -> None:
    assert run("bench", "errata").exit_code == 0
    content = json.loads(run("bench", "errata", "--json").stdout)["errata"]
    assert set(content) >= {"logior", "starter"}
    assert content["starter"] == []
    one = json.loads(run("bench", "errata", "logior", "--json").stdout)["errata"]
    assert set(one) == {"logior"}


def test_prove(run: Run) -> None:
    result = run("bench", "prove", "complexor:prob_003_car_selection", "--json")
    assert result.exit_code == 0
    readings = json.loads(result.stdout)["readings"]
    assert readings and all(answer["status"] == "optimal" for answer in readings.values())
    assert "reading" in run("bench", "prove", "complexor:prob_003_car_selection").stdout
    assert run("bench", "prove", "starter:s01_garden_furniture").exit_code == 2


def test_sets_and_errata_load_nothing_heavy() -> None:
    code = "import sys, orthought.evaluation.sets, orthought.evaluation.errata; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pyomo", "pandas", "numpy", "scipy", "langchain", "httpx", "highspy"}
    assert not heavy & set(done.stdout.split())
