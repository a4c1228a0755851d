"""Rules as text: a small grammar, read into the models of `rules` and written back.

    forbid base = MTBD and ligand in [XPhos, "t-BuXPhos"]
    when solvent = DMA require AcOH_equiv <= 3
    when solvent = DMA forbid base != P2Et or temperature > 80
    require 0.5 <= water + ethanol <= 0.9
    2*a + b <= 10

Conditions are comparisons joined by `and`, `or`, `not` and parentheses. A parameter with options
is compared with `=`, `!=`, `in [...]` or `not in [...]`; numbers with sums of numbers times
parameters. Names and options with spaces or brackets are quoted. Nothing is ever evaluated as a
program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orthought.campaign.space.parameters import Parameter
from orthought.campaign.space.reading import RuleReader
from orthought.campaign.space.rules import (
    Among,
    Condition,
    Every,
    Forbid,
    Linear,
    Listed,
    Not,
    Rule,
    Term,
)
from orthought.campaign.space.tokens import KEYWORDS
from orthought.errors import InputError

Written = str | Mapping[str, Any]
"""A rule as text, or a table of `rule` and `reason`."""


def read_rules(written: Iterable[Written], parameters: Sequence[Parameter]) -> tuple[Rule, ...]:
    """Return the rules that texts state about parameters.

    Args:
        written: one rule each, as text or as a table of `rule` (the text) and `reason`.
        parameters: of the space.

    Raises:
        InputError: a text is no rule, or names something unknown; the nearest names are shown.
    """
    return tuple(read_rule(rule, parameters) for rule in written)


def read_rule(written: Written, parameters: Sequence[Parameter]) -> Rule:
    """Return the rule that a text states; see `read_rules`."""
    if isinstance(written, str):
        return RuleReader(written, parameters).read()
    text, reason = written.get("rule"), written.get("reason", "")
    if not isinstance(text, str) or not isinstance(reason, str) or len(written) > 2:
        raise InputError(
            f"{dict(written)!r} is no rule", fix='give a text, or {rule = "...", reason = "..."}'
        )
    return read_rule(text, parameters).model_copy(update={"reason": reason})


def write_rule(rule: Rule) -> str:
    """Return the text of a rule; read again, it gives the same rule without its reason.

    A table of combinations has no such text and is described.
    """
    if isinstance(rule, Listed):
        which = "only" if rule.allowed else "none of"
        names = ", ".join(map(_name, rule.parameters))
        return f"{which} the {len(rule.rows)} listed combinations of {names}"
    if isinstance(rule, Forbid):
        return f"forbid {write_condition(rule.condition)}"
    when = "" if rule.when is None else f"when {write_condition(rule.when)} "
    return f"{when}require {write_condition(rule.condition)}"


def write_condition(condition: Condition) -> str:
    """Return the text of a condition."""
    if isinstance(condition, Among):
        return _write_among(condition)
    if isinstance(condition, Linear):
        return f"{_write_sum(condition.terms)} {condition.relation} {_number(condition.bound)}"
    if isinstance(condition, Not):
        return f"not ({write_condition(condition.part)})"
    word = " and " if isinstance(condition, Every) else " or "
    return word.join(
        write_condition(part) if isinstance(part, Among | Linear) else f"({write_condition(part)})"
        for part in condition.parts
    )


def _write_among(condition: Among) -> str:
    values = [v if isinstance(v, int | float) else _text(v) for v in condition.values]
    shown = [_number(value) if isinstance(value, int | float) else value for value in values]
    if len(shown) == 1:
        return f"{_name(condition.parameter)} {'!=' if condition.negated else '='} {shown[0]}"
    word = "not in" if condition.negated else "in"
    return f"{_name(condition.parameter)} {word} [{', '.join(shown)}]"


def _write_sum(terms: Sequence[Term]) -> str:
    text = ""
    for term in terms:
        sign = "-" if term.factor < 0 else "+"
        text += f" {sign} " if text else sign.strip("+")
        factor = abs(term.factor)
        text += (
            _name(term.parameter) if factor == 1 else f"{_number(factor)}*{_name(term.parameter)}"
        )
    return text


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _name(name: str) -> str:
    plain = name.isidentifier() and name.isascii() and name.lower() not in KEYWORDS
    return name if plain else _text(name)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
