"""The baseline `self_consistency`: several samples of `cot`, and the answer that most agree on.

Source: Wang et al. 2022, arXiv 2203.11171; among the baselines of ORThought, arXiv 2508.14410.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from orthought.agent.attempt import Attempt
from orthought.agent.context import Context
from orthought.agent.methods.asking import cot_request
from orthought.agent.methods.trying import attempt_once, require_no_ablation, without_repairs
from orthought.agent.methods.voting import candidate_of, record_candidates, vote
from orthought.errors import BudgetError
from orthought.llm.profiles import ModelProfile
from orthought.settings import Settings

SAMPLES: Final = 5
TEMPERATURE: Final = 0.7


class SelfConsistency:
    """As many calls as samples; where the budget ends first, those that were drawn vote."""

    name = "self_consistency"

    async def attempt(self, context: Context) -> Attempt:
        """Return the attempt that most samples agree with.

        Raises:
            BudgetError: not even one sample could be drawn.
        """
        require_no_ablation(context)
        wanted = context.settings.samples or SAMPLES
        attempts, notes = await _draw(context, wanted)
        result = vote([candidate_of(attempt) for attempt in attempts])
        record_candidates(context.workshop, attempts, result.chosen)
        chosen = attempts[result.chosen]
        agreed = f"{result.votes} of {len(attempts)} samples agree on this answer"
        return replace(
            chosen,
            number=len(attempts),
            signals={"agreement": result.votes / len(attempts)},
            notes=(*chosen.notes, agreed, *notes, *without_repairs(context)),
        )


def sampling_temperature(settings: Settings, profile: ModelProfile) -> float:
    """Return the settings' temperature, else one at which samples differ."""
    if settings.temperature is not None:
        return settings.temperature
    return profile.temperature or TEMPERATURE  # some models allow no temperature but their own


async def _draw(context: Context, wanted: int) -> tuple[list[Attempt], tuple[str, ...]]:
    temperature = sampling_temperature(context.settings, context.profile)
    attempts: list[Attempt] = []
    for sample in range(wanted):
        request = cot_request(context, sample=sample, temperature=temperature)
        try:
            tried = await attempt_once(context, request, sample + 1)
        except BudgetError as error:
            if not attempts:
                raise
            return attempts, (
                f"the budget ended after {len(attempts)} of {wanted} samples: {error.message}",
            )
        attempts.append(tried.attempt)
    return attempts, ()
