"""What the words of a sentence limit."""

from __future__ import annotations

import pytest

from orthought.agent.checks.limits import (
    asks,
    is_firmly_limiting,
    is_limiting,
    limits_of,
    sense_of_meaning,
    wanted_sense,
)
from orthought.agent.context import Reading


def sides(text: str) -> list[tuple[str, str]]:
    """Return side and number of every stated limit of a sentence."""
    reading = Reading.of(text)
    return [
        (limit.side, limit.number.text if limit.number else "")
        for sentence in reading.sentences
        for limit in limits_of(sentence, reading.numbers)
        if not limit.implied
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At most 45 planters can be sold.", [("upper", "45")]),
        ("The herd needs at least 330 MJ.", [("lower", "330")]),
        ("It takes no more than 60 kg.", [("upper", "60")]),
        ("No fewer than 3 nurses work.", [("lower", "3")]),
        ("Both are unwilling to grow more than 2 kinds.", [("upper", "2")]),
        ("No fund may get more than 40 percent.", [("upper", "40")]),
        ("The news must not be shorter than 10 min.", [("lower", "10")]),
        ("Each has exactly 4 trips.", [("exact", "4")]),
        ("Sell 20 units or more.", [("lower", "20")]),
        ("Up to $500 may be spent.", [("upper", "500")]),
        ("Between 5 and 9 are open.", []),
        (
            "At most 130 walkers, 55 cyclists and 60 cars travel.",
            [("upper", "130"), ("upper", "55"), ("upper", "60")],
        ),
        ("It stores at most 180 kWh, and it holds 90 kWh at first.", [("upper", "180")]),
        ("At least 2 and at most 9 are used.", [("lower", "2"), ("upper", "9")]),
        ("No more rooms can be in use than there are.", [("upper", "")]),
    ],
)
def test_stated_sides(text: str, expected: list[tuple[str, str]]) -> None:
    assert sides(text) == expected


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The saloon has 210 seats.", "upper"),
        ("Elm needs 180 t a day.", "lower"),
        ("A cow requires 100 days in winter per cow.", None),
        ("A bench takes 3 h.", None),
        ("The demand is 120 calendars.", None),
    ],
)
def test_implied_sides(text: str, side: str | None) -> None:
    reading = Reading.of(text)
    found = limits_of(reading.sentences[0], reading.numbers)
    assert [limit.side for limit in found] == ([side] if side else [])
    assert all(limit.implied for limit in found)


def test_duties_are_limiting_and_introductions_are_not_firm() -> None:
    assert is_limiting("The pool may only open if the bridge is built.")
    assert is_firmly_limiting("Two of them must not be open together.")
    assert is_limiting("A company needs to plan its tours.")
    assert not is_firmly_limiting("A company needs to plan its tours.")
    assert not is_limiting("Charging need not be forbidden.")
    assert not is_limiting("A chair costs 3 EUR.")


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("How should it run so that the cost is as low as possible?", "minimize"),
        ("How should they be placed so that as few boxes as possible are used?", "minimize"),
        ("Which plan earns the most?", "maximize"),
        ("What is the shortest route?", "minimize"),
        ("Which share should each fund get?", None),
        ("What is the largest of the smallest values?", None),
    ],
)
def test_the_sense_that_a_question_asks_for(text: str, sense: str | None) -> None:
    assert asks(text)
    assert wanted_sense(text) == sense


def test_the_sense_of_what_is_measured() -> None:
    assert sense_of_meaning("cost of pressing") == "minimize"
    assert sense_of_meaning("expected earnings") == "maximize"
    assert sense_of_meaning("earnings less cost") is None
