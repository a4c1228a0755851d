"""Rows that people wrote: what is read, and what is refused in which words."""

from __future__ import annotations

import math
from typing import Any

import pytest

from orthought.campaign.exchange import already_told, read_rows, write_rows
from orthought.campaign.exchange.delimited import parse_delimited
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Space
from orthought.errors import InputError
from tests.campaign.exchange.cases import CHAN_LAM, SPACE, YIELD, row, seen
from tests.campaign.space.cases import choice


def _read(*rows: dict[str, Any]) -> list[Observation]:
    return read_rows(SPACE, YIELD, rows)


def test_texts_become_values() -> None:
    assert _read(row(), row(base="phosphazene", **{"yield": " 12.5 % "})) == [
        seen(),
        seen(12.5, base="P2Et"),
    ]


def test_batch_and_reason_are_kept_and_the_rest_beside_is_left() -> None:
    (found,) = _read(row(batch="3", reason="hot", run="7", comment="brown", well="A1"))
    assert found == seen(batch=3, reason="hot")


@pytest.mark.parametrize("raw", ["failed", "FAILED ", None])
def test_an_experiment_may_give_no_number(raw: object) -> None:
    assert _read(row(**{"yield": raw})) == [seen(None)]


@pytest.mark.parametrize(
    ("changes", "message", "fix"),
    [
        ({"base": "MTBE"}, "row 2: base: no option is called 'MTBE'", "did you mean 'MTBD'"),
        ({"base": None}, "row 2: base: there is no value", "name one of its options"),
        ({"AcOH_equiv": 2}, "row 2: AcOH_equiv: 2 is not one of its values", "nearest are 1, 3"),
        ({"hours": 2.5}, "row 2: hours: 2.5 is no whole number", "whole number"),
        ({"temperature": 500}, "row 2: temperature: 500 lies outside 20 to 120", "within"),
        ({"yield": math.nan}, "row 2: yield: 'nan' is not a finite number", "'failed'"),
        ({"yield": "-inf"}, "row 2: yield: '-inf' is not a finite number", "'failed'"),
        ({"yield": "good"}, "row 2: yield: 'good' is not a number", "the number alone"),
        ({"yield": 10**400}, "row 2: yield: '1000", "the number alone"),
        ({"yield": True}, "row 2: yield: 'True' is not a finite number", "'failed'"),
        ({"yield": "12,5"}, "row 2: yield: '12,5' is not a number", "the number alone"),
        ({"yield": ""}, "row 2: yield: there is no result", "'failed'"),
        ({"colour": "red"}, "a column too many: 'colour'", "remove it, or call it 'comment'"),
        ({"Yield": 3}, "a column too many: 'Yield'", "did you mean 'yield'"),
        ({"batch": "first"}, "row 2: batch: 'first' is no number of a batch", "0, 1, 2"),
        ({"batch": -1}, "row 2: batch: '-1' is no number of a batch", "0, 1, 2"),
    ],
)
def test_bad_rows_are_named(changes: dict[str, object], message: str, fix: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(row(hours=9), row(**changes))
    assert message in caught.value.message
    assert fix in str(caught.value.fix)


def test_missing_columns_are_named() -> None:
    without = {name: value for name, value in row().items() if name != "hours"}
    with pytest.raises(InputError, match="a value is missing for hours"):
        _read(without)
    without = {name: value for name, value in row().items() if name != "yield"}
    with pytest.raises(InputError, match="there is no column 'yield'"):
        _read(without)


def test_a_row_that_stands_twice_counts_once() -> None:
    assert _read(row(), row(AcOH_equiv="1.0", **{"yield": "7.0"})) == [seen()]


def test_contradictory_repeats_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        _read(row(), row(hours=9), row(**{"yield": 8}))
    assert caught.value.message.startswith("row 3: base = MTBD")
    assert "gave yield = 8.0, but yield = 7.0 in row 1" in caught.value.message
    assert "'replicate'" in str(caught.value.fix)
    with pytest.raises(InputError, match="gave yield = failed, but yield = 7"):
        _read(row(), row(**{"yield": "failed"}))


@pytest.mark.parametrize("column", ["replicate", "batch", "run"])
def test_true_replicates_are_told_apart(column: str) -> None:
    rows = _read(row(**{column: 1}), row(**{column: 2, "yield": 8}), row(**{column: 3}))
    assert [found.values["yield"] for found in rows] == [7, 8, 7]
    with pytest.raises(InputError, match=r"row 2: .* gave yield = 9"):
        _read(row(**{column: 1}), row(**{column: 1, "yield": 9}))


def test_lines_of_a_file_are_named() -> None:
    text = "base;AcOH_equiv;hours;temperature;yield\nMTBD;1;3;25,5;7\n\nMTBD;1;3;25,6;x\n"
    with pytest.raises(InputError, match=r"told.csv, line 4: yield: 'x' is not a number"):
        read_rows(SPACE, YIELD, parse_delimited(text, "told.csv"))


def test_decimal_commas_are_read_in_numbers_and_kept_in_options() -> None:
    space = Space(parameters=(choice("mix", "1,5", "2,5"), SPACE.parameters[3]))
    table = parse_delimited("mix;temperature;yield\n1,5;25,5;7,25\n", "x.csv")
    (found,) = read_rows(space, YIELD, table)
    assert found.point == {"mix": "1,5", "temperature": 25.5}
    assert found.values == {"yield": 7.25}


def test_rules_are_not_asked_of_what_was_measured() -> None:
    space = SPACE.model_copy(update={"rules": ("forbid base = MTBD",)})
    assert read_rows(space, YIELD, [row()]) == [seen()]


def test_a_parameter_may_have_the_name_of_a_column_beside() -> None:
    space = Space(parameters=(choice("batch", "old", "new"),))
    told = [Observation(point={"batch": "old"}, values={"yield": 1}, batch=2, reason="why")]
    flat = write_rows(space, YIELD, told)
    assert flat == [{"batch": "old", "yield": 1, "batch_": 2, "reason": "why"}]
    assert read_rows(space, YIELD, flat) == told


def test_derived_objectives_are_worked_out() -> None:
    space = Space(parameters=(choice("x", "a"),))
    measured = {"desired_1": 40, "desired_2": 30, "undesired_1": 10, "undesired_2": 30}
    (found,) = read_rows(space, CHAN_LAM, [{"x": "a", **measured}])
    assert found.values == {**measured, "selectivity": pytest.approx(15)}
    (short,) = read_rows(space, CHAN_LAM, [{"x": "a", "desired_1": 40, "undesired_1": 10}])
    assert short.values["selectivity"] is None
    assert read_rows(space, CHAN_LAM, write_rows(space, CHAN_LAM, [found])) == [found]


def test_two_objectives_are_two_columns() -> None:
    both = (*YIELD, Objective(name="cost", direction="minimize"))
    (found,) = read_rows(SPACE, both, [row(cost="")])
    assert found.values == {"yield": 7, "cost": None}


def test_rows_without_results_may_be_left_out() -> None:
    rows = [row(), row(hours=9, **{"yield": ""})]
    assert read_rows(SPACE, YIELD, rows, waiting="skip") == [seen()]


def test_results_told_twice_are_recognised() -> None:
    history = [seen(batch=1), seen(8, batch=2, hours=4), seen(None, batch=2, hours=5)]
    rows = [
        seen(7 + 1e-12),  # the batch is not always known
        seen(8, batch=2, hours=4),
        seen(8, batch=3, hours=4),  # another batch: a replicate
        seen(None, hours=5),
        seen(8, hours=5),
        seen(7, hours=6),
    ]
    assert already_told(history, rows) == [True, True, False, True, False, False]


def test_one_known_row_answers_for_one_row() -> None:
    assert already_told([seen()], [seen(), seen()]) == [True, False]
    assert already_told([seen(), seen()], [seen(), seen(), seen()]) == [True, True, False]
    assert already_told([], [seen()]) == [False]
