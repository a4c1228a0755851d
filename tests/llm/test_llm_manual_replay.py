"""Replies by hand and replies of an earlier run."""

# ruff: noqa: ASYNC110, ASYNC240 - tiny files of the test itself

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from orthought.errors import EmptyReplyError, LanguageModelError, SettingsError
from orthought.llm.manual import ManualModel, TerminalModel, _terminal_line
from orthought.llm.protocol import Message, Request
from orthought.llm.registry import open_model
from orthought.llm.scripted import ScriptedModel
from orthought.llm.session import Session


def ask(text: str = "?", **more: Any) -> Request:
    system = Message(role="system", content="You are brief.")
    return Request(messages=(system, Message(role="user", content=text)), **more)


async def soon(_seconds: float) -> None:
    await asyncio.sleep(0.001)


async def until_prompts(folder: Path, count: int) -> list[Path]:
    while len(prompts := sorted(folder.glob("*.prompt.md"))) < count:
        await asyncio.sleep(0.001)
    return prompts


def reply_path(prompt: Path) -> Path:
    return prompt.with_name(prompt.name.replace(".prompt.md", ".reply.md"))


@pytest.mark.covers("manual")
async def test_many_prompts_wait_at_once_and_are_answered_in_any_order(tmp_path: Path) -> None:
    model = ManualModel(tmp_path / "desk", sleep=soon)
    tasks = [
        asyncio.create_task(model.complete(ask(f"question {n}", stage="Re pair/1", timeout=0.001)))
        for n in range(4)
    ]
    prompts = await until_prompts(model.folder, 4)
    assert [path.name[:13] for path in prompts] == [f"00{n}-re-pair-1" for n in range(1, 5)]
    assert "<!-- system -->\nYou are brief." in prompts[0].read_text()
    for prompt in reversed(prompts):
        question = prompt.read_text().strip().splitlines()[-1]
        reply_path(prompt).write_text(f"answer to {question}\n")
    replies = await asyncio.gather(*tasks)
    assert [reply.text for reply in replies] == [f"answer to question {n}\n" for n in range(4)]
    assert {reply.cost_usd for reply in replies} == {0.0}


@pytest.mark.covers("manual")
async def test_same_command_resumes_where_replies_stand(tmp_path: Path) -> None:
    first = ManualModel(tmp_path, sleep=soon)
    task = asyncio.create_task(first.complete(ask("a", stage="model")))
    (prompt,) = await until_prompts(tmp_path, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    reply_path(prompt).write_text("late answer")

    async def never(_seconds: float) -> None:
        raise AssertionError("nothing is to be waited for")

    again = ManualModel(tmp_path, sleep=never)
    pieces: list[str] = []
    assert (await again.complete(ask("a", stage="model"), pieces.append)).text == "late answer"
    assert "".join(pieces) == "late answer"
    assert len(list(tmp_path.glob("*.prompt.md"))) == 1


async def test_half_saved_reply_is_not_taken(tmp_path: Path) -> None:
    looks = 0

    async def save_while_waiting(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        for prompt in tmp_path.glob("*.prompt.md"):
            reply_path(prompt).write_text("whole answer"[: 4 * min(looks, 3)])

    model = ManualModel(tmp_path, sleep=save_while_waiting)
    assert (await model.complete(ask("a"))).text == "whole answer"


async def test_terminal_reads_until_a_dot() -> None:
    lines = iter(["first\n", "\n", "3.5\n", ".\n", "not read\n"])
    shown = io.StringIO()

    async def next_line() -> str:
        return next(lines)

    model = TerminalModel(show=shown.write, read_line=next_line)
    assert (await model.complete(ask("how many?"))).text == "first\n\n3.5\n"
    assert "how many?" in shown.getvalue()
    assert next(lines) == "not read\n"


async def test_terminal_at_its_end_is_an_empty_reply() -> None:
    async def end() -> str:
        return ""

    with pytest.raises(EmptyReplyError):
        await TerminalModel(show=lambda _: None, read_line=end).complete(ask())


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
async def test_real_terminal_can_be_read_and_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        model = open_model("manual")
        assert isinstance(model, TerminalModel)
        waiting = asyncio.create_task(_terminal_line())
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        os.write(ours, b"typed\nmore\n.\n")
        reply = await TerminalModel(show=lambda _: None).complete(ask())
    os.close(ours)
    assert reply.text == "typed\nmore\n"


def test_manual_without_folder_and_terminal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(SettingsError, match="terminal"):
        open_model("manual")


async def record(folder: Path) -> None:
    """Make a run of two calls, the second of which fails."""
    folder.mkdir()
    model = ScriptedModel(["first", LanguageModelError("gone")], name="openai:gpt-4.1")
    with (folder / "events.jsonl").open("w") as log:
        session = Session(model, on_event=lambda event: print(json.dumps(event), file=log))
        await session.complete(ask("a", stage="model"))
        with pytest.raises(LanguageModelError):
            await session.complete(ask("b", stage="repair-1"))


@pytest.mark.covers("replay")
async def test_replay_answers_and_keeps_the_keys(tmp_path: Path) -> None:
    await record(tmp_path / "run")
    model = open_model(f"replay:{tmp_path / 'run'}")
    events: list[dict[str, Any]] = []
    reply = await Session(model, on_event=events.append).complete(ask("a", stage="model"))
    assert (reply.text, reply.replayed) == ("first", True)
    first = json.loads((tmp_path / "run" / "events.jsonl").read_text().splitlines()[0])
    assert events[0]["key"] == first["key"]


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (ask("c", stage="explain"), "no call at this stage, only at: model, repair-1"),
        (ask("b", stage="repair-1"), "ended without a reply"),
        (ask("changed", stage="model"), "another prompt"),
    ],
)
async def test_replay_says_what_is_missing(tmp_path: Path, request_: Request, why: str) -> None:
    await record(tmp_path / "run")
    with pytest.raises(LanguageModelError, match=why):
        await open_model(f"replay:{tmp_path / 'run'}").complete(request_)


async def test_replay_bears_a_torn_last_line_and_refuses_damage(tmp_path: Path) -> None:
    await record(tmp_path / "run")
    log = tmp_path / "run" / "events.jsonl"
    whole = log.read_text()
    log.write_text(whole + '{"type": "re')
    assert (await open_model(f"replay:{log}").complete(ask("a", stage="model"))).text == "first"
    log.write_text("garbage\n" + whole)
    with pytest.raises(SettingsError, match="line 1"):
        open_model(f"replay:{log}")
    with pytest.raises(SettingsError, match="cannot be read"):
        open_model(f"replay:{tmp_path / 'nowhere'}")
