"""Scoring rules: what each tolerance accepts, at its edges too."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.errors import SettingsError
from orthought.evaluation.problems import Label
from orthought.evaluation.rules import RULES, STRICT, last_unit, rule_of

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
DERANDOMIZED = settings(derandomize=True, deadline=None)


def label(value: float | None, written: str = "") -> Label:
    return Label(objective=value, written=written)


@pytest.mark.covers("scoring-rules")
@pytest.mark.parametrize(
    ("name", "wanted", "inside", "outside"),
    [
        ("orthought", 100.0, (100.01, 99.99), (100.011, 99.989)),
        ("or_llm_agent", 100.0, (100.1, 99.9), (100.101,)),
        ("optmath", 100.0, (105.0, 95.0), (105.01, 94.99)),
        ("sirl", 1e6, (1e6 + 1, 1e6 - 1), (1e6 + 1.001,)),
        ("optimind", 0.0, (0.9e-6,), (1e-6, 1.1e-6)),
        ("optimind", 9.0, (9 + 0.99e-5,), (9 + 1.01e-5,)),
        ("coe", 0.1, (0.1,), (0.1 + 1e-16, 0.10000001)),
        ("relative:1e-4", -1e4, (-10001.0,), (-10001.1,)),
        ("absolute:0.05", 1.0, (1.05, 0.95), (1.0501,)),
    ],
)
def test_tolerances(
    name: str, wanted: float, inside: tuple[float, ...], outside: tuple[float, ...]
) -> None:
    rule = rule_of(name)
    assert all(rule.accepts(value, label(wanted)) for value in inside)
    assert not any(rule.accepts(value, label(wanted)) for value in outside)


def test_orlm_rounds_both_before_it_compares() -> None:
    rule = rule_of("orlm")
    assert rule.accepts(10.5, label(9.6))  # 10 and 10
    assert not rule.accepts(10.6, label(9.6))  # 11 and 10: 10 %
    assert rule.accepts(0.4, label(0.0))
    assert not rule.accepts(0.6, label(0.0))
    # Without rounding 0.7 would be far from 0.5: 1 against 0 is a miss, 0.5 rounds to the even 0.
    assert not rule.accepts(0.7, label(0.5))
    assert rule.accepts(0.7, label(1.4))


@pytest.mark.parametrize("name", ["strict", "sirl", "optmath", "relative:1e-3"])
def test_a_share_of_zero_is_that_number_itself(name: str) -> None:
    rule = rule_of(name)
    edge = rule.tolerance(0.0)
    assert edge > 0
    assert rule.accepts(edge, label(0.0)) and rule.accepts(-edge / 2, label(0.0))
    assert not rule.accepts(edge * 1.01, label(0.0))


@pytest.mark.parametrize(
    ("written", "inside", "outside"),
    [
        ("51.7829", (51.78295, 51.78285), (51.78296, 51.78284)),
        ("12.50", (12.505, 12.495), (12.506,)),
        ("12.5", (12.55, 12.45), (12.56,)),
        ("-0.15", (-0.155, -0.145), (-0.1551,)),
        ("1,234.56", (1234.565,), (1234.57,)),
        ("1.25e-3", (0.001255,), (0.001256,)),
        # Whole numbers get no half unit, whichever way they are written.
        ("12", (12.00001, 12.0), (12.4, 12.001)),
        ("12.0", (12.00001,), (12.04, 11.96)),
        ("64,000", (64000.06,), (64000.4, 64400.0)),
        ("1.2e3", (1200.001,), (1201.0, 1249.0)),
        ("1e3", (1000.0005,), (1000.4,)),
    ],
)
def test_strict_takes_half_a_unit_of_the_last_decimal(
    written: str, inside: tuple[float, ...], outside: tuple[float, ...]
) -> None:
    wanted = label(float(written.replace(",", "")), written)
    assert all(STRICT.accepts(value, wanted) for value in inside)
    assert not any(STRICT.accepts(value, wanted) for value in outside)


def test_strict_without_published_digits_is_relative() -> None:
    assert STRICT.accepts(50.34498 * (1 + 0.9e-6), label(50.34498))
    assert not STRICT.accepts(50.34498 * (1 + 1.1e-6), label(50.34498))


def test_many_digits_of_a_float_do_not_narrow_the_rule() -> None:
    written = "0.9999999992023356"
    assert STRICT.accepts(1.0, label(float(written), written))
    assert STRICT.accepts(26.0, label(26.000000000000007, "26.000000000000007"))


@pytest.mark.parametrize("written", ["", "twelve", "51,7829", "NaN", "inf", "12.5 EUR", "99.5"])
def test_text_that_is_not_the_value_says_nothing(written: str) -> None:
    assert last_unit(written, 12.5) == 0.0


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_never_right(name: str, value: float | None) -> None:
    assert not RULES[name].accepts(value, label(1.0))
    assert not RULES[name].accepts(1.0, label(value))


@pytest.mark.parametrize("name", RULES)
@DERANDOMIZED
@given(value=NUMBERS)
def test_every_rule_accepts_the_label_itself(name: str, value: float) -> None:
    assert RULES[name].accepts(value, label(value, repr(value)))


@DERANDOMIZED
@given(value=NUMBERS, wanted=NUMBERS)
def test_strict_is_wider_than_sirl_and_narrower_than_optmath(value: float, wanted: float) -> None:
    if rule_of("sirl").accepts(value, label(wanted)):
        assert STRICT.accepts(value, label(wanted))
    if STRICT.accepts(value, label(wanted)):
        assert rule_of("optmath").accepts(value, label(wanted))


def test_names_and_sources_are_given() -> None:
    assert all(name == rule.name and rule.meaning and rule.source for name, rule in RULES.items())
    reran = {name for name, rule in RULES.items() if "no program is rewritten" in rule.note}
    assert reran == {"optmath", "sirl"}
    assert rule_of("relative:1e-4").name == "relative:1e-4"


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("strct", "strict"),
        ("orthougt", "orthought"),
        ("relativ:1e-4", "relative"),
        ("relative", "relative"),
        ("relative:x", "relative:1e-4"),
        ("relative:0", "relative:1e-4"),
        ("relative:nan", "relative:1e-4"),
        ("absolute:-1", "absolute:1e-4"),
        ("", "strict"),
    ],
)
def test_unknown_rules_name_the_fix(name: str, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        rule_of(name)
    assert named in (caught.value.fix or "")
