"""When another attempt is made, and how long it is waited for."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from orthought.llm.faults import Fault

OnAttempt = Callable[[dict[str, Any]], None]
attempt_listener: ContextVar[OnAttempt | None] = ContextVar("attempt_listener", default=None)
"""Who wants to know of the failed attempts of the current call: number, error, message, wait."""


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential waits with jitter; the server's own wish comes first.

    Clock, sleep and chance are injected so that waits can be tested without waiting.
    """

    attempts: int = 5
    first_wait: float = 1.0
    """Seconds."""
    longest_wait: float = 60.0
    """Seconds; also the longest wish of a server that is granted."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = field(default=random.random)

    def wait(self, fault: Fault, attempt: int) -> float | None:
        """Return the seconds until the next attempt, None where there shall be none.

        Args:
            fault: how this attempt ended.
            attempt: its number, from 1.
        """
        attempts = self.attempts if fault.limit is None else min(self.attempts, fault.limit)
        if not fault.retry or attempt >= attempts:
            return None
        if fault.retry_after is not None:
            # A server that wants an hour is unavailable, not slow.
            return fault.retry_after if fault.retry_after <= self.longest_wait else None
        ceiling = min(self.longest_wait, self.first_wait * 2.0 ** (attempt - 1))
        return ceiling * (0.5 + 0.5 * self.chance())
