"""Write docs/cli.md from the help pages of the program.

    python docs/generate_cli.py [--check]

With --check nothing is written; the exit code is 1 where the page is stale.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent / "cli.md"
WIDTH = 90
HEAD = """# Command line

Generated from the help pages by `make docs`; CI fails where it is stale.

`--verbose`, `--quiet` and `--log-file` may stand anywhere on the line. The answer goes to standard
output, everything else to standard error; `NO_COLOR` is respected. With `--json` standard output
holds one JSON object, also where something went wrong: `{"error": {"type", "message", "fix"}}`.

| exit code | meaning |
|---|---|
| 0 | solved or checked |
| 1 | doubtful: a check objects |
| 2 | misuse: the command, the text, the data or a setting |
| 3 | failed |
| 4 | proven infeasible or unbounded |
| 5 | a budget is used up; the same command goes on with a larger one |
| 130 | interrupted; the same command goes on |

Settings come from flags, then `ORTHOUGHT_...` variables, then `./orthought.toml`, then the user's
`config.toml`, then defaults; `orthought config show` names the origin of each. Keys of language
models are read from the environment or the keyring only.
"""


def help_pages() -> Iterator[tuple[str, str]]:
    """Yield 'orthought solve' and its help page, for each command."""
    from typer.main import get_command

    from orthought.cli.main import app

    yield from _pages(get_command(app), "orthought", None)


def _pages(command: Any, name: str, parent: Any) -> Iterator[tuple[str, str]]:
    context = command.context_class(
        command, info_name=name.rpartition(" ")[2], parent=parent, terminal_width=WIDTH,
        help_option_names=["--help", "-h"],
    )  # fmt: skip
    yield name, command.get_help(context)
    for child, below in getattr(command, "commands", {}).items():
        yield from _pages(below, f"{name} {child}", context)


def render() -> str:
    """Return the page."""
    # Completion options name the shell that is found, which differs by machine.
    os.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"
    blocks = [f"## {name}\n\n```text\n{text.rstrip()}\n```\n" for name, text in help_pages()]
    return "\n".join([HEAD, *blocks])


def main() -> int:
    """Write or check the page."""
    page = render()
    if "--check" in sys.argv:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page
        if stale:
            print("docs/cli.md is stale: run `make docs`")
        return int(stale)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
