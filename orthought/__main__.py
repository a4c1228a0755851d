"""`python -m orthought` does what `orthought` does."""

from __future__ import annotations

from orthought.cli.entry import run

if __name__ == "__main__":
    run()
