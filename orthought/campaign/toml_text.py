"""Campaign settings written as TOML that people read and change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from orthought.campaign.settings import CampaignSettings
from orthought.campaign.space import Categorical, Option, Parameter

HEAD: Final = """\
# A campaign of ORThought. Change it whenever you like: the next command goes on under what it says.
# Next: orthought campaign suggest
"""

LONG: Final = 90
"""Characters of a list that stands on one line."""


def write_settings(settings: CampaignSettings) -> str:
    """Return the settings as the text of a `campaign.toml`; reading it gives them again."""
    return HEAD + "\n".join(_lines(settings)) + "\n"


def _lines(settings: CampaignSettings) -> Iterator[str]:
    yield ""
    yield f"name = {_value(settings.name)}"
    if settings.description:
        yield f"description = {_value(settings.description)}"
    yield f"batch = {settings.batch}"
    if settings.budget is not None:
        yield f"budget = {settings.budget}"
    for name in ("known", "llm"):
        if getattr(settings, name):
            yield f"{name} = {_value(getattr(settings, name))}"
    if settings.seed:
        yield f"seed = {settings.seed}"
    if settings.rules:
        rules = [r if isinstance(r, str) else r.model_dump() for r in settings.rules]
        yield f"rules = {_array([_value(rule) for rule in rules])}"
    yield from _table("proposer", {"name": settings.proposer.name, **settings.proposer.options})
    for parameter in settings.parameters:
        yield from _parameter(parameter)
    for objective in settings.objectives:
        content = objective.model_dump(exclude_defaults=True, exclude={"name"})
        content = {"direction": objective.direction, **content}
        yield from _table(f"objectives.{_key(objective.name)}", content)
    if settings.plate is not None:
        yield from _table("plate", settings.plate.model_dump(mode="json", exclude_defaults=True))


def _parameter(parameter: Parameter) -> Iterator[str]:
    content = parameter.model_dump(mode="json", exclude_defaults=True, exclude={"name", "options"})
    if parameter.kind == "integer":
        content = {"kind": "integer", **content}
    if isinstance(parameter, Categorical):
        content["options"] = [_option(option) for option in parameter.options]
    yield from _table(f"parameters.{_key(parameter.name)}", content)


def _option(option: Option) -> Any:
    content = option.model_dump(mode="json", exclude_defaults=True)
    return option.name if set(content) == {"name"} else content


def _table(name: str, content: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"[{name}]"
    for key, value in content.items():
        yield f"{_key(key)} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items())
        return f"{{{pairs}}}"
    if isinstance(value, list | tuple):
        return _array([_value(item) for item in value])
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value).removesuffix(".0")
    return _string(str(value))


def _array(items: list[str]) -> str:
    line = f"[{', '.join(items)}]"
    if len(line) <= LONG:
        return line
    return "\n".join(["[", *(f"  {item}," for item in items), "]"])


def _string(text: str) -> str:
    escaped = _escaped(text)
    if "\n" in text and "\\\\" not in escaped:
        lines = escaped[1:-1].replace("\\n", "\n")
        return f'"""\n{lines}"""'
    return escaped


def _escaped(text: str) -> str:
    if '"' in text and not re.search(r"['\x00-\x1f\x7f]", text):
        return f"'{text}'"
    # JSON's escapes are TOML's, but for one character that TOML does not take as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _escaped(name)
