"""What calls cost, who asked for them, and the limit that is never passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from orthought.errors import BudgetError, SettingsError
from orthought.llm.protocol import Reply, Request, TokenCount
from orthought.llm.tables import find_entry, read_table
from orthought.solution import Usage

BYTES_PER_TOKEN = 2
"""Fewer than any tokenizer needs on average, so that a reservation errs on the safe side."""
TOKENS_PER_MESSAGE = 16
UNLIMITED_REPLY = 8192
"""Tokens a reply may have where the request sets no limit but the budget does."""


@dataclass(frozen=True)
class Price:
    """USD per million tokens."""

    prompt: float
    completion: float
    cached: float

    def of(self, tokens: TokenCount) -> float:
        """Return the price of one call in USD."""
        fresh = max(0, tokens.prompt - tokens.cached_prompt)
        parts = (
            fresh * self.prompt,
            tokens.cached_prompt * self.cached,
            tokens.completion * self.completion,
        )
        return sum(parts) / 1e6


def price_of(model: str) -> Price | None:
    """Return the list price of a model, None where it is unknown.

    Raises:
        SettingsError: the user's price table cannot be read.
    """
    entries = read_table("prices")
    if " at " in model:  # a server of one's own does not charge the provider's list price
        entries = [e for e in entries if any(" at " in pattern for pattern in e["match"])]
    entry = find_entry(entries, model)
    if entry is None:
        return None
    try:
        prompt, completion = float(entry["prompt"]), float(entry["completion"])
        return Price(prompt, completion, float(entry.get("cached", prompt)))
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f"the price of {model} cannot be used: {error!r}",
            fix="give prompt and completion in USD per million tokens",
        ) from error


class Ledger:
    """Adds up usage by stage. Replies that were not paid again count as `cached_calls` alone."""

    def __init__(self) -> None:
        self._stages: dict[str, Usage] = {}

    def add(self, stage: str, reply: Reply) -> None:
        """Enter one reply."""
        before = self._stages.get(stage, Usage(cost_usd=0.0))
        self._stages[stage] = _with_reply(before, reply)

    def add_failure(self, stage: str, seconds: float) -> None:
        """Enter a call that brought nothing; what the endpoint charged for it is unknown."""
        before = self._stages.get(stage, Usage(cost_usd=0.0))
        after = {"calls": before.calls + 1, "seconds": before.seconds + seconds}
        self._stages[stage] = before.model_copy(update=after)

    def by_stage(self) -> dict[str, Usage]:
        """Return the usage of each stage, in the order in which they first asked."""
        return dict(self._stages)

    def total(self) -> Usage:
        """Return the sum; its cost is unknown as soon as one part is."""
        return add_usage(*self._stages.values())


def add_usage(*parts: Usage) -> Usage:
    """Add usages up; the cost is None as soon as one part's is."""
    costs = [part.cost_usd for part in parts]
    known = [cost for cost in costs if cost is not None]
    sums: dict[str, Any] = {
        name: sum(getattr(part, name) for part in parts)
        for name in Usage.model_fields
        if name != "cost_usd"
    }
    return Usage(**sums, cost_usd=sum(known) if len(known) == len(costs) else None)


def _with_reply(before: Usage, reply: Reply) -> Usage:
    if reply.replayed:
        return before.model_copy(update={"cached_calls": before.cached_calls + 1})
    one = Usage(
        calls=1,
        prompt_tokens=reply.tokens.prompt,
        completion_tokens=reply.tokens.completion,
        reasoning_tokens=reply.tokens.reasoning,
        cost_usd=reply.cost_usd,
        seconds=reply.seconds,
    )
    return add_usage(before, one)


@dataclass(frozen=True)
class Reservation:
    """The most that a call about to be made can use."""

    tokens: int
    usd: float


