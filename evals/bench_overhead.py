"""What ORThought costs beside the language model: import, cold start, each further problem.

    python evals/bench_overhead.py [--repeats 5] [--cold 4.5] [--warm 0.6] [--import 0.15]

Cold is a whole `orthought solve` process on a small LP with a scripted reply; warm is the same
problem with new numbers, again and again in one process; bare is a script that a modeller would
write for it (Pyomo and HiGHS, no sandbox, no checks) as a whole process. The limits are multiples
of bare, which takes turns with cold, since seconds tell more of the machine than of the program.
A median over its limit gives exit code 1.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import orthought

ROOT = Path(__file__).resolve().parent.parent
REPLY = ROOT / "examples" / "bakery.reply.md"
TEXT = (ROOT / "examples" / "bakery.md").read_text()


BARE = """
import pyomo.environ as pyo

model = pyo.ConcreteModel()
model.bake = pyo.Var(["rye", "brioche"], domain=pyo.NonNegativeIntegers)
model.flour = pyo.Constraint(expr=0.6 * model.bake["rye"] + 0.4 * model.bake["brioche"] <= 120)
model.time = pyo.Constraint(expr=3 * model.bake["rye"] + 4 * model.bake["brioche"] <= 900)
model.profit = pyo.Objective(
    expr=2.4 * model.bake["rye"] + 3.1 * model.bake["brioche"], sense=pyo.maximize
)
pyo.SolverFactory("appsi_highs").solve(model)
print(pyo.value(model.profit))
"""


def bare_seconds() -> float:
    """Return the seconds of the script that a modeller would write, as a whole process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], capture_output=True, check=True)
    return time.perf_counter() - began


def cold_seconds(folder: Path) -> float:
    """Return the seconds of one whole process."""
    command = [sys.executable, "-m", "orthought", "solve", TEXT, "--llm", f"scripted:{REPLY}"]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--out", str(folder), "--quiet"], capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    assert done.returncode == 0, done.stderr
    return seconds


def import_seconds() -> float:
    """Return what `import orthought` takes in a fresh interpreter."""
    code = "import time; a = time.perf_counter(); import orthought; print(time.perf_counter() - a)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def warm_seconds(folder: Path, number: int) -> float:
    """Return the seconds of one more problem in this process."""
    settings = orthought.load_settings({"llm": f"scripted:{REPLY}", "cache": False})[0]
    began = time.perf_counter()
    text = TEXT.replace("every morning", f"on morning {number}")
    solution = orthought.solve(text, settings=settings, out=folder)
    seconds = time.perf_counter() - began
    assert solution.objective is not None
    return seconds


def main() -> int:
    """Print the figures; return 1 where a median is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--cold", type=float, default=4.5)
    parser.add_argument("--warm", type=float, default=0.6)
    parser.add_argument("--import", dest="importing", type=float, default=0.15)
    options = parser.parse_args()
    cold, bare = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(options.repeats):
            bare.append(bare_seconds())
            cold.append(cold_seconds(folder / f"cold{number}"))
        warm_seconds(folder / "first", -1)
        warm = [warm_seconds(folder / f"warm{k}", k) for k in range(4 * options.repeats)]
    imports = [import_seconds() for _ in range(options.repeats)]
    seconds = {"bare": bare, "import": imports, "cold": cold, "warm": warm}
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    limits = {"import": options.importing, "cold": options.cold, "warm": options.warm}
    ratios = {name: round(medians[name] / medians["bare"], 3) for name in limits}
    figures: dict[str, Any] = {
        "ratio_to_bare": ratios,
        "limits": limits,
        "median_s": {name: round(value, 3) for name, value in medians.items()},
        "cold_s": [round(s, 3) for s in cold],
        "warm_s": [round(s, 3) for s in warm],
    }
    print(json.dumps(figures))
    return int(any(ratios[name] > limit for name, limit in limits.items()))


if __name__ == "__main__":
    raise SystemExit(main())
