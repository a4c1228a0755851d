"""Build a model whose program takes a second, in one tier, with two seconds for it.

    python -m tests.long_life.builder TIER

Says `begun` before the build, and what became of it after.
"""

from __future__ import annotations

import sys

from orthought.execution.interface import Limits, Tier
from orthought.execution.tiers import open_sandbox

SLOW = (
    "import time\n"
    "import pyomo.environ as pyo\n"
    "def build_model(data):\n"
    "    time.sleep(1.2)\n"
    "    model = pyo.ConcreteModel()\n"
    "    model.x = pyo.Var(bounds=(0, 1))\n"
    "    model.o = pyo.Objective(expr=model.x)\n"
    "    return model\n"
)


def main() -> None:
    sandbox = open_sandbox(Tier(sys.argv[1]), allow_unsafe=True)
    sandbox.build(SLOW.replace("1.2", "0"), {})
    print("begun", flush=True)
    result = sandbox.build(SLOW, {}, Limits(seconds=2))
    print(result.failure or result.instance.variable_names, flush=True)
    endless = sandbox.build(SLOW.replace("1.2", "60"), {}, Limits(seconds=1))
    print(endless.failure.kind, flush=True)
    sandbox.close()


if __name__ == "__main__":
    main()
