"""Rules as text: what they mean, how they read back, and what is no rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orthought.campaign.space import (
    Among,
    Either,
    Every,
    Forbid,
    Linear,
    Listed,
    Point,
    Require,
    Space,
    Term,
    read_rule,
    read_rules,
    write_rule,
)
from orthought.errors import InputError
from tests.campaign.space.cases import amination, choice, parameters, rules, shares, whole

KNOWN = (
    choice("base", "MTBD", "P2Et", "None"),
    choice("ligand", "XPhos", "t-BuXPhos", "2-iodo (crude)", "a, b"),
    *whole("n", "in", high=10),
    *shares("flow rate", "dose"),
)
BASE = Among(parameter="base", values=("MTBD",))


def _point(**changes: Any) -> Point:
    start = {"base": "MTBD", "ligand": "XPhos", "n": 3, "in": 2, "flow rate": 0.5, "dose": 0.25}
    return {**start, **{name.replace("_", " "): value for name, value in changes.items()}}


@pytest.mark.parametrize(
    ("text", "allowed", "refused"),
    [
        (
            'forbid base = MTBD and ligand in [XPhos, "t-BuXPhos"]',
            [{"base": "P2Et"}, {"ligand": "a, b"}],
            [{}, {"ligand": "t-BuXPhos"}],
        ),
        ("forbid ligand = t-BuXPhos", [{}], [{"ligand": "t-BuXPhos"}]),
        ('ligand not in ["2-iodo (crude)", "a, b"]', [{}], [{"ligand": "a, b"}]),
        ("when base = None require n <= 3", [{"n": 9}], [{"base": "None", "n": 4}]),
        ("require n <= 3 when base = None", [{"n": 9}], [{"base": "None", "n": 4}]),
        ("when base != MTBD forbid n > 3", [{"n": 9}], [{"base": "P2Et", "n": 4}]),
        ("2*n + \"in\" <= 10", [{"n": 4}], [{"n": 5}]),
        ("n - 2 * 'in' = -1", [{}], [{"n": 4}]),
        ("0.2 <= dose + 'flow rate'/2 < 0.6", [{}], [{"dose": 0.4}, {"dose": 0, "flow_rate": 0}]),
        ("n = 3", [{}], [{"n": 2}]),
        ("n in [3, 4,]", [{"n": 4}], [{"n": 5}]),
        ("n <> 3", [{"n": 2}], [{}]),
        ("not (base = MTBD or n > 5)", [{"base": "P2Et"}], [{}, {"base": "P2Et", "n": 6}]),
        ("require base = MTBD or n > 5 and dose > 0.5", [{}], [{"base": "P2Et", "n": 6}]),
        ("(n + 1) * 2 >= -(2 - 6) * 2", [{}], [{"n": 2}]),
        ("FORBID n > 3 AND NOT base == MTBD", [{"n": 4}], [{"n": 4, "base": "P2Et"}]),
    ],
)  # fmt: skip
def test_a_rule_means_what_it_says(
    text: str, allowed: list[dict[str, Any]], refused: list[dict[str, Any]]
) -> None:
    rule = read_rule(text, KNOWN)
    for changes in allowed:
        assert rule.allows(_point(**changes)), changes
    for changes in refused:
        assert not rule.allows(_point(**changes)), changes
    again = read_rule(write_rule(rule), KNOWN)
    assert again == rule


def test_the_models_are_typed_and_plain() -> None:
    assert read_rule("forbid base = MTBD and n > 3", KNOWN) == Forbid(
        condition=Every(parts=(BASE, Linear(terms=(Term(parameter="n"),), relation=">", bound=3)))
    )
    assert read_rule("when base = MTBD require n in [1]", KNOWN) == Require(
        condition=Among(parameter="n", values=(1,)), when=BASE
    )


def test_rounding_does_not_decide() -> None:
    rule = read_rule("dose + 'flow rate' <= 0.3", KNOWN)
    assert rule.allows(_point(dose=0.1, flow_rate=0.2))  # 0.30000000000000004
    strict = read_rule("dose + 'flow rate' > 0.3", KNOWN)
    assert not strict.allows(_point(dose=0.1, flow_rate=0.2))
    equal = read_rule("dose - 3*'flow rate' = 0", KNOWN)
    assert equal.allows(_point(dose=0.3, flow_rate=0.1))


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("forbid bse = MTBD", "no parameter is called 'bse'", "'base'"),
        ("forbid base = MTBB", "base: no option is called 'MTBB'", "'MTBD'"),
        ("flowrate > 3", "no parameter is called 'flowrate'", "'flow rate'"),
        ("n = 11", "n: 11 is no whole number from 0 to 10", "within the bounds"),
        ("n in [3, x]", "n: 'x' is not a number", "finite number"),
        ("n * dose < 3", "parameters are not multiplied, before '* dose < 3'", "write such as"),
        ("n / dose < 3", "only numbers other than 0 divide", "write such as"),
        ("n / 0 < 3", "only numbers other than 0 divide", "write such as"),
        ("base < 3", "base is a choice: '=', '!=' or 'in' is missing", "write such as"),
        ("n + base > 3", "base is a choice among options and no number", "base = 'MTBD'"),
        ("dose in [0.5]", "dose takes any number", "dose <= 0.5"),
        ("n >", "a name or a number is missing, at the end", "write such as"),
        ("n > 3 dose < 1", "this is not understood, before 'dose < 1'", "write such as"),
        ("(n > 3", "a closing parenthesis is missing", "write such as"),
        ("n in 3", "a list in brackets is missing", "write such as"),
        ("n in [3", "the closing bracket of the list is missing", "write such as"),
        ("n + dose in [3]", "'in' belongs behind one name", "write such as"),
        ("base =", "an option is missing, at the end", "quoted"),
        ("1 < 2", "it compares nothing that varies", "write such as"),
        ("n - n < 2", "it compares nothing that varies", "write such as"),
        ("n", "a comparison such as <= is missing", "write such as"),
        ("when n > 3", "'require' or 'forbid' is missing", "write such as"),
        ("n > 1e999", "a number is too large", "smaller"),
        ("", "a name or a number is missing", "write such as"),
        ("(" * 200 + "n" + ")" * 200 + " > 3", "nested too deeply", "write such as"),
        ("not " * 200 + "n > 3", "nested too deeply", "write such as"),
        ("-" * 200 + "n > 3", "nested too deeply", "write such as"),
        ("n > 3 and " * 700 + "n > 3", "more than 2000 words", "one line"),
        ('"n > 3', "a name or a number is missing", "write such as"),
        ("__import__('os').system('true') = 1", "no parameter is called '__import__'", "there are"),
        ("n > 3; n < 5", "this is not understood, before '; n < 5'", "write such as"),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_said(text: str, message: str, fix: str) -> None:
    with pytest.raises(InputError) as caught:
        read_rule(text, KNOWN)
    assert message in caught.value.message
    assert fix in str(caught.value.fix)
    assert len(str(caught.value)) < 500


@given(st.text(alphabet="n base=<>!+-*/()[],.\"'\\ 0123456789inotrequdfbwhMTBDé\n", max_size=60))
@settings(derandomize=True, deadline=None, max_examples=250)
@example('n in [3,"4",]')
@example("((((n))))>3 and (n)<3")
@example("forbid\n base\n=\nMTBD")
def test_any_text_is_a_rule_or_a_clear_error(text: str) -> None:
    try:
        rule = read_rule(text, KNOWN)
    except InputError as error:
        assert error.fix
    else:
        assert read_rule(write_rule(rule), KNOWN) == rule


@st.composite
def _stated(draw: st.DrawFn) -> tuple[tuple[Any, ...], Any]:
    names = draw(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=3, unique=True))
    known = tuple(draw(parameters(name)) for name in names)
    return known, draw(rules(known))


@given(_stated())
@settings(derandomize=True, deadline=None, max_examples=80)
def test_a_written_rule_reads_back(stated: tuple[tuple[Any, ...], Any]) -> None:
    known, rule = stated
    again = read_rule(write_rule(rule), known)
    assert type(again) is type(rule)
    space = Space(parameters=known)
    for place in range(12):
        share = [(place * (7 + level) % 12) / 12 for level in range(len(known))]
        assert again.allows(space.at(share)) == rule.allows(space.at(share))


def test_tables_carry_a_reason() -> None:
    kept = read_rules(["n > 1", {"rule": "n < 9", "reason": "it boils over"}], KNOWN)
    assert [rule.reason for rule in kept] == ["", "it boils over"]
    for wrong in ({"rule": 3}, {"rule": "n > 1", "why": "", "reason": ""}, {"reason": "x"}):
        with pytest.raises(InputError, match="is no rule"):
            read_rule(wrong, KNOWN)


def test_a_space_takes_rules_as_text_and_checks_typed_ones() -> None:
    space = amination("forbid base = MTBD", "AcOH_equiv + hours <= 5")
    assert all(isinstance(rule, Forbid | Require) for rule in space.rules)
    assert len(list(space.points())) == 2 * 2 * (5 + 3 + 1)
    for wrong, message in (
        (Forbid(condition=Among(parameter="bas", values=("X",))), "no parameter is called 'bas'"),
        (Forbid(condition=Among(parameter="base", values=("X",))), "no option is called 'X'"),
        (Listed(parameters=("hours",), rows=((7,),)), "no whole number"),
        ("forbid base = MTBB", "no option is called 'MTBB'"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=message):
            amination().model_copy(update={"rules": (wrong,)})


def test_typed_values_become_those_of_the_parameter() -> None:
    listed = Listed(parameters=("AcOH_equiv", "base"), rows=(("3.0", "MTBD"),))
    space = amination().model_copy(update={"rules": (listed,)})
    assert {tuple(p.values())[:3] for p in space.points()} == {
        ("MTBD", "DMA", 3),
        ("MTBD", "t-BuOH", 3),
    }


def test_either_needs_one_part() -> None:
    part = Linear(terms=(Term(parameter="n"),), relation=">", bound=5)
    either = Either(parts=(BASE, part))
    assert either.holds(_point()) and either.holds(_point(base="P2Et", n=6))
    assert not either.holds(_point(base="P2Et", n=5))
    assert either.names == ("base", "n")


def test_a_listing_is_described() -> None:
    listed = Listed(parameters=("n",), rows=((1,), (2,)), allowed=False)
    assert write_rule(listed) == "none of the 2 listed combinations of n"
