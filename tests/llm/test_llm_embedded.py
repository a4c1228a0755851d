"""The embedded model: its server process, its adapter, and one live answer."""

# ruff: noqa: ASYNC240 - tiny files of the system

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from orthought.errors import (
    ContextOverflowError,
    EmptyReplyError,
    EndpointFaultError,
    EndpointUnavailableError,
    LanguageModelError,
)
from orthought.llm.embedded import weights
from orthought.llm.embedded.cards import find_card
from orthought.llm.embedded.model import LEAST_LOGPROB, EmbeddedModel, payload
from orthought.llm.embedded.runtime import Runtime, RuntimeSettings, borrow, give_back
from orthought.llm.protocol import Message, Request, TokenCount
from orthought.llm.registry import open_model

STUB = Path(__file__).parent / "stub"
REAL_WEIGHTS = weights.models_folder() / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
"""Looked up before the fixtures move the user's folders."""


def ask(text: str = "?", **more: Any) -> Request:
    return Request(messages=(Message(role="user", content=text),), **more)


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server process import the stand-in for the C++ runtime."""
    monkeypatch.setenv("PYTHONPATH", str(STUB))


@pytest.fixture
async def model(stubbed: None, tmp_path: Path) -> AsyncIterator[EmbeddedModel]:
    opened = EmbeddedModel(tmp_path / "fake.gguf", threads=3)
    yield opened
    await opened.aclose()


def process_of(model: EmbeddedModel) -> int:
    assert model._runtime is not None
    process = model._runtime.process_id
    assert process is not None
    return process


def gone(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True
    return status.rsplit(")", 1)[1].split()[0] == "Z"


@pytest.mark.covers("embedded-runtime")
async def test_request_reaches_the_server_and_the_reply_comes_back(
    model: EmbeddedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    pieces: list[str] = []
    request = ask(grammar="root ::= x", seed=4, sample=2, stop=("END",), max_tokens=7)
    reply = await model.complete(request, pieces.append)
    told = json.loads(reply.text)
    assert "".join(pieces) == reply.text
    assert told["body"] == payload(request)
    assert (told["body"]["grammar"], told["body"]["seed"]) == ("root ::= x", 6)
    assert (told["body"]["stop"], told["body"]["max_tokens"]) == (["END"], 7)
    assert told["patience"] == {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
    assert told["params"] == {"n_ctx": 8192, "cors": "http://127.0.0.1", "threads": 3}
    assert not [name for name in told["environment"] if "KEY" in name]
    assert (reply.cost_usd, reply.finish, reply.model) == (0.0, "stop", "local")
    assert reply.tokens == TokenCount(prompt=9, completion=4, cached_prompt=5)
    assert reply.token_logprobs == ((reply.text, -0.25), ("", LEAST_LOGPROB))
    assert reply.seconds > 0


@pytest.mark.covers("embedded-runtime", "keys-stay-secret")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_key_stands_neither_in_arguments_nor_in_environment(model: EmbeddedModel) -> None:
    await model.complete(ask())
    assert model._runtime is not None
    key = model._runtime.ensure().key
    for name in ("cmdline", "environ"):
        assert key.encode() not in Path(f"/proc/{process_of(model)}/{name}").read_bytes()
    assert key not in repr(model._runtime.ensure())


def test_schema_is_sent_where_no_grammar_is() -> None:
    sent = payload(ask(response_schema='{"type": "object"}'))["response_format"]
    assert sent["json_schema"]["schema"] == {"type": "object"}
    assert "response_format" not in payload(ask(response_schema="{}", grammar="root ::= x"))


@pytest.mark.parametrize(
    ("prompt", "kind", "said"),
    [
        ("overflow", ContextOverflowError, "18030 tokens"),
        ("bad grammar", LanguageModelError, "failed to parse grammar"),
        ("fault", EndpointFaultError, "it broke"),
        ("empty", EmptyReplyError, "nothing"),
    ],
)
async def test_refusals_are_named(
    model: EmbeddedModel, prompt: str, kind: type[LanguageModelError], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        await model.complete(ask(prompt))
    assert caught.value.fix is not None


@pytest.mark.covers("cancel")
async def test_time_out_and_cancel_close_the_stream(model: EmbeddedModel) -> None:
    with pytest.raises(EndpointFaultError, match="not done"):
        await model.complete(ask("slow", timeout=0.8))
    begun = asyncio.Event()
    task = asyncio.create_task(model.complete(ask("slow"), lambda _: begun.set()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.2)
    assert (await model.complete(ask("closed?"))).text == "2"


async def test_dead_server_is_started_again(model: EmbeddedModel, tmp_path: Path) -> None:
    await model.complete(ask())
    first = process_of(model)
    os.kill(first, signal.SIGKILL)
    await asyncio.sleep(0.1)
    await model.complete(ask())
    assert process_of(model) != first
    await model.complete(ask(f"die unless {tmp_path / 'marker'}"))
    assert model._runtime is not None and model._runtime.starts == 3


def test_one_server_serves_all_models_and_event_loops(stubbed: None, tmp_path: Path) -> None:
    one, two = (EmbeddedModel(tmp_path / "fake.gguf") for _ in range(2))
    for model in (one, two, one):
        asyncio.run(model.complete(ask()))
    process = process_of(one)
    assert process == process_of(two)
    asyncio.run(one.aclose())
    assert process_of(two) == process
    asyncio.run(two.aclose())
    asyncio.run(two.aclose())
    assert gone(process)


@pytest.mark.parametrize(
    ("file", "said"), [("broken.gguf", "weights cannot be read"), ("silent.gguf", "out of memory")]
)
def test_failed_start_quotes_the_last_words(stubbed: None, file: str, said: str) -> None:
    runtime = Runtime(RuntimeSettings(Path(file)))
    with pytest.raises(EndpointUnavailableError, match=said):
        runtime.ensure()
    assert runtime.process_id is None


def test_start_that_hangs_is_given_up() -> None:
    command = (sys.executable, "-c", "import time; time.sleep(600)")
    with pytest.raises(EndpointUnavailableError, match="hung"):
        Runtime(RuntimeSettings(Path("x")), command=command, start_seconds=0.3).ensure()


def test_shared_runtime_is_stopped_by_its_last_user(tmp_path: Path) -> None:
    settings = RuntimeSettings(tmp_path / "x")
    one, two = borrow(settings), borrow(settings)
    assert one is two and one.users == 2
    give_back(one)
    give_back(two)
    assert borrow(settings) is not one


PARENT = """
import sys, time
from pathlib import Path
from orthought.llm.embedded.runtime import Runtime, RuntimeSettings
runtime = Runtime(RuntimeSettings(Path("fake.gguf")))
runtime.ensure()
print(runtime.process_id, flush=True)
time.sleep(60)
"""


@pytest.mark.covers("embedded-runtime")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_server_dies_with_its_parent(stubbed: None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        assert not gone(server)
        parent.kill()
    deadline = time.monotonic() + 5
    while not gone(server) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert gone(server)


async def test_cancelling_abandons_a_download(tmp_path: Path) -> None:
    steps: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow(what: str, done: int, total: int) -> None:
        steps.append(what)
        begun.set()
        go_on.wait(5)

    folder = weights.models_folder()
    folder.mkdir(parents=True)
    card = find_card("qwen2.5-coder-1.5b")
    with (folder / card.file).open("wb") as file:
        file.truncate(card.size)  # a sparse file: verifying it is the work to be abandoned
    model = EmbeddedModel(card, on_progress=slow)
    task = asyncio.create_task(model.complete(ask()))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await asyncio.sleep(0.1)
    assert steps == ["verifying"]


def test_offline_without_weights_is_refused_at_once() -> None:
    with pytest.raises(EndpointUnavailableError, match="models pull"):
        open_model("local", offline=True)


@pytest.mark.live
@pytest.mark.covers("embedded-runtime")
@pytest.mark.skipif(not REAL_WEIGHTS.exists(), reason="the weights are not on this machine")
async def test_embedded_model_answers_under_a_grammar() -> None:
    model = open_model(f"local:{REAL_WEIGHTS}")
    try:
        request = ask("Is 7 a prime number?", grammar='root ::= "yes" | "no"', max_tokens=5)
        reply = await model.complete(request)
    finally:
        await model.aclose()
    assert reply.text in {"yes", "no"}
    assert reply.tokens.prompt > 0
