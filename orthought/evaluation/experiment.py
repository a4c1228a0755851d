"""An experiment: which problems, methods and language models, and what holds for all of them."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError

from orthought.base import Model
from orthought.errors import InputError
from orthought.settings import Settings, load_settings

SEED_STEP: Final = 1000


class Experiment(Model):
    """What is measured. Every field here is part of the experiment's identity.

    How it is carried out (concurrency, shards, the budget of the whole run) is not.
    """

    name: str = "experiment"
    """Name in reports and of the run's folder."""
    bench: tuple[str, ...] = Field(min_length=1)
    """Benchmark sets."""
    method: tuple[str, ...] = ("orthought",)
    """Methods; an ablation stands behind a plus sign: orthought+without_understanding."""
    llm: tuple[str, ...] = ("local",)
    """Language models."""
    llm_note: str = ""
    """What a reader must know of the model, such as that a stand-in answers in its place."""
    samples: int = Field(default=1, ge=1)
    """Independent repetitions of each problem; more than one need a temperature above 0."""
    filter: str = ""
    """Conditions such as 'type=NLP,size=Medium'."""
    slice: str = ""
    """Part of what the filter leaves, such as '0:20'."""
    problems: tuple[str, ...] = ()
    """Identifiers; empty: all that filter and slice leave."""
    base_url: str | None = None
    """Address of an OpenAI-compatible server."""
    seed: int = Field(default=0, ge=0)
    """Seed of the first sample; each further one begins 1000 later, because a method that draws
    several samples itself counts on from there."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """Sampling temperature; unset: the method's or the model's own."""
    max_tokens: int | None = Field(default=None, gt=0)
    """Tokens that one reply may have; unset: what suits the model."""
    max_repairs: int | None = Field(default=None, ge=0, le=3)
    """Repairs after the first attempt; unset: what suits method and model."""
    checker: bool | None = None
    """Whether a second reader checks each answer of orthought; unset: what suits the model."""
    learned: bool = False
    """Whether prompts may show what was learned on this machine; never a problem of a set."""
    cell_calls: int | None = Field(default=None, ge=1)
    """Calls that a method may make for one problem: the same for every method."""
    cell_tokens: int | None = Field(default=None, ge=1)
    """Tokens (prompt and reply) that a method may use for one problem."""
    solver: str = "auto"
    """Solver of every instance."""
    time_limit: float = Field(default=60.0, gt=0)
    """Seconds for one solve."""
    relative_gap: float = Field(default=0.0, ge=0)
    """Relative gap at which an integer solve may stop."""
    memory_limit_mb: int = Field(default=4096, gt=0)
    """MiB for a program and for a solve, each."""
    timeout: float = Field(default=600.0, gt=0)
    """Seconds for one call of the language model."""

    @property
    def digest(self) -> str:
        """SHA-256 of the experiment, hexadecimal."""
        later = {name: Experiment.model_fields[name].default for name in _LATER}
        usual = {name for name, value in later.items() if getattr(self, name) == value}
        return hashlib.sha256(self.model_dump_json(exclude=usual).encode()).hexdigest()

    @property
    def has_cell_budget(self) -> bool:
        """Tell whether every method gets the same budget for each problem."""
        return self.cell_calls is not None or self.cell_tokens is not None

    def seed_of(self, sample: int) -> int:
        """Return the seed of a sample."""
        return self.seed + SEED_STEP * sample

    def settings(self, method: str, llm: str, sample: int, **more: Any) -> Settings:
        """Return the settings of one cell.

        Environment and configuration files decide what an experiment does not: the sandbox's tier.

        Raises:
            SettingsError: a value does not fit.
        """
        name, _, ablation = method.partition("+")
        flags: dict[str, Any] = {
            "llm": llm,
            "method": name,
            "ablation": ablation or "none",
            "seed": self.seed_of(sample),
            "budget_calls": self.cell_calls,
            "budget_tokens": self.cell_tokens,
            "budget_usd": None,
            **{field: getattr(self, field) for field in _PASSED_ON},
            **more,
        }
        return load_settings(flags)[0]


_LATER: Final = ("checker", "learned")
"""Fields that came after the first release: at their default they leave older digests alone."""
_PASSED_ON: Final = (
    "base_url",
    "temperature",
    "max_tokens",
    "max_repairs",
    "checker",
    "learned",
    "solver",
    "time_limit",
    "relative_gap",
    "memory_limit_mb",
    "timeout",
)


def read_experiment(path: Path, changes: dict[str, Any] | None = None) -> Experiment:
    """Read an experiment file (TOML); `changes` take the place of what it says.

    Raises:
        InputError: the file cannot be read, or holds an unknown key or a value that does not fit.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"the experiment {path} cannot be read: {error}", fix="mend the file (it is TOML)"
        ) from None
    content.setdefault("name", path.stem)
    return make_experiment({**content, **(changes or {})}, str(path))


def make_experiment(content: dict[str, Any], source: str) -> Experiment:
    """Return the experiment that a mapping describes.

    Raises:
        InputError: an unknown key (near misses are named) or a value that does not fit.
    """
    for name in content:
        _require_known(name, source)
    listed = {
        name: (value,) if name in _LISTS and isinstance(value, str) else value
        for name, value in content.items()
    }
    try:
        return Experiment.model_validate(listed)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{source}: {name} = {first.get('input')!r:.80} does not fit: {first['msg'].lower()}",
            fix=f"mend {name}",
        ) from None


_LISTS: Final = ("bench", "method", "llm", "problems")


def _require_known(name: str, source: str) -> None:
    if name in Experiment.model_fields:
        return
    near = difflib.get_close_matches(name, Experiment.model_fields, n=2)
    known = ", ".join(Experiment.model_fields)
    raise InputError(
        f"{source} holds an unknown key: {name}",
        fix=f"did you mean {' or '.join(near)}?" if near else f"known keys: {known}",
    )
