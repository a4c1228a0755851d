"""The baseline `cot`: think step by step, then write the program.

Source: Wei et al. 2022, arXiv 2201.11903; without worked examples, as among the baselines of
ORThought, arXiv 2508.14410.
"""

from __future__ import annotations

from dataclasses import replace

from orthought.agent.attempt import Attempt
from orthought.agent.context import Context
from orthought.agent.methods.asking import cot_request
from orthought.agent.methods.trying import attempt_once, require_no_ablation, without_repairs


class ChainOfThought:
    """One call: reasoning in words, then the program."""

    name = "cot"

    async def attempt(self, context: Context) -> Attempt:
        """Return the only attempt."""
        require_no_ablation(context)
        attempt = (await attempt_once(context, cot_request(context))).attempt
        return replace(attempt, notes=(*attempt.notes, *without_repairs(context)))
