"""Ask for one JSON object; where it does not fit, ask again and say why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from orthought.campaign.proposers.asking.reading import json_values
from orthought.campaign.proposers.asking.turns import profile_for, reply_text
from orthought.campaign.space import Categorical, Continuous, Integer, Parameter, Space
from orthought.errors import InputError, ReplyError
from orthought.llm.protocol import Message, Request
from orthought.llm.session import Session

TIMES: Final = 4
"""The first question and at most three more, each with the reason."""
MAX_TOKENS: Final = 4_000
TIMEOUT: Final = 600.0
SHOWN: Final = 200
"""Options of a parameter that a prompt lists."""
QUOTED: Final = 3_000
"""Characters of a wrong reply that are shown to its writer."""
Result = TypeVar("Result")
Content = Mapping[str, Any]


async def ask_object(
    session: Session,
    stage: str,
    prompt: str,
    read: Callable[[Content], Result],
    *,
    grammar: str | None = None,
    schema: str | None = None,
) -> tuple[Result, int]:
    """Return what `read` makes of the reply's JSON object, and how often was asked.

    Args:
        session: the language model, with its record and budget.
        stage: name in the ledger.
        prompt: the question.
        read: raises InputError where the object does not fit; the message goes to the model.
        grammar: GBNF, for models that take one.
        schema: JSON schema, for models that take one.

    Raises:
        ReplyError: no reply fitted; the last reason is given.
        LanguageModelError: the endpoint did not answer.
    """
    profile = profile_for(session)
    messages: tuple[Message, ...] = (Message(role="user", content=prompt),)
    problem = ""
    for times in range(TIMES):
        request = Request(
            messages=messages,
            stage=stage if not times else f"{stage}-{times}",
            max_tokens=min(profile.max_tokens, MAX_TOKENS),
            temperature=profile.temperature,
            sample=times,
            grammar=grammar if profile.grammar else None,
            response_schema=schema if profile.structured_output else None,
            timeout=TIMEOUT,
        )
        text = await reply_text(session, request)
        try:
            return read(_last_object(text)), times + 1
        except InputError as error:
            problem = str(error)
            messages = (*messages[:1], *_objection(text, problem))
    raise ReplyError(
        f"the language model found no rules that fit: {problem}",
        fix="say the rules in other words, or write them in campaign.toml yourself",
    )


def parameter_lines(space: Space) -> list[str]:
    """Return one line a parameter: its name and its values as they are spelled."""
    return [_parameter_line(parameter) for parameter in space.parameters]


def texts(content: Content, key: str) -> tuple[str, ...]:
    """Return a list of texts out of an object; nothing where it is missing.

    Raises:
        InputError: it is something else.
    """
    given = content.get(key) or ()
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list | tuple) or not all(isinstance(item, str) for item in given):
        raise InputError(f"{key} is no list of texts")
    return tuple(" ".join(item.split()) for item in given if item.strip())


def _last_object(text: str) -> Content:
    found = [value for value in json_values(text.rpartition("</think>")[2]) if value]
    objects = [value for value in found if isinstance(value, dict)]
    if not objects:
        raise InputError("the reply holds no JSON object")
    return objects[-1]


def _objection(text: str, problem: str) -> tuple[Message, Message]:
    return (
        Message(role="assistant", content=text[-QUOTED:].strip() or "(nothing)"),
        Message(
            role="user",
            content=f"This does not fit: {problem}\nWrite the whole JSON object again, mended.",
        ),
    )


def _parameter_line(parameter: Parameter) -> str:
    if isinstance(parameter, Categorical):
        shown = [
            option.name if option.label in ("", option.name) else f"{option.name} ({option.label})"
            for option in parameter.options[:SHOWN]
        ]
        return f"{parameter.name}: {'; '.join(shown)}"
    unit = f" {parameter.unit}" if parameter.unit else ""
    if isinstance(parameter, Integer | Continuous):
        kind = "whole numbers" if isinstance(parameter, Integer) else "numbers"
        return f"{parameter.name}: {kind} from {parameter.low:g} to {parameter.high:g}{unit}"
    return f"{parameter.name}: {', '.join(f'{n:g}' for n in parameter.numbers[:SHOWN])}{unit}"
