"""Keys from the keyring: looked up where the environment has none, and never written anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orthought.errors import EndpointUnavailableError
from orthought.llm.cache import ReplyCache
from orthought.llm.keys import redact
from orthought.llm.protocol import Message, Request
from orthought.llm.registry import open_model
from orthought.llm.session import Session
from tests.llm.endpoint import Step, failing, serve

keyring = pytest.importorskip("keyring")
backend = pytest.importorskip("keyring.backend")
STORED = "stored-in-the-ring"


class Ring(backend.KeyringBackend):  # type: ignore[misc, name-defined]
    """A keyring with what the test puts into it."""

    priority = 1

    def __init__(self, **held: str) -> None:
        super().__init__()
        self.held = held
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        if "LOCKED" in self.held:
            raise RuntimeError("the ring is locked")
        return self.held.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nobody stores anything")


@pytest.fixture
def use() -> Iterator[Any]:
    """Return what puts a keyring in place; the one before comes back at the end."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def ask() -> Request:
    return Request(messages=(Message(role="user", content="?"),), stage="model")


@pytest.mark.covers("keyring")
async def test_the_keyring_is_asked_where_the_environment_has_no_key(use: Any) -> None:
    ring = Ring(OPENAI_API_KEY=STORED)
    use(ring)
    with serve(Step()) as endpoint:
        model = open_model("openai:fake", base_url=endpoint.url)
        await model.complete(ask())
        await model.aclose()
    assert endpoint.headers[0]["authorization"] == f"Bearer {STORED}"
    assert set(ring.asked) == {("orthought", "OPENAI_API_KEY")}


@pytest.mark.covers("keyring")
async def test_the_environment_comes_first(use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring(OPENAI_API_KEY=STORED)
    use(ring)
    monkeypatch.setenv("OPENAI_API_KEY", "of-the-environment")
    with serve(Step()) as endpoint:
        model = open_model("openai:fake", base_url=endpoint.url)
        await model.complete(ask())
        await model.aclose()
    assert endpoint.headers[0]["authorization"] == "Bearer of-the-environment"
    assert ring.asked == []


@pytest.mark.covers("keyring", "bad-input")
@pytest.mark.parametrize("ring", [Ring(), Ring(LOCKED="yes")], ids=["empty", "locked"])
def test_without_a_key_both_places_are_named(use: Any, ring: Ring) -> None:
    use(ring)
    with pytest.raises(EndpointUnavailableError) as caught:
        open_model("openai:gpt-4.1-mini")
    assert "environment variable OPENAI_API_KEY" in str(caught.value.fix)
    assert "keyring set orthought OPENAI_API_KEY" in str(caught.value.fix)
    assert "locked" not in str(caught.value)


@pytest.mark.covers("keyring", "keys-stay-secret")
async def test_a_key_of_the_keyring_is_in_no_record(use: Any, tmp_path: Path) -> None:
    use(Ring(OPENAI_API_KEY=STORED))
    events: list[dict[str, Any]] = []
    with serve(failing(503, f"busy {STORED}"), Step(), failing(401, STORED)) as endpoint:
        model = open_model("openai:fake", base_url=endpoint.url)
        session = Session(model, on_event=events.append, cache=ReplyCache(tmp_path / "cache"))
        await session.complete(ask())
        with pytest.raises(EndpointUnavailableError) as caught:
            await session.complete(ask().model_copy(update={"sample": 1}))
        await model.aclose()
    stored = [path.read_text() for path in (tmp_path / "cache").rglob("*.json")]
    assert len(stored) == 1
    assert [event["type"] for event in events].count("retry") == 1
    assert STORED not in json.dumps(events) + "".join(stored) + str(caught.value)
    assert redact(f"said {STORED}") == "said [key]"


@pytest.mark.covers("keyring")
def test_imports_load_no_keyring() -> None:
    code = (
        "import sys, orthought.llm.providers, orthought.cli.main\nprint('keyring' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
