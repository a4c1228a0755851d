"""Measured sets: folders and plain files, and what they answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from orthought.campaign.lookup import LookupSet, open_set
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Space
from orthought.errors import InputError
from tests.campaign.published import CAMPAIGNS, SIZES, needs_sets
from tests.campaign.space.cases import choice

CARD: dict[str, Any] = {
    "name": "Tea",
    "parameters": [
        {"name": "milk", "type": "categorical", "options": ["None", "oat"]},
        {"name": "minutes", "type": "discrete", "options": [1.0, 5.0, 3.0], "unit": "min"},
    ],
    "objectives": [{"name": "taste", "goal": "maximize"}],
}
TABLE = "milk,minutes,taste\nNone,1,2\nNone,5.0,7.5\noat,1.0,\nNone,3,1\noat,3,9\n"


def _folder(path: Path, table: str = TABLE, **changes: Any) -> Path:
    path.mkdir(exist_ok=True)
    (path / "space.json").write_text(json.dumps({**CARD, **changes}))
    (path / "lookup.csv").write_text(table)
    (path / "description.txt").write_text("Tea, brewed.\n")
    return path


def _file(folder: Path, table: str = TABLE) -> Path:
    path = folder / "tea.csv"
    path.write_text(table)
    return path


def test_a_folder_is_a_set(tmp_path: Path) -> None:
    tea = open_set(_folder(tmp_path))
    assert (tea.name, tea.description) == ("Tea", "Tea, brewed.")
    assert tea.objectives == (Objective(name="taste"),)
    assert tea.best == {"taste": 9}
    assert tea.measure({"milk": "None", "minutes": 5}) == {"taste": 7.5}
    assert tea.measure({"milk": "oat", "minutes": 1.0}) == {"taste": None}


def test_only_what_was_measured_may_be_proposed(tmp_path: Path) -> None:
    tea = open_set(_folder(tmp_path))
    keys = [tea.space.key(point) for point in tea.candidates()]
    assert keys == [("None", 1), ("None", 5), ("None", 3), ("oat", 1), ("oat", 3)]
    assert not tea.space.allows({"milk": "oat", "minutes": 5.0})
    with pytest.raises(InputError, match="Tea has no measurement at milk = oat, minutes = 5"):
        tea.measure({"milk": "oat", "minutes": 5.0})


def test_a_plain_file_is_the_same_set(tmp_path: Path) -> None:
    tea = open_set(_file(tmp_path), "taste")
    assert [parameter.kind for parameter in tea.space.parameters] == ["categorical", "discrete"]
    assert tea.name == "tea"
    assert tea.best == {"taste": 9}
    assert {tea.space.key(point) for point in tea.candidates()} == {
        tea.space.key(row.point) for row in open_set(_folder(tmp_path / "folder")).table
    }
    assert open_set(_file(tmp_path), "taste", "minimize").best == {"taste": 1}


def test_a_plain_file_may_have_several_objectives(tmp_path: Path) -> None:
    path = _file(tmp_path, "milk;minutes;taste;cost\nNone;1,5;2;3\noat;2,5;4;1,25\n")
    tea = open_set(path, ["taste", "cost"], ["maximize", "minimize"])
    assert tea.best == {"taste": 4, "cost": 1.25}
    assert tea.measure({"milk": "oat", "minutes": 2.5}) == {"taste": 4, "cost": 1.25}
    with pytest.raises(InputError, match="2 objectives, but 1 directions"):
        open_set(path, ["taste", "cost"], ["maximize"])


def test_a_sparse_table_is_listed_by_its_rows(tmp_path: Path) -> None:
    rows = "".join(f"{n * 0.37},{n * 1.1},{n % 7},s{n % 50},{n}\n" for n in range(300))
    sparse = open_set(_file(tmp_path, "a,b,c,d,y\n" + rows), "y")
    assert sparse.space.size == len(sparse.candidates()) == 300
    assert sparse.measure(sparse.space.read({"a": 0.37 * 3, "b": 3.3, "c": 3, "d": "s3"})) == {
        "y": 3
    }


def test_the_order_of_rows_decides_nothing(tmp_path: Path) -> None:
    head, *rows = TABLE.splitlines(keepends=True)
    one = open_set(_folder(tmp_path / "one"))
    other = open_set(_folder(tmp_path / "other", head + "".join(reversed(rows))))
    assert one == other
    assert one.digest == other.digest
    changed = open_set(_folder(tmp_path / "changed", TABLE.replace("7.5", "7.6")))
    assert changed.digest != one.digest


@pytest.mark.parametrize(
    ("table", "message", "fix"),
    [
        ("milk,minutes,taste\nsoy,1,2\n", "line 2: milk: no option is called 'soy'", "mean"),
        ("milk,minutes,taste\noat,2,2\n", "line 2: minutes: 2 is not one", "nearest are"),
        ("milk,minutes,taste\noat,1,good\n", "line 2: taste: 'good' is not a number", "alone"),
        ("milk,minutes,taste\noat,1,nan\n", "line 2: taste: 'nan' is not a finite", "finite"),
        ("milk,minutes,taste\noat,1,2\noat,1.0,3\n", "line 3: this combination", "one"),
        ("milk,taste\noat,1\n", "has no column 'minutes'", "milk, taste"),
        ("milk,minutes\noat,1\n", "has no column 'taste'", "milk, minutes"),
        ("milk,minutes,taste\n", "has no rows", "at least one"),
    ],
)  # fmt: skip
def test_a_broken_table_is_said(tmp_path: Path, table: str, message: str, fix: str) -> None:
    with pytest.raises(InputError) as caught:
        open_set(_folder(tmp_path, table))
    assert message in caught.value.message
    assert fix in str(caught.value.fix)


def test_equal_rows_are_one(tmp_path: Path) -> None:
    assert len(open_set(_folder(tmp_path, TABLE + "oat,3.0,9.0\n")).table) == 5


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parameters": [{"name": "milk"}]}, "no 'type'"),
        ({"parameters": [{"name": "milk", "type": "colour"}]}, "the type 'colour' is not known"),
        ({"parameters": 3}, "does not say what is needed"),
        ({"parameters": []}, "Tea has no parameter"),
        ({"objectives": [{"name": "taste", "goal": "more"}]}, "direction: "),
        ({"objectives": []}, "Tea has no objective"),
    ],
)
def test_a_broken_card_is_said(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        open_set(_folder(tmp_path, **changes))
    assert message in caught.value.message


def test_what_is_no_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no set at"):
        open_set(tmp_path / "none")
    with pytest.raises(InputError, match=r"space.json cannot be read"):
        open_set(tmp_path)
    with pytest.raises(InputError, match="no column is named as the objective"):
        open_set(_file(tmp_path))
    with pytest.raises(InputError, match="line 2: milk is empty"):
        open_set(_file(tmp_path, "milk,taste\n,3\n"), "taste")
    (tmp_path / "space.json").write_text("{")
    with pytest.raises(InputError, match="is no JSON"):
        open_set(tmp_path)


def test_a_card_knows_all_kinds(tmp_path: Path) -> None:
    oat = {"name": "oat", "label": "Oat"}
    kinds = [
        {"name": "milk", "type": "categorical", "options": [oat, "None"]},
        {"name": "minutes", "type": "integer", "low": 1, "high": 9},
        {"name": "grams", "type": "continuous", "low": 0, "high": 5, "unit": "g"},
    ]  # fmt: skip
    table = "milk,minutes,grams,taste\nOat,1,0.25,2\nNone,9,5,3\n"
    tea = open_set(_folder(tmp_path, table, parameters=kinds))
    assert [tea.space.key(point) for point in tea.candidates()] == [
        ("oat", 1, 0.25),
        ("None", 9, 5),
    ]


def test_a_set_survives_json_and_has_no_point_twice(tmp_path: Path) -> None:
    tea = open_set(_folder(tmp_path))
    again = LookupSet.model_validate_json(tea.model_dump_json())
    assert again == tea
    assert again.digest == tea.digest
    row = Observation(point={"x": "a"}, values={"y": 1})
    with pytest.raises(ValidationError, match="a point stands twice"):
        LookupSet(
            name="x",
            space=Space(parameters=(choice("x", "a"),)),
            objectives=(Objective(name="y"),),
            table=(row, row),
        )


@needs_sets
@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_the_published_sets_are_whole(name: str, size: int) -> None:
    found = open_set(CAMPAIGNS / name)
    candidates = found.candidates()
    assert len(candidates) == size == len(found.table)
    assert all(found.measure(point) for point in candidates)
    (objective,) = found.objectives
    assert 99 < found.best[objective.name] <= 100
    plain = open_set(CAMPAIGNS / name / "lookup.csv", objective.name)
    assert plain.best == found.best
    assert len(plain.candidates()) == size


@needs_sets
def test_what_was_not_measured_is_not_in_the_space() -> None:
    coupling = open_set(CAMPAIGNS / "Buchwald_Hartwig")
    product = Space(parameters=coupling.space.parameters)
    missing = [point for point in product.points() if not coupling.space.allows(point)]
    assert product.size == 4608
    assert len(missing) == 9
    near = coupling.space.nearest(missing[0])
    assert near is not None
    assert coupling.measure(near)["yield"] is not None
    assert "None" in {point["additive"] for point in coupling.candidates()}
