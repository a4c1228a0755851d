"""Proposes points by chance: the reference that any other proposer has to beat."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.memory import Memory, draw_new, proposals
from orthought.campaign.space import Space


class RandomProposer:
    """Draws evenly from the allowed points that were not measured yet."""

    name = "random"

    def __init__(self, space: Space, objectives: Sequence[Objective], *, seed: int = 0) -> None:
        self._memory = Memory(space, seed)

    def ask(self, n: int) -> list[Proposal]:
        """Return n different new points, or fewer where no more are left."""
        memory = self._memory
        points = draw_new(memory.space, memory.generator(), memory.keys, n)
        return proposals(points, self.name, "drawn by chance")

    def tell(self, rows: Sequence[Observation]) -> None:
        """Take in which points were measured.

        Raises:
            InputError: a value is none of the space's.
        """
        self._memory.add(rows)
