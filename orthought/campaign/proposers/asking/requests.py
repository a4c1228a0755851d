"""The requests of campaigns. What stays the same stands first, so that its reading is cached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from orthought.campaign.observations import Objective, Observation
from orthought.campaign.proposers.asking.codebook import Codebook
from orthought.campaign.proposers.asking.history import Limits, last_hypothesis, show_history
from orthought.campaign.proposers.asking.wording import (
    Detail,
    goal,
    option_lines,
    parameter_text,
    rule_lines,
    shortened,
)
from orthought.llm.profiles import ModelProfile
from orthought.llm.protocol import Message, Request
from orthought.prompting import load_prompt

BYTES_PER_TOKEN: Final = 2.5
"""SMILES and numbers take more tokens than prose: fewer characters than usual go into one."""
TEMPERATURE: Final = 0.7
"""At 0 every run would be the same run."""
RETRY_TEMPERATURE: Final = 0.9
"""What was wrong once should not come again."""
QUOTED: Final = 1_500
"""Characters of a wrong reply that are shown to its writer, from its end."""


DETAILS: Final = (
    Detail(4_000, Limits()),
    Detail(1_500, Limits(whole=24), descriptors=False),
    Detail(500, Limits(whole=12, best=8, latest=8), descriptors=False, smiles=False),
    Detail(
        0, Limits(whole=8, best=5, latest=4, means=False), descriptors=False, smiles=False,
        options=60,
    ),
)  # fmt: skip
"""From all that helps to what the smallest contexts hold."""


@dataclass(frozen=True)
class Asking:
    """What all requests of one proposer have in common."""

    codebook: Codebook
    objectives: tuple[Objective, ...]
    profile: ModelProfile
    description: str = ""
    seed: int = 0
    temperature: float | None = None
    max_tokens: int | None = None
    timeout: float = 600.0
    show_hypothesis: bool | None = None
    """Whether a model sees its last hypothesis; None: unless it is small."""

    def messages(
        self, prompt: str, rows: Sequence[Observation], example: str, detail: int, **values: Any
    ) -> tuple[Message, ...]:
        """Return the messages of a prompt that shows the space and the history."""
        shown = DETAILS[detail]
        text = load_prompt(f"campaign/{prompt}").render(
            space=self.space_text(shown, rows),
            history=self._history(shown, rows),
            hypothesis=self._hypothesis(rows),
            example=example,
            **values,
        )
        return conversation(text)

    def fits(self, messages: Sequence[Message], tokens: int) -> bool:
        """Tell whether messages and a reply of so many tokens fit into the context, by estimate."""
        size = sum(len(message.content.encode("utf-8", "replace")) + 16 for message in messages)
        return size / BYTES_PER_TOKEN + tokens <= self.profile.context

    def request(
        self,
        stage: str,
        messages: tuple[Message, ...],
        tokens: int,
        *,
        grammar: str,
        schema: str,
        sample: int = 0,
    ) -> Request:
        """Return a request that holds the model to a shape, as far as its profile allows."""
        return Request(
            messages=messages,
            stage=stage,
            max_tokens=tokens,
            temperature=self._temperature(sample),
            seed=self.seed,
            sample=sample,
            grammar=grammar if self.profile.grammar else None,
            response_schema=schema if self.profile.structured_output else None,
            timeout=self.timeout,
        )

    def tokens_for(self, count: int) -> int:
        """Return how many tokens a reply with so many experiments may have."""
        if self.max_tokens is not None or self.profile.size == "reasoning":
            return self.max_tokens or self.profile.max_tokens
        return min(self.profile.max_tokens, 500 + 200 * count)

    def space_text(self, detail: Detail, rows: Sequence[Observation] = ()) -> str:
        """Return the part that stays the same: description, goal, parameters, rules."""
        return load_prompt("campaign/space").render(
            description=shortened(
                self.description or self.codebook.space.description, detail.description
            ),
            goal=goal(self.objectives),
            parameters=[
                {
                    "key": key,
                    "text": parameter_text(self.codebook, key),
                    "options": option_lines(self.codebook, key, detail, rows),
                }
                for key in self.codebook.parameters
            ],
            rules=rule_lines(self.codebook),
        )

    def _hypothesis(self, rows: Sequence[Observation]) -> str:
        # The embedded model writes a hypothesis that it sees again word for word, whatever came
        # of it; from the results alone it makes a new one.
        shown = self.show_hypothesis
        if shown is None:
            shown = self.profile.size != "small"
        return self.codebook.shortened(last_hypothesis(rows)) if shown else ""

    def _history(self, detail: Detail, rows: Sequence[Observation]) -> str:
        shown = show_history(rows, self.objectives, self.codebook, detail.limits)
        return load_prompt("campaign/history").render(
            **{name: getattr(shown, name) for name in load_prompt("campaign/history").variables}
        )

    def _temperature(self, sample: int) -> float:
        usual = max(TEMPERATURE, self.profile.temperature)
        chosen = usual if self.temperature is None else self.temperature
        return max(chosen, RETRY_TEMPERATURE) if sample else chosen


def conversation(text: str) -> tuple[Message, ...]:
    """Return the system message and a question."""
    system = Message(role="system", content=load_prompt("campaign/system").render())
    return system, Message(role="user", content=text)


def reask_messages(
    first: Request,
    reply: str,
    *,
    problems: Sequence[str],
    kept: Sequence[str],
    count: int,
    example: str,
) -> tuple[Message, ...]:
    """Return the conversation that tells a model what is wrong with its reply."""
    prompt = load_prompt("campaign/reask").render(
        problems=list(problems), kept=list(kept), count=count, example=example
    )
    return (
        *first.messages,
        Message(role="assistant", content=reply[-QUOTED:].strip() or "(nothing)"),
        Message(role="user", content=prompt),
    )
