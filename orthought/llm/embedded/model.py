"""The embedded model behind the protocol."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import httpx

from orthought.errors import (
    ContextOverflowError,
    EmptyReplyError,
    EndpointFaultError,
    LanguageModelError,
    MissingExtraError,
)
from orthought.llm.embedded.cards import DEFAULT_CARD, ModelCard, find_card
from orthought.llm.embedded.runtime import Endpoint, Runtime, RuntimeSettings, borrow, give_back
from orthought.llm.embedded.sources import OnProgress
from orthought.llm.embedded.weights import ensure_weights
from orthought.llm.protocol import OnText, Reply, Request, TokenCount
from orthought.llm.registry import OpenOptions

DEFAULT_MAX_TOKENS = 2048
LEAST_LOGPROB = -100.0
"""What a grammar forces against the model's will can have the probability 0."""


def open_embedded(argument: str, options: OpenOptions) -> EmbeddedModel:
    """Open `local`, `local:CARD` or `local:FILE.gguf`.

    Raises:
        MissingExtraError: the runtime is not installed.
        EndpointUnavailableError: `offline` is set and the weights are not here.
        SettingsError: no card has this name.
    """
    if importlib.util.find_spec("xllamacpp") is None:
        raise MissingExtraError(
            "the embedded model needs a runtime that is not installed",
            fix="pip install 'orthought[local]'",
        )
    file = Path(argument).expanduser()
    weights = file if file.suffix == ".gguf" else find_card(argument or DEFAULT_CARD)
    if options.offline and isinstance(weights, ModelCard):
        ensure_weights(weights, offline=True)
    return EmbeddedModel(weights, on_progress=options.on_progress, **options.extra)


