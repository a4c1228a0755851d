"""Time limits that a pause of the whole process does not use up.

A laptop that sleeps, a stopped job (Ctrl-Z) or a frozen container stand still together with what
they wait for. A clock that runs on meanwhile must not make a time limit of that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

SLICE: Final = 1.0
"""Seconds that are waited for at a time: what a pause is noticed by."""
LATE: Final = 1.0
"""Seconds by which a wait may be late on a busy machine before it counts as a pause."""


class Deadline:
    """Seconds that are left, waited for in slices.

        deadline = Deadline(60)
        while seconds := deadline.next_wait():
            something.wait(seconds)

    Args:
        seconds: the limit.
        clock: seconds that never run backwards.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._due: float | None = None

    def next_wait(self) -> float:
        """Return how long to wait now, at most SLICE; 0 where the time is over.

        What the last wait took beyond what it should have, counts as a pause.
        """
        now = self._clock()
        if self._due is not None and now > self._due + LATE:
            self._end += now - self._due
        wait = max(0.0, min(SLICE, self._end - now))
        self._due = now + wait
        return wait
