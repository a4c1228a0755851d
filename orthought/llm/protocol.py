"""The one seam to language models: what is asked, what comes back, who answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, runtime_checkable

from pydantic import Field

from orthought.base import Model

OnText = Callable[[str], None]
"""Receives pieces of the reply as they arrive."""


class Message(Model):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Request(Model):
    """What is asked of a model. Everything here enters the cache key, except `stage`
    and `timeout`."""

    messages: tuple[Message, ...]
    stage: str = ""
    """Which stage asks: 'model', 'reask', 'repair-1', ... for the ledger."""
    max_tokens: int | None = None
    temperature: float = 0.0
    seed: int | None = None
    sample: int = 0
    """Index of the sample where several are drawn of one prompt."""
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    """GBNF grammar; only models whose profile says so receive one."""
    response_schema: str | None = None
    """JSON schema as text, for models with structured output."""
    timeout: float = Field(default=600.0, gt=0)
    """Seconds for the whole call."""


class TokenCount(Model):
    """Tokens of one call as the endpoint reports them; 0 where it does not."""

    prompt: int = 0
    completion: int = 0
    reasoning: int = 0
    cached_prompt: int = 0


class Reply(Model):
    """What came back."""

    text: str
    finish: Literal["stop", "length", "filtered", "unknown"] = "stop"
    tokens: TokenCount = TokenCount()
    model: str = ""
    """The model's name as the endpoint reports it."""
    seconds: float = 0.0
    cost_usd: float | None = None
    """None: price unknown. 0.0: free (embedded, manual, scripted)."""
    token_logprobs: tuple[tuple[str, float], ...] = ()
    """The tokens of `text` in order, each with the natural logarithm of its probability at
    temperature 1 and without the grammar; empty where the endpoint does not say."""
    replayed: bool = False
    """True where it came from a cache or a recorded run and was not paid again."""


@runtime_checkable
class LanguageModel(Protocol):
    """Anything that completes a request. Raises LanguageModelError and nothing else.

    A model may also say in a text `destination` where requests go: a host, or who is behind it;
    '' where they stay on this machine. One that does not say is listed as unknown.
    """

    name: str
    """Such as 'openai:gpt-4.1-mini', 'local', 'manual', 'scripted'."""

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return the reply. Cancelling the task must stop the work at the endpoint."""
        ...

    async def aclose(self) -> None:
        """Release what is held (child processes, connections). Idempotent."""
        ...