class EmbeddedModel:
    """Small, free and local. Everything is loaded with the first request.

    Args:
        weights: a card, whose file is fetched where it is missing, or a GGUF file.
        context: tokens that one prompt and its reply may take together.
        threads: 0 takes one for each physical core.
        parallel: replies written at the same time; several share each pass over the weights.
        on_progress: receives what takes long, bytes done and bytes in all.
    """

    def __init__(
        self,
        weights: ModelCard | Path,
        *,
        context: int = 8192,
        threads: int = 0,
        parallel: int = 1,
        on_progress: OnProgress | None = None,
    ) -> None:
        self.name = "local"
        self.destination = ""
        self._weights = weights
        self._options = {
            "context": context * parallel,  # the runtime shares it out among the replies
            "threads": threads,
            "parallel": parallel,
        }
        self._on_progress = on_progress
        self._runtime: Runtime | None = None
        self._borrowing = threading.Lock()
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]
        self._turns = WeakKeyDictionary()

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return the reply. Cancelling closes the stream, at which the server stops writing.

        Raises:
            ContextOverflowError: prompt and reply do not fit.
            EmptyReplyError: nothing came back.
            EndpointFaultError: the server died twice or the time is up.
            EndpointUnavailableError: no weights, or the server does not start.
        """
        async with self._turn():  # waiting for a turn does not count against the time-out
            try:
                return await self._attempt(request, on_text)
            except httpx.TransportError:
                pass  # the server died: it is started again, once
            try:
                return await self._attempt(request, on_text)
            except httpx.TransportError as error:
                raise EndpointFaultError(
                    f"the embedded model's server fell silent: {error!r}",
                    fix="see whether the machine is out of memory, then repeat",
                ) from error

    async def aclose(self) -> None:
        """End the server unless another model of this process uses it."""
        runtime, self._runtime = self._runtime, None
        if runtime is not None:
            await asyncio.to_thread(give_back, runtime)

    async def _attempt(self, request: Request, on_text: OnText | None) -> Reply:
        runtime, endpoint = await self._prepare()
        try:
            return await self._ask(endpoint, request, on_text)
        except httpx.TransportError:
            # The process may still be counted as alive for a moment.
            await asyncio.to_thread(runtime.retire, endpoint)
            raise

    def _turn(self) -> asyncio.Semaphore:
        loop = asyncio.get_running_loop()
        return self._turns.setdefault(loop, asyncio.Semaphore(self._options["parallel"]))

    async def _prepare(self) -> tuple[Runtime, Endpoint]:
        abandoned = threading.Event()
        try:
            return await asyncio.to_thread(self._ready, abandoned)
        except asyncio.CancelledError:
            abandoned.set()  # or Ctrl-C would wait for the end of a download
            raise

    def _ready(self, abandoned: threading.Event) -> tuple[Runtime, Endpoint]:
        def report(what: str, done: int, total: int) -> None:
            if abandoned.is_set():
                raise InterruptedError(what)
            if self._on_progress is not None:
                self._on_progress(what, done, total)

        with self._borrowing:
            if self._runtime is None:
                file = self._weights
                if isinstance(file, ModelCard):
                    file = ensure_weights(file, on_progress=report)
                if abandoned.is_set():  # nobody would give it back
                    raise InterruptedError("cancelled")
                self._runtime = borrow(RuntimeSettings(file, **self._options))
            if self._runtime.process_id is None:
                report("loading the embedded model", 0, 0)
            return self._runtime, self._runtime.ensure()

    async def _ask(self, endpoint: Endpoint, request: Request, on_text: OnText | None) -> Reply:
        started = time.monotonic()
        try:
            async with asyncio.timeout(request.timeout):
                draft = await _stream(endpoint, request, on_text)
        except TimeoutError as error:
            raise EndpointFaultError(
                f"the embedded model was not done after {request.timeout:.0f} s",
                fix="allow more time, or fewer tokens",
            ) from error
        if not draft.text.strip():
            raise EmptyReplyError("the embedded model returned nothing", fix="repeat the request")
        return draft.model_copy(update={"seconds": time.monotonic() - started})


async def _stream(endpoint: Endpoint, request: Request, on_text: OnText | None) -> Reply:
    pieces: list[str] = []
    logprobs: list[tuple[str, float]] = []
    finish, tokens = "unknown", TokenCount()
    async with aclosing(_chunks(endpoint, request)) as chunks:
        async for chunk in chunks:
            tokens = _usage(chunk) or tokens
            for choice in chunk.get("choices") or ():
                piece = (choice.get("delta") or {}).get("content")
                if piece:
                    pieces.append(piece)
                    if on_text is not None:
                        on_text(piece)
                logprobs += _logprobs(choice)
                finish = choice.get("finish_reason") or finish
    if finish == "unknown":
        raise httpx.RemoteProtocolError("the stream ended before the reply did")
    finish = finish if finish in {"stop", "length"} else "unknown"
    return Reply.model_validate(
        {
            "text": "".join(pieces),
            "finish": finish,
            "tokens": tokens,
            "model": "local",
            "cost_usd": 0,
            "token_logprobs": logprobs,
        }
    )


async def _chunks(endpoint: Endpoint, request: Request) -> AsyncGenerator[dict[str, Any], None]:
    headers = {"Authorization": f"Bearer {endpoint.key}"}
    address = f"{endpoint.address}/v1/chat/completions"
    timeout = httpx.Timeout(None, connect=5.0)  # the whole call is timed by the caller
    async with (
        httpx.AsyncClient(trust_env=False, timeout=timeout) as client,
        client.stream("POST", address, headers=headers, json=payload(request)) as response,
    ):
        if response.status_code != 200:
            raise _refusal(
                response.status_code, (await response.aread()).decode("utf-8", "replace")
            )
        async for line in response.aiter_lines():
            field, _, value = line.partition(": ")
            if field == "error":
                raise EndpointFaultError(f"the embedded model broke off: {value[:300]}")
            if field == "data" and value != "[DONE]":
                chunk = json.loads(value)
                if "error" in chunk:
                    raise _refusal(500, value)
                yield chunk


def payload(request: Request) -> dict[str, Any]:
    """Return what llama.cpp's server is sent for this request."""
    body: dict[str, Any] = {
        "messages": [message.model_dump() for message in request.messages],
        "max_tokens": request.max_tokens or DEFAULT_MAX_TOKENS,
        "temperature": request.temperature,
        # Samples of one prompt must differ, and the same sample must come out the same.
        "seed": (request.seed or 0) + request.sample,
        "cache_prompt": True,
        "stream": True,
        "stream_options": {"include_usage": True},
        "logprobs": True,
    }
    if request.stop:
        body["stop"] = list(request.stop)
    if request.grammar is not None:
        body["grammar"] = request.grammar
    elif request.response_schema is not None:
        schema = {"name": "reply", "schema": json.loads(request.response_schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _logprobs(choice: dict[str, Any]) -> list[tuple[str, float]]:
    """Return a chunk's tokens with their logarithms; what cannot be drawn at all is no number."""
    content = (choice.get("logprobs") or {}).get("content") or ()
    return [
        (str(token["token"]), round(max(float(token["logprob"]), LEAST_LOGPROB), 5))
        for token in content
    ]


def _usage(chunk: dict[str, Any]) -> TokenCount | None:
    usage = chunk.get("usage")
    if not usage:
        return None
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
    return TokenCount(
        prompt=usage["prompt_tokens"], completion=usage["completion_tokens"], cached_prompt=cached
    )


def _refusal(status: int, body: str) -> LanguageModelError:
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):
        error = {"message": body[:300]}
    if error.get("type") == "exceed_context_size_error":
        return ContextOverflowError(
            f"the prompt has {error.get('n_prompt_tokens')} tokens, the embedded model holds "
            f"{error.get('n_ctx')}",
            fix="shorten the problem, or open the model with a larger context",
        )
    message = f"the embedded model refuses ({status}): {error.get('message')}"
    if status >= 500:
        return EndpointFaultError(message, fix="repeat the request")
    return LanguageModelError(message, fix="check the grammar and the parameters of the request")
