"""Keys are found in texts however they are wrapped or cut into pieces."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote

import pytest

from orthought.llm.keys import screened, strip_secrets
from tests.growth import assert_gentle_growth

KEY = 'sk-canary-7b1e/90c2+a4d8="4f6e93'
WRAPPINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "backwards": lambda text: text[::-1],
    "hexadecimal": lambda text: text.encode().hex(),
    "capitals": lambda text: text.encode().hex().upper(),
    "URL": quote,
    "URL, all": lambda text: quote(text, safe=""),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64, second": lambda text: base64.b64encode(b"a" + text.encode()).decode(),
    "base64, third": lambda text: base64.b64encode(b"ab" + text.encode() + b"cd").decode(),
    "in a header": lambda text: base64.b64encode(f"user:{text}".encode()).decode(),
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", KEY)


@pytest.mark.covers("keys-stay-secret")
@pytest.mark.parametrize("name", WRAPPINGS)
def test_wrapped_keys_are_taken_out(name: str) -> None:
    wrapped = WRAPPINGS[name](KEY)
    found = strip_secrets(f"before {wrapped} after")
    assert "[key]" in found
    assert found.startswith("before ")
    assert found.endswith(" after")
    # What is left of the wrapping is its edges.
    assert len(found) < len("before [key] after") + 14


@pytest.mark.parametrize("variable", ["some_api_key", "MYSQL_PWD", "A_PAT", "APP_CREDENTIALS"])
def test_variables_that_hold_keys(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "a-very-secret-word")
    assert strip_secrets("it is a-very-secret-word.") == "it is [key]."


def test_texts_without_a_key_stay_as_they_are() -> None:
    assert strip_secrets("the sky is blue, sk-" + "x" * 30) == "the sky is blue, sk-" + "x" * 30


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 1000])
def test_a_stream_is_screened_across_its_pieces(size: int) -> None:
    heard: list[str] = []
    text = f"first {KEY} second {KEY[::-1]} third {KEY[:12]} end"
    with screened(heard.append) as take:
        assert take is not None
        for start in range(0, len(text), size):
            take(text[start : start + size])
    assert "".join(heard) == f"first [key] second [key] third {KEY[:12]} end"


def test_without_a_listener_or_a_key_nothing_is_held_back() -> None:
    with screened(None) as take:
        assert take is None
    # A process of its own: this one remembers the keys of other tests.
    code = (
        "from orthought.llm.keys import screened\n"
        "with screened(print) as take: print(take is print)"
    )
    clean = {name: value for name, value in os.environ.items() if "KEY" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"


def test_the_search_takes_no_time_that_grows_with_its_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOME_API_KEY", '"=/abcdefgh"=/')
    for piece in ("\\", "%25", "%", '"', "a", "&#x"):
        assert_gentle_growth(
            lambda times, piece=piece: strip_secrets(piece * times),  # type: ignore[misc]
            300_000 // len(piece),
        )
