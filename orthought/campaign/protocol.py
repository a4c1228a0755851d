"""The one interface of proposers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from orthought.campaign.observations import Observation, Proposal


@runtime_checkable
class Proposer(Protocol):
    """Anything that proposes experiments.

    A proposer is a function of its space, its seed and what it was told: told the same rows in the
    same order, it asks for the same points again. That is what lets a killed campaign go on.

    A proposer that is named (built in, or by the import path `package.module:Class`) is built as
    `Class(space, objectives, seed=..., **options)`. One that waits for a language model has more:

    - the coroutine `ask_async(n)`, which the loop takes where it is there;
    - the keyword `session` of its constructor, an `orthought.llm.session.Session`. The loop opens
      it, so that replies are recorded before they are used, paid once and kept within the budget;
    - where it has them, the keywords `temperature`, `max_tokens` and `timeout`, which get what the
      user's settings say (None: what suits the proposer).
    """

    name: str

    def ask(self, n: int) -> Sequence[Proposal]:
        """Return the next n points to measure, or fewer where no more are left."""
        ...

    def tell(self, rows: Sequence[Observation]) -> None:
        """Take in what was measured since the last call."""
        ...
