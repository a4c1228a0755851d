"""One run's dealings with one model: recorded, cached, counted and bounded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from orthought.errors import LanguageModelError, SettingsError
from orthought.llm.cache import ReplyCache
from orthought.llm.keys import (
    destination,
    fingerprint,
    redact,
    request_key,
    screened,
    strip_secrets,
)
from orthought.llm.ledger import UNLIMITED_REPLY, Budget, Ledger, price_of
from orthought.llm.protocol import LanguageModel, OnText, Reply, Request
from orthought.llm.retry import attempt_listener
from orthought.llm.scripted import stream_text
from orthought.llm.throttle import Throttle
from orthought.solution import Usage

OnEvent = Callable[[dict[str, Any]], None]
"""Receives JSON-serialisable events; whoever writes them flushes before returning."""


class Session:
    """Completes requests on behalf of one run; nothing is paid for twice.

    Args:
        model: who answers.
        recorded: replies of this run by key, from an earlier, interrupted process.
        on_event: receives `call` before each call, then `retry`, `reply` or `call_failed`.
        cache: replies kept over runs; None: no cache.
        counts_cache: a reply of the cache takes from the budget what it once took, so that it is
            refused where the model's own would be; by default it is free.
        budget: the limit; may be shared with other sessions.
        throttle: the pace; may be shared with other sessions.
        clock: seconds that never run backwards.

    Raises:
        SettingsError: the budget limits money and the model's price is unknown.
    """

    def __init__(
        self,
        model: LanguageModel,
        *,
        recorded: Mapping[str, Reply] | None = None,
        on_event: OnEvent | None = None,
        cache: ReplyCache | None = None,
        counts_cache: bool = False,
        budget: Budget | None = None,
        throttle: Throttle | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self.budget = budget or Budget()
        self._known = dict(recorded or {})
        self._emit = on_event or _ignore
        self._cache = cache
        self._counts_cache = counts_cache
        self._throttle = throttle or Throttle()
        self._clock = clock
        self._ledger = Ledger()
        self._price = price_of(fingerprint(model))
        self._in_flight: dict[str, asyncio.Lock] = {}
        if self.budget.limits_money and self._price is None:
            raise SettingsError(
                f"the price of {model.name} is unknown, so no budget of money can be kept",
                fix="limit calls or tokens instead, or enter the price in prices.toml",
            )

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return the reply: from this run's record, from the cache, or from the model.

        Raises:
            BudgetError: the call might pass the budget; it was not made.
            LanguageModelError: the model could not answer.
        """
        key = self.key(request)
        async with self._in_flight.setdefault(key, asyncio.Lock()):
            reply = self._recall(key, request)
            if reply is None:
                return await self._call(key, request, on_text)
        self._ledger.add(request.stage, reply)
        stream_text(reply.text, on_text)
        return reply

    def key(self, request: Request) -> str:
        """Return the key under which this session records the request."""
        return request_key(fingerprint(self.model), request)

    def usage(self) -> Usage:
        """Return what this session used; recorded and cached replies cost nothing again."""
        return self._ledger.total()

    def usage_by_stage(self) -> dict[str, Usage]:
        """Return the same by stage."""
        return self._ledger.by_stage()

    def _recall(self, key: str, request: Request) -> Reply | None:
        if key in self._known:
            return self._known[key].model_copy(update={"replayed": True})
        cached = self._cache.get(key) if self._cache is not None else None
        if cached is not None:
            if self._counts_cache:
                self.budget.take(request, cached)
            self._record(key, request.stage, cached)
        return cached

    async def _call(self, key: str, request: Request, on_text: OnText | None) -> Reply:
        reservation = self.budget.reserve(request, self._price)
        reply = None
        try:
            async with self._throttle.turn():
                reply = await self._ask(key, request, on_text)
        finally:
            self.budget.settle(reservation, reply)
        self._record(key, request.stage, reply)
        if self._cache is not None:
            self._cache.put(key, reply)
        self._ledger.add(request.stage, reply)
        return reply

    async def _ask(self, key: str, request: Request, on_text: OnText | None) -> Reply:
        self._emit(_call_event(key, self.model, request))
        token = attempt_listener.set(
            lambda attempt: self._emit(
                {"type": "retry", "key": key, "stage": request.stage, **attempt}
            )
        )
        started = self._clock()
        try:
            with screened(on_text) as screen:
                reply = await self.model.complete(self._bounded(request), screen)
        except LanguageModelError as error:
            self._ledger.add_failure(request.stage, self._clock() - started)
            self._emit(_failure_event(key, request.stage, error))
            raise
        finally:
            attempt_listener.reset(token)
        # A server that knows our key may repeat it; the reply goes into every record.
        plain = {"text": strip_secrets(reply.text), "model": strip_secrets(reply.model)}
        reply = reply.model_copy(update=plain)
        return self._priced(reply, self._clock() - started)

    def _bounded(self, request: Request) -> Request:
        if request.max_tokens is None and self.budget.limits_replies:
            return request.model_copy(update={"max_tokens": UNLIMITED_REPLY})
        return request

    def _priced(self, reply: Reply, seconds: float) -> Reply:
        cost = reply.cost_usd
        if cost is None and self._price is not None:
            cost = self._price.of(reply.tokens)
        return reply.model_copy(update={"cost_usd": cost, "seconds": reply.seconds or seconds})

    def _record(self, key: str, stage: str, reply: Reply) -> None:
        self._known[key] = reply
        event = {
            "type": "reply",
            "key": key,
            "stage": stage,
            "reply": reply.model_dump(mode="json"),
        }
        self._emit(event)


def _call_event(key: str, model: LanguageModel, request: Request) -> dict[str, Any]:
    content = request.model_dump(mode="json", exclude_defaults=True, exclude={"stage"})
    place = {"model": fingerprint(model), **destination(model)}
    return {"type": "call", "key": key, "stage": request.stage, **place, **content}


def _failure_event(key: str, stage: str, error: LanguageModelError) -> dict[str, Any]:
    kind, message = type(error).__name__, redact(error.message)
    return {"type": "call_failed", "key": key, "stage": stage, "error": kind, "message": message}


def _ignore(_event: dict[str, Any]) -> None:
    return
