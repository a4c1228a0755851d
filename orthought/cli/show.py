"""`orthought show`: the answer of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orthought.cli import options as use
from orthought.cli.solve import finish


def show_run(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.")],
    json: use.Json = False,
) -> None:
    """Print the answer of a finished run again; the exit code is that of the answer."""
    from orthought.agent.api import load

    finish(load(run))
