"""The provider adapter against a server on loopback that misbehaves in every way we know of."""

from __future__ import annotations

import asyncio
import email.utils
import json
import os
import socket
import subprocess
import sys
import time
from typing import Any

import pytest
from endpoint import Step, failing, serve

from orthought.errors import (
    ContextOverflowError,
    EmptyReplyError,
    EndpointFaultError,
    EndpointUnavailableError,
    LanguageModelError,
    MissingExtraError,
)
from orthought.llm.langchain import ChatModel
from orthought.llm.protocol import Message, Request, TokenCount
from orthought.llm.registry import open_model
from orthought.llm.retry import RetryPolicy
from orthought.llm.session import Session

CANARY = "sk-canary-0123456789abcdefghij"


class Waits:
    """A sleep that only takes notes."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def ask(**more: Any) -> Request:
    return Request(messages=(Message(role="user", content="how many?"),), **more)


def open_fake(
    url: str, waits: Waits | None = None, name: str = "openai:fake", **policy: Any
) -> ChatModel:
    retries = RetryPolicy(sleep=waits or Waits(), chance=lambda: 1.0, **policy)
    return ChatModel(name, base_url=url, api_key=CANARY, policy=retries)


async def complete(model: ChatModel, request: Request, **more: Any) -> Any:
    try:
        return await model.complete(request, **more)
    finally:
        await model.aclose()


@pytest.mark.covers("providers")
async def test_reply_carries_text_tokens_and_model_name() -> None:
    usage = {
        "prompt_tokens": 100, "completion_tokens": 40, "total_tokens": 140,
        "completion_tokens_details": {"reasoning_tokens": 30},
        "prompt_tokens_details": {"cached_tokens": 64},
    }  # fmt: skip
    with serve(Step(text="forty-two", usage=usage)) as endpoint:
        reply = await complete(open_fake(endpoint.url), ask(max_tokens=50, seed=3, sample=2))
    assert reply.text == "forty-two"
    assert reply.tokens == TokenCount(prompt=100, completion=40, reasoning=30, cached_prompt=64)
    assert (reply.model, reply.finish, reply.replayed) == ("fake-1", "stop", False)
    assert endpoint.calls == 1
    body = endpoint.bodies[0]
    assert (body["temperature"], body["seed"], body["model"]) == (0.0, 5, "fake")
    assert body["max_completion_tokens"] == 50
    assert endpoint.headers[0]["authorization"] == f"Bearer {CANARY}"


@pytest.mark.covers("streaming")
async def test_stream_hands_pieces_over_and_counts_tokens() -> None:
    pieces: list[str] = []
    with serve(Step(text="a longer reply", finish="length")) as endpoint:
        reply = await complete(open_fake(endpoint.url), ask(), on_text=pieces.append)
    assert len(pieces) > 3
    assert "".join(pieces) == reply.text == "a longer reply"
    assert (reply.finish, reply.tokens.prompt, reply.tokens.completion) == ("length", 11, 7)


@pytest.mark.covers("endpoint-faults")
async def test_rate_limit_waits_as_long_as_the_server_says() -> None:
    waits = Waits()
    limited = failing(429, "slow down", headers={"Retry-After": "7"})
    with serve(limited, Step()) as endpoint:
        reply = await complete(open_fake(endpoint.url, waits), ask())
    assert (reply.text, endpoint.calls, waits.seconds) == ("hello", 2, [7.0])


async def test_retry_after_may_be_a_date_and_must_be_bearable() -> None:
    waits = Waits()
    soon = email.utils.formatdate(time.time() + 20, usegmt=True)
    steps = (
        failing(429, "slow", headers={"Retry-After": soon}),
        failing(429, "come back in an hour", headers={"Retry-After": "3600"}),
    )
    with serve(*steps) as endpoint, pytest.raises(EndpointFaultError, match="in an hour"):
        await complete(open_fake(endpoint.url, waits), ask())
    assert endpoint.calls == 2
    assert 15 < waits.seconds[0] <= 20


@pytest.mark.covers("endpoint-faults")
async def test_server_errors_are_retried_with_growing_waits_then_named() -> None:
    waits = Waits()
    with serve(failing(500, "boom")) as endpoint, pytest.raises(EndpointFaultError) as caught:
        await complete(open_fake(endpoint.url, waits, attempts=4), ask())
    assert endpoint.calls == 4
    assert waits.seconds == [1.0, 2.0, 4.0]
    assert "boom" in str(caught.value) and "500" in str(caught.value)
    assert caught.value.fix is not None


async def test_exhausted_credit_is_not_retried() -> None:
    step = failing(429, "You exceeded your current quota", code="insufficient_quota")
    with serve(step) as endpoint, pytest.raises(EndpointUnavailableError, match="quota"):
        await complete(open_fake(endpoint.url), ask())
    assert endpoint.calls == 1


@pytest.mark.covers("endpoint-faults")
async def test_hang_is_given_up_and_tried_once_more() -> None:
    # Each try has half of the time; loading the client falls into the first one.
    with serve(Step(hang=True), Step()) as endpoint:
        reply = await complete(open_fake(endpoint.url), ask(timeout=4.0))
    assert (reply.text, endpoint.calls) == ("hello", 2)


async def test_endless_hang_ends_in_time() -> None:
    with serve(Step(hang=True)) as endpoint, pytest.raises(EndpointFaultError) as caught:
        await complete(open_fake(endpoint.url), ask(timeout=0.6))
    assert "0.6 s" in str(caught.value) or "0.3 s" in str(caught.value)


@pytest.mark.covers("endpoint-faults")
@pytest.mark.parametrize("streamed", [True, False])
async def test_broken_stream_is_retried(streamed: bool) -> None:
    broken = Step(break_after=1) if streamed else Step(raw=b'{"id": "x", "choi')
    with serve(broken, Step()) as endpoint:
        on_text = [].append if streamed else None
        reply = await complete(open_fake(endpoint.url), ask(), on_text=on_text)
    assert (reply.text, endpoint.calls) == ("hello", 2)


@pytest.mark.parametrize("nonsense", [b"<html>proxy</html>", b'"text"', b'{"choices": null}'])
async def test_nonsense_is_a_fault_and_never_an_answer(nonsense: bytes) -> None:
    with serve(Step(raw=nonsense)) as endpoint, pytest.raises(EndpointFaultError) as caught:
        await complete(open_fake(endpoint.url), ask())
    assert endpoint.calls == 2
    assert "cannot be read" in caught.value.message


@pytest.mark.covers("endpoint-faults")
async def test_empty_reply_is_named() -> None:
    with serve(Step(text=" ")) as endpoint, pytest.raises(EmptyReplyError, match="empty"):
        await complete(open_fake(endpoint.url), ask())
    assert endpoint.calls == 1


async def test_thinking_that_leaves_no_room_is_named() -> None:
    usage = {
        "prompt_tokens": 1, "completion_tokens": 90, "total_tokens": 91,
        "completion_tokens_details": {"reasoning_tokens": 90},
    }  # fmt: skip
    step = Step(text="", finish="length", usage=usage)
    with serve(step) as endpoint, pytest.raises(EmptyReplyError, match="90 tokens on thinking"):
        await complete(open_fake(endpoint.url), ask())


@pytest.mark.covers("endpoint-faults")
@pytest.mark.parametrize(
    "step",
    [Step(text="", finish="content_filter"), failing(400, "filtered", code="content_filter")],
)
async def test_content_filter_is_named(step: Step) -> None:
    with serve(step) as endpoint, pytest.raises(EmptyReplyError, match="content filter"):
        await complete(open_fake(endpoint.url), ask())
    assert endpoint.calls == 1


@pytest.mark.covers("endpoint-faults")
@pytest.mark.parametrize(
    "step",
    [
        failing(400, "too long", code="context_length_exceeded"),
        failing(400, "This model's maximum context length is 4096 tokens, you sent max_tokens"),
    ],
)
async def test_context_overflow_is_named(step: Step) -> None:
    with serve(step) as endpoint, pytest.raises(ContextOverflowError):
        await complete(open_fake(endpoint.url), ask(max_tokens=10))
    assert endpoint.calls == 1


@pytest.mark.covers("providers")
async def test_refused_parameter_is_dropped_once_and_remembered() -> None:
    def picky(body: dict[str, Any]) -> Step:
        if "temperature" in body:
            message = "Unsupported value: 'temperature' does not support 0 with this model."
            return failing(400, message, param="temperature")
        return failing(400, "unknown field: seed") if "seed" in body else Step()

    waits = Waits()
    with serve(picky) as endpoint:
        model = open_fake(endpoint.url, waits)
        await model.complete(ask(seed=1))
        assert endpoint.calls == 3
        await complete(model, ask(seed=1))
    assert endpoint.calls == 4
    assert waits.seconds == []


async def test_other_refusals_are_not_retried() -> None:
    with serve(failing(400, "no such thing")) as endpoint, pytest.raises(LanguageModelError) as e:
        await complete(open_fake(endpoint.url), ask())
    assert type(e.value) is LanguageModelError
    assert endpoint.calls == 1


async def test_reasoning_models_are_sent_no_temperature() -> None:
    with serve() as endpoint:
        await complete(open_fake(endpoint.url, name="openai:o4-mini"), ask())
    assert "temperature" not in endpoint.bodies[0]


CLOSED = json.dumps(
    {
        "type": "object",
        "properties": {"n": {"type": "number"}},
        "required": ["n"],
        "additionalProperties": False,
    }
)


@pytest.mark.covers("providers")
@pytest.mark.parametrize(("schema", "strict"), [(CLOSED, True), ('{"type": "object"}', False)])
async def test_schema_is_sent_and_strict_where_it_can_be(schema: str, strict: bool) -> None:
    with serve(Step(text='{"n": 1}')) as endpoint:
        await complete(open_fake(endpoint.url), ask(response_schema=schema))
    sent = endpoint.bodies[0]["response_format"]
    assert sent["type"] == "json_schema"
    assert sent["json_schema"]["schema"] == json.loads(schema)
    assert sent["json_schema"]["strict"] is strict


async def test_schema_is_left_out_where_the_server_refuses_it() -> None:
    def refuses(body: dict[str, Any]) -> Step:
        return failing(400, "response_format unsupported") if "response_format" in body else Step()

    with serve(refuses) as endpoint:
        reply = await complete(open_fake(endpoint.url), ask(response_schema=CLOSED))
    assert (reply.text, endpoint.calls) == ("hello", 2)


@pytest.mark.covers("providers")
async def test_grammar_is_sent_and_left_out_where_the_server_refuses_it() -> None:
    def refuses(body: dict[str, Any]) -> Step:
        return failing(400, "unknown field: grammar") if "grammar" in body else Step()

    with serve(refuses) as endpoint:
        reply = await complete(open_fake(endpoint.url), ask(grammar="root ::= x"))
    assert endpoint.bodies[0]["grammar"] == "root ::= x"
    assert (reply.text, endpoint.calls) == ("hello", 2)


@pytest.mark.covers("providers", "bad-input")
async def test_refused_connection_is_unavailable_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(EndpointUnavailableError, match="nobody answers") as caught:
            await complete(open_fake(url), ask())
    assert caught.value.fix is not None


@pytest.mark.covers("keys-stay-secret")
@pytest.mark.parametrize("status", [401, 403, 404])
async def test_key_never_reaches_errors_or_events(status: int) -> None:
    events: list[dict[str, Any]] = []
    step = failing(status, f"Incorrect API key provided: {CANARY}")
    with serve(step) as endpoint:
        model = open_fake(endpoint.url)
        with pytest.raises(EndpointUnavailableError) as caught:
            await Session(model, on_event=events.append).complete(ask(stage="model"))
        await model.aclose()
    assert endpoint.calls == 1
    assert CANARY not in str(caught.value) and "[key]" in str(caught.value)
    assert CANARY not in json.dumps(events)
    assert [event["type"] for event in events] == ["call", "call_failed"]


@pytest.mark.covers("endpoint-faults")
async def test_session_records_each_attempt() -> None:
    events: list[dict[str, Any]] = []
    with serve(failing(503, f"busy {CANARY}"), Step()) as endpoint:
        model = open_fake(endpoint.url)
        await Session(model, on_event=events.append).complete(ask(stage="model"))
        await model.aclose()
    assert [event["type"] for event in events] == ["call", "retry", "reply"]
    assert events[1]["error"] == "EndpointFaultError"
    assert (events[1]["attempt"], events[1]["wait"]) == (1, 1.0)
    assert CANARY not in json.dumps(events)


@pytest.mark.covers("cancel")
async def test_cancelling_closes_the_stream() -> None:
    with serve(Step(text="x" * 600, pause=0.05)) as endpoint:
        model = open_fake(endpoint.url)
        started = asyncio.Event()
        task = asyncio.create_task(model.complete(ask(), lambda _: started.set()))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(endpoint.disconnected.wait, 3)
        await model.aclose()
    assert endpoint.calls == 1


async def test_slow_stream_is_not_a_fault() -> None:
    with serve(Step(text="slow but sure", pause=0.1)) as endpoint:
        reply = await complete(open_fake(endpoint.url), ask(), on_text=lambda _: None)
    assert (reply.text, endpoint.calls) == ("slow but sure", 1)


def test_one_model_serves_several_event_loops() -> None:
    with serve() as endpoint:
        model = open_fake(endpoint.url)
        for _ in range(2):
            assert asyncio.run(complete(model, ask())).text == "hello"


@pytest.mark.covers("providers", "bad-input")
def test_missing_key_names_the_variable() -> None:
    with pytest.raises(EndpointUnavailableError, match="OPENAI_API_KEY"):
        open_model("openai:gpt-4.1-mini")


@pytest.mark.covers("providers", "bad-input")
@pytest.mark.skipif("langchain_anthropic" in sys.modules, reason="the package is installed")
def test_missing_package_names_the_pip_line() -> None:
    with pytest.raises(MissingExtraError, match=r"pip install 'orthought\[anthropic\]'"):
        open_model("anthropic:claude-sonnet-4-5", api_key=CANARY)


def test_offline_allows_loopback_alone() -> None:
    with pytest.raises(EndpointUnavailableError, match="offline"):
        open_model("openai:gpt-4.1-mini", offline=True, api_key=CANARY)
    assert open_model("openai:x", offline=True, base_url="http://localhost:1/v1").name == "openai:x"


TRACED = """
import asyncio, os, sys
from orthought.llm.registry import open_model
from orthought.llm.protocol import Message, Request
model = open_model("openai:fake", base_url=sys.argv[1])
assert "langchain" not in sys.modules, "loaded before it is needed"
asyncio.run(model.complete(Request(messages=(Message(role="user", content="x"),))))
from langsmith.utils import tracing_is_enabled
assert not tracing_is_enabled()
assert os.environ["LANGSMITH_TRACING"] == "false"
"""


@pytest.mark.covers("no-tracing")
def test_tracing_stays_off_whatever_the_environment_says() -> None:
    tracing = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true"}
    with serve() as endpoint, serve() as collector:
        tracing |= {"LANGSMITH_ENDPOINT": collector.url, "LANGSMITH_API_KEY": "lsv2_canary_key"}
        ran = subprocess.run(
            [sys.executable, "-c", TRACED, endpoint.url],
            env=os.environ | tracing, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert (endpoint.calls, collector.calls) == (1, 0)
