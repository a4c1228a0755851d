"""A model whose replies were written beforehand, for tests and demonstrations."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from orthought.base import Model
from orthought.errors import LanguageModelError, SettingsError
from orthought.llm.protocol import OnText, Reply, Request

SEPARATOR = re.compile(r"^<!--\s*reply(?P<options>[^>]*?)\s*-->[ \t]*\n", re.MULTILINE)
CHUNK = 40


class ScriptedReply(Model):
    """One prepared reply and the condition under which it is given."""

    text: str
    stage: str = ""
    """Only for stages that begin with this word."""
    contains: str = ""
    """Only for requests in which this text stands."""
    repeat: bool = False
    """True: it is not used up."""
    finish: Literal["stop", "length", "filtered", "unknown"] = "stop"

    def fits(self, request: Request) -> bool:
        """Tell whether this reply may answer the request."""
        said = "\n".join(message.content for message in request.messages)
        return request.stage.startswith(self.stage) and self.contains in said


Answerer = Callable[[Request], str]
Scripted = str | ScriptedReply | LanguageModelError | Answerer


class ScriptedModel:
    """Answers from a queue: each request takes the first reply that fits it.

    Args:
        replies: texts, conditional replies, errors to raise, or functions of the request.
        name: the name under which it stands in logs and cache keys.
    """

    def __init__(self, replies: Iterable[Scripted], *, name: str = "scripted") -> None:
        self.name = name
        self.destination = ""
        self.requests: list[Request] = []
        self._queue: list[Scripted] = list(replies)

    @property
    def remaining(self) -> int:
        """How many replies are left."""
        return len(self._queue)

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return the next reply that fits.

        Raises:
            LanguageModelError: the queue holds none, or the script says so.
        """
        self.requests.append(request)
        entry = self._take(request)
        if isinstance(entry, LanguageModelError):
            raise entry
        reply = self._as_reply(entry, request)
        stream_text(reply.text, on_text)
        return reply

    async def aclose(self) -> None:
        """Nothing is held."""

    def _take(self, request: Request) -> Scripted:
        for position, entry in enumerate(self._queue):
            if isinstance(entry, ScriptedReply) and not entry.fits(request):
                continue
            if not (isinstance(entry, ScriptedReply) and entry.repeat):
                del self._queue[position]
            return entry
        raise LanguageModelError(
            f"the script has no reply for call {len(self.requests)} (stage {request.stage!r})",
            fix="add a reply for this stage to the script",
        )

    def _as_reply(self, entry: str | ScriptedReply | Answerer, request: Request) -> Reply:
        if isinstance(entry, ScriptedReply):
            return Reply(text=entry.text, finish=entry.finish, model=self.name, cost_usd=0.0)
        text = entry if isinstance(entry, str) else entry(request)
        return Reply(text=text, model=self.name, cost_usd=0.0)


def stream_text(text: str, on_text: OnText | None) -> None:
    """Hand a finished text over in pieces, as a stream would."""
    if on_text is not None:
        for start in range(0, len(text), CHUNK):
            on_text(text[start : start + CHUNK])


def read_script(path: Path) -> tuple[ScriptedReply, ...]:
    """Read the replies of a script.

    A `.json` file holds a list (or `{"replies": [...]}`) of texts or objects with the fields of
    `ScriptedReply`, a `.jsonl` file one of these a line. Any other file is Markdown: one reply,
    or several, each below a line such as `<!-- reply stage=repair repeat -->`.

    Raises:
        SettingsError: the file cannot be read or is not such a script.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return _entries(json.loads(text))
        if path.suffix == ".jsonl":
            return _entries([json.loads(line) for line in text.splitlines() if line.strip()])
        return _markdown(text)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"the script {path} cannot be read: {error}",
            fix="give a .json, .jsonl or .md file with replies: scripted:FILE",
        ) from error


def _entries(raw: object) -> tuple[ScriptedReply, ...]:
    entries = raw.get("replies") if isinstance(raw, dict) else raw
    if not isinstance(entries, list):
        raise ValueError("no list of replies")
    return tuple(
        ScriptedReply(text=entry) if isinstance(entry, str) else ScriptedReply.model_validate(entry)
        for entry in entries
    )


def _markdown(text: str) -> tuple[ScriptedReply, ...]:
    marks = list(SEPARATOR.finditer(text))
    if not marks:
        return (ScriptedReply(text=text),)
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return tuple(
        ScriptedReply(text=text[mark.end() : end].strip("\n"), **_options(mark["options"]))
        for mark, end in zip(marks, ends, strict=True)
    )


def _options(words: str) -> dict[str, object]:
    pairs = (word.partition("=") for word in words.split())
    return {name: value if equals else True for name, equals, value in pairs}
