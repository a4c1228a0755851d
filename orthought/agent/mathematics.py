"""formulation.md: mathematics that a person can read, each part with its sentence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from orthought.agent.sentences import Sentence
from orthought.formulation import Formulation, Parameter, SetDeclaration, Variable


def formulation_markdown(formulation: Formulation, sentences: Sequence[Sentence]) -> str:
    """Return the formulation as Markdown with LaTeX, ready for any renderer."""
    blocks = [f"# {_line(formulation.title) or 'Formulation'}"]
    if formulation.derived:
        blocks.append(
            "The language model wrote only a program; the declarations below were read off it."
        )
    blocks += [_line(formulation.understanding)] if formulation.understanding else []
    blocks += _table(
        "Sets", ("set", "meaning", "elements", "sentences"), map(_set, formulation.sets)
    )
    blocks += _table(
        "Parameters",
        ("parameter", "meaning", "value", "unit", "sentences"),
        map(_parameter, formulation.parameters),
    )
    blocks += _table(
        "Decisions",
        ("variable", "meaning", "kind", "bounds", "unit", "sentences"),
        map(_variable, formulation.variables),
    )
    blocks += _objective(formulation)
    blocks += _constraints(formulation)
    blocks += _list("Assumptions", formulation.assumptions)
    blocks += _list("Missing numbers", formulation.missing)
    blocks += ["## Sentences", "\n".join(f"{s.number}. {_line(s.text)}" for s in sentences)]
    return "\n\n".join(blocks) + "\n"


def _objective(formulation: Formulation) -> list[str]:
    objective = formulation.objective
    if objective is None:
        return []
    unit = f" ({_line(objective.unit)})" if objective.unit else ""
    head = f"{objective.sense} {_line(objective.meaning)}{unit}{_cite(objective.sentences)}"
    operator = "\\max" if objective.sense == "maximize" else "\\min"
    return ["## Objective", head, *_formula(f"{operator}\\; {objective.expression}")]


def _constraints(formulation: Formulation) -> list[str]:
    blocks = ["## Constraints"] if formulation.constraints else []
    for constraint in formulation.constraints:
        over = f" for each {', '.join(constraint.index)}" if constraint.index else ""
        name = f"**{_line(constraint.name)}**{over}"
        blocks.append(f"{name}: {_line(constraint.meaning)}{_cite(constraint.sentences)}")
        blocks += _formula(constraint.expression)
    return blocks


def _formula(expression: str) -> list[str]:
    text = expression.strip().strip("$").strip()
    return [f"$$\n{text}\n$$"] if text else []


def _set(item: SetDeclaration) -> tuple[str, ...]:
    elements = ", ".join(map(str, item.elements or ())) or f"{item.table}.{item.column}"
    return (item.name, item.meaning, _short(elements), _numbers(item.sentences))


def _parameter(item: Parameter) -> tuple[str, ...]:
    if item.table:
        value = f"table {item.table}, column {item.column}"
    else:
        value = _short(json.dumps(item.value, ensure_ascii=False, default=str))
    name = _indexed(item.name, item.index)
    return (name, item.meaning, value, item.unit, _numbers(item.sentences))


def _variable(item: Variable) -> tuple[str, ...]:
    lower = "-inf" if item.lower is None else str(item.lower)
    upper = "inf" if item.upper is None else str(item.upper)
    return (
        _indexed(item.name, item.index),
        item.meaning,
        item.kind,
        f"{lower} .. {upper}",
        item.unit,
        _numbers(item.sentences),
    )


def _table(title: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    if not lines:
        return []
    head = "| " + " | ".join(header) + " |\n|" + "---|" * len(header)
    return [f"## {title}", "\n".join([head, *lines])]


def _list(title: str, items: Sequence[str]) -> list[str]:
    return [f"## {title}", "\n".join(f"- {_line(item)}" for item in items)] if items else []


def _indexed(name: str, index: Sequence[str]) -> str:
    return f"{name}[{', '.join(index)}]" if index else name


def _numbers(sentences: Sequence[int]) -> str:
    return ", ".join(map(str, sentences))


def _cite(sentences: Sequence[int]) -> str:
    return f" (sentence {_numbers(sentences)})" if sentences else ""


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str, width: int = 120) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."
