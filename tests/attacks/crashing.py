"""A language model of somebody's own that fails with every key in its last words."""

from __future__ import annotations

import logging
import os

from orthought.llm.protocol import OnText, Reply, Request


class Crashing:
    """Says all it knows and dies."""

    name = "crashing"

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Tell the log, the listener and whoever catches it."""
        told = f"the environment: {dict(os.environ)}"
        logging.getLogger("somebody").warning(told)
        if on_text is not None:
            on_text(os.environ["OPENAI_API_KEY"])
        raise RuntimeError(told)

    async def aclose(self) -> None:
        """Nothing is held."""
