"""The readers of what others wrote, what they are fed, and what must hold of what they return."""

from __future__ import annotations

import json
import random
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.fuzz import files
from tests.fuzz.damage import EXTREMES, TEXTS, damage_bytes
from tests.fuzz.trees import damage_tree

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Target:
    """One reader. `read` returns or raises OrthoughtError; all else is a finding."""

    name: str
    make: Callable[[random.Random], bytes]
    """An input: something sound that was damaged."""
    read: Callable[[bytes], None]
    sound: Callable[[], list[bytes]]
    """Inputs that have to be accepted."""


# The instance reader


@cache
def frames_of_instances() -> list[bytes]:
    from orthought.instance_frames import to_frame
    from tests.solvers.cases import CASES
    from tests.test_instance import full

    return [to_frame(full()), *(to_frame(instance) for instance, _ in CASES.values())]


def make_frame(chance: random.Random) -> bytes:
    sound = chance.choice(frames_of_instances())
    if chance.random() < 0.3:
        return damage_bytes(sound, chance)
    return _forge(sound, chance)


def _forge(sound: bytes, chance: random.Random) -> bytes:
    """Change the arrays or the header of a frame; sometimes its lengths say something else."""
    from orthought import frames

    header, arrays = frames.decode(sound)
    raw = {name: array.tobytes() for name, array in arrays.items()}
    kinds = {name: f"{array.dtype.kind}{array.dtype.itemsize}" for name, array in arrays.items()}
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        name = chance.choice(list(raw))
        width = int(kinds[name][1])
        raw[name] = _other_entries(raw[name], width, chance)
    listed = [[name, kinds[name], len(raw[name]) // int(kinds[name][1])] for name in raw]
    if chance.random() < 0.1:
        chance.choice(listed)[2] = chance.choice((*EXTREMES, 10**4000))
    if chance.random() < 0.1:
        chance.choice(listed)[chance.choice((0, 1))] = chance.choice(("f8", "u1", "x", "", "row"))
    if chance.random() < 0.05:
        chance.shuffle(listed)
    tree = {"header": header, "arrays": listed}
    head = (damage_tree(tree, chance) if chance.random() < 0.5 else json.dumps(tree)).encode(
        "utf-8", "surrogatepass"
    )
    length = chance.choice(EXTREMES) % 2**32 if chance.random() < 0.03 else len(head)
    return b"".join([frames.MAGIC, struct.pack("<I", length), head, *raw.values()])


def _other_entries(raw: bytes, width: int, chance: random.Random) -> bytes:
    if chance.random() < 0.2:
        return raw * chance.choice((0, 2, 50, 2000))
    if chance.random() < 0.2 or not raw:
        return raw + chance.choice(ENTRIES) * chance.choice((1, 2, 100))
    start = chance.randrange(len(raw) // width) * width
    return raw[:start] + chance.choice(ENTRIES)[:width] + raw[start + width :]


ENTRIES: Final = (
    *(struct.pack("<q", number) for number in (0, 1, 2, 3, 5, -1, 2**31 - 1, 2**62, -(2**63))),
    *(struct.pack("<d", number) for number in (1.0, -0.0, 1e308, -1e308, 5e-324, float("nan"))),
    *(struct.pack("<d", number) for number in (float("inf"), float("-inf"), 1e20, 1e300)),
)


def read_instance(data: bytes) -> None:
    import numpy as np

    from orthought import frames
    from orthought.instance_frames import from_frame, to_frame
    from orthought.solvers import verify

    instance = from_frame(*frames.decode(data))
    again = from_frame(*frames.decode(to_frame(instance)))
    assert again.variable_names == instance.variable_names
    assert again.problem_type is instance.problem_type
    verify(instance, np.ones(instance.variable_count), 0.0)


# The reply parser


@cache
def replies() -> list[bytes]:
    from tests.agent import scripts
    from tests.agent.replies import reply

    starter = sorted((ROOT / "tests" / "replies" / "starter").glob("*.md"))
    texts = [reply(), scripts.LP, *(path.read_text("utf-8") for path in starter)]
    return [text.encode() for text in texts]


def make_reply(chance: random.Random) -> bytes:
    text = chance.choice(replies()).decode()
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        text = chance.choice(TEXTS)(text, chance)
    if chance.random() < 0.4:
        text = _with_other_formulation(text, chance)
    return text.encode("utf-8", "surrogatepass")


def _with_other_formulation(text: str, chance: random.Random) -> str:
    start = text.find("{", max(0, text.find("```json")))
    try:
        tree, end = json.JSONDecoder().raw_decode(text, max(0, start))
        return text[:start] + damage_tree(tree, chance) + text[end:]
    except (ValueError, RecursionError):
        return text


def read_reply(data: bytes) -> None:
    from orthought.agent.replies.literals import foreign_literals
    from orthought.agent.replies.reply import ParsedReply, parse_reply

    parsed = parse_reply(data.decode("utf-8", "surrogatepass"))
    complete = parsed.formulation is not None and parsed.program is not None
    short = parsed.confirmed_status or parsed.overruled_class or parsed.not_a_problem
    assert complete or short or parsed.problems, "neither an answer nor a problem"
    assert all(len(problem) < 500 for problem in parsed.problems), "an endless problem"
    ParsedReply.model_validate_json(parsed.model_dump_json())
    if parsed.program is not None:
        parsed.program.encode()
        foreign_literals(parsed.program)


# The event reader


@cache
def logs() -> list[bytes]:
    lines = (ROOT / "tests" / "data" / "run-format-1" / "events.jsonl").read_bytes()
    return [lines, b"".join(lines.splitlines(keepends=True)[:3])]


def make_log(chance: random.Random) -> bytes:
    log = chance.choice(logs())
    if chance.random() < 0.4:
        return damage_bytes(log, chance)
    lines = log.decode().removesuffix("\n").split("\n")
    for _ in range(chance.choice((1, 1, 2))):
        number = chance.randrange(len(lines))
        lines[number : number + 1] = chance.choice(LINE_CHANGES)(lines[number], chance)
        if not lines:
            return b""
    end = chance.choice(("\n", "\n", "\n", "", "\n\n", "\r\n", "\n{", "\n \n", '\n{"type": "x"}'))
    return ("\n".join(lines) + end).encode("utf-8", "surrogatepass")


def _other_event(line: str, chance: random.Random) -> list[str]:
    try:
        return [damage_tree(json.loads(line), chance)]
    except (ValueError, RecursionError):
        return [line]


LINE_CHANGES: Final[tuple[Callable[[str, random.Random], list[str]], ...]] = (
    _other_event,
    _other_event,
    _other_event,
    lambda line, chance: [],
    lambda line, chance: [line, line],
    lambda line, chance: [line, chance.choice(("", " ", "{}", "[]", "null", "1", "\r", "\x00"))],
    lambda line, chance: [line[: chance.randrange(len(line) + 1)]],
    lambda line, chance: [line + chance.choice(("\r", " ", ",", "}", "\u2028", "\x85", line))],
    lambda line, chance: [line.replace('"type": "', '"type": "other-')],
)


def read_log(data: bytes) -> None:
    """What was read stands in the folder, and goes on when it is opened again."""
    from orthought.agent.workplace import open_session
    from orthought.llm.scripted import ScriptedModel
    from orthought.runs import EVENTS, open_run, read_events
    from orthought.settings import Settings

    folder = _folder()
    (folder / EVENTS).write_bytes(data)
    events = read_events(folder)
    with open_run(folder, forced=()) as run:
        assert run.events == events or _has_nan(events)
        run.start({"digest": events[0].get("digest") if events else "d"})
        open_session(ScriptedModel([]), Settings(llm="scripted:x"), run.events, run.append)
        run.append({"type": "next"})
        kept = len(run.events)
    again = read_events(folder)
    assert len(again) == kept, f"{kept} events were written and {len(again)} are read"
    assert again[-1]["type"] == "next"


def _has_nan(events: list[dict[str, Any]]) -> bool:
    return "NaN" in json.dumps(events)


def read_record(data: bytes) -> None:
    """The same log, as the answers of `replay:`."""
    import asyncio

    from orthought.llm.replay import ReplayModel

    path = _folder() / "record.jsonl"
    path.write_bytes(data)
    asyncio.run(ReplayModel(path).complete(_recorded_request()))


@cache
def _recorded_request() -> Any:
    from orthought.llm.protocol import Request

    events = map(json.loads, logs()[0].splitlines())
    call = next(event for event in events if event["type"] == "call")
    names = Request.model_fields.keys() & call.keys()
    return Request.model_validate({name: call[name] for name in names})


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="orthought-fuzz-"))


TARGETS: Final = {
    target.name: target
    for target in (
        Target("instance", make_frame, read_instance, frames_of_instances),
        Target("reply", make_reply, read_reply, replies),
        Target("events", make_log, read_log, logs),
        Target("record", make_log, read_record, lambda: logs()[:1]),
        Target("table", files.make_table, files.read_table, files.tables),
        Target(
            "settings",
            files.make_toml(files.settings_files),
            files.read_settings_file,
            files.settings_files,
        ),
        Target("solution", files.make_solution, files.read_solution, files.solutions),
    )
}
