"""What ORThought costs beside the language model: import, cold start, each further problem.

    python evals/bench_overhead.py [--repeats 5] [--cold 2.5] [--warm 0.3]

Cold is a whole `orthought solve` process on a small LP with a scripted reply; warm is the same
problem with new numbers, again and again in one process. Medians over the limits give exit code 1.
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
    parser.add_argument("--cold", type=float, default=2.5)
    parser.add_argument("--warm", type=float, default=0.3)
    parser.add_argument("--import", dest="importing", type=float, default=0.15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold = [cold_seconds(folder / f"cold{k}") for k in range(options.repeats)]
        warm_seconds(folder / "first", -1)
        warm = [warm_seconds(folder / f"warm{k}", k) for k in range(4 * options.repeats)]
    imports = [import_seconds() for _ in range(options.repeats)]
    figures: dict[str, Any] = {
        "import_median_s": round(statistics.median(imports), 3),
        "cold_median_s": round(statistics.median(cold), 3),
        "warm_median_s": round(statistics.median(warm), 3),
        "cold_s": [round(s, 3) for s in cold],
        "warm_s": [round(s, 3) for s in warm],
    }
    print(json.dumps(figures))
    limits = {"import": options.importing, "cold": options.cold, "warm": options.warm}
    return int(any(figures[f"{name}_median_s"] > limit for name, limit in limits.items()))


if __name__ == "__main__":
    raise SystemExit(main())
