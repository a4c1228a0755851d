"""Running the program: in this process for speed, in its own where signals and streams matter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from orthought.cli.main import app

Run = Callable[..., Result]
Program = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run() -> Run:
    """Return what runs a command line in this process."""

    def invoke(*args: str, text: str | None = None) -> Result:
        return CliRunner().invoke(app, list(args), input=text, prog_name="orthought")

    return invoke


def command(*args: str) -> list[str]:
    """Return the command line of a process of its own."""
    return [sys.executable, "-m", "orthought", *args]


@pytest.fixture
def program() -> Program:
    """Return what runs a command line in a process of its own."""

    def invoke(*args: str, **options: Any) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, **options.pop("variables", {})}
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        return subprocess.run(
            command(*args), text=True, capture_output=True, env=variables,
            timeout=options.pop("seconds", 60), **options,
            check=False,
        )  # fmt: skip

    return invoke
