"""The user's own sets as folders: checked, kept, and measured with tables of any length."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from orthought.errors import InputError
from orthought.evaluation import api
from orthought.evaluation.experiment import make_experiment
from orthought.evaluation.problems import Label
from orthought.evaluation.report import rescore
from orthought.evaluation.runner import Conduct
from orthought.evaluation.sets import add_set, list_sets, load_set
from orthought.evaluation.sets.store import own_folder
from orthought.llm.scripted import ScriptedModel, ScriptedReply
from orthought.runs import read_events
from tests.agent.scripts import formulation_of, reply_of

STARTER = Path(__file__).resolve().parents[2] / "benchmarks" / "starter"
PROGRAM = """
def build_model(data):
    model = pyo.ConcreteModel()
    rows = data["crates"]
    model.take = pyo.Var(rows.index, bounds=(0, 1))
    model.weight = pyo.Constraint(
        expr=sum(w * model.take[i] for i, w in rows["weight"].items()) <= data["limit"]
    )
    model.worth = pyo.Objective(
        expr=sum(v * model.take[i] for i, v in rows["worth"].items()), sense=pyo.maximize
    )
    return model
"""


def problem(folder: Path, name: str, answer: object, text: str = "Bake loaves.") -> Path:
    """Write a problem; what is no text becomes JSON."""
    made = folder / name
    made.mkdir(parents=True)
    (made / "problem.md").write_text(text)
    (made / "answer.json").write_text(answer if isinstance(answer, str) else json.dumps(answer))
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "My Bakery"
    problem(made, "one", '{"answer": 12.50, "type": "LP", "class": "blending"}')
    two = problem(made, "two", {"id": "second", "status": "infeasible", "objective": None})
    (two / "data").mkdir()
    (two / "data" / "loaves.csv").write_text("loaf,price\nrye,3\n")
    (made / "notes.txt").write_text("not a problem")
    (made / "pictures").mkdir()
    return made


@pytest.mark.covers("bench-folders")
def test_folders_are_kept_and_loaded_and_the_source_may_go(folder: Path) -> None:
    made = add_set(folder)
    assert (made.name, made.count, made.shape) == ("my_bakery", 2, "own_folders")
    shutil.rmtree(folder)
    loaded = load_set("my_bakery")
    one, second = loaded.problems
    assert one.label == Label(objective=12.5, written="12.50")
    assert (one.identifier, one.type, one.problem_class) == ("one", "LP", "blending")
    assert (second.identifier, second.label.status) == ("second", "infeasible")
    assert [file.read_text() for file in second.files] == ["loaf,price\nrye,3\n"]
    assert loaded.complete
    assert made in list_sets()


def test_the_starter_set_is_such_a_folder() -> None:
    made = add_set(STARTER, "mine")
    assert made.count == 36
    ours, theirs = load_set("starter").problems, load_set("mine").problems
    assert [(p.label.status, p.label.objective) for p in theirs] == [
        (p.label.status, p.label.objective) for p in ours
    ]
    assert [p.digest for p in theirs] == [p.digest for p in ours]


def test_the_same_again_is_welcome_and_another_one_only_in_its_place(folder: Path) -> None:
    first = add_set(folder)
    (folder / "notes.txt").write_text("what is no problem may change")
    assert add_set(folder) == first
    (folder / "one" / "problem.md").write_text("Bake rolls.")
    with pytest.raises(InputError, match="other problems"):
        add_set(folder)
    assert load_set("my_bakery").problem("one").text == "Bake loaves."
    second = add_set(folder, replace=True)
    assert second.digest != first.digest
    assert load_set("my_bakery").problem("one").text == "Bake rolls."
    assert {path.name for path in own_folder("my_bakery").iterdir()} == {"problems"}


def test_a_file_takes_the_place_of_a_folder_and_the_other_way_round(
    folder: Path, tmp_path: Path
) -> None:
    add_set(folder)
    file = tmp_path / "my_bakery.jsonl"
    file.write_text('{"id": "x", "text": "t", "answer": 1}\n')
    with pytest.raises(InputError, match="other problems"):
        add_set(file)
    assert add_set(file, replace=True).shape == "own"
    assert [p.identifier for p in load_set("my_bakery").problems] == ["x"]
    assert add_set(folder, replace=True).shape == "own_folders"
    assert len([card for card in list_sets() if card.name == "my_bakery"]) == 1


@pytest.mark.covers("bench-folders")
def test_each_bad_folder_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    made = tmp_path / "bad"
    problem(made, "a", "{")
    problem(made, "b", {"type": "LP"})
    problem(made, "c", {"answer": 1, "sise": "Toy"})
    problem(made, "d", {"answer": 1}, text=" ")
    (problem(made, "e", {"answer": 1}) / "problem.md").unlink()
    (problem(made, "f", {"answer": 1}) / "answer.json").unlink()
    (problem(made, "g", {"answer": 1}) / "problem.md").write_bytes(b"\xff\xfe\xff")
    data = problem(made, "h", {"answer": 1}) / "data"
    data.mkdir()
    (data / "notes.docx").write_text("?")
    problem(made, "i", {"answer": 1, "text": "twice"})
    with pytest.raises(InputError) as caught:
        add_set(made)
    message = str(caught.value)
    for part in (
        "a: answer.json is no JSON", "b: 'answer' is missing", "c: unknown key 'sise'", "size",
        "d: 'text' is empty", "e: problem.md is missing", "f: answer.json is missing",
        "g: problem.md is not UTF-8", "h: data/notes.docx is of no known format", ".csv",
        "i: the text belongs in problem.md",
    ):  # fmt: skip
        assert part in message
    assert not own_folder("bad").exists()


def test_two_folders_of_one_id_and_an_empty_folder(tmp_path: Path) -> None:
    made = tmp_path / "twice"
    problem(made, "a", {"id": "x", "answer": 1})
    problem(made, "b", {"id": "x", "answer": 2})
    with pytest.raises(InputError, match="b: another folder has the id 'x'"):
        add_set(made)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no problem"):
        add_set(tmp_path / "empty")


@pytest.mark.covers("bench-folders")
@pytest.mark.parametrize("rows", [10, 100_000])
def test_a_table_of_any_length_reaches_the_program_and_not_the_prompt(
    rows: int, tmp_path: Path
) -> None:
    """Crates of weight 1 and worth 1 to 7: the best that fit are all the dearest."""
    worths = [1 + number % 7 for number in range(rows)]
    limit = rows // 2
    best = sum(sorted(worths, reverse=True)[:limit])
    made = tmp_path / "crates"
    text = f"The table crates lists what may be loaded, at most {limit} kg. What is worth most?"
    data = problem(made, "load", {"answer": best}, text) / "data"
    data.mkdir()
    table = "crate,weight,worth\n" + "".join(
        f"c{number},1,{worth}\n" for number, worth in enumerate(worths)
    )
    (data / "crates.csv").write_text(table)
    add_set(made)

    reply = reply_of(formulation_of({"limit": limit}, {"take": "continuous"}), PROGRAM)
    model = ScriptedModel([ScriptedReply(text=reply, repeat=True)])
    experiment = make_experiment(
        {"name": "crates", "bench": ["crates"], "llm": ["scripted:x"], "max_repairs": 0}, "a test"
    )
    run = api.evaluate(experiment, out=tmp_path / "run", model=model, conduct=Conduct())
    (result,) = run.results
    assert result.objective == pytest.approx(best)
    assert "1 of 1 right" in rescore(run).text
    (cell,) = (tmp_path / "run").glob("cells/*/*/*/*")
    asked = [event for event in read_events(cell) if event["type"] == "call"]
    # A preview of the table stands in the prompt: as long for 100,000 rows as for 10.
    assert len(json.dumps(asked[0]["messages"])) < 40_000
