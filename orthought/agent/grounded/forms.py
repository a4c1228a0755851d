"""How replies are held to what may be said: lines under a grammar, or JSON under a schema."""

from __future__ import annotations

import json
from typing import Final, Protocol

from orthought.agent.grounded.grammar import Lines
from orthought.errors import ReplyError
from orthought.llm.profiles import ModelProfile


class Form(Protocol):
    """The form of all replies of a conversation."""

    def grammar(self, lines: Lines) -> str | None:
        """Return the grammar that the reply is held to; None: it is held to a schema."""
        ...

    def schema(self, lines: Lines) -> str | None:
        """Return the JSON schema that the reply is held to, as text; None: to a grammar."""
        ...

    def shown(self, said: str) -> str:
        """Return lines `key: said` in the form in which a conversation shows them."""
        ...

    def read(self, reply: str) -> str:
        """Return a reply as lines `key: said`.

        Raises:
            ReplyError: it is not of this form.
        """
        ...


class PlainLines:
    """Lines as they are, under a grammar."""

    def grammar(self, lines: Lines) -> str | None:
        """Return the grammar of the lines."""
        return lines.grammar

    def schema(self, lines: Lines) -> str | None:
        """Nothing else is needed."""
        return None

    def shown(self, said: str) -> str:
        """Return the lines."""
        return said.strip()

    def read(self, reply: str) -> str:
        """Return the reply."""
        return reply


class JsonLines:
    """An object with a text for each line, under a schema."""

    def grammar(self, lines: Lines) -> str | None:
        """A server that took one would have got one."""
        return None

    def schema(self, lines: Lines) -> str | None:
        """Return the schema of the lines."""
        return json.dumps(lines.schema)

    def shown(self, said: str) -> str:
        """Return the object that says the same."""
        parts = [line.partition(":") for line in said.strip().splitlines()]
        named = {
            f"{number}. {key.strip()}": value.strip()
            for number, (key, _, value) in enumerate(parts, start=1)
        }
        return json.dumps(named, ensure_ascii=False)

    def read(self, reply: str) -> str:
        """Return the object's texts as lines, in its order."""
        begin, end = reply.find("{"), reply.rfind("}")
        try:
            found = json.loads(reply[begin : end + 1])
        except (ValueError, RecursionError) as error:
            raise ReplyError(f"the reply is no JSON object: {error}") from None
        if not isinstance(found, dict):
            raise ReplyError("the reply is no JSON object")
        return "\n".join(
            f"{_key(name)}: {' '.join(str(said).split())}" for name, said in found.items()
        )


def _key(name: str) -> str:
    """Return the key of a line from its numbered name; a model may leave the number away."""
    number, separator, key = name.partition(". ")
    return key if separator and number.isdigit() else name


PLAIN: Final = PlainLines()
JSON: Final = JsonLines()


def form_for(profile: ModelProfile) -> Form | None:
    """Return the form that a model can be held to; None where it takes neither."""
    if profile.grammar:
        return PLAIN
    return JSON if profile.structured_output else None
