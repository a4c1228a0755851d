"""Spreadsheets that were kept before there was a campaign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orthought.campaign.exchange import read_history
from orthought.errors import InputError
from tests.campaign.exchange.cases import SPACE, YIELD, seen

KEPT = (
    "Base;AcOH equiv [eq.];Hours (h);Temperature / °C;Yield [%];Notes\n"
    "MTBD;1;3;25,5;7;brown\n"
    "phosphazene;3.0;48;20,0;12,5;\n"
    "MTBD;5;1;30;;planned\n"
)


def _write(folder: Path, text: str = KEPT) -> Path:
    path = folder / "kept.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def _book(path: Path, **sheets: list[list[Any]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_columns_are_found_by_name_and_the_others_are_asked_about(tmp_path: Path) -> None:
    path = _write(tmp_path)
    with pytest.raises(InputError, match="has no column for 'temperature'") as caught:
        read_history(path, SPACE, YIELD)
    assert "'Temperature / °C'" in str(caught.value.fix)
    given = {"Temperature / °C": "temperature"}
    with pytest.raises(InputError, match="a column too many: 'Notes'"):
        read_history(path, SPACE, YIELD, columns=given)
    found = read_history(path, SPACE, YIELD, columns=given, others="ignore")
    assert found.observations == (
        seen(),
        seen(12.5, base="P2Et", AcOH_equiv=3, hours=48, temperature=20.0),
    )
    assert found.columns["AcOH equiv [eq.]"] == "AcOH_equiv"
    assert found.columns["Temperature / °C"] == "temperature"
    assert (found.ignored, found.waiting) == (("Notes",), 1)


def test_a_value_that_never_changed_needs_no_column(tmp_path: Path) -> None:
    path = _write(tmp_path, "base,AcOH_equiv,hours,yield\nMTBD,1,3,7\n")
    found = read_history(path, SPACE, YIELD, constants={"temperature": 25.5})
    assert found.observations == (seen(),)
    with pytest.raises(InputError, match="has no column for 'temperature'"):
        read_history(path, SPACE, YIELD)


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        (KEPT, {"columns": {"Temp": "temperature"}}, "has no column 'Temp'"),
        (KEPT, {"columns": {"Base": "bse"}}, "columns: nothing is called 'bse'"),
        (KEPT, {"constants": {"colour": 1}}, "constants: nothing is called 'colour'"),
        ("base,Base,yield\nMTBD,1,3\n", {}, "'base' and 'Base' both mean 'base'"),
        ("base,hours,temperature\nMTBD,1,30\n", {"constants": {"AcOH_equiv": 1}}, "for 'yield'"),
        (
            "base,hours,temperature,AcOH_equiv,yield\nMTBD,1,30,1,2\nMTBX,1,30,1,2\n",
            {},
            "kept.csv, line 3: base: no option is called 'MTBX'",
        ),
    ],
)
def test_what_does_not_fit_is_said(
    tmp_path: Path, text: str, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_history(_write(tmp_path, text), SPACE, YIELD, **given)
    assert message in caught.value.message
    assert caught.value.fix


def test_a_named_column_goes_before_one_that_looks_alike(tmp_path: Path) -> None:
    text = "base,AcOH_equiv,hours,temperature,Yield,isolated\nMTBD,1,3,25.5,99,7\n"
    given = {"isolated": "yield"}
    found = read_history(_write(tmp_path, text), SPACE, YIELD, columns=given, others="ignore")
    assert found.observations == (seen(),)
    assert found.ignored == ("Yield",)


HEADER = ["base", "AcOH_equiv", "hours", "temperature", "yield", "batch"]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    rows = [HEADER, ["MTBD", 1, 3, 25.5, 7, 1], ["None", 5.0, 4, 30, "failed", 2]]
    path = _book(tmp_path / "kept.xlsx", Results=[*rows, [None] * 6, ["MTBD", 1, 9, 30, 8, None]])
    found = read_history(path, SPACE, YIELD)
    assert found.observations == (
        seen(batch=1),
        seen(None, batch=2, base="None", AcOH_equiv=5, hours=4, temperature=30.0),
        seen(8, hours=9, temperature=30.0),
    )


def test_the_sheet_that_has_all_columns_is_taken(tmp_path: Path) -> None:
    rows = [HEADER, ["MTBD", 1, 3, 25.5, 7, 0]]
    path = _book(tmp_path / "kept.xlsx", Plan=[["who", "when"], ["I", "now"]], Results=rows)
    assert read_history(path, SPACE, YIELD).observations == (seen(),)
    with pytest.raises(InputError, match="has no sheet 'Result'") as caught:
        read_history(path, SPACE, YIELD, sheet="Result")
    assert "'Results'" in str(caught.value.fix)
    both = _book(tmp_path / "two.xlsx", May=rows, June=rows)
    with pytest.raises(InputError, match="has 2 sheets, and 2 have all columns") as caught:
        read_history(both, SPACE, YIELD)
    assert "May, June" in str(caught.value.fix)
    assert read_history(both, SPACE, YIELD, sheet="June").observations == (seen(),)


def test_rows_of_a_workbook_are_named(tmp_path: Path) -> None:
    rows = [HEADER, ["MTBD", 1, 3, 25.5, 7, 0], ["MTBD", 2, 3, 25.5, 7, 0]]
    path = _book(tmp_path / "kept.xlsx", Results=rows)
    with pytest.raises(InputError, match=r"kept.xlsx.*, line 3: AcOH_equiv: 2 is not one"):
        read_history(path, SPACE, YIELD)
