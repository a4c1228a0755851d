"""Run `orthought` on a machine whose clock is set again and again while it works.

    python -m tests.long_life.jumping_clock DAYS ARGUMENTS...

Each time that anybody asks for the time of day, it has moved on by so many days; a negative number
sets it back. Clocks that measure durations go on as they should.
"""

from __future__ import annotations

import sys
import time

DAY = 86_400.0


def main() -> None:
    jump, asked = float(sys.argv.pop(1)) * DAY, 0
    real = time.time

    def told() -> float:
        nonlocal asked
        asked += 1
        return real() + jump * asked

    time.time = told
    sys.argv[0] = "orthought"
    from orthought.cli.entry import run

    run()


if __name__ == "__main__":
    main()
