"""The baseline `reflexion`: attempt, reflect on what became of it, try again with that in mind.

Source: Shinn et al. 2023, arXiv 2303.11366; among the baselines of ORThought, arXiv 2508.14410.
"""

from __future__ import annotations

import re
from typing import Final

from orthought.agent.attempt import Attempt
from orthought.agent.context import Context
from orthought.agent.methods.asking import reflect_request, retry_request, standard_request
from orthought.agent.methods.feedback import feedback_on
from orthought.agent.methods.trying import Tried, ask, attempt_once, require_no_ablation
from orthought.agent.methods.voting import conclude
from orthought.errors import BudgetError


class Reflexion:
    """The first attempt is that of `standard`; each round is a reflection and another attempt."""

    name = "reflexion"

    async def attempt(self, context: Context) -> Attempt:
        """Return the last attempt that has an answer, else the last one.

        Raises:
            BudgetError: not even the first attempt could be made; or none has an answer, where the
                run can go on with a larger budget.
        """
        require_no_ablation(context)
        tries = [await attempt_once(context, standard_request(context))]
        notes: tuple[str, ...] = ()
        try:
            await _improve(context, tries)
        except BudgetError as error:
            answered = any(feedback_on(tried.attempt).answered for tried in tries)
            if not (answered or context.budget_is_final):
                raise
            notes = (f"the budget ended after {len(tries)} attempts: {error.message}",)
        return conclude(context, [tried.attempt for tried in tries], notes)


async def _improve(context: Context, tries: list[Tried]) -> None:
    """Append attempts until the model stands by the last one or the rounds are used up."""
    reflections: list[str] = []
    for number in range(1, context.max_repairs + 1):
        last = tries[-1]
        feedback = feedback_on(last.attempt)
        context.workshop.stage("reflect", f"round {number}: {feedback.message}", number)
        request = reflect_request(context, last.text, feedback, number)
        reflection = (await ask(context, request, number)).text
        if feedback.answered and is_approval(reflection):
            return
        reflections.append(_shortened(reflection))
        request = retry_request(context, last.text, reflections, number)
        tries.append(await attempt_once(context, request, number + 1))


def is_approval(reflection: str) -> bool:
    """Tell whether a reflection's last verdict is `right`; without one it is no approval."""
    verdicts = _VERDICT.findall(reflection)
    return bool(verdicts) and verdicts[-1].lower() == "right"


def _shortened(reflection: str) -> str:
    """One line without its verdict, so that several fit into a small context."""
    words = " ".join(_VERDICT.sub("", reflection).split())
    return words[:_MAX_REFLECTION] or "(nothing)"


_VERDICT: Final = re.compile(r"VERDICT\W{0,5}(right|wrong)\b", re.IGNORECASE)
_MAX_REFLECTION: Final = 2000
