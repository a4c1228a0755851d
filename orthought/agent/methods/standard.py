"""The baseline `standard`: one prompt, one program.

Source: the baseline "Standard" of ORThought, arXiv 2508.14410.
"""

from __future__ import annotations

from dataclasses import replace

from orthought.agent.attempt import Attempt
from orthought.agent.context import Context
from orthought.agent.methods.asking import standard_request
from orthought.agent.methods.trying import attempt_once, require_no_ablation, without_repairs


class Standard:
    """One call: no thought before the program, no advice, no example, no repair."""

    name = "standard"

    async def attempt(self, context: Context) -> Attempt:
        """Return the only attempt."""
        require_no_ablation(context)
        attempt = (await attempt_once(context, standard_request(context))).attempt
        return replace(attempt, notes=(*attempt.notes, *without_repairs(context)))
