"""ORThought: decision problems stated in words become checked answers."""

from __future__ import annotations

__version__ = "0.1.0"
