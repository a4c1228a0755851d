"""What a simulation measures: which proposers, on which sets, under which rules."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final, Literal

from pydantic import Field

from orthought.base import Model
from orthought.campaign.plan import TOO_MANY, ProposerChoice
from orthought.campaign.registry import (
    PROPOSERS,
    asks_language_model,
    find_proposer,
    option_names,
)

STARTED: Final = ("gp", "baybe")
"""Proposers that get random first points, where there are some: the others start cold."""


class Design(Model):
    """Every field here is part of what is measured. How it is carried out is not."""

    proposers: tuple[ProposerChoice, ...] = Field(min_length=1)
    """Who is compared."""
    runs: int = Field(default=20, ge=1, le=TOO_MANY)
    """Runs of each proposer on each set; run k has the same seed for all of them."""
    budget: int = Field(default=20, ge=1, le=TOO_MANY)
    """Experiments of a run."""
    batch: int = Field(default=1, ge=1, le=TOO_MANY)
    """Experiments that are asked for at once."""
    mode: Literal["valid", "ironmind"] = "valid"
    """ironmind: the rules of the paper. Invalid and repeated proposals of language models use
    budget up, and Bayesian optimization gets one random first point that does not."""
    starts: int | None = Field(default=None, ge=0, le=TOO_MANY)
    """Random first points that do not count, for gp and baybe; None: 1 in mode ironmind, else 0."""
    fix: dict[str, str] = Field(default_factory=dict)
    """Parameters that are held at one value."""
    each: str = ""
    """Parameter that is held at each of its values in turn."""
    seed: int = Field(default=0, ge=0)
    """Seed of the first run; each further one has the next."""
    llm: str | None = None
    """Language model of the proposers that ask one; None: what the user's settings say."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """Sampling temperature; None: what suits proposer and model."""
    max_tokens: int | None = Field(default=None, gt=0)
    """Tokens that one reply may have; None: what suits proposer and model."""
    base_url: str | None = None
    """Address of an OpenAI-compatible server."""

    @property
    def digest(self) -> str:
        """SHA-256 of what must be equal for runs to stand in one folder.

        More runs and more proposers may be added to those that are there.
        """
        content = self.model_dump(mode="json", exclude=_MAY_GROW)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def starts_of(self, choice: ProposerChoice) -> int:
        """Return how many uncounted first points a proposer gets."""
        usual = int(self.mode == "ironmind") if self.starts is None else self.starts
        return usual if choice.name in STARTED else 0

    def options_of(self, choice: ProposerChoice) -> dict[str, Any]:
        """Return the options that a proposer is built with: its own, and the mode."""
        options = {name: value for name, value in choice.options.items() if name != "llm"}
        ours = choice.name in PROPOSERS and "mode" in option_names(find_proposer(choice.name))
        return {"mode": self.mode, **options} if ours and self.mode != "valid" else options

    def llm_of(self, choice: ProposerChoice) -> str | None:
        """Return the language model of a proposer; None: it asks none, or the settings' own."""
        if not asks_language_model(find_proposer(choice.name)):
            return None
        return str(choice.options.get("llm") or self.llm or "") or None


_MAY_GROW: Final = {"runs", "proposers"}
