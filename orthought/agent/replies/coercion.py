"""From the JSON that a model wrote to a Formulation: other spellings, harmless wrong types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from orthought.agent.replies.plain_values import (
    as_bound,
    as_element,
    as_identifier,
    as_index,
    as_name,
    as_sense,
    as_sentences,
    as_text,
    as_texts,
    as_value,
)
from orthought.agent.replies.vocabulary import words
from orthought.formulation import Formulation


@dataclass
class Coerced:
    """A formulation with what was ignored or mended, and what is wrong with it."""

    formulation: Formulation | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def coerce_formulation(raw: dict[str, Any]) -> Coerced:
    """Read a formulation tolerantly; what cannot be read is a problem in one sentence."""
    result = Coerced()
    top = _renamed(raw, _TOP, result, "the formulation")
    read = {
        part: _entries(part, top.get(part), result)
        for part in ("sets", "parameters", "variables", "constraints")
    }
    try:
        result.formulation = Formulation(
            title=as_text(top.get("title")),
            problem_class=as_identifier(top.get("problem_class")),
            understanding=as_text(top.get("understanding")),
            objective=_objective(top.get("objective"), result),
            assumptions=tuple(as_texts(top.get("assumptions"))),
            missing=tuple(as_texts(top.get("missing"))),
            **{part: tuple(entries) for part, entries in read.items()},
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        result.problems.append(f"In the formulation, {place} is wrong: {first['msg']}.")
    return result


def looks_like_formulation(raw: dict[str, Any]) -> int:
    """Count the parts of a formulation that an object has under any of their names."""
    parts = {"sets", "parameters", "variables", "objective", "constraints"}
    return len({_TOP.get(_plain(key)) for key in raw} & parts)


def _entries(part: str, raw: Any, result: Coerced) -> list[dict[str, Any]]:
    listed = _listed(part, raw)
    entries = []
    for number, item in enumerate(listed, start=1):
        if not isinstance(item, dict):
            result.notes.append(f"ignored entry {number} of {part}: not an object")
            continue
        entry = _renamed(item, {**_ENTRY, **_OWN[part]}, result, part)
        entry["name"] = as_name(entry.get("name")) or f"{part[:-1]}_{number}"
        entries.append(_FIELDS[part](entry))
    return entries


def _listed(part: str, raw: Any) -> list[Any]:
    """Turn {"name": {...}} into [{"name": "name", ...}]; a plain value becomes the main field."""
    if raw is None:
        return []
    main = {"sets": "elements", "parameters": "value", "constraints": "expression"}.get(
        part, "kind"
    )
    if isinstance(raw, dict):
        if "name" in raw and not isinstance(raw["name"], dict):
            return [raw]
        return [
            {"name": name, **item}
            if isinstance(item, dict) and _is_entry(item)
            else {"name": name, main: item}
            for name, item in raw.items()
        ]
    if not isinstance(raw, list):
        return []
    plain = "expression" if part == "constraints" else "name"
    return [{plain: item} if isinstance(item, str) else item for item in raw]


def _is_entry(item: dict[str, Any]) -> bool:
    known = words("value values elements expression kind type domain meaning description unit")
    return any(_plain(key) in known or _plain(key) in ("table", "definition") for key in item)


def _set(entry: dict[str, Any]) -> dict[str, Any]:
    elements = entry.get("elements")
    if isinstance(elements, dict):
        elements = list(elements)
    if elements is not None and not isinstance(elements, list):
        elements = [piece.strip() for piece in str(elements).strip("{}[]").split(",")]
    if elements is not None:
        entry["elements"] = tuple(as_element(element) for element in elements)
    return _kept(entry, ("name", "meaning", "elements", "table", "column", "sentences"))


def _parameter(entry: dict[str, Any]) -> dict[str, Any]:
    if "value" in entry:
        entry["value"] = as_value(entry["value"], 0)
    if entry.get("table") and entry.get("value") is not None:
        entry["table"] = entry["column"] = None
    names = ("name", "index", "value", "unit", "meaning", "table", "column", "sentences")
    return _kept(entry, names)


def _variable(entry: dict[str, Any]) -> dict[str, Any]:
    bounds = entry.pop("bounds", None)
    if isinstance(bounds, list) and len(bounds) == 2:
        entry.setdefault("lower", bounds[0])
        entry.setdefault("upper", bounds[1])
    kind = _plain(entry.get("kind") or "continuous")
    entry["kind"] = next((name for sign, name in _KINDS if sign in kind), "continuous")
    if any(sign in kind for sign in ("nonneg", "non_neg", "positive")):
        entry.setdefault("lower", 0)
    for side in ("lower", "upper"):
        entry[side] = as_bound(entry.get(side))
    names = ("name", "index", "kind", "lower", "upper", "unit", "meaning", "sentences")
    return _kept(entry, names)


def _constraint(entry: dict[str, Any]) -> dict[str, Any]:
    return _kept(entry, ("name", "index", "expression", "meaning", "sentences"))


def _objective(raw: Any, result: Coerced) -> dict[str, Any] | None:
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    if isinstance(raw, str):
        raw = {"sense": raw, "expression": raw}
    if not isinstance(raw, dict):
        return None
    if len(raw) == 1 and isinstance(next(iter(raw.values())), str | dict):
        key, inner = next(iter(raw.items()))
        if as_sense(key) is not None:
            raw = {"sense": key, **(inner if isinstance(inner, dict) else {"expression": inner})}
    entry = _renamed(raw, {**_ENTRY, **_OWN["objective"]}, result, "objective")
    sense = (
        as_sense(entry.get("sense"))
        or as_sense(entry.get("name"))
        or as_sense(entry.get("meaning"))
    )
    if sense is None:
        result.problems.append(
            'The formulation\'s objective has no "sense" (minimize or maximize).'
        )
        return None
    entry["sense"] = sense
    return _kept(entry, ("sense", "expression", "unit", "meaning", "sentences"))


def _kept(entry: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Bring the shared fields into their types and drop what is None."""
    kept: dict[str, Any] = {}
    for name in names:
        value = entry.get(name)
        if name in ("meaning", "unit", "expression"):
            value = as_text(value)
        elif name == "sentences":
            value = as_sentences(value)
        elif name == "index":
            value = as_index(value)
        elif name in ("table", "column"):
            value = as_text(value) or None
        if value is not None:
            kept[name] = value
    return kept


