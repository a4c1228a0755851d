"""Every provider that langchain reaches, behind the protocol. The only file that imports it."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

from orthought.errors import EndpointFaultError, LanguageModelError, MissingExtraError
from orthought.llm.faults import Fault, classify, empty_reply
from orthought.llm.keys import redact
from orthought.llm.profiles import profile_of
from orthought.llm.protocol import OnText, Reply, Request, TokenCount
from orthought.llm.providers import (
    PROVIDERS,
    destination_of,
    find_key,
    require_package,
    require_reachable,
    schema_format,
)
from orthought.llm.registry import OpenOptions
from orthought.llm.retry import RetryPolicy, attempt_listener

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, AIMessageChunk

TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
FINISH: dict[str, Literal["stop", "length", "filtered"]] = {
    "stop": "stop", "end_turn": "stop", "stop_sequence": "stop", "STOP": "stop",
    "length": "length", "max_tokens": "length", "MAX_TOKENS": "length",
    "content_filter": "filtered", "refusal": "filtered", "SAFETY": "filtered",
}  # fmt: skip


def open_provider(spec: str, options: OpenOptions) -> ChatModel:
    """Open `provider:model`. Neither langchain nor the provider's package is imported yet.

    Raises:
        EndpointUnavailableError: no key, or `offline` forbids.
        MissingExtraError: the provider's package is not installed.
    """
    return ChatModel(
        spec,
        base_url=options.base_url,
        offline=options.offline,
        **options.extra,
    )


class ChatModel:
    """A model of a provider.

    Args:
        name: `provider:model`.
        base_url: address of a compatible server; default: the provider's.
        api_key: default: the provider's environment variable.
        offline: refuse addresses outside this machine.
        policy: when attempts are repeated.
    """

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        offline: bool = False,
        policy: RetryPolicy | None = None,
    ) -> None:
        provider, _, self._model = name.partition(":")
        self.name = name
        self._provider_name, self._provider = provider, PROVIDERS[provider]
        if provider == "openai":
            base_url = base_url or os.environ.get("OPENAI_BASE_URL") or None
        self._base_url = base_url
        self.destination = destination_of(name, base_url)
        require_reachable(name, base_url, offline=offline)
        require_package(provider, self._provider)
        self._key = find_key(name, self._provider, api_key, base_url)
        self._policy = policy or RetryPolicy()
        # A parameter that was refused once is not sent again.
        self._refused: set[str] = {"temperature"} if profile_of(name).size == "reasoning" else set()
        self._loaded: WeakKeyDictionary[asyncio.AbstractEventLoop, _Loaded] = WeakKeyDictionary()

    @property
    def fingerprint(self) -> str:
        """The name with the server's address: the same name elsewhere is another model."""
        return f"{self.name} at {self._base_url}" if self._base_url else self.name

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return the reply; passing faults are retried. After a broken stream, text begins anew.

        Raises:
            EndpointUnavailableError: refused connection, bad key, unknown model.
            EndpointFaultError: the fault outlived the attempts, or the time is up.
            EmptyReplyError: empty, or withheld by a filter.
            ContextOverflowError: the prompt does not fit.
            LanguageModelError: the request was refused for another reason.
        """
        try:
            async with asyncio.timeout(request.timeout):
                return await self._insist(request, on_text)
        except TimeoutError as error:
            raise EndpointFaultError(
                f"{self.name} was not done after {request.timeout:g} s",
                fix="allow more time, or repeat later",
            ) from error

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        loaded = self._loaded.pop(asyncio.get_running_loop(), None)
        if loaded is not None and loaded.client is not None:
            await loaded.client.close()

    async def _insist(self, request: Request, on_text: OnText | None) -> Reply:
        started, attempt = self._policy.clock(), 1
        while True:
            fault = await self._attempt(request, on_text)
            if isinstance(fault, Reply):
                seconds = self._policy.clock() - started
                return fault.model_copy(update={"seconds": seconds})
            if fault.refused and fault.refused not in self._refused:
                self._refused.add(fault.refused)
                self._log(attempt, fault, 0.0)
                continue
            wait = self._policy.wait(fault, attempt)
            self._log(attempt, fault, wait)
            if wait is None:
                raise fault.error
            await self._policy.sleep(wait)
            attempt += 1

    async def _attempt(self, request: Request, on_text: OnText | None) -> Reply | Fault:
        try:
            # A hanging attempt may use half of the time, so that another one has a chance.
            async with asyncio.timeout(request.timeout / 2):
                return self._reply(await self._ask(request, on_text))
        except TimeoutError:
            half = f"no answer within {request.timeout / 2:g} s"
            return Fault(EndpointFaultError(f"{self.name} failed: {half}"), retry=True)
        except MissingExtraError:
            raise
        except LanguageModelError as error:
            return Fault(error, retry=isinstance(error, EndpointFaultError))
        except Exception as error:  # clients throw anything; classify names what it was
            variable = self._provider.key_variable
            return classify(error, name=self.name, key_variable=variable, secret=self._key)

    async def _ask(self, request: Request, on_text: OnText | None) -> AIMessage:
        loaded = self._load()
        from langsmith import tracing_context

        chat = loaded.chat(self._settings(request))
        messages = [(message.role, message.content) for message in request.messages]
        extra = self._call_arguments(request)
        with tracing_context(enabled=False):
            if on_text is None:
                return await chat.ainvoke(messages, **extra)
            return await self._streamed(chat, messages, extra, on_text)

    async def _streamed(
        self, chat: BaseChatModel, messages: list[Any], extra: dict[str, Any], on_text: OnText
    ) -> AIMessage:
        whole: AIMessageChunk | None = None
        async for chunk in chat.astream(messages, **extra):
            if chunk.text:
                on_text(str(chunk.text))
            whole = chunk if whole is None else whole + chunk
        if whole is None or not _finish_word(whole):
            raise EndpointFaultError(f"{self.name} failed: the stream ended before the reply did")
        return whole

    def _settings(self, request: Request) -> tuple[tuple[str, Any], ...]:
        """Return what the chat model is built with: names differ by provider."""
        ollama = self._provider_name == "ollama"
        wanted: dict[str, Any] = {"temperature": request.temperature}
        if request.max_tokens is not None:
            wanted["max_tokens"] = request.max_tokens
        if request.seed is not None and (self._provider.takes_seed or ollama):
            wanted["seed"] = request.seed + request.sample
        kept = {name: value for name, value in wanted.items() if name not in self._refused}
        if ollama and "max_tokens" in kept:
            kept["num_predict"] = kept.pop("max_tokens")
        if self._provider.takes_schema:
            kept["stream_usage"] = "stream_usage" not in self._refused
        return tuple(sorted(kept.items()))

    def _call_arguments(self, request: Request) -> dict[str, Any]:
        arguments: dict[str, Any] = {}
        if request.stop and "stop" not in self._refused:
            arguments["stop"] = list(request.stop)
        if request.grammar is not None and self._takes("grammar"):
            # llama.cpp's name of it; a profile says `grammar` of no server that does not know it.
            return {**arguments, "extra_body": {"grammar": request.grammar}}
        schema = None if "response_schema" in self._refused else request.response_schema
        if schema is not None and self._provider.takes_schema:
            # In the body as it is: langchain's own way parses the reply, which is our business.
            arguments["extra_body"] = {"response_format": schema_format(schema)}
        elif schema is not None and self._provider_name == "ollama":
            arguments["format"] = json.loads(schema)
        return arguments

    def _takes(self, parameter: str) -> bool:
        return self._provider.takes_schema and parameter not in self._refused

    def _load(self) -> _Loaded:
        loop = asyncio.get_running_loop()
        for name in TRACING:  # read at import: prompts must not travel to a third party
            os.environ[name] = "false"
        if loop not in self._loaded:
            common: dict[str, Any] = {"max_retries": 0} if self._provider_name != "ollama" else {}
            if self._key:
                common["api_key"] = self._key
            if self._base_url:
                common["base_url"] = self._base_url
            client = None
            if self._provider.own_client:
                client = _own_client()
                # How long silence is borne is decided here, not per chunk.
                common |= {"http_async_client": client.http, "stream_chunk_timeout": None}
            self._loaded[loop] = _Loaded(self._provider_name, self._model, common, client)
        return self._loaded[loop]

    def _reply(self, message: AIMessage) -> Reply:
        tokens = _tokens(message)
        finish = FINISH.get(_finish_word(message), "unknown")
        text = str(message.text)
        if not text.strip():
            raise empty_reply(self.name, finish, tokens.reasoning)
        about = message.response_metadata
        model = str(about.get("model_name") or about.get("model") or self._model)
        return Reply(text=text, finish=finish, tokens=tokens, model=model)

    def _log(self, attempt: int, fault: Fault, wait: float | None) -> None:
        listener = attempt_listener.get()
        if listener is not None and wait is not None:
            kind, text = type(fault.error).__name__, redact(fault.error.message, self._key)
            listener({"attempt": attempt, "error": kind, "message": text, "wait": round(wait, 3)})


class _Client:
    """An HTTP client of our own: the shared ones outlive their event loop and never close."""

    def __init__(self, http: Any) -> None:
        self.http = http

    async def close(self) -> None:
        await self.http.aclose()


class _Loaded:
    """The chat models of one event loop, one for each set of parameters."""

    def __init__(
        self, provider: str, model: str, common: dict[str, Any], client: _Client | None
    ) -> None:
        self._provider, self._model, self._common = provider, model, common
        self.client = client
        self._chats: dict[tuple[tuple[str, Any], ...], BaseChatModel] = {}

    def chat(self, settings: tuple[tuple[str, Any], ...]) -> BaseChatModel:
        if settings not in self._chats:
            self._chats[settings] = self._build(dict(settings))
        return self._chats[settings]

    def _build(self, settings: dict[str, Any]) -> BaseChatModel:
        try:
            from langchain.chat_models import init_chat_model

            chat: BaseChatModel = init_chat_model(
                self._model, model_provider=self._provider, **self._common, **settings
            )
        except ImportError as error:
            install = PROVIDERS[self._provider].install
            raise MissingExtraError(
                f"the provider {self._provider!r} cannot be loaded: {error}",
                fix=f"pip install {install}",
            ) from error
        return chat


def _own_client() -> _Client:
    import openai

    # The client's own time-outs: 5 s to connect, 600 s of silence; the call is timed by us.
    return _Client(openai.DefaultAsyncHttpxClient())


def _finish_word(message: AIMessage) -> str:
    about = message.response_metadata
    return str(
        about.get("finish_reason") or about.get("stop_reason") or about.get("done_reason") or ""
    )


def _tokens(message: AIMessage) -> TokenCount:
    usage = message.usage_metadata
    if not usage:
        return TokenCount()
    return TokenCount(
        prompt=usage["input_tokens"],
        completion=usage["output_tokens"],
        reasoning=(usage.get("output_token_details") or {}).get("reasoning") or 0,
        cached_prompt=(usage.get("input_token_details") or {}).get("cache_read") or 0,
    )
