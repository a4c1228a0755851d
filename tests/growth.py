"""Tell work that grows with its input from work that grows with its input's square.

No test asserts a speed in seconds: on a loaded machine a clock says anything. What never ends
meets the timeout of every test.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import pytest

#: CPU seconds below which nobody waits, whatever the growth.
UNNOTICED: Final = 0.3
TIMES: Final = 4
TRIES: Final = 3


def assert_gentle_growth(work: Callable[[int], object], size: int) -> None:
    """Fail if ``work(size)`` costs far more than four times ``work(size // 4)``.

    Both are measured one after the other in CPU seconds, so that a slow machine slows both; the
    test fails only if three tries in a row say so. Work in proportion to its input has a ratio of
    4, work with its square one of 16; the bound lies between.
    """
    ratios = []
    for _ in range(TRIES):
        short = _seconds(work, size // TIMES)
        long = _seconds(work, size)
        if long < UNNOTICED or long < 10 * short:
            return
        ratios.append(long / short if short else float("inf"))
    pytest.fail(f"{TIMES} times the input took {ratios} times as long")


def _seconds(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began
