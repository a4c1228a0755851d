"""What left the machine in a run: which texts and tables went where, call by call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from orthought.base import Model
from orthought.errors import RunFolderError
from orthought.runs import Event, RunFolder

SENT: Final = "sent.json"
UNKNOWN: Final = "a class of your own, which may send it anywhere"


class Call(Model):
    """One call of a language model. The texts themselves stand in events.jsonl under the key."""

    key: str
    stage: str
    model: str
    to: str
    """Where it went: a host, or who is behind it; '' where it stayed on this machine."""
    left: bool
    """Whether it left this machine, as far as that is known."""
    attempts: int = 1
    """How often it was sent: once more for each fault that was tried again."""
    bytes: int = 0
    """Length of the messages in UTF-8; the envelope of the protocol comes on top."""
    problem_text: bool = False
    """Whether the problem's text was in it, as it is."""
    tables: tuple[str, ...] = ()
    """Tables whose outline was in it: names, types and ranges of columns, the first rows."""
    documents: tuple[str, ...] = ()
    """JSON documents whose outline was in it."""


class Sent(Model):
    """What a run sent. Replies from a cache, a script or an earlier run were not asked for."""

    left: bool
    """Whether anything left this machine."""
    calls: tuple[Call, ...]


def list_sent(events: Sequence[Event]) -> Sent:
    """Return what the calls of a run sent, in their order."""
    problem = next((e.get("problem") for e in events if e.get("type") == "run"), None)
    attempts = [str(event.get("key")) for event in events if event.get("type") == "retry"]
    described = problem if isinstance(problem, Mapping) else {}
    calls = tuple(
        _call(event, described, attempts.count(str(event.get("key"))))
        for event in events
        if event.get("type") == "call"
    )
    return Sent(left=any(call.left for call in calls), calls=calls)


def write_sent(run: RunFolder) -> None:
    """Write sent.json where the run has called a language model; the log holds the same."""
    sent = list_sent(run.events)
    if sent.calls:
        with suppress(RunFolderError):
            run.write(SENT, sent.model_dump_json(indent=1) + "\n")


def _call(event: Event, problem: Mapping[str, Any], retries: int) -> Call:
    texts = [str(message.get("content", "")) for message in _dicts(event.get("messages"))]
    whole = "\n".join(texts)
    # Logs of older versions do not say where a call went.
    to = str(event.get("to", UNKNOWN))
    said = str(problem.get("text", ""))
    return Call(
        key=str(event.get("key", "")),
        stage=str(event.get("stage", "")),
        model=str(event.get("model", "")),
        to=to,
        left=bool(to),
        attempts=1 + retries,
        bytes=sum(len(text.encode("utf-8", "replace")) for text in texts),
        problem_text=bool(said.strip()) and said.strip() in whole,
        tables=tuple(_named(problem.get("tables"), whole, "Table")),
        documents=tuple(_named(problem.get("documents"), whole, "JSON document")),
    )


def _named(described: Any, text: str, kind: str) -> Iterator[str]:
    for item in _dicts(described):
        name = str(item.get("name", ""))
        # As tables.rendering writes it: long names are quoted and cut.
        if any(
            f"{kind} {written}" in text for written in (f"{name} (", f"{name}:", f'"{name[:79]}')
        ):
            yield name


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
