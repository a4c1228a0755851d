"""What the stages of a method share while they work on one problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orthought.agent.reading.numbers import TextNumber, find_numbers
from orthought.agent.reading.sentences import Sentence, split_sentences
from orthought.execution.interface import Limits
from orthought.outcome import SolverOptions
from orthought.problem import Data, Problem
from orthought.settings import Settings

if TYPE_CHECKING:
    from orthought.execution.interface import Sandbox
    from orthought.llm.profiles import ModelProfile
    from orthought.llm.protocol import OnText
    from orthought.llm.session import Session

Emit = Callable[[dict[str, Any]], None]
Ask = Callable[[str], str]


@dataclass(frozen=True)
class Reading:
    """The text as the checks and the prompts see it."""

    sentences: tuple[Sentence, ...]
    numbers: tuple[TextNumber, ...]

    @classmethod
    def of(cls, text: str) -> Reading:
        sentences = split_sentences(text)
        return cls(sentences, find_numbers(sentences))


@dataclass(frozen=True)
class Workshop:
    """Where programs are built and instances solved; no language model here."""

    sandbox: Sandbox
    options: SolverOptions
    emit: Emit
    sensitivity_seconds: float = 5.0
    """Time for what one unit more of each limit is worth; 0: not asked."""

    @property
    def limits(self) -> Limits:
        """What a build may use: the usual, or the solver's time and memory where these are more."""
        usual = Limits()
        return Limits(
            seconds=max(usual.seconds, self.options.time_limit),
            memory_mb=max(usual.memory_mb, self.options.memory_limit_mb),
        )

    def stage(self, name: str, message: str, attempt: int = 1) -> None:
        """Tell the run and whoever watches it what begins now."""
        self.emit({"type": "stage", "stage": name, "message": message, "attempt": attempt})


@dataclass(frozen=True)
class Context:
    """One problem with everything that a method needs to solve it."""

    problem: Problem
    data: Data
    reading: Reading
    settings: Settings
    session: Session
    profile: ModelProfile
    workshop: Workshop
    on_text: OnText | None = None
    ask: Ask | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the user answered before this run was interrupted, by the name of the number."""
    examples: tuple[str, ...] | None = None
    """Keys of the learned examples that this run chose before it was interrupted."""
    is_measured: bool = False
    """Whether this is part of a measurement, where nothing that was learned may help."""
    budget_is_final: bool = False
    """Whether the last attempt counts where the budget ends; otherwise the run can go on with a
    larger one."""

    @property
    def max_repairs(self) -> int:
        """Repairs allowed after the first attempt, at most three as in the paper."""
        wanted = self.settings.max_repairs
        return min(3, self.profile.max_repairs if wanted is None else wanted)
