"""formulation.md: mathematics that a person can read, each part with its sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from orthought.agent.reading.sentences import Sentence
from orthought.formulation import Formulation, Parameter, SetDeclaration, Variable


def formulation_markdown(formulation: Formulation, sentences: Sequence[Sentence]) -> str:
    """Return the formulation as Markdown with LaTeX, ready for any renderer."""
    blocks = [f"# {_prose(formulation.title) or 'Formulation'}"]
    if formulation.derived:
        blocks.append(
            "The language model wrote only a program; the declarations below were read off it."
        )
    blocks += [_prose(formulation.understanding)] if formulation.understanding else []
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
    blocks += ["## Sentences", "\n".join(f"{s.number}. {_prose(s.text)}" for s in sentences)]
    return "\n\n".join(blocks) + "\n"


def _bound(value: float | str) -> str:
    """Return a bound as it stands: a number, or the name or expression that the model gave."""
    return value if isinstance(value, str) else f"{value:g}"


def _objective(formulation: Formulation) -> list[str]:
    objective = formulation.objective
    if objective is None:
        return []
    unit = f"({_prose(objective.unit)})" if objective.unit else ""
    parts = [objective.sense, _prose(objective.meaning), unit, _cite(objective.sentences)]
    head = " ".join(filter(None, parts))
    operator = "\\max" if objective.sense == "maximize" else "\\min"
    formula = _formula(objective.expression, _names(formulation), f"{operator}\\; ")
    return ["## Objective", head, *formula]


def _names(formulation: Formulation) -> tuple[str, ...]:
    """Return every declared name, the longest first, so that none is taken for part of another."""
    names = {item.name for item in formulation.sets}
    names |= {item.name for item in formulation.parameters}
    names |= {item.name for item in formulation.variables}
    return tuple(sorted(names - {""}, key=lambda name: (-len(name), name)))


def _constraints(formulation: Formulation) -> list[str]:
    names = _names(formulation)
    blocks = ["## Constraints"] if formulation.constraints else []
    for constraint in formulation.constraints:
        over = f" for each {_prose(', '.join(constraint.index))}" if constraint.index else ""
        said = " ".join(filter(None, [_prose(constraint.meaning), _cite(constraint.sentences)]))
        blocks.append(f"**{_prose(constraint.name)}**{over}" + (f": {said}" if said else ""))
        blocks += _formula(constraint.expression, names)
    return blocks


def _formula(expression: str, names: Sequence[str], operator: str = "") -> list[str]:
    """Return display mathematics, or the text as code where it is no valid LaTeX."""
    text = " ".join(expression.strip().strip("$").split())
    if not text:
        return []
    drawn = operator + _spell_names(text, names)
    if _is_latex(drawn):
        return [f"$$\n{drawn}\n$$"]
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return [f"{fence}text\n{text}\n{fence}"]


def _spell_names(text: str, names: Sequence[str]) -> str:
    """Set declared names of two letters and more upright, their underscores escaped.

    A name stands as it is or escaped; one that is already in a command such as \\text is left.
    """
    if "\\text" in text or "\\math" in text or "\\operatorname" in text:
        return text
    longer = [name for name in names if len(name) > 1 and re.fullmatch(r"\w+", name, re.ASCII)]
    if not longer:
        return text
    spelled = "|".join(name.replace("_", r"\\?_") for name in longer)
    return re.sub(
        rf"(?<![A-Za-z0-9\\])(?:{spelled})(?![A-Za-z0-9])",
        lambda found: "\\mathrm{" + re.sub(r"\\?_", r"\\_", found[0]) + "}",
        text,
    )


def _is_latex(text: str) -> bool:
    """Tell whether the text is sure to be drawn: braces pair up, one index a symbol, no marks."""
    bare = re.sub(r"\\.", " ", text)  # without escaped characters and heads of commands
    depth = 0
    for character in bare:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    double = re.search(r"_(?:\{[^{}]*\}|[A-Za-z0-9])\s*_", bare)
    marks = "[$#%]" if "\\begin{" in text else "[$#%&]"
    pairs = text.count("\\left") - len(re.findall(r"\\leftarrow", text, re.I))
    closed = text.count("\\right") - len(re.findall(r"\\rightarrow", text, re.I))
    return depth == 0 and not double and not re.search(marks, bare) and pairs == closed


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
    lower = "-inf" if item.lower is None else _bound(item.lower)
    upper = "inf" if item.upper is None else _bound(item.upper)
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
    return [f"## {title}", "\n".join(f"- {_prose(item)}" for item in items)] if items else []


def _indexed(name: str, index: Sequence[str]) -> str:
    return f"`{name}[{', '.join(index)}]`" if index else f"`{name}`"


def _numbers(sentences: Sequence[int]) -> str:
    return ", ".join(map(str, sentences))


def _cite(sentences: Sequence[int]) -> str:
    if not sentences:
        return ""
    return f"({'sentence' if len(sentences) == 1 else 'sentences'} {_numbers(sentences)})"


def _cell(text: str) -> str:
    if text.startswith("`") and text.endswith("`") and "`" not in text[1:-1]:
        return "`" + _line(text[1:-1]).replace("|", "\\|") + "`"  # a name, as code
    return _prose(text)


def _prose(text: str) -> str:
    """Return a text on one line in which no character is Markdown, HTML or mathematics."""
    escaped = re.sub(r"([\\`*\[\]$|~])", r"\\\1", _line(text))
    escaped = re.sub(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\_", escaped)
    return escaped.replace("&", "&amp;").replace("<", "&lt;")


def _line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", " ", text).split())


def _short(text: str, width: int = 120) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."
