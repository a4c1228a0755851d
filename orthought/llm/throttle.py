"""Keeps calls within what an endpoint allows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager


class Throttle:
    """Spreads calls over time and bounds how many run at once. Sessions may share one.

    Args:
        requests_per_minute: None: as many as come.
        max_concurrency: None: as many as come.
        clock: seconds that never run backwards.
        sleep: waits for some seconds.
    """

    def __init__(
        self,
        requests_per_minute: float | None = None,
        max_concurrency: int | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval = 60.0 / requests_per_minute if requests_per_minute else 0.0
        self._places = asyncio.Semaphore(max_concurrency) if max_concurrency else None
        self._clock, self._sleep = clock, sleep
        self._next = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a place and a moment, and hold the place."""
        if self._places is None:
            await self._moment()
            yield
            return
        async with self._places:
            await self._moment()
            yield

    async def _moment(self) -> None:
        now = self._clock()
        mine = max(now, self._next)
        self._next = mine + self._interval
        if mine > now:
            await self._sleep(mine - now)
