"""Figures of a measurement: shown, and written where a file is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def put_out(figures: dict[str, Any], out: Path | None) -> None:
    """Print figures as JSON, and write the same to a file."""
    text = json.dumps(figures, indent=1)
    print(text)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
