"""Answers from the event log of an earlier run; nothing is called and nothing is paid."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orthought.errors import LanguageModelError, SettingsError
from orthought.llm.keys import request_key
from orthought.llm.protocol import LanguageModel, OnText, Reply, Request
from orthought.llm.registry import OpenOptions
from orthought.llm.scripted import stream_text

EVENTS = "events.jsonl"


def open_replay(argument: str, _options: OpenOptions) -> LanguageModel:
    """Open `replay:RUN`, where RUN is a run folder or its event log.

    Raises:
        SettingsError: there is no readable event log.
    """
    if not argument:
        raise SettingsError("'replay' needs a run folder", fix="write replay:RUN")
    return ReplayModel(Path(argument).expanduser())


class ReplayModel:
    """Gives the replies that a run recorded to the requests that the run made."""

    def __init__(self, run: Path) -> None:
        self.name = f"replay:{run}"
        self.destination = ""
        self._events = run / EVENTS if run.is_dir() else run
        calls, self._replies = read_record(self._events)
        self._models = tuple(dict.fromkeys(str(call.get("model", "")) for call in calls))
        self._calls = calls

    @property
    def fingerprint(self) -> str:
        """The recorded model's name, so that a replayed run has the keys of the first one."""
        return self._models[0] if len(self._models) == 1 else self.name

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return the recorded reply.

        Raises:
            LanguageModelError: the run never got a reply to this request.
        """
        for model in self._models:
            reply = self._replies.get(request_key(model, request))
            if reply is not None:
                stream_text(reply.text, on_text)
                return reply.model_copy(update={"replayed": True})
        raise self._missing(request)

    async def aclose(self) -> None:
        """Nothing is held."""

    def _missing(self, request: Request) -> LanguageModelError:
        asked = [call for call in self._calls if call.get("stage") == request.stage]
        if not asked:
            stages = ", ".join(dict.fromkeys(str(call.get("stage")) for call in self._calls))
            why = f"it made no call at this stage, only at: {stages or 'none'}"
        elif any(call.get("key") not in self._replies for call in asked):
            why = "its call at this stage ended without a reply"
        else:
            why = "its call at this stage had another prompt or other settings"
        return LanguageModelError(
            f"{self._events} holds no reply for stage {request.stage!r}: {why}",
            fix="repeat the run with the model itself, with the same problem, method and prompts",
        )


def read_record(events: Path) -> tuple[list[dict[str, Any]], dict[str, Reply]]:
    """Return the `call` events of a log and the replies by key. A torn last line is passed over.

    Raises:
        SettingsError: the log is not there or is damaged before its end.
    """
    try:
        # Only "\n" ends an event: splitlines() would cut at U+2028 or U+0085 inside a text.
        lines = events.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"the event log {events} cannot be read: {error}", fix="name a run folder: replay:RUN"
        ) from error
    calls: list[dict[str, Any]] = []
    replies: dict[str, Reply] = {}
    for number, line in enumerate(lines, start=1):
        try:
            event = json.loads(line)
            if event["type"] == "call":
                _require_texts(event, "key", "stage", "model")
                calls.append(event)
            elif event["type"] == "reply":
                _require_texts(event, "key")
                replies[event["key"]] = Reply.model_validate(event["reply"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            if number < len(lines):
                raise SettingsError(
                    f"line {number} of {events} is damaged: {error}",
                    fix="use the log of another run",
                ) from error
    return calls, replies


def _require_texts(event: dict[str, Any], *names: str) -> None:
    for name in names:
        if not isinstance(event.get(name, ""), str):
            raise TypeError(f"{name} is no text")