def _renamed(
    raw: dict[str, Any], names: dict[str, str], result: Coerced, where: str
) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    ignored = []
    for key, value in raw.items():
        name = names.get(_plain(key))
        if name is None:
            ignored.append(str(key)[:40])
        elif name not in entry or entry[name] in (None, "", [], {}):
            entry[name] = value
    if ignored:
        note = f"ignored unknown keys of {where}: {', '.join(sorted(set(ignored))[:10])}"
        if note not in result.notes and len(result.notes) < _MAX_NOTES:
            result.notes.append(note)
    return entry


def _plain(key: Any) -> str:
    return re.sub(r"[^a-z0-9]+", "_", str(key).strip().lower()).strip("_")


def _synonyms(**groups: str) -> dict[str, str]:
    return {word: name for name, text in groups.items() for word in (name, *text.split())}


_FIELDS: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "sets": _set,
    "parameters": _parameter,
    "variables": _variable,
    "constraints": _constraint,
}
_TOP: Final = _synonyms(
    title="name problem_title problem_name",
    problem_class="class problem_type model_type",
    understanding="summary description",
    sets="set indices index_sets indexes",
    parameters="params param parameter data constants given inputs",
    variables="vars variable decision_variables decisions decision_vars",
    objective="goal objective_function obj target",
    constraints="cons constraint restrictions subject_to limits",
    assumptions="assumption",
    missing="missing_numbers missing_parameters missing_data missing_values",
)
_ENTRY: Final = _synonyms(
    name="id symbol",
    meaning="description definition desc explanation label",
    unit="units",
    sentences="sentence source_sentences sentence_numbers sentence_ids refs",
    index="indices indexed_by index_sets indexes over dimensions indexing for_all forall",
    expression="formula latex equation expr math",
)
_OWN: Final = {
    "sets": _synonyms(elements="members values items list value") | _synonyms(table="", column=""),
    "parameters": _synonyms(value="values data amount") | _synonyms(table="", column=""),
    "variables": _synonyms(
        kind="type domain vartype var_type variable_type category",
        lower="lb lower_bound min minimum",
        upper="ub upper_bound max maximum",
        bounds="range",
    ),
    "objective": _synonyms(sense="direction type kind optimize goal"),
    "constraints": {},
}
_KINDS: Final = (
    ("bin", "binary"),
    ("bool", "binary"),
    ("0_1", "binary"),
    ("int", "integer"),
    ("whole", "integer"),
)
_MAX_NOTES: Final = 20
