"""Rules that say whether an objective value counts as a label's value.

Published accuracies mean different things: each paper has a tolerance of its own. The rules here
are those tolerances, by name, over the same stored answers. Only the comparison of two numbers is
taken over. Two of the original harnesses (OptMATH, SIRL) ran a program again with changed variable
types or sense where its value missed; a program is never rewritten here, so their published
figures may be higher than what their rule gives.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final

from pydantic import Field

from orthought.base import Model
from orthought.errors import SettingsError
from orthought.evaluation.problems import Label

_GROUPING: Final = str.maketrans("", "", ", _'\u00a0\u2009\u202f")
_SPACING_OF_ROUNDING: Final = 4
"""So many units in the last place are granted where two decimals are subtracted as floats."""


class Rule(Model):
    """How near a value must be to a label's value. The base: subclasses say `tolerance`."""

    name: str
    meaning: str
    """One line for reports."""
    source: str = ""
    """Where the rule comes from."""
    note: str = ""
    """What the original did beside comparing."""

    def accepts(self, value: float | None, label: Label) -> bool:
        """Whether the value counts as the label's; never so without two finite numbers."""
        wanted = label.objective
        if value is None or wanted is None:
            return False
        if not (math.isfinite(value) and math.isfinite(wanted)):
            return False
        return self.fits(value, wanted, label.written)

    def fits(self, value: float, wanted: float, written: str = "") -> bool:
        """Compare two finite numbers; `written` is the wanted one as it was published."""
        slack = _SPACING_OF_ROUNDING * math.ulp(max(abs(value), abs(wanted)))
        return abs(value - wanted) <= self.tolerance(wanted, written) + slack

    def tolerance(self, wanted: float, written: str = "") -> float:
        """Return the distance up to which a value is accepted."""
        raise NotImplementedError


class Relative(Rule):
    """A share of the label. At a label of zero, where no share exists, the same number absolutely,
    as the harnesses of ORLM, OptMATH and SIRL have it."""

    share: float = Field(gt=0, lt=1)

    def tolerance(self, wanted: float, written: str = "") -> float:
        return self.share * abs(wanted) if wanted else self.share


class Absolute(Rule):
    """A distance in the problem's own unit, however large or small the values are."""

    distance: float = Field(ge=0)

    def tolerance(self, wanted: float, written: str = "") -> float:
        return self.distance


class Strict(Relative):
    """A share of the label, or half a unit of its last published digit, whichever is larger.

    Half a unit is granted only for digits behind the decimal point of the value written out in
    full: '51.78' accepts 51.78 +- 0.005. A label written as a whole number ('12', '64,000',
    '1.2e3', and '12.0', which is how programs print a whole float) gets none: most such labels are
    exact optima of integer models, nothing in the digits tells them from rounded ones, and half a
    unit would take 12.4 for 12 or 64,050 for 64,100.
    """

    def tolerance(self, wanted: float, written: str = "") -> float:
        return max(super().tolerance(wanted, written), last_unit(written, wanted) / 2)


class Rounded(Relative):
    """Both values are rounded to whole numbers first, then compared by a share."""

    def fits(self, value: float, wanted: float, written: str = "") -> bool:
        return super().fits(round(value), round(wanted))


class Shifted(Rule):
    """|value - label| / (|label| + 1) stays below a share."""

    share: float = Field(gt=0, lt=1)

    def fits(self, value: float, wanted: float, written: str = "") -> bool:
        return abs(value - wanted) / (abs(wanted) + 1) < self.share

    def tolerance(self, wanted: float, written: str = "") -> float:
        return self.share * (abs(wanted) + 1)


class Exact(Rule):
    """The two numbers are the same float."""

    def fits(self, value: float, wanted: float, written: str = "") -> bool:
        return value == wanted

    def tolerance(self, wanted: float, written: str = "") -> float:
        return 0.0


