"""Tables and documents: reading them, and what a prompt may know of them."""

from __future__ import annotations

from orthought.tables.loading import Loaded, load
from orthought.tables.rendering import render

__all__ = ["Loaded", "load", "render"]