class Budget:
    """A limit on calls, tokens and money. Several sessions may share one.

    Before each call the most that it can use is set aside, so that calls made at the same time
    cannot pass the limit together. The prompt's share is estimated from its length.

    Args:
        calls: calls that may be paid, failed ones included.
        tokens: prompt and completion tokens together.
        usd: money.
        within: a larger budget that every call must fit into as well.
    """

    def __init__(
        self,
        calls: int | None = None,
        tokens: int | None = None,
        usd: float | None = None,
        *,
        within: Budget | None = None,
    ) -> None:
        self.calls, self.tokens, self.usd = calls, tokens, usd
        self.within = within
        self.refused = False
        """Whether a call did not fit here or in a budget around this one."""
        self.used_calls, self.used_tokens, self.used_usd = 0, 0, 0.0
        self._held: list[Reservation] = []

    @property
    def limits_replies(self) -> bool:
        """Tell whether the length of a reply must be bounded for the budget's sake."""
        own = self.tokens is not None or self.usd is not None
        return own or (self.within is not None and self.within.limits_replies)

    @property
    def limits_money(self) -> bool:
        """Tell whether the price of a call must be known."""
        return self.usd is not None or (self.within is not None and self.within.limits_money)

    def reserve(self, request: Request, price: Price | None) -> Reservation:
        """Set the most that this call can use aside.

        Raises:
            BudgetError: it might pass a limit.
        """
        wanted = _most(request, price)
        self._require_room(wanted)
        self._hold(wanted)
        return wanted

    def _require_room(self, wanted: Reservation) -> None:
        """Ask every budget around this one before anything is set aside in any."""
        self._require_own_room(wanted)
        if self.within is not None:
            try:
                self.within._require_room(wanted)
            except BudgetError:
                self.refused = True
                raise

    def _require_own_room(self, wanted: Reservation) -> None:
        held = sum(item.tokens for item in self._held), sum(item.usd for item in self._held)
        self._require("calls", self.used_calls + 1, self.calls)
        self._require("tokens", self.used_tokens + held[0] + wanted.tokens, self.tokens)
        self._require("USD", self.used_usd + held[1] + wanted.usd, self.usd)

    def _hold(self, wanted: Reservation) -> None:
        self.used_calls += 1
        self._held.append(wanted)
        if self.within is not None:
            self.within._hold(wanted)

    def settle(self, reservation: Reservation, reply: Reply | None) -> None:
        """Put what the call really used in place of what was set aside for it."""
        self._held.remove(reservation)
        if reply is not None:
            self.used_tokens += reply.tokens.prompt + reply.tokens.completion
            self.used_usd += reply.cost_usd or 0.0
        if self.within is not None:
            self.within.settle(reservation, reply)

    def take(self, request: Request, reply: Reply) -> None:
        """Count a reply that was paid for elsewhere here, and in no budget around this one.

        Money is not counted, because none is spent.

        Raises:
            BudgetError: the call itself might have passed a limit.
        """
        self._require_own_room(_most(request, None))
        self.used_calls += 1
        self.used_tokens += reply.tokens.prompt + reply.tokens.completion

    def _require(self, what: str, would_be: float, limit: float | None) -> None:
        if limit is not None and would_be > limit:
            self.refused = True
            raise BudgetError(
                f"the next call could take {what} to {would_be:g} of {limit:g} allowed",
                fix="raise the budget and give the same command again: nothing is paid twice",
            )


def _most(request: Request, price: Price | None) -> Reservation:
    """Return the most that a call can use; no money where there is no price."""
    prompt, reply = estimate_tokens(request), request.max_tokens or UNLIMITED_REPLY
    worst = price.of(TokenCount(prompt=prompt, completion=reply)) if price else 0.0
    return Reservation(prompt + reply, worst)


def estimate_tokens(request: Request) -> int:
    """Return how many tokens the prompt has at most, roughly."""
    sizes = (len(message.content.encode("utf-8", "replace")) for message in request.messages)
    return sum(size // BYTES_PER_TOKEN + TOKENS_PER_MESSAGE for size in sizes)
