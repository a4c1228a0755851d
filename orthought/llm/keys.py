"""The identity of a request, and the secrets that must stay out of every record."""

from __future__ import annotations

import hashlib
import json
import os
import re

from orthought.llm.protocol import LanguageModel, Request

IRRELEVANT = {"stage", "timeout"}
"""Fields that cannot change what a model answers."""
SECRET_VARIABLE = re.compile(r"(APIKEY|_KEY|TOKEN|SECRET|PASSWORD)$")
KEY_SHAPE = re.compile(r"\b(sk|gsk|xai|pplx|AIza)[-_][A-Za-z0-9_\-]{12,}")


def request_key(model_name: str, request: Request) -> str:
    """Return the SHA-256 (hex) over the model's name and all that can change the reply."""
    content = request.model_dump(mode="json", exclude=IRRELEVANT)
    text = json.dumps([model_name, content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(model: LanguageModel) -> str:
    """Return the name that enters the key: with the server's address where that matters."""
    return str(getattr(model, "fingerprint", "") or model.name)


_remembered: set[str] = set()


def remember_secret(value: str) -> None:
    """Keep a key that stands in no variable (it came from the keyring) out of every record."""
    if value:
        _remembered.add(value)


def redact(text: str, *secrets: str) -> str:
    """Replace keys in a text: given, remembered, in the environment, or of a key's shape."""
    return KEY_SHAPE.sub("[key]", strip_secrets(text, *secrets))


def strip_secrets(text: str, *secrets: str) -> str:
    """Replace the keys that this process knows, and nothing that only looks like one."""
    known = [value for name, value in os.environ.items() if SECRET_VARIABLE.search(name)]
    for value in (*secrets, *known, *_remembered):
        if len(value) >= 8:
            text = text.replace(value, "[key]")
    return text
