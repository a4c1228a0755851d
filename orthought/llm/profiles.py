"""What a model can do, so that prompts and promises fit it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError

from orthought.base import Model
from orthought.errors import SettingsError
from orthought.llm.tables import find_entry, read_table


class ModelProfile(Model):
    """Abilities of a model."""

    size: Literal["small", "mid", "frontier", "reasoning"] = "mid"
    """Class of ability, not a count of parameters."""
    grammar: bool = False
    """It can be held to a GBNF grammar."""
    structured_output: bool = False
    """It can be held to a JSON schema."""
    max_tokens: int = Field(default=8192, gt=0)
    """Tokens that a reply may have."""
    context: int = Field(default=32768, gt=0)
    """Tokens of prompt and reply together."""
    reply_shape: Literal["full", "program_only"] = "full"
    """`program_only`: asking for a formulation as well would only cost it correctness."""
    grounded: bool = False
    """It labels the numbers of a text better than it writes programs; needs `grammar` or
    `structured_output`."""
    temperature: float = Field(default=0.0, ge=0)
    max_repairs: int = Field(default=3, ge=0, le=3)
    classes: int = Field(default=2, ge=0)
    """How many problem classes give their advice to a prompt."""
    examples: int = Field(default=1, ge=0)
    """How many worked examples of a class a prompt shows."""
    can_check: bool = True
    """False: its answers are worth `solved` at most."""
    checker: bool = True
    """A second reading by it is worth its call."""
    note: str = ""
    """Printed with every answer of it."""


def profile_of(spec: str) -> ModelProfile:
    """Return the profile of a model by its name, such as `openai:gpt-4.1-mini`.

    Raises:
        SettingsError: the user's table of profiles holds something unknown.
    """
    entry = find_entry(read_table("profiles"), spec) or {}
    try:
        return ModelProfile.model_validate({n: v for n, v in entry.items() if n != "match"})
    except ValidationError as error:
        raise SettingsError(
            f"the profile of {spec} cannot be used: {error}",
            fix="mend profiles.toml in the configuration folder",
        ) from error
