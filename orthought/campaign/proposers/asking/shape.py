"""The shape that a reply is held to: a GBNF grammar, or a JSON schema."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from orthought.campaign.proposers.asking.codebook import Codebook, written
from orthought.campaign.proposers.asking.reading import HYPOTHESIS, WHY
from orthought.campaign.space import Categorical, Continuous, Discrete, Integer, Point, Value

SPELT_OUT = 500
"""Whole numbers of a range that a grammar lists at most."""
NUMBER = '"-"? [0-9]{1,9} ("." [0-9]{1,6})?'
WHOLE = '"-"? [0-9]{1,15}'


def reply_grammar(codebook: Codebook, count: int, points: Sequence[Point] | None = None) -> str:
    """Return the GBNF grammar of a reply with exactly `count` experiments.

    Args:
        codebook: keys and codes.
        count: experiments of the reply.
        points: the only ones that may be written; None: any combination of valid values.
    """
    more = f' ("," experiment){{{count - 1}}}' if count > 1 else ""
    rules = {
        "root": rf'"{{\"hypothesis\":\"" hypothesis "\",\"experiments\":[" experiment{more} "]}}"',
        "hypothesis": f"{_letters(codebook)}{{8,{HYPOTHESIS}}}",
        "experiment": rf'"{{\"why\":\"" why "\",{_opening(codebook, 0)}" v0',
        "why": f"{_letters(codebook)}{{4,{WHY}}}",
    }
    rules |= _free_rules(codebook) if points is None else _listed_rules(codebook, points)
    return "\n".join(f"{name} ::= {body}" for name, body in rules.items()) + "\n"


def loose_grammar(codebook: Codebook, count: int) -> str:
    """Return a grammar that holds the frame of a reply, but leaves every value to the model."""
    fields = " ".join(
        rf'"{"," if place else ""}\"{key}\":" value'
        for place, key in enumerate(codebook.parameters)
    )
    more = f' ("," experiment){{{count - 1}}}' if count > 1 else ""
    return "\n".join(
        (
            rf'root ::= "{{\"hypothesis\":\"" text "\",\"experiments\":[" experiment{more} "]}}"',
            rf'experiment ::= "{{\"why\":\"" text "\"," {fields} "}}"',
            rf'text ::= [^"\\\n\r\t]{{4,{HYPOTHESIS}}}',
            rf'value ::= {NUMBER} | "\"" [^"\\\n\r\t]{{1,60}} "\""',
            "",
        )
    )


def reply_schema(codebook: Codebook, *, held: bool = True) -> str:
    """Return the JSON schema of a reply, for models with structured output.

    Args:
        codebook: keys and codes.
        held: whether values are held to those of the space.
    """
    values = {
        key: _value_schema(codebook, key) if held else {"type": ["string", "number"]}
        for key in codebook.parameters
    }
    experiment = _object({"why": {"type": "string"}, **values})
    listed = {"type": "array", "items": experiment}
    return json.dumps(_object({"hypothesis": {"type": "string"}, "experiments": listed}))


def choice_grammar(codebook: Codebook, rows: Sequence[int], count: int) -> str:
    """Return the grammar of a choice of `count` out of the given numbers of rows."""
    letters = _letters(codebook)
    numbers = " | ".join(f'"{number}"' for number in rows)
    more = f' ("," row){{{count - 1}}}' if count > 1 else ""
    return "\n".join(
        (
            r'root ::= "{\"hypothesis\":\"" hypothesis "\",\"why\":\"" why "\",\"rows\":[" row'
            rf'{more} "]}}"',
            f"hypothesis ::= {letters}{{8,{HYPOTHESIS}}}",
            f"why ::= {letters}{{4,{WHY}}}",
            f"row ::= {numbers}",
            "",
        )
    )


def choice_schema(rows: int) -> str:
    """Return the JSON schema of the same."""
    row = {"type": "integer", "minimum": 1, "maximum": rows}
    listed = {"type": "array", "items": row}
    text = {"type": "string"}
    return json.dumps(_object({"hypothesis": text, "why": text, "rows": listed}))


def number_list_grammar(count: int) -> str:
    """Return the grammar of a reply that is a list of so many numbers."""
    more = f' ("," number){{{count - 1}}}' if count > 1 else ""
    rules = (rf'root ::= "{{\"values\":[" number{more} "]}}"', f"number ::= {NUMBER}")
    return "\n".join(rules) + "\n"


def number_list_schema() -> str:
    """Return the JSON schema of the same, whose length a prompt must state."""
    return json.dumps(_object({"values": {"type": "array", "items": {"type": "number"}}}))


def _value_schema(codebook: Codebook, key: str) -> dict[str, Any]:
    parameter = codebook.parameters[key]
    if isinstance(parameter, Categorical):
        codes = [codebook.code(parameter.name, name) for name in parameter.values()]
        return {"type": "string", "enum": codes}
    if isinstance(parameter, Discrete):
        return {"type": "number", "enum": list(parameter.numbers)}
    kind = "integer" if isinstance(parameter, Integer) else "number"
    return {"type": kind, "minimum": parameter.low, "maximum": parameter.high}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _letters(codebook: Codebook) -> str:
    """Return the characters of sentences: those of the languages that the space is written in.

    At the end of the room that it has, a model would else fill the last place with a sign of
    another script.
    """
    space = codebook.space
    text = space.description + "".join(p.model_dump_json() for p in space.parameters)
    foreign = any(letter > "\u024f" and letter.isalpha() for letter in text)
    return r'[^"\\\n\r\t]' if foreign else r"[ !#-\[\]-~\u00b0-\u00ff\u0391-\u03c9\u2013\u2014]"


def _free_rules(codebook: Codebook) -> dict[str, str]:
    """Return rules under which each value is valid by itself."""
    rules = {}
    last = len(codebook.parameters) - 1
    for place, key in enumerate(codebook.parameters):
        after = f'",{_opening(codebook, place + 1)}" v{place + 1}' if place < last else '"}"'
        rules[f"v{place}"] = f"({_alternatives(codebook, key)}) {after}"
    return rules


def _alternatives(codebook: Codebook, key: str) -> str:
    parameter = codebook.parameters[key]
    if isinstance(parameter, Continuous):
        return NUMBER
    if isinstance(parameter, Integer) and len(parameter.values()) > SPELT_OUT:
        return WHOLE
    return " | ".join(_literal(codebook, key, value) for value in parameter.values())


def _listed_rules(codebook: Codebook, points: Sequence[Point]) -> dict[str, str]:
    """Return rules that spell exactly these points: equal ends share their rules."""
    rows = [codebook.space.key(point) for point in points]
    rules: dict[str, str] = {}
    known: dict[tuple[Any, ...], str] = {}
    start = _node(codebook, rows, 0, rules, known)
    return {"v0": start, **rules}


def _node(
    codebook: Codebook,
    rows: Sequence[tuple[Value, ...]],
    place: int,
    rules: dict[str, str],
    known: dict[tuple[Any, ...], str],
) -> str:
    key = list(codebook.parameters)[place]
    ends: dict[Value, list[tuple[Value, ...]]] = {}
    for row in rows:
        ends.setdefault(row[place], []).append(row)
    if place == len(codebook.parameters) - 1:
        body = _either(codebook, key, list(ends), '"}"')
    else:
        groups: dict[str, list[Value]] = {}
        for value, group in ends.items():
            groups.setdefault(_node(codebook, group, place + 1, rules, known), []).append(value)
        opening = f'",{_opening(codebook, place + 1)}" '
        body = " | ".join(
            _either(codebook, key, values, opening + child) for child, values in groups.items()
        )
    return _named(body, place, rules, known)


def _either(codebook: Codebook, key: str, values: Sequence[Value], after: str) -> str:
    return f"({' | '.join(_literal(codebook, key, value) for value in values)}) {after}"


def _named(body: str, place: int, rules: dict[str, str], known: dict[tuple[Any, ...], str]) -> str:
    if (place, body) not in known:
        known[place, body] = name = f"n{len(known)}"
        rules[name] = body
    return known[place, body]


def _opening(codebook: Codebook, place: int) -> str:
    return rf"\"{list(codebook.parameters)[place]}\":"


def _literal(codebook: Codebook, key: str, value: Value) -> str:
    parameter = codebook.parameters[key]
    if isinstance(parameter, Categorical):
        return rf'"\"{codebook.code(parameter.name, value)}\""'
    return f'"{written(value)}"'


def example(codebook: Codebook, count: int) -> str:
    """Return the shape of a reply as a prompt shows it."""
    values = ",".join(
        f'"{key}":' + (f'"{key}<number>"' if isinstance(parameter, Categorical) else "<number>")
        for key, parameter in codebook.parameters.items()
    )
    more = ",..." if count > 1 else ""
    return f'{{"hypothesis":"<words>","experiments":[{{"why":"<words>",{values}}}{more}]}}'


def mapping_json(values: Mapping[str, object]) -> str:
    """Return what a model wrote as compact JSON, for records."""
    return json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"), default=str)
