"""Readers of files that users write: tables, settings, campaigns, and answers of earlier runs."""

from __future__ import annotations

import contextlib
import json
import random
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from tests.fuzz.damage import damage_bytes
from tests.fuzz.trees import damage_tree, strange

ROOT: Final = Path(__file__).resolve().parents[2]
EARLIER: Final = ROOT / "tests" / "data" / "run-format-1"


@cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="orthought-fuzz-"))


@cache
def tables() -> list[bytes]:
    texts = (
        "order,hours,profit,due\na,3,4.5,2026-01-02\nb,,-1,2026-02-03\n",
        'Name;"Wert, €";Anteil\n"Müller; Co";1.234,5;5 %\nx;2;7 %\n',
        "a\tb\n1\t2\n3\t4\n",
        'id,flag,text\n007,true,NaN\n008,false,"a ""b"""\n',
    )
    example = (ROOT / "examples" / "campaign" / "results.csv").read_bytes()
    return [example, *(text.encode() for text in texts)]


def make_table(chance: random.Random) -> bytes:
    sound = chance.choice(tables())
    if chance.random() < 0.5:
        return damage_bytes(sound, chance)
    lines = sound.decode().splitlines()
    for _ in range(chance.choice((1, 2, 5))):
        cells = re.split(r"([,;\t])", chance.choice(lines))
        cells[chance.randrange(len(cells))] = chance.choice(CELLS)
        lines[chance.randrange(len(lines))] = "".join(cells)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def read_table(data: bytes) -> None:
    from orthought.campaign.exchange.files import read_table as read_results
    from orthought.errors import OrthoughtError
    from orthought.tables import load
    from orthought.tables.rendering import render

    path = folder() / "table.csv"
    path.write_bytes(data)
    with contextlib.suppress(OrthoughtError):
        read_results(path)
    loaded = load([path])
    render(loaded.tables, loaded.documents).encode()


@cache
def campaigns() -> list[bytes]:
    return [(ROOT / "examples" / "campaign" / "campaign.toml").read_bytes()]


@cache
def settings_files() -> list[bytes]:
    return [b'llm = "scripted:x"\ntime_limit = 5.5\nthreads = 2\noffline = true\nseed = 1\n']


def make_toml(sounds: Callable[[], list[bytes]]) -> Callable[[random.Random], bytes]:
    """Return what damages a TOML file: its bytes, or values behind '='."""

    def make(chance: random.Random) -> bytes:
        sound = chance.choice(sounds())
        if chance.random() < 0.4:
            return damage_bytes(sound, chance)
        lines = sound.decode().splitlines()
        for _ in range(chance.choice((1, 1, 2, 4))):
            number = chance.randrange(len(lines))
            name = lines[number].partition("=")[0]
            other = chance.choice((strange(chance), chance.choice(TOML)))
            lines[number] = chance.choice((f"{name}= {other}", "", lines[number] * 2, other))
        return "\n".join(lines).encode("utf-8", "surrogatepass")

    return make


def read_campaign(data: bytes) -> None:
    from orthought.campaign.settings import read_settings

    path = folder() / "campaign.toml"
    path.write_bytes(data)
    read_settings(path).plan()


def read_settings_file(data: bytes) -> None:
    from orthought.settings import load_settings

    (folder() / "orthought.toml").write_bytes(data)
    load_settings({}, environment={}, project_folder=folder(), user_file=folder() / "none.toml")


@cache
def solutions() -> list[bytes]:
    return [(EARLIER / "solution.json").read_bytes()]


def make_solution(chance: random.Random) -> bytes:
    (sound,) = solutions()
    if chance.random() < 0.3:
        return damage_bytes(sound, chance)
    return damage_tree(json.loads(sound), chance).encode("utf-8", "surrogatepass")


def read_solution(data: bytes) -> None:
    import orthought

    (folder() / "solution.json").write_bytes(data)
    loaded = orthought.load(folder())
    loaded.model_dump_json()


CELLS: Final = (
    "", " ", "NaN", "inf", "-Infinity", "1e999", "9" * 400, "1,5", "1.234,56", "=1+1", "\ud800",
    "\x00", "\u202e", "a" * 70_000, '"', '""', "'", "2026-13-45", "9999-12-31T23:59:60Z", "0x1F",
    "true", "None", "1_000", "\u0661", "%", "5 %", "-", "1e-400", "\r", "\x85", "\u2028",
)  # fmt: skip
TOML: Final = (
    "nan", "inf", "-inf", "1979-05-27T07:32:00Z", "07:32:00", '"""', "{ }", "{ a = 1, a = 2 }",
    "[[", "[ { name = 1 } ]", '"forbid"', '"when require"', '["DMF", "DMF"]', "0b1", "1e400",
    '"forbid base = NaOtBu and"', "[1, [2, [3]]]", '{ low = 5, high = 1 }', "true", "[parameters]",
    "[[parameters]]", "a.b.c = 1", '"\\ud800"', "{ rule = 3 }", "-1", "99999999999999999999",
)  # fmt: skip
