"""Command lines in this process, in a folder of the test's own."""

from __future__ import annotations

from tests.cli.conftest import own_folder, program, run

__all__ = ["own_folder", "program", "run"]
