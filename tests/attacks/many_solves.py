"""Solve again and again in one process, and say in JSON what it holds in the beginning and the end.

    python many_solves.py SOLVES FOLDER

Each run folder is removed after its solve, as a service would; what else stays is a leak. Every
tenth program fails, every tenth is hostile.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import orthought
from orthought.errors import OrthoughtError
from orthought.execution.conformance.watch import descendants, is_alive, status_of
from tests.agent import scripts

HOSTILE = scripts.LP.replace(
    "    model = pyo.ConcreteModel()\n",
    "    import os\n    os.dup(1)\n    os._exit(int(os.getpid() and 5))\n",
)
FAILING = scripts.LP.replace("    model = pyo.ConcreteModel()\n", "    raise ValueError('no')\n")


def main() -> None:
    solves, folder = int(sys.argv[1]), Path(sys.argv[2])
    names = {}
    for kind, reply in (("good", scripts.LP), ("failing", FAILING), ("hostile", HOSTILE)):
        path = folder / f"{kind}.json"
        path.write_text(json.dumps([{"text": reply, "repeat": True}]))
        names[kind] = f"scripted:{path}"
    first = {}
    right = 0
    for number in range(solves):
        kind = {3: "failing", 7: "hostile"}.get(number % 10, "good")
        right += solve(names[kind], folder / "run", number)
        if number == solves // 4:
            first = holdings(folder)
    print(json.dumps({"first": first, "last": holdings(folder), "right": right}))


def solve(model: str, place: Path, number: int) -> int:
    options = {"llm": model, "cache": False, "max_repairs": 0}
    settings = orthought.load_settings(options)[0]
    try:
        text = f"{scripts.LP_TEXT} Case {number}."
        solution = orthought.solve(text, settings=settings, out=place)
        return int(solution.objective is not None)
    except OrthoughtError:
        return 0
    finally:
        shutil.rmtree(place, ignore_errors=True)


def holdings(folder: Path) -> dict[str, int]:
    gc.collect()
    alive = [process for process in descendants(os.getpid()) if is_alive(process)]
    kilobytes = [int(status_of(p).get("RssAnon", "0 kB").split()[0]) for p in (os.getpid(), *alive)]
    return {
        "processes": len(alive),
        "zombies": len(descendants(os.getpid())) - len(alive),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "files": len(list(folder.rglob("*"))) + len(list(Path(tempfile.gettempdir()).iterdir())),
        "memory_kb": sum(kilobytes),
        "own_memory_kb": kilobytes[0],
    }


if __name__ == "__main__":
    main()
