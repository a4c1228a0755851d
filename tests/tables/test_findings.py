"""What is found in tables before a language model is paid for."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from orthought.problem import Finding
from orthought.tables import load
from orthought.tables.names import identifier
from orthought.tables.profiling import unit_of


def found(**tables: Any) -> tuple[Finding, ...]:
    return load({name: pd.DataFrame(table) for name, table in tables.items()}).findings


def only(findings: tuple[Finding, ...], severity: str = "warning") -> str:
    assert len(findings) == 1, findings
    assert findings[0].severity == severity
    assert findings[0].fix
    return findings[0].message


SOUND = {"plant": ["A", "B", "C", "D"], "cost": [1.5, 2.0, 3.0, 4.0]}


def test_a_sound_table_has_no_findings() -> None:
    assert found(t=SOUND) == ()


@pytest.mark.covers("table-findings")
def test_missing_values() -> None:
    message = only(found(t={**SOUND, "cost": [1, None, 3, None]}))
    assert "'cost'" in message
    assert "2 of 4" in message
    assert "rows 2, 4" in message


@pytest.mark.covers("table-findings")
def test_duplicate_keys() -> None:
    message = only(found(t={**SOUND, "plant": ["A", "B", "A", "D"]}))
    assert "rows 1, 3" in message
    assert "'A'" in message


def test_rows_told_apart_by_a_later_column_are_no_duplicates() -> None:
    assert found(t={"job": ["a", "a", "b", "b"], "step": [1, 2, 1, 2], "h": [3, 4, 5, 6]}) == ()


@pytest.mark.covers("table-findings")
def test_decimal_commas_are_read_and_said() -> None:
    loaded = load({"t": pd.DataFrame({**SOUND, "cost": ["1,5", "2,25", "1.000,5", "4"]})})
    assert list(loaded.data["t"]["cost"]) == [1.5, 2.25, 1000.5, 4.0]
    assert "decimal commas" in only(loaded.findings)


def test_thousands_commas_are_read_and_said() -> None:
    loaded = load({"t": pd.DataFrame({**SOUND, "cost": ["1,500", "2,250", "12,000", "900"]})})
    assert list(loaded.data["t"]["cost"]) == [1500, 2250, 12000, 900]
    assert "thousands commas" in only(loaded.findings)


def test_numbers_stored_as_text_stay_text_and_are_said() -> None:
    loaded = load({"t": pd.DataFrame({**SOUND, "code": ["001", "002", "003", "004"]})})
    assert loaded.data["t"]["code"][0] == "001"
    assert "stored as text" in only(loaded.findings)


def test_mixed_types_name_the_odd_cells() -> None:
    message = only(found(t={**SOUND, "cost": ["1", "2", "n/a", "4"]}))
    assert "'n/a'" in message
    assert "mixes 3 numbers with 1 texts" in message
    assert "mixes" in only(found(t={**SOUND, "cost": [1, 2, "x", 4]}))


def test_units_in_cells() -> None:
    assert "units" in only(found(t={**SOUND, "cost": ["5 EUR", "6 EUR", "7 EUR", "8 EUR"]}))


def test_one_negative_among_positives() -> None:
    assert "row" in only(found(t={**SOUND, "cost": [1, -2, 3, 4]}))
    assert found(t={**SOUND, "balance": [1, -2, 3, 4]}) == ()


def test_errors_are_what_certainly_breaks() -> None:
    assert "no rows" in only(found(t={"a": []}), "error")
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert "twice" in only(load({"t": twice}).findings, "error")
    assert "infinite" in only(found(t={**SOUND, "cost": [1, 2, 3, float("inf")]}), "error")


@pytest.mark.covers("table-findings")
def test_joins_name_what_is_missing_and_what_differs_by_case() -> None:
    findings = found(
        cities={"city": ["Rome", "Oslo", "paris "], "demand": [3, 4, 5]},
        links={
            "city": ["Rome", "Paris", "Lima", "Rome"],
            "hub": ["a", "b", "c", "d"],
            "km": [1, 2, 3, 4],
        },
    )
    said = " / ".join(finding.message for finding in findings)
    assert "'Paris'" in said
    assert "only by case or spaces" in said
    assert "'Lima'" in said
    assert all(finding.severity == "warning" for finding in findings)


def test_joins_by_other_names_and_none_by_chance() -> None:
    sites = {"site": ["n", "s", "e"], "x": [1, 2, 3]}
    roads = {"from": ["n", "s", "q"], "to": ["s", "e", "n"], "km": [4, 5, 6]}
    said = " / ".join(finding.message for finding in found(sites=sites, roads=roads))
    assert "'q'" in said
    other = {"colour": ["red", "blue", "n"], "length": [1, 2, 3]}
    assert found(sites=sites, other=other) == ()


def test_at_most_five_examples() -> None:
    findings = found(
        a={"k": [f"x{i}" for i in range(9)] + ["z"], "v": range(1, 11)},
        b={"k": ["z", "y"], "v": [1, 2]},
    )
    said = next(f.message for f in findings if f.source == "a")
    assert "and 4 more" in said


def test_units_that_differ_between_tables() -> None:
    said = only(
        found(
            a={"item": ["p", "q"], "weight_kg": [1.5, 2.5]},
            b={"truck": ["r", "s"], "weight_t": [3.5, 4.5]},
        )
    )
    assert "weight_t is in t" in said


@pytest.mark.covers("table-findings")
@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("cost (EUR/t)", "EUR/t"),
        ("weight [kg]", "kg"),
        ("weight_kg", "kg"),
        ("price_eur_per_kg", "eur/kg"),
        ("share_%", "%"),
        ("place_a", None),
        ("from_place", None),
        ("kg", None),
        ("cost", None),
    ],
)
def test_units_in_headers(header: str, unit: str | None) -> None:
    assert unit_of(header) == unit


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("demand", "demand"),
        ("Cost matrix (2024)", "Cost_matrix_2024"),
        ("2024", "t_2024"),
        ("class", "t_class"),
        ("größe", "größe"),
        ("---", "table"),
    ],
)
def test_identifiers(name: str, expected: str) -> None:
    assert identifier(name) == expected


def test_keys_and_types() -> None:
    table = pd.DataFrame(
        {
            "from": ["a", "a", "b"],
            "to": ["b", "c", "c"],
            "day": ["2024-01-01", "2024-01-02", "2024-01-02"],
            "km": [1.5, 2.5, 2.5],
            "open": [True, False, True],
            "n": [1, None, 3],
        }
    )
    profile = load({"t": table}).tables[0]
    assert profile.key == ("from", "to")
    kinds = [column.type for column in profile.columns]
    assert kinds == ["text", "text", "date", "number", "boolean", "integer"]
    assert (profile.columns[3].minimum, profile.columns[3].maximum) == (1.5, 2.5)
    assert (profile.columns[2].minimum, profile.columns[5].missing) == ("2024-01-01", 1)
    assert profile.sample[1][5] == ""
