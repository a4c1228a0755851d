"""What the fuzzer found, each once more in its smallest form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orthought.agent.replies.reply import ParsedReply, parse_reply
from orthought.agent.workplace import open_session
from orthought.errors import InputError, RunFolderError, SettingsError
from orthought.llm.replay import ReplayModel
from orthought.llm.scripted import ScriptedModel
from orthought.runs import EVENTS, open_run, read_events
from orthought.settings import Settings, load_settings
from orthought.tables import load as load_tables
from tests.agent.replies import PROGRAM, reply
from tests.growth import assert_gentle_growth

RUN = b'{"type": "run", "format": 1, "digest": "d"}\n'
OTHER = b'{"type": "other"}'


@pytest.mark.parametrize("name", ["key", "stage", "model"])
@pytest.mark.parametrize("value", [["k"], {"k": 1}, 3])
def test_a_recorded_call_that_is_no_text_is_damage(
    name: str, value: object, tmp_path: Path
) -> None:
    call = {"type": "call", "key": "k", "stage": "model", "model": "m", name: value}
    (tmp_path / EVENTS).write_text(json.dumps(call) + "\n" + json.dumps({"type": "end"}) + "\n")
    with pytest.raises(SettingsError, match="damaged"):
        ReplayModel(tmp_path / EVENTS)


def test_a_cell_of_digits_without_end_is_read_at_once(tmp_path: Path) -> None:
    def read(digits: int) -> None:
        path = tmp_path / "t.csv"
        path.write_text(f"a,b\nx,{'2' * digits}-1\ny,1\n")
        load_tables([path])

    assert_gentle_growth(read, 100_000)


def test_digits_that_pandas_does_not_read_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1,35;x\n\u0661;y\n", encoding="utf-8")
    (table,) = load_tables([path]).tables
    assert [column.type for column in table.columns] == ["text", "text"]


def types(folder: Path) -> list[str]:
    return [event["type"] for event in read_events(folder)]


def test_a_last_event_whose_line_end_was_cut_off_stays_in_the_log(tmp_path: Path) -> None:
    (tmp_path / EVENTS).write_bytes(RUN + OTHER)
    with open_run(tmp_path) as run:
        run.append({"type": "next"})
    assert types(tmp_path) == ["run", "other", "next"]


@pytest.mark.parametrize("rest", [b'{"type": "ot', b"\x00\x00\x00", b'{"type": "\xf0\x9f', b"{"])
def test_a_cut_end_is_taken_off_before_the_log_goes_on(tmp_path: Path, rest: bytes) -> None:
    (tmp_path / EVENTS).write_bytes(RUN + rest)
    assert types(tmp_path) == ["run"]
    with open_run(tmp_path) as run:
        run.append({"type": "next"})
    assert types(tmp_path) == ["run", "next"]


@pytest.mark.parametrize(
    "line", [b"", b"nonsense", b"1", b"[]", b"{}", b'{"type": 3}', b"[" * 100_000]
)
def test_a_whole_line_that_is_no_event_is_named_and_kept(tmp_path: Path, line: bytes) -> None:
    log = RUN + line + b"\n"
    (tmp_path / EVENTS).write_bytes(log)
    with pytest.raises(RunFolderError, match="line 2: not an event"), open_run(tmp_path):
        pass
    assert (tmp_path / EVENTS).read_bytes() == log


@pytest.mark.parametrize(
    "log", [b"a diary", b"\n", b'{"hello": 1}', b'{"type": "run", "format": true}\n', b"{}\n" + RUN]
)
def test_a_file_of_somebody_elses_is_refused_and_not_cut(tmp_path: Path, log: bytes) -> None:
    (tmp_path / EVENTS).write_bytes(log)
    with pytest.raises(RunFolderError, match="not an event log"), open_run(tmp_path):
        pass
    assert (tmp_path / EVENTS).read_bytes() == log


@pytest.mark.parametrize("rest", [b"", b"{", b'{"type": "run", "form'])
def test_a_log_that_was_cut_in_its_first_event_begins_anew(tmp_path: Path, rest: bytes) -> None:
    (tmp_path / EVENTS).write_bytes(rest)
    with open_run(tmp_path) as run:
        run.start({"digest": "d"})
    assert types(tmp_path) == ["run"]


@pytest.mark.parametrize("reply", [None, {}, {"text": 3}, {"text": "x", "finish": "no"}, [], "x"])
def test_a_recorded_reply_of_another_shape_is_named(reply: object) -> None:
    event = {"type": "reply", "key": "k"} | ({} if reply is None else {"reply": reply})
    with pytest.raises(RunFolderError, match="cannot be read"):
        open_session(ScriptedModel([]), Settings(llm="scripted:x"), [event], print)


def test_a_record_that_is_nested_too_deeply_is_damaged(tmp_path: Path) -> None:
    log = tmp_path / EVENTS
    log.write_bytes(RUN + b"[" * 100_000 + b"]" * 100_000 + b"\n" + OTHER + b"\n")
    with pytest.raises(SettingsError, match="line 2"):
        ReplayModel(log)


@pytest.mark.parametrize(
    "text",
    [
        reply({"title": "\ud83d", "variables": [{"name": "x"}], "objective": {"sense": "min"}}),
        f"```python\ndata = {{'\\udc00': 1, 'a': '\\U0000d800'}}\n{PROGRAM}\n```",
        f"```python\ndata['\\ud800'] = {{'\\ud801': 2}}\n{PROGRAM}\n```",
        json.dumps({"not_a_problem": "\udc00"}),
    ],
)
def test_halves_of_surrogate_pairs_behind_escapes_become_question_marks(text: str) -> None:
    text.encode()
    parsed = parse_reply(text)
    assert ParsedReply.model_validate_json(parsed.model_dump_json()) == parsed
    assert parsed.formulation is None or "?" in parsed.model_dump_json()


def test_settings_that_are_nested_too_deeply_are_named(tmp_path: Path) -> None:
    (tmp_path / "orthought.toml").write_text("llm = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({}, environment={}, project_folder=tmp_path, user_file=tmp_path / "none")


@pytest.mark.parametrize("name", ["same", "other{}"])
def test_a_table_with_too_many_columns_is_refused_at_once(tmp_path: Path, name: str) -> None:
    def refused(columns: int) -> None:
        header = ",".join(name.format(number) for number in range(columns))
        (tmp_path / "wide.csv").write_text(f"{header}\n")
        with pytest.raises(InputError, match=f"{columns:,} columns"):
            load_tables([tmp_path / "wide.csv"])

    assert_gentle_growth(refused, 150_000)


def test_a_wide_table_is_still_read_in_time(tmp_path: Path) -> None:
    columns = 4096
    lines = [",".join(f"c{number}" for number in range(columns)), ",".join(["1"] * columns)]
    (tmp_path / "wide.csv").write_text("\n".join(lines))
    (profile,) = load_tables([tmp_path / "wide.csv"]).tables
    assert len(profile.columns) == columns
