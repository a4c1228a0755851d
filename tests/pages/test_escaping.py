"""Text from anywhere is harmless in every format."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orthought.pages.escaping import clean, latex, markdown
from orthought.pages.html import breakable
from tests.evaluation.report.scene import HOSTILE

COMMAND = re.compile(r"\\[A-Za-z]+(?:\{\})?|\\[{}$&#_%]|\\ensuremath\{[^{}]*\}")
SPECIALS = set("\\{}$&#_%~^<>|\"`'")


def bare_specials(text: str) -> set[str]:
    """Return the LaTeX specials that are not part of a command of ours."""
    text = re.sub(r"\\ensuremath\{\\?[a-z-]+\}", "", text)
    return set(COMMAND.sub("", text).replace("-{}-", "--")) & SPECIALS


def test_control_characters_and_marks_of_direction_go() -> None:
    assert clean("a\x1b[31mb\u202ec\x00d") == "a[31mbcd"
    assert clean("a\nb\tc\u2028d") == "a b c d"
    assert clean("a\r\nb\tc", lines=True) == "a\nb\tc"


@given(st.text())
def test_latex_leaves_no_special_bare(text: str) -> None:
    assert not bare_specials(latex(text))


def test_the_check_above_can_fail() -> None:
    assert bare_specials("a & b") == {"&"}
    assert bare_specials(HOSTILE)


def test_latex_spells_the_specials() -> None:
    assert latex(r"\input{x}") == r"\textbackslash{}input\{x\}"
    assert latex("100 % & a_b #1 $") == r"100 \% \& a\_b \#1 \$"
    assert latex("a--b---c") == "a-{}-b-{}--c"
    assert latex("漢") == "?"


@given(st.text())
def test_markdown_stays_on_one_line_and_in_one_field(text: str) -> None:
    safe = markdown(text)
    assert "\n" not in safe
    assert not re.search(r"(?<!\\)(?:\\\\)*\|", safe)
    assert "<" not in safe


@pytest.mark.parametrize("text", ["[a](http://b)", "www.b", "<b>", "`x`", "**b**", "_b_"])
def test_markdown_makes_no_link_and_no_markup(text: str) -> None:
    safe = markdown(text)
    assert safe != text
    assert "://" not in safe
    assert "www." not in safe


def test_markdown_leaves_names_readable() -> None:
    assert markdown("prob_005") == "prob_005"


def test_html_names_may_break_and_are_escaped() -> None:
    assert breakable("a_b+c<d") == "a_<wbr>b+<wbr>c&lt;d"
