"""Numbers of a text: every way of writing them, with their place."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.agent.reading.numbers import TextNumber, find_numbers
from orthought.agent.reading.sentences import split_sentences
from tests.growth import assert_gentle_growth


def numbers(text: str) -> tuple[TextNumber, ...]:
    return find_numbers(split_sentences(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 machines and 3.5 h", [12, 3.5]),
        ("1,000 units, 12,345,678 and 1,234.5 kg", [1000, 12345678, 1234.5]),
        ("1 000 kg", [1000]),
        ("1\u202f250\u00a0000 kg", [1250000]),
        ("Kosten 3,5 EUR je Stück bei 1.000 Stück und 1.234,5 kg", [3.5, 1000, 1234.5]),
        ("over the six quarters and three quarters of it", [6, 0.75]),
        ("half of it, two thirds, a third, a quarter of it", [0.5, 2 / 3, 1 / 3, 0.25]),
        ("1/2 cup, ½ cup, 2½ cups and 3 1/2 cups", [0.5, 0.5, 2.5, 3.5]),
        ("1e5 or 2.5E-3 or 3 x 10^5 or $4 \\times 10^{2}$", [1e5, 2.5e-3, 3e5, 400]),
        ("2.5 million EUR and 410 thousand EUR", [2.5e6, 410e3]),
        ("two machines, a dozen, two hundred and fifty men", [2, 12, 250]),
        ("twenty-five trucks, twice as many", [25, 2]),
        ("5-10 kg or 5\u201310 kg", [5, 10, 5, 10]),
        ("from -5 to \u22123 degrees", [-5, -3]),
        ("$100$ and $1{,}000$ and \\frac{1}{4}", [100, 1000, 0.25]),
        ("EUR 5, $7, 9€", [5, 7, 9]),
        (".5 kg and 0.25 kg.", [0.5, 0.25]),
        ("每箱12公斤\uff0c利润3.5元", [12, 3.5]),
        ("the first, 2nd and 3rd of m^2 and 4 m^3", [4]),
        ("at most 3.", [3]),
        ("no numbers here", []),
    ],
)
def test_values(text: str, expected: list[float]) -> None:
    found = [number.value for number in numbers(text) if not number.label]
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "labels", "quantities"),
    [
        ("Prices stand in Table 1.3 and in Figure 2.", [1.3, 2], []),
        ("Costs are $c_{11}=2$, $c_{12}=3$ and $d_2 = 7$.", [11, 12, 2], [2, 3, 7]),
        ("Points ($i=1,2$) and $j = 3$ with $x = 4$.", [1.2, 3], [4]),
        ("(4) Lend 20 EUR.", [4], [20]),
        ("4. Overtime is at most 20 h.", [4], [20]),
        ("4.5 tons and 6 h.", [], [4.5, 6]),
        ("In week 3 we sell 40 units.", [3], [40]),
        ("Table 2-3 shows 5 h.", [2, 3], [5]),
        ("Products 1, 2 and 3 need 4 h.", [1, 2, 3], [4]),
        ("Product 1 requires 3 hours.", [1], [3]),
        ("Each week 40 hours are open.", [], [40]),
        ("G1, x_2 and P-3 emit 4 t CO2.", [1, 2, 3, 2], [4]),
        ("In 2024 it sold 2024 units.", [2024], [2024]),
        ("On 2024-05-01 we open 24/7.", [2024, 24], []),
        ("It carries 10kg for 3 days.", [], [10, 3]),
    ],
)
def test_labels_are_no_quantities(text: str, labels: list[float], quantities: list[float]) -> None:
    found = numbers(text)
    assert sorted(n.value for n in found if n.label) == sorted(labels)
    assert [n.value for n in found if not n.label] == quantities


def test_percentages_read_both_ways() -> None:
    for text in ("35 %", "35%", "35 percent", "35 per cent", "35\\%"):
        (number,) = numbers(f"At least {text} of it.")
        assert (number.value, number.percent, number.unit) == (35, True, "%")
        assert 0.35 in number.readings


def test_other_readings() -> None:
    (time,) = numbers("It opens at 8:30.")
    assert (time.value, 510 in time.readings) == (8.5, True)
    (large,) = numbers("It costs 2 million.")
    assert set(large.readings) == {2e6, 2}
    (cents,) = numbers("It costs 90 cents.")
    assert 0.9 in cents.readings


def test_units_and_sentences() -> None:
    found = numbers("It takes 3 h. It costs EUR 5 and 7 EUR/kg.")
    assert [(n.unit, n.sentence) for n in found] == [("h", 1), ("EUR", 2), ("EUR/kg", 2)]


def test_small_counts_are_firm_only_behind_a_limit() -> None:
    talk, limit = numbers("The two plants may run at most two shifts.")
    assert (talk.firm, limit.firm) == (False, True)


NUMBERS_AND_NOISE = st.lists(
    st.one_of(
        st.sampled_from([*" .,:;-/%$()|eE\n", "two ", "half", " million", "½", "week "]),
        st.integers(0, 10**7).map(str),
        st.text(max_size=3),
    ),
    max_size=30,
).map("".join)


@given(NUMBERS_AND_NOISE)
@settings(max_examples=300, deadline=None)
def test_offsets_point_at_what_is_written(text: str) -> None:
    last = 0
    for number in numbers(text):
        assert re.sub(r"\s", " ", text[number.start : number.end]) == number.text
        assert number.start >= last
        assert all(math.isfinite(reading) for reading in number.readings)
        last = number.end


@given(st.integers(2, 10**9), st.sampled_from([" kg", " EUR per day", "."]))
@settings(max_examples=100, deadline=None)
def test_any_whole_number_is_found(value: int, behind: str) -> None:
    for written in (str(value), f"{value:,}"):
        found = [n.value for n in numbers(f"The limit is {written}{behind}")]
        assert found == [value]


@given(st.decimals(0, 10**6, places=3, allow_nan=False, allow_infinity=False))
@settings(max_examples=100, deadline=None)
def test_any_decimal_is_found(value: object) -> None:
    (found,) = numbers(f"It weighs {value} kg.")
    assert float(str(value)) in found.readings


@pytest.mark.parametrize("piece", ["1,", "1 000 ", "a1_", "two ", "1/", "3:", "9", "$", "1.000,"])
def test_long_texts_are_fast(piece: str) -> None:
    assert_gentle_growth(lambda times: numbers(piece * times), 60_000 // len(piece))
