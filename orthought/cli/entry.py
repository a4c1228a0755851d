"""The entry point: Ctrl-C is a clean end even while the command line itself is being loaded."""

from __future__ import annotations


def run() -> None:
    """Run `orthought`."""
    try:
        from orthought.cli.main import run as run_commands

        run_commands()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
