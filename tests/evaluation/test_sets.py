"""Benchmark sets: layouts, digits of labels, copies, the user's own files, choosing problems."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from orthought.errors import InputError, SettingsError
from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets import (
    SetCard,
    add_set,
    find_card,
    is_here,
    list_sets,
    load_problem,
    load_set,
    pull_set,
    select,
)
from orthought.evaluation.sets.cards import read_card, upstream_cards
from orthought.evaluation.sets.labels import last_digit, read_label
from orthought.evaluation.sets.loaders import load_problems
from tests.evaluation.upstream import ROOT, SHARED, SUMMARY, card, lines, needs_copies

PUBLISHED = {
    "logior": (92, 53),
    "industryor": (83, 50),
    "nlp4lp": (264, 133),
    "complexor": (18, 18),
    "nl4opt": (245, 245),
    "mamo_easy": (652, 652),
    "optibench": (605, 599),
}
"""Problems of the whole set, and those of the copy beside the checkout that are used."""


WITHOUT_COPY = {
    "mamo_complex": 211,
    "optmath": 166,
    "bwor": 82,
    "industryor_original": 100,
    "industryor_sirl": 100,
    "nlp4lp_242": 242,
}
"""Problems of sets of which no copy lies beside the checkout."""
COUNTS = {**{name: whole for name, (whole, _) in PUBLISHED.items()}, **WITHOUT_COPY}


# Cards


def test_every_folder_of_a_set_has_a_card_of_its_name() -> None:
    names = {card.name for card in upstream_cards()}
    assert names == {*COUNTS, "starter"}
    for item in upstream_cards():
        assert read_card(ROOT / "benchmarks" / item.name / "card.toml") == item
        assert SetCard.model_validate_json(item.model_dump_json()) == item


@pytest.mark.parametrize("name", COUNTS)
def test_a_published_set_names_its_source_and_how_it_is_known(name: str) -> None:
    item = find_card(name)
    assert item.count == COUNTS[name]
    assert item.licence and item.citation and item.quirks and item.digest_note
    assert item.repository and (not item.commit or len(item.commit) == 40)
    assert item.digest or item.characters
    assert all(
        len(digest) == 64 for digest in [item.digest, *(c.digest for c in item.copies)] if digest
    )


def test_no_data_of_a_published_set_lies_in_the_repository() -> None:
    allowed = {"card.toml", "errata.toml"}
    for name in COUNTS:
        files = {p for p in (ROOT / "benchmarks" / name).rglob("*") if p.is_file()}
        strange = [p for p in files if p.name not in allowed and p.suffix not in (".py", ".pyc")]
        assert not strange


def test_a_card_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    path.write_text(
        'name = "x"\ntitle = "X"\nshape = "pairs"\ncount = 1\nlicence = "?"\nplace = 2\n'
    )
    with pytest.raises(SettingsError, match="place"):
        read_card(path)


def test_an_unknown_set_names_its_near_miss() -> None:
    with pytest.raises(InputError, match="did you mean 'logior'") as caught:
        load_set("logoir")
    assert "nl4opt" in str(caught.value.fix)


# Labels


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("12.50", Label(objective=12.5, written="12.50")),
        ("1,234", Label(objective=1234.0, written="1,234")),
        ("26.000000000000007", Label(objective=26.000000000000007, written="26.000000000000007")),
        (None, Label(status="no_optimum", written="null")),
        ("No Best Solution", Label(status="no_optimum", written="No Best Solution")),
        ("infeasible", Label(status="infeasible", written="infeasible")),
        ("unbounded", Label(status="unbounded", written="unbounded")),
    ],
)
def test_labels(answer: str | None, label: Label) -> None:
    assert read_label(answer) == label


@pytest.mark.parametrize("answer", ["about 5", "", "nan", "inf", True, 5.0, ["5"]])
def test_what_is_no_answer_is_refused(answer: object) -> None:
    with pytest.raises(ValueError):
        read_label(answer)


@pytest.mark.parametrize(
    ("written", "unit"),
    [("12.50", 0.01), ("30.0", 0.1), ("405", 1.0), ("1.5e3", 100.0), ("null", 0.0)],
)
def test_last_digit(written: str, unit: float) -> None:
    assert last_digit(written) == pytest.approx(unit, rel=1e-12)


# Layouts, with small files of ours


def test_summary_layout() -> None:
    first, second, third = load_problems(card(), SUMMARY.encode())
    assert first.key == "tea:prob_000"
    assert first.label == Label(objective=12.5, written="12.50")
    assert (first.type, first.size, first.details.nonzeros) == ("LP", "Toy", 4)
    assert (second.label.status, second.difficulty) == ("no_optimum", "Easy")
    assert (third.label.written, third.details.rows) == ("40", None)


def test_samples_layout_keeps_data_beside_the_text_and_splits_samples() -> None:
    sample = {"input": {"cost": {"value": [1, 2.5], "description": "cost of each"}}, "output": [7]}
    none = {"input": {"cost": {"value": [], "description": "cost of each"}}, "output": [None]}
    entry = {"description": "Choose.", "problem_type": "LP", "problem_size": "Toy", "details": {}}
    content = json.dumps(
        {"a": {**entry, "sample": [sample]}, "b": {**entry, "sample": [sample, none]}}
    )
    problems = load_problems(card("samples"), content.encode())
    assert [p.identifier for p in problems] == ["a", "b_1", "b_2"]
    assert problems[0].values == {"cost": [1, 2.5]}
    assert problems[0].text == "Choose.\n\nData:\n- cost: cost of each"
    assert [p.label.status for p in problems] == ["optimal", "optimal", "no_optimum"]
    assert problems[0].label.written == "7"


def test_pairs_and_records_layouts() -> None:
    content = lines(
        {"question": "One?", "answer": "3.0"}, {"question": "Two?", "answer": "No Best Solution"}
    )
    one, two = load_problems(card("pairs"), content.encode())
    assert (one.identifier, one.label.written) == ("prob_000", "3.0")
    assert (two.identifier, two.label.status) == ("prob_001", "no_optimum")
    content = lines({"id": 4, "question": "Four?", "answer": "16", "Type": "easy_lp"})
    (four,) = load_problems(card("records"), content.encode())
    assert (four.identifier, four.type, four.label.objective) == ("prob_004", "easy_lp", 16.0)


QUESTIONS = (
    {"en_question": "Five?", "en_answer": 5.50, "id": 7, "ori": "x"},
    {"en_question": "None?", "en_answer": "No Best Solution", "id": 8, "difficulty": "Hard"},
    {"en_question": "A\u2028B?", "en_answer": "10755.00", "id": 9, "question_type": "LP"},
)


@pytest.mark.covers("bench-versions")
@pytest.mark.parametrize("as_list", [True, False])
def test_questions_layout_as_list_and_as_lines(as_list: bool) -> None:
    fields = {"text_fields": ("en_question",), "answer_field": "en_answer"}
    content = json.dumps(QUESTIONS, indent=1) if as_list else lines(*QUESTIONS)
    numbered = card("questions", identifier_field="id", **fields)
    found = load_problems(numbered, content.encode())
    assert [p.identifier for p in found] == ["prob_007", "prob_008", "prob_009"]
    assert [p.label.written for p in found] == ["5.5", "No Best Solution", "10755.00"]
    assert [p.label.status for p in found] == ["optimal", "no_optimum", "optimal"]
    assert [(p.type, p.difficulty) for p in found] == [("", ""), ("", "Hard"), ("LP", "")]
    counted = load_problems(card("questions", **fields), content.encode())
    assert [p.identifier for p in counted] == ["prob_000", "prob_001", "prob_002"]


def test_a_line_that_holds_a_line_separator_is_one_line() -> None:
    raw = '{"question": "A\u2028B?", "answer": 1}\n'
    (found,) = load_problems(card("pairs"), raw.encode())
    assert found.text == "A\u2028B?"


@pytest.mark.parametrize(
    ("results", "written"),
    [
        ({"Cups": "2.0", "Profit": "10.50"}, "10.50"),
        ({"The least cost is": "4750.0", "Units of B": "10.0"}, "4750.0"),
        ({"Boxes": "5", "Bags": "6"}, "5"),
        ("{'Cups': '2.0', 'Profit': '10.50'}", "10.50"),
    ],
)
def test_results_layout_finds_the_objective(results: object, written: str) -> None:
    index = 1 if written == "5" else 0
    content = json.dumps(
        [{"index": index, "question": "?", "type": "linear-table", "results": results}]
    )
    own = card("results", answer_entries={"prob_001": "Boxes"})
    (problem,) = load_problems(own, content.encode())
    assert problem.label.written == written


def test_left_out_problems_are_gone() -> None:
    problems = load_problems(card(left_out={"prob_007": "for a reason"}), SUMMARY.encode())
    assert [p.identifier for p in problems] == ["prob_000", "prob_008"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a": {}}', b'{"a": 3}', b"\xff\xfe"])
def test_a_file_of_another_layout_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="not laid out as expected"):
        load_problems(card(), content)


# Sets


def test_starter_comes_with_the_package() -> None:
    loaded = load_set("starter")
    assert (loaded.size, loaded.complete) == ("36", True)
    by_status = {p.label.status for p in loaded.problems}
    assert by_status == {"optimal", "infeasible", "unbounded"}
    with_files = loaded.problem("s19_vaccine_depots")
    assert [f.name for f in with_files.files] == ["depots.csv", "regions.csv", "transport.csv"]
    assert with_files.label.written == "25838.0"
    assert loaded.digest == load_set("starter").digest


def test_absent_data_name_the_command_that_gets_them() -> None:
    assert not is_here(find_card("logior"))
    with pytest.raises(InputError, match="not on this machine") as caught:
        load_set("logior")
    assert caught.value.fix == "orthought bench pull logior"


def test_a_key_must_name_a_set_and_a_problem() -> None:
    assert load_problem("starter:s01_garden_furniture").type == "LP"
    with pytest.raises(InputError, match="names no problem"):
        load_problem("starter")
    with pytest.raises(InputError, match="did you mean 's01_garden_furniture'"):
        load_problem("starter:s01_garden_furnitur")


@pytest.mark.covers("bench-partial")
@needs_copies
@pytest.mark.parametrize("name", PUBLISHED)
def test_copies_beside_the_checkout_load_and_are_called_what_they_are(name: str) -> None:
    whole, here = PUBLISHED[name]
    loaded = load_set(name, source=SHARED)
    assert len(loaded.problems) == here
    assert len({p.identifier for p in loaded.problems}) == here
    assert loaded.complete == (here + len(loaded.card.left_out) == whole)
    assert loaded.size == (str(here) if loaded.complete else f"{here} of {whole}")
    assert all(p.text and p.label.written and p.set_name == name for p in loaded.problems)


@needs_copies
def test_what_the_copies_hold() -> None:
    without = dict.fromkeys(PUBLISHED, 0)
    for name in PUBLISHED:
        problems = load_set(name, source=SHARED).problems
        without[name] = sum(p.label.status == "no_optimum" for p in problems)
    expected = {"nlp4lp": 8, "industryor": 1, "complexor": 1, "nl4opt": 17}
    assert without == {name: expected.get(name, 0) for name in PUBLISHED}
    logior = load_set("logior", source=SHARED)
    assert logior.problem("prob_005").label.written == "405.0"
    assert sum(p.reference is not None for p in logior.problems) == 39
    optibench = load_set("optibench", source=SHARED)
    assert optibench.problem("prob_493").label.objective == 14.0
    assert optibench.problem("prob_004").label.objective == 2.0
    with pytest.raises(InputError, match="left out"):
        optibench.problem("prob_042")


@needs_copies
def test_pulling_a_copy_keeps_file_and_reference_models() -> None:
    loaded = pull_set("logior", SHARED)
    assert (loaded.size, loaded.complete) == ("53 of 92", False)
    again = load_set("logior")
    assert again == loaded
    reference = again.problem("prob_005").reference
    assert reference is not None and SHARED not in reference.parents
    assert reference.read_bytes().startswith((b"*", b"NAME", b"\\"))


# Own sets

GOOD = (
    '{"id": "one", "text": "Bake loaves.", "answer": 12.50, "type": "LP", "data": {"flour": 3}}\n'
    "\n"
    '{"id": 2, "problem": "Cut cloth.", "answer": "infeasible", "size": "Toy"}\n'
)


def test_an_own_set_is_kept_and_loaded(tmp_path: Path) -> None:
    file = tmp_path / "My Set.jsonl"
    file.write_text(GOOD)
    made = add_set(file)
    assert (made.name, made.count) == ("my_set", 2)
    file.unlink()
    loaded = load_set("my_set")
    first, second = loaded.problems
    assert first.label == Label(objective=12.5, written="12.50")
    assert (first.values, first.type) == ({"flour": 3}, "LP")
    assert (second.identifier, second.label.status) == ("2", "infeasible")
    assert loaded.complete and made in list_sets()


@pytest.mark.covers("bench-add")
def test_bad_lines_are_named_with_number_and_fix(tmp_path: Path) -> None:
    bad = {
        "no json": "write one object a line",
        "[1]": "no JSON object",
        '{"id": "a", "text": "t"}': "'answer' is missing",
        '{"id": "a", "text": "t", "answer": "none"}': "write one of 'infeasible'",
        '{"id": "a", "text": "t", "answer": null}': "write one of 'infeasible'",
        '{"id": "a", "text": "t", "answer": "some"}': "give a number or one of",
        '{"id": "a", "text": "t", "answer": true}': "give a number or one of",
        '{"id": "a", "text": "t", "answer": NaN}': "give a number or one of",
        '{"text": "t", "answer": 1}': "'id' is missing",
        '{"id": "a/b", "text": "t", "answer": 1}': "letters, digits",
        '{"id": "a", "answer": 1}': "'text' is missing",
        '{"id": "a", "text": " ", "answer": 1}': "is empty",
        '{"id": "a", "text": "t", "problem": "t", "answer": 1}': "keep one",
        '{"id": "a", "text": "t", "answr": 1}': "did you mean 'answer'",
        '{"id": "a", "text": "t", "answer": 1, "data": [1]}': "'data' must be an object",
        '{"id": "a", "text": "t", "answer": 1, "type": 3}': "'type' is 3",
    }
    file = tmp_path / "bad.jsonl"
    for line, expected in bad.items():
        file.write_text(GOOD + line + "\n")
        with pytest.raises(InputError) as caught:
            add_set(file)
        assert "line 4: " in str(caught.value), line
        assert expected in str(caught.value), line
    assert [card.name for card in list_sets() if card.shape == "own"] == []


def test_several_bad_lines_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(GOOD + GOOD + "x\n" * 12)
    with pytest.raises(InputError) as caught:
        add_set(file)
    assert "line 4: id 'one' stands in line 1 already" in str(caught.value)
    assert "and 4 more" in str(caught.value)


def test_names_of_own_sets(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(GOOD)
    with pytest.raises(InputError, match="published set"):
        add_set(file, "logior")
    with pytest.raises(InputError, match="no name"):
        add_set(file, "../elsewhere")
    add_set(file, "mine")
    add_set(file, "mine")
    file.write_text(GOOD.replace("loaves", "rolls"))
    with pytest.raises(InputError, match="already a set 'mine'"):
        add_set(file, "mine")
    add_set(file, "mine", replace=True)
    assert load_set("mine").problem("one").text == "Bake rolls."
    file.write_text("\n")
    with pytest.raises(InputError, match="holds no problem"):
        add_set(file, "empty")


# Choosing


def chosen(**wishes: object) -> list[str]:
    problems = load_problems(card(), SUMMARY.encode())
    return [p.identifier for p in select(problems, **wishes)]  # type: ignore[arg-type]


def test_select() -> None:
    assert chosen() == ["prob_000", "prob_007", "prob_008"]
    assert chosen(filter="type=lp") == ["prob_000", "prob_008"]
    assert chosen(filter="type=LP|ILP, size=Small") == ["prob_007", "prob_008"]
    assert chosen(filter="type=ILP,size=Toy") == []
    assert chosen(filter="status=no_optimum") == ["prob_007"]
    assert chosen(slice="1:") == ["prob_007", "prob_008"]
    assert chosen(slice="::2") == ["prob_000", "prob_008"]
    assert chosen(ids=("prob_008", "prob_000")) == ["prob_000", "prob_008"]
    assert chosen(ids=("prob_008", "prob_000"), filter="size=Small", slice=":1") == ["prob_008"]


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"filter": "tpye=LP"}, "did you mean 'type'"),
        ({"filter": "type"}, "FIELD=VALUE"),
        ({"filter": "type=QP"}, "type is one of ILP, LP"),
        ({"filter": "class=routing"}, "none of them has a class"),
        ({"slice": "first"}, "no slice"),
        ({"slice": "0:2:0"}, "no slice"),
        ({"ids": ("prob_009",)}, "did you mean"),
    ],
)
def test_select_names_what_is_known(wishes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen(**wishes)
    assert message in str(caught.value)


def test_problems_are_known_by_text_and_data() -> None:
    first, second, _ = load_problems(card(), SUMMARY.encode())
    relabelled = first.model_copy(update={"label": second.label})
    assert relabelled.digest == first.digest != second.digest
    assert BenchmarkProblem.model_validate_json(first.model_dump_json()) == first


def test_cards_are_plain_toml() -> None:
    for path in (ROOT / "benchmarks").glob("*/card.toml"):
        assert tomllib.loads(path.read_text("utf-8"))["name"] == path.parent.name
