"""The identity of a request, and the secrets that must stay out of every record."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from orthought.llm.protocol import LanguageModel, OnText, Request

IRRELEVANT = {"stage", "timeout"}
"""Fields that cannot change what a model answers."""
SECRET_VARIABLE = re.compile(
    r"(APIKEY|_KEY|TOKEN|SECRET|PASSWORD|PASSWD|_PWD|_PAT|CREDENTIALS?)$", re.IGNORECASE
)
KEY_SHAPE = re.compile(r"\b(sk|gsk|xai|pplx|AIza)[-_][A-Za-z0-9_\-]{12,}")


def request_key(model_name: str, request: Request) -> str:
    """Return the SHA-256 (hex) over the model's name and all that can change the reply."""
    content = request.model_dump(mode="json", exclude=IRRELEVANT)
    text = json.dumps([model_name, content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(model: LanguageModel) -> str:
    """Return the name that enters the key: with the server's address where that matters."""
    return str(getattr(model, "fingerprint", "") or model.name)


def destination(model: LanguageModel) -> dict[str, str]:
    """Return where the model sends what it is asked, as far as it says, for the log."""
    stated = getattr(model, "destination", None)
    return {} if stated is None else {"to": str(stated)}


_remembered: set[str] = set()


def remember_secret(value: str) -> None:
    """Keep a key that stands in no variable (it came from the keyring) out of every record."""
    if value:
        _remembered.add(value)


def redact(text: str, *secrets: str) -> str:
    """Replace keys in a text: given, remembered, in the environment, or of a key's shape."""
    return KEY_SHAPE.sub("[key]", strip_secrets(text, *secrets))


def strip_secrets(text: str, *secrets: str) -> str:
    """Replace the keys that this process knows, and nothing that only looks like one.

    A key is also found as programs wrap it: in base64 or hexadecimal digits, quoted for a URL, for
    HTML or, however often, for JSON, and backwards.
    """
    for secret in _known(*secrets):
        text = _patterns(secret).whole.sub("[key]", text)
    return text


@contextmanager
def screened(on_text: OnText | None) -> Iterator[OnText | None]:
    """Yield what passes a text on without the keys in it, though it comes in small pieces.

    What may be the beginning of a key is held back until it is known whether it is one.
    """
    patterns = [_patterns(secret) for secret in _known()]
    if on_text is None or not patterns:
        yield on_text
        return
    held = ""

    def take(piece: str) -> None:
        nonlocal held
        text = strip_secrets(held + piece)
        cut = min(pattern.safe_end(text) for pattern in patterns)
        held = text[cut:]
        if cut:
            on_text(text[:cut])

    yield take
    if held:
        on_text(held)


def _known(*secrets: str) -> list[str]:
    stated = [value for name, value in os.environ.items() if SECRET_VARIABLE.search(name)]
    return [value for value in (*secrets, *stated, *_remembered) if len(value) >= 8]


@dataclass(frozen=True)
class _Patterns:
    whole: re.Pattern[str]
    beginning: re.Pattern[str]
    longest: int
    """Characters that one wrapping may have."""

    def safe_end(self, text: str) -> int:
        """Return how much of a text no key can be in, whatever follows it."""
        found = self.beginning.search(text, max(0, len(text) - self.longest))
        return found.start() if found else max(0, len(text) - _UNDECIDED)


@functools.lru_cache(maxsize=256)
def _patterns(secret: str) -> _Patterns:
    raw = secret.encode("utf-8", "surrogateescape")
    forms = {secret, secret[::-1], raw.hex(), raw.hex().upper()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        forms |= {_inner(encode(bytes(skip) + raw).decode(), skip) for skip in range(3)}
    ordered = sorted((form for form in forms if len(form) >= 8), key=len, reverse=True)
    whole = "|".join("".join(map(_spelled, form)) for form in ordered)
    beginning = "|".join("".join(map(_spelled, form[:4])) for form in ordered)
    return _Patterns(re.compile(whole), re.compile(beginning), 6 * len(ordered[0]))


def _spelled(character: str) -> str:
    """Return the pattern of a character as it is, or escaped in JSON, a URL or HTML."""
    if character.isalnum() or character in "-_.~":
        return re.escape(character)
    code = ord(character)
    quoted = "".join(f"%(?:25){{0,4}}{byte:02X}" for byte in character.encode("utf-8", "replace"))
    named = html.escape(character, quote=True)
    entities = f"&#{code};|&#x{code:x};" + (f"|{re.escape(named)}" if named != character else "")
    return rf"(?:\\{{0,8}}(?:{re.escape(character)}|u{code:04x})|(?i:{quoted})|{entities})"


def _inner(encoded: str, skip: int) -> str:
    """Return the digits that depend on the key alone where `skip` bytes stood before it."""
    end = len(encoded.rstrip("="))
    if encoded.endswith("="):
        end -= 1  # the last digit holds what follows, too
    return encoded[(0, 2, 3)[skip] : end]


_UNDECIDED: Final = 24
"""Characters at the end of a text in which a key may begin: four, each escaped."""
