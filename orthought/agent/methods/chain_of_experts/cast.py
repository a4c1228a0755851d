"""The experts of a chain, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orthought.prompting import load_prompt

CAST: Final = (
    "terminology_interpreter",
    "parameter_extractor",
    "variable_extractor",
    "objective_extractor",
    "constraint_extractor",
    "modelling_adviser",
    "modelling_expert",
    "programming_adviser",
    "programming_expert",
    "code_reviewer",
)
"""In the order in which they speak where the conductor names nobody."""


@dataclass(frozen=True)
class Expert:
    """One of the cast."""

    name: str

    @property
    def prompt(self) -> str:
        """Name of the prompt file that says what the expert does."""
        return f"chain_of_experts/cast/{self.name}"

    @property
    def gives(self) -> str:
        """What the conductor is told of the expert."""
        return load_prompt(self.prompt).output

    @property
    def role(self) -> str:
        """What the expert is told of itself."""
        return load_prompt(self.prompt).render().strip()


@dataclass(frozen=True)
class Comment:
    """What an expert said."""

    expert: str
    text: str


def silent(comments: Sequence[Comment]) -> tuple[Expert, ...]:
    """Return who has not spoken, in the order of the cast."""
    spoken = {comment.expert for comment in comments}
    return tuple(Expert(name) for name in CAST if name not in spoken)
