"""A space and a goal in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from orthought.campaign.observations import Objective, Observation
from orthought.campaign.proposers.asking.codebook import Codebook, written
from orthought.campaign.proposers.asking.history import Limits
from orthought.campaign.space import Categorical, Option, Parameter
from orthought.campaign.space.rules import Listed, Rule
from orthought.campaign.space.writing import write_rule

SHORT_RULE = 30
"""Rows of a listing that are told in words at most."""


@dataclass(frozen=True)
class Detail:
    """How much a prompt says."""

    description: int
    """Characters."""
    limits: Limits
    smiles: bool = True
    descriptors: bool = True
    options: int | None = None
    """Options of one parameter that are shown at most; None: all."""


def goal(objectives: Sequence[Objective]) -> str:
    """Return what is wanted, in words."""
    parts = []
    for objective in objectives:
        unit = f" ({objective.unit})" if objective.unit else ""
        bounds = objective.desirability
        if bounds is not None and bounds.target is not None:
            parts.append(f"bring {objective.name}{unit} near {written(bounds.target)}")
        else:
            parts.append(f"{objective.direction} {objective.name}{unit}")
        if len(objectives) > 1 and objective.weight != 1:
            parts[-1] += f" (weight {written(objective.weight)})"
    return ", ".join(parts)


def parameter_text(codebook: Codebook, key: str) -> str:
    """Return the name of a parameter, what it is, and the range of its values."""
    parameter: Parameter = codebook.parameters[key]
    about = f" ({parameter.description})" if parameter.description else ""
    if isinstance(parameter, Categorical):
        return f"{parameter.name}{about}, one of:"
    unit = f", in {parameter.unit}" if parameter.unit else ""
    return f"{parameter.name}{about}{unit}: {codebook.range(key)}"


def option_lines(
    codebook: Codebook, key: str, detail: Detail, rows: Sequence[Observation] = ()
) -> list[str]:
    """Return one line an option: its code, and what it is.

    Args:
        codebook: keys and codes.
        key: of the parameter.
        detail: what is said of each, and how many are shown at most.
        rows: where not all are shown, the options that were tried go first.
    """
    parameter = codebook.parameters[key]
    if not isinstance(parameter, Categorical):
        return []
    tried = {row.point.get(parameter.name) for row in rows}
    shown = _some(codebook.options(key), detail.options, tried)
    return [
        f"{codebook.code(parameter.name, option.name)} {_option_text(option, detail)}"
        for option in shown
    ]


def rule_lines(codebook: Codebook) -> list[str]:
    """Return the rules of a space in words; long listings are only mentioned."""
    return [_rule_text(rule, codebook) for rule in codebook.space.rules]


def shortened(text: str, longest: int) -> str:
    """Return a text without space around it, cut at a line or a word where it is too long."""
    text = text.strip()
    if len(text) <= longest:
        return text
    cut = text[:longest]
    end = cut.rfind("\n")
    return cut[: end if end > longest / 2 else max(cut.rfind(" "), 0)].strip()


def _rule_text(rule: Rule, codebook: Codebook) -> str:
    text = write_rule(rule)
    if isinstance(rule, Listed) and len(rule.rows) <= SHORT_RULE:
        rows = [
            " with ".join(
                codebook.code(name, value) for name, value in zip(rule.parameters, row, strict=True)
            )
            for row in rule.rows
        ]
        text = f"{'only' if rule.allowed else 'never'} {', '.join(rows)}"
    return f"{text} ({rule.reason})" if rule.reason else text


def _option_text(option: Option, detail: Detail) -> str:
    about = [option.label] if option.label not in ("", option.name) else []
    if detail.smiles and option.smiles not in ("", option.name):
        about.append(f"SMILES {option.smiles}")
    if detail.descriptors:
        about += [f"{name} {number:.4g}" for name, number in option.descriptors.items()]
    return f"{option.name} ({'; '.join(about)})" if about else option.name


def _some(
    options: Sequence[Option], most: int | None, tried: Collection[object]
) -> Sequence[Option]:
    if most is None or len(options) <= most:
        return options
    chosen = [option for option in options if option.name in tried][:most]
    others = [option for option in options if option.name not in tried]
    step = len(others) / max(1, most - len(chosen))
    chosen += [others[int(place * step)] for place in range(most - len(chosen))]
    return [option for option in options if option in chosen]
