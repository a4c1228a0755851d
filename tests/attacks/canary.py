"""The key that must be found nowhere, and the search for it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

from orthought.llm.providers import PROVIDERS

CANARY = 'sk-canary-7b1e/90c2+a4d8="4f6e93'
"""With the characters that JSON and URLs write in another way."""
VARIABLES = (
    *sorted({provider.key_variable for provider in PROVIDERS.values()} - {""}),
    "OTHER_API_KEY", "GRB_WLSSECRET", "HF_TOKEN", "LANGSMITH_API_KEY", "AWS_SECRET_ACCESS_KEY",
    "some_password",
)  # fmt: skip


def wrappings() -> list[bytes]:
    """Return the ways in which the key may stand in a file."""
    raw = CANARY.encode()
    forms = {raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode()}
    forms |= {quote(CANARY).encode(), quote(CANARY, safe="").encode(), quote_plus(CANARY).encode()}
    once = json.dumps(CANARY)[1:-1]
    forms |= {
        once.encode(),
        json.dumps(once)[1:-1].encode(),
        json.dumps(CANARY[::-1])[1:-1].encode(),
    }
    forms |= {repr(CANARY)[1:-1].encode(), CANARY.replace('"', "&quot;").encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for skip in range(3):
            # Without the digits at the edges, which depend on what stands beside the key.
            forms.add(encode(b"a" * skip + raw)[4:-4])
    # Most of the key is as good as the key.
    forms.add(raw[3:20])
    return sorted(forms)


def where_found(folder: Path) -> list[str]:
    """Search every byte and every name below a folder."""
    forms = wrappings()
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found += [f"{path}: {form!r}" for form in forms if form in content]
        found += [str(path) for form in forms if form in bytes(path)]
    return found
