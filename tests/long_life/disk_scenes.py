"""What happens on disks that are full or read-only; one scene a process.

    python -m tests.long_life.disk_scenes SCENE FOLDER

Prints one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.long_life import small_disk

STARTER: Final = Path(__file__).resolve().parents[1] / "replies" / "starter"
SIZES: Final = (4, 12, 16, 24, 28, 32, 40, 64)
"""Kilobytes, so that each file of a run is the one that finds no room in one of them."""


def full(folder: Path) -> Any:
    """Solve on disks of growing size; after each failure make room and say it again."""
    from orthought.errors import OrthoughtError

    told = []
    for size in SIZES:
        disk, path = folder / f"disk{size}", folder / f"script{size}.json"
        small_disk.mount(disk, size)
        first = None
        try:
            solve(script(path, 1), disk / "run")
        except OrthoughtError as error:
            first = describe(error)
        small_disk.resize(disk, 4096)
        # A call that was paid for and lost could not be made again: the script is then empty.
        paid = replies_in(disk / "run")
        solution = solve(script(path, 0 if paid else 1), disk / "run")
        told.append({"size": size, "first": first, "paid": paid, "objective": solution.objective})
    return told


def read_only(folder: Path) -> Any:
    """Solve into a disk that takes nothing, then on one that stops to take anything."""
    from orthought.errors import OrthoughtError

    disk, told = folder / "disk", []
    small_disk.mount(disk, 4096)
    for moment in ("before", "after"):
        model = script(folder / f"{moment}.json", 1)
        small_disk.allow_writing(disk, moment != "before")

        def stop(event: dict[str, Any], moment: str = moment) -> None:
            if event["type"] == "reply" and moment == "after":
                fill(disk)

        try:
            solve(model, disk / "run", on_event=stop)
            told.append(None)
        except OrthoughtError as error:
            told.append(describe(error))
    return told


def fill(disk: Path) -> None:
    """Take all the room and all the names that are left."""
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as stream:
        while stream.write(bytes(4096)):
            pass
    with contextlib.suppress(OSError):
        for number in range(10_000):
            (disk / f"name{number}").touch()


def other_folders(folder: Path) -> Any:
    """Solve where the cache and the settings can be neither read nor written."""
    home = folder / "home"
    small_disk.mount(home, 64)
    small_disk.allow_writing(home, False)
    import os

    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(home)
    solution = solve(script(folder / "script.json", 1), folder / "run", cache=True)
    return {"objective": solution.objective}


def temporary(folder: Path) -> Any:
    """Solve where no temporary file can be made any more; then make room and say it again."""
    import os
    import tempfile

    from orthought.errors import OrthoughtError

    place = folder / "tmp"
    small_disk.mount(place, 64, files=20)
    os.environ["TMPDIR"] = str(place)
    assert tempfile.gettempdir() == str(place)
    fill(place)
    model = script(folder / "script.json", 1)
    first = None
    try:
        solve(model, folder / "run")
    except OrthoughtError as error:
        first = describe(error)
    small_disk.resize(place, 65536)
    solution = solve(script(folder / "script.json", 1), folder / "run")
    return {"first": first, "objective": solution.objective}


def evaluation(folder: Path) -> Any:
    """Measure on a disk that is soon full; make room and say it again."""
    from orthought.errors import OrthoughtError
    from orthought.evaluation import evaluate
    from orthought.evaluation.experiment import make_experiment

    disk = folder / "disk"
    small_disk.mount(disk, 40)
    model = f"scripted:{STARTER / 's01_garden_furniture.md'}"
    fields = {"bench": ("starter",), "name": "small", "llm": (model,), "slice": "0:2"}
    first = None
    try:
        evaluate(make_experiment(dict(fields), "the test"), out=disk / "run")
    except OrthoughtError as error:
        first = describe(error)
    small_disk.resize(disk, 65536)
    finished = evaluate(make_experiment(dict(fields), "the test"), out=disk / "run")
    return {"first": first, "results": len(finished.results), "complete": finished.complete}


def solve(model: str, run: Path, **options: Any) -> Any:
    import orthought
    from tests.agent import scripts

    given = {"cache": False, "max_repairs": 0, **options}
    return orthought.solve(scripts.LP_TEXT, llm=model, out=run, **given)


def script(path: Path, replies: int) -> str:
    from tests.agent import scripts

    path.write_text(json.dumps([scripts.LP] * replies))
    return f"scripted:{path}"


def replies_in(run: Path) -> int:
    """Return how many replies the run has on the disk."""
    from orthought.runs import read_events

    if not (run / "events.jsonl").exists():
        return 0
    return sum(event["type"] == "reply" for event in read_events(run))


def describe(error: Any) -> dict[str, str] | None:
    return error and {"kind": type(error).__name__, "message": error.message, "fix": error.fix}


SCENES: Final[dict[str, Callable[[Path], Any]]] = {
    scene.__name__: scene for scene in (full, read_only, other_folders, temporary, evaluation)
}

if __name__ == "__main__":
    small_disk.enter()
    print(json.dumps(SCENES[sys.argv[1]](Path(sys.argv[2]))))