def last_unit(written: str, value: float) -> float:
    """Return the unit of the last digit behind the decimal point, 0 where there is none to use.

    Args:
        written: the number as published; thousands may be grouped by commas or spaces.
        value: the number that was read from it. Where the two differ, the text is not understood
            and says nothing.
    """
    try:
        number = Decimal(written.translate(_GROUPING))
    except InvalidOperation:
        return 0.0
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0:
        return 0.0
    if exponent == -1 and number.as_tuple().digits[-1] == 0:
        return 0.0
    unit = float(10.0**exponent)
    return unit if abs(float(number) - value) <= unit else 0.0


_RERAN: Final = (
    "On a miss the original harness ran the program again with changed variable types; "
    "here no program is rewritten."
)

STRICT: Final = Strict(
    name="strict",
    meaning="1e-6 of the label, or half a unit of its last published decimal",
    source="ORThought's own rule",
    share=1e-6,
)

RULES: Final[dict[str, Rule]] = {
    rule.name: rule
    for rule in (
        STRICT,
        Absolute(
            name="orthought",
            meaning="within 0.01",
            source="Yang et al., Automated Optimization Modeling through Expert-Guided Large "
            "Language Model Reasoning, arXiv:2508.14410",
            distance=0.01,
        ),
        Absolute(
            name="or_llm_agent",
            meaning="within 0.1",
            source="Zhang and Luo, OR-LLM-Agent, arXiv:2503.10009",
            distance=0.1,
        ),
        Rounded(
            name="orlm",
            meaning="both rounded to whole numbers, then within 5 % of the label",
            source="Huang et al., ORLM, arXiv:2405.17743",
            share=0.05,
        ),
        Relative(
            name="optmath",
            meaning="within 5 % of the label",
            source="Lu et al., OptMATH, arXiv:2502.11102",
            note=_RERAN.replace("variable types", "variable types and the other sense"),
            share=0.05,
        ),
        Relative(
            name="sirl",
            meaning="within 1e-6 of the label",
            source="Chen et al., Solver-Informed Reinforcement Learning, arXiv:2505.11792",
            note=_RERAN,
            share=1e-6,
        ),
        Shifted(
            name="optimind",
            meaning="|value - label| / (|label| + 1) below 1e-6",
            source="OptiMind, arXiv:2509.22979",
            share=1e-6,
        ),
        Exact(
            name="coe",
            meaning="exactly the label",
            source="Xiao et al., Chain-of-Experts, ICLR 2024",
        ),
    )
}


def _relative(name: str, number: float) -> Rule:
    return Relative(name=name, meaning=f"within {number:g} times the label", share=number)


def _absolute(name: str, number: float) -> Rule:
    return Absolute(name=name, meaning=f"within {number:g}", distance=number)


PARAMETRISED: Final[dict[str, Callable[[str, float], Rule]]] = {
    "relative": _relative,
    "absolute": _absolute,
}


def rule_of(name: str) -> Rule:
    """Return the rule of a name: one of RULES, 'relative:1e-4' or 'absolute:0.05'.

    Raises:
        SettingsError: no such rule (near misses are named), or the number does not fit.
    """
    if name in RULES:
        return RULES[name]
    family, separator, number = name.partition(":")
    if separator and family in PARAMETRISED:
        return _parametrised(name, family, number)
    known = [*RULES, *(f"{family}:1e-4" for family in PARAMETRISED)]
    near = difflib.get_close_matches(name, known, n=3) or known
    raise SettingsError(f"there is no scoring rule {name!r}", fix=f"use {' or '.join(near)}")


def _parametrised(name: str, family: str, number: str) -> Rule:
    try:
        return PARAMETRISED[family](name, float(number))
    except ValueError:  # of float() and, as a subclass, of pydantic
        raise SettingsError(
            f"{number!r} is no tolerance for the rule {family!r}",
            fix=f"write a positive number such as {family}:1e-4",
        ) from None
