"""The shape of plate rules in a reply: an example, a GBNF grammar and a JSON schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from orthought.campaign.space import Categorical, Parameter, Space, Value

NUMBER: Final = r'"-"? [0-9]{1,6} ("." [0-9]{1,6})?'
SPELLED_OUT: Final = 300
"""Values of a parameter that a grammar lists."""


def rules_example(space: Space) -> tuple[str, str]:
    """Return a sentence and the object that it becomes, made of the space's own names."""
    first, last = space.parameters[0], space.parameters[-1]
    value = _some_value(last)
    sentence = (
        f"At most 3 different {first.name} values. At least 2 wells with {last.name} {value}."
    )
    quota = {
        "parameter": last.name, "values": [value], "low": None, "high": None,
        "least": 2, "most": None,
    }  # fmt: skip
    content = {
        "limits": [{"parameter": first.name, "least": None, "most": 3}],
        "quotas": [quota],
        "controls": [],
        "prices": [],
        "cost_limit": None,
        "not_expressed": [],
    }
    return sentence, json.dumps(content, ensure_ascii=False)


def rules_schema(space: Space) -> str:
    """Return the JSON schema for models with structured output."""
    name: dict[str, Any] = {"type": "string", "enum": list(space.names)}
    value: dict[str, Any] = {"type": ["string", "number"]}
    count, number = {"type": ["integer", "null"]}, {"type": ["number", "null"]}
    point = _object({p.name: value for p in space.parameters})
    limit = _object({"parameter": name, "least": count, "most": count})
    quota = _object(
        {
            "parameter": name, "values": _list(value), "low": number, "high": number,
            "least": count, "most": count,
        }
    )  # fmt: skip
    price = _object(
        {"parameter": name, "value": value, "well": {"type": "number"}, "once": {"type": "number"}}
    )
    whole = {
        "limits": _list(limit),
        "quotas": _list(quota),
        "controls": _list(_object({"point": point, "wells": {"type": "integer"}})),
        "prices": _list(price),
        "cost_limit": number,
        "not_expressed": _list({"type": "string"}),
    }
    return json.dumps(_object(whole))


def rules_grammar(space: Space) -> str:
    """Return the GBNF grammar of the object: names and values are those of the space."""
    places = range(len(space.parameters))
    some = {kind: " | ".join(f"{kind}{k}" for k in places) for kind in ("quota", "price", "name")}
    point = r' "," '.join(f"{_key(p.name)} value{k}" for k, p in enumerate(space.parameters))
    rules = {
        "root": _fields(
            limits=_listed("limit"),
            quotas=_listed("quota"),
            controls=_listed("control"),
            prices=_listed("price"),
            cost_limit=f"({NUMBER} | {_literal(None)})",
            not_expressed=_listed("text"),
        ),
        "limit": _fields(parameter="name", least="count", most="count"),
        "quota": some["quota"],
        "price": some["price"],
        "name": some["name"],
        "control": _fields(point=f'"{{" {point} "}}"', wells="[1-9] [0-9]?"),
        "count": f"({_literal(None)} | [0-9] [0-9]{{0,2}})",
        "bound": f"({_literal(None)} | {NUMBER})",
        "text": r'"\"" [^"\\\n\r\t]{1,200} "\""',
    }
    for k, parameter in enumerate(space.parameters):
        rules[f"name{k}"] = _literal(parameter.name)
        rules[f"value{k}"] = _value_rule(parameter)
        rules[f"quota{k}"] = _fields(
            parameter=f"name{k}", values=_listed(f"value{k}"), low="bound", high="bound",
            least="count", most="count",
        )  # fmt: skip
        rules[f"price{k}"] = _fields(
            parameter=f"name{k}", value=f"value{k}", well=NUMBER, once=NUMBER
        )
    return "\n".join(f"{name} ::= {body}" for name, body in rules.items()) + "\n"


def _value_rule(parameter: Parameter) -> str:
    values: Sequence[Value] | None = parameter.values()
    if values is None or len(values) > SPELLED_OUT:
        # Far too many to spell out: any text or number, and the reader objects where it is none.
        return r'"\"" [^"\\\n\r\t]{1,200} "\""' if _is_text(parameter) else NUMBER
    return " | ".join(_literal(value) for value in values)


def _some_value(parameter: Parameter) -> Value:
    values = parameter.values()
    return getattr(parameter, "low", 0) if values is None else values[0]


def _is_text(parameter: Parameter) -> bool:
    return isinstance(parameter, Categorical)


def _fields(**bodies: str) -> str:
    inner = ' "," '.join(f"{_key(name)} {body}" for name, body in bodies.items())
    return f'"{{" {inner} "}}"'


def _listed(name: str) -> str:
    return f'"[" ({name} ("," {name}){{0,19}})? "]"'


def _key(name: str) -> str:
    return _quoted(json.dumps(name, ensure_ascii=False) + ":")


def _literal(value: Value | None) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return _quoted(json.dumps(value, ensure_ascii=False))


def _quoted(text: str) -> str:
    """Return JSON text as a literal of a grammar."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
