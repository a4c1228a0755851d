"""A card, and what several cards say."""

from __future__ import annotations

from typing import Final

from orthought.base import Model
from orthought.llm.profiles import profile_of
from orthought.settings import Settings

TARGET: Final = "Pyomo: build_model(data), built in the sandbox and solved by trusted code"
PAPER: Final = "ORThought, arXiv 2508.14410"
MAX_REPAIRS: Final = 3


class MethodCard(Model):
    """A method as a measurement names it."""

    name: str
    """With the ablation behind a plus sign, such as 'orthought+without_understanding'."""
    title: str
    source: str = ""
    samples: int = 1
    """Programs that are written for a vote."""
    temperature: float | None = None
    """None: the language model's profile decides."""
    max_repairs: int = 0
    """Further programs after the first, at most."""
    calls_least: int = 1
    """Calls of the language model for one problem."""
    calls_most: int | None = None
    """None: the method is the user's own and says nothing."""
    target_language: str = TARGET
    deviations: tuple[str, ...] = ()
    """From the paper that it is taken from."""
    prompts: tuple[str, ...] = ()
    """Names of the prompt files."""


def repairs_of(settings: Settings) -> int:
    wanted = settings.max_repairs
    return min(MAX_REPAIRS, profile_of(settings.llm).max_repairs if wanted is None else wanted)


def is_bounded(settings: Settings) -> bool:
    limits = (settings.budget_calls, settings.budget_tokens, settings.budget_usd)
    return any(limit is not None for limit in limits)


LANGUAGE: Final = (
    "The target language is Pyomo and not Gurobi's Python: the program builds and never solves, "
    "and the objective is the trusted solver's and not what a program prints."
)
SHAPE: Final = (
    "The system message says which shape the program has (data, build_model) and shows three "
    "lines of Pyomo's syntax; it says nothing about modelling."
)
FRAME: Final = (
    "Models that take a grammar are held to the reply's frame, so that a comparison with orthought "
    "(whose frame has a line of analysis and the block) is about the method and not the frame."
)
STANDARD_PROMPTS: Final = ("standard/system", "standard/model")
