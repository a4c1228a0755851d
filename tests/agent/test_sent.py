"""What left the machine stands in the run folder, call by call."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import orthought
from orthought.agent.sent import UNKNOWN, Sent, list_sent
from orthought.errors import EndpointUnavailableError
from orthought.llm.providers import destination_of
from orthought.runs import read_events
from tests.agent import scripts
from tests.agent.test_with_tables import REPLY, TEXT, write_orders
from tests.cli.conftest import command
from tests.llm.endpoint import Step, failing, serve


def sent_of(run: Path) -> Sent:
    return Sent.model_validate_json((run / "sent.json").read_bytes())


def tell_server(run: Path, *steps: Step, **options: object) -> None:
    with serve(*steps) as endpoint:
        address = endpoint.url
        orthought.solve(
            TEXT, data=[write_orders(run.parent / "orders.csv", 10)], llm="openai:fake",
            base_url=address, out=run, cache=False, max_repairs=0, checker=False, **options,
        )  # fmt: skip


@pytest.mark.covers("sent-listed")
def test_every_call_is_listed_with_what_was_in_it(tmp_path: Path) -> None:
    run = tmp_path / "run"
    tell_server(run, failing(500, "again", headers={"retry-after": "0"}), Step(text=REPLY))
    (call,) = sent_of(run).calls
    assert (call.stage, call.attempts) == ("model", 2)
    assert call.problem_text
    assert call.tables == ("orders",)
    event = next(event for event in read_events(run) if event["type"] == "call")
    assert call.key == event["key"]
    texts = [message["content"] for message in event["messages"]]
    assert call.bytes == sum(len(text.encode()) for text in texts)
    assert "Table orders (10 rows" in "".join(texts)


@pytest.mark.covers("sent-listed")
def test_a_call_without_an_answer_is_listed_too(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with pytest.raises(EndpointUnavailableError):
        tell_server(run, failing(401, "who are you"))
    assert len(sent_of(run).calls) == 1


def test_what_stays_on_the_machine_says_so(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps([scripts.LP]))
    orthought.solve(scripts.LP_TEXT, llm=f"scripted:{script}", out=tmp_path / "run")
    sent = sent_of(tmp_path / "run")
    assert not sent.left
    assert [call.to for call in sent.calls] == [""]


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        ("openai:gpt-4.1", None, "openai, at the provider's own address"),
        ("openai:x", "https://user@models.example.org:8000/v1?key=1", "models.example.org:8000"),
        ("openai:x", "http://localhost:8000/v1", ""),
        ("openai:x", "http://[::1]:8000/v1", ""),
        ("openai:x", "http://192.168.1.7:8000/v1", "192.168.1.7:8000"),
        ("ollama:llama3", None, ""),
    ],
)
def test_destinations(name: str, address: str | None, expected: str) -> None:
    assert destination_of(name, address) == expected


def test_a_server_of_ollama_elsewhere_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "models.example.org:11434")
    assert destination_of("ollama:llama3", None) == "models.example.org:11434"


def test_logs_that_do_not_say_where_count_as_having_left() -> None:
    sent = list_sent([{"type": "call", "key": "k", "messages": [{"content": "ä"}, 3]}])
    assert sent.left
    assert (sent.calls[0].to, sent.calls[0].bytes) == (UNKNOWN, 2)


@pytest.mark.covers("sent-listed")
def test_show_lists_them(tmp_path: Path) -> None:
    tell_server(tmp_path / "run", Step(text=REPLY))
    words = command("show", str(tmp_path / "run"), "--sent")
    shown = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "this machine" in shown.stdout
    assert "orders" in shown.stdout
    assert "nothing left this machine" in shown.stderr
    listed = subprocess.run([*words, "--json"], capture_output=True, text=True, check=True)
    assert Sent.model_validate_json(listed.stdout) == sent_of(tmp_path / "run")
