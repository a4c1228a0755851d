"""Fixtures for every test: user folders live in tmp, no key of the machine is seen."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

# A job in the background starts with Ctrl-C ignored, and so would every program that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "ORTHOUGHT_LLM")


@pytest.fixture(autouse=True)
def private_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every per-user folder into the test's own temporary folder."""
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    # The keyring of whoever runs the tests is neither read nor asked to unlock.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
