"""Sandboxes are warm and shared: one per tier and process, started before they are needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orthought.errors import RunFolderError
from orthought.outcome import SolverOptions
from orthought.resources import cache_folder
from orthought.settings import Settings

if TYPE_CHECKING:
    from orthought.execution.interface import Sandbox
    from orthought.llm.ledger import Budget
    from orthought.llm.protocol import LanguageModel
    from orthought.llm.session import Session
    from orthought.llm.throttle import Throttle


@dataclass(frozen=True)
class Shared:
    """What many runs of one process have in common, so that nothing is loaded or paid twice."""

    model: LanguageModel
    """Stays open when a run ends."""
    throttle: Throttle
    """The pace and the calls in flight, over all runs."""
    budget: Budget | None = None
    """What all runs together may use; each run's own budget lies within it."""
    sensitivity_seconds: float = 0.0
    """Time for what one unit more of each limit is worth; 0: not asked."""
    budget_is_final: bool = False
    """Whether each run's budget is part of what is measured: see `Context.budget_is_final`."""


_sandboxes: dict[tuple[str, bool], Sandbox] = {}
_elsewhere: list[Sandbox] = []
_guard = threading.Lock()


@contextmanager
def building_elsewhere(sandbox: Sandbox) -> Iterator[None]:
    """Let `sandbox` build whatever this process builds meanwhile."""
    with _guard:
        _elsewhere.append(sandbox)
    try:
        yield
    finally:
        with _guard:
            _elsewhere.remove(sandbox)


def shared_sandbox(settings: Settings) -> Sandbox:
    """Return the process's sandbox of the tier that the settings ask for, starting it.

    Where `building_elsewhere` named another sandbox, that one is returned.

    Raises:
        SandboxUnavailableError: the machine does not give that tier.
    """
    from orthought.execution.interface import Tier
    from orthought.execution.tiers import open_sandbox

    with _guard:
        if _elsewhere:
            return _elsewhere[-1]
        # Who allows no unsafe tier must not be given the one that another call allowed.
        key = (settings.sandbox, settings.allow_unsafe)
        if key not in _sandboxes:
            tier = None if settings.sandbox == "best" else Tier(settings.sandbox)
            _sandboxes[key] = open_sandbox(tier, allow_unsafe=settings.allow_unsafe)
        sandbox = _sandboxes[key]
    sandbox.start()
    return sandbox


def end_workers() -> None:
    """End every sandbox and solver worker of this process at once; what they were at is lost."""
    from orthought import solvers

    with _guard:
        sandboxes = [*_sandboxes.values(), *_elsewhere]
        _sandboxes.clear()
    for sandbox in sandboxes:
        sandbox.close()
    solvers.shutdown()


def solver_options(settings: Settings) -> SolverOptions:
    """Return the settings that concern the solver."""
    return SolverOptions(
        solver=settings.solver,
        time_limit=settings.time_limit,
        memory_limit_mb=settings.memory_limit_mb,
        threads=settings.threads,
        seed=settings.seed,
        relative_gap=settings.relative_gap,
    )


def open_session(
    model: LanguageModel,
    settings: Settings,
    events: Iterable[dict[str, Any]],
    on_event: Callable[[dict[str, Any]], None],
    shared: Shared | None = None,
) -> Session:
    """Return a session that knows the replies of the run so far and keeps the budget."""
    from orthought.llm.cache import ReplyCache
    from orthought.llm.ledger import Budget
    from orthought.llm.protocol import Reply
    from orthought.llm.session import Session
    from orthought.llm.throttle import Throttle

    known = list(events)
    try:
        recorded = {
            str(event["key"]): Reply.model_validate(event["reply"])
            for event in known
            if event.get("type") == "reply"
        }
    except (KeyError, ValueError):
        raise RunFolderError(
            "the run's log holds a reply that cannot be read",
            fix="restore events.jsonl, or begin anew with --fresh",
        ) from None
    # Scripts, recordings and people in a chat window answer each time anew.
    lasting = not settings.llm.startswith(("scripted", "replay", "manual"))
    cache = ReplyCache(cache_folder() / "replies") if settings.cache and lasting else None
    budget = Budget(
        calls=settings.budget_calls,
        tokens=settings.budget_tokens,
        usd=settings.budget_usd,
        within=shared.budget if shared else None,
    )
    # What the run spent before it was interrupted counts here; whoever shares a budget has
    # entered it there.
    # A budget that is part of what is measured buys the same with and without the cache.
    counts_cache = shared is not None and shared.budget_is_final
    paid = [reply for reply in recorded.values() if not reply.replayed]
    counted = list(recorded.values()) if counts_cache else paid
    budget.used_calls = sum(event.get("type") == "call" for event in known)
    budget.used_calls += len(counted) - len(paid)
    budget.used_usd = sum(reply.cost_usd or 0.0 for reply in paid)
    budget.used_tokens = sum(reply.tokens.prompt + reply.tokens.completion for reply in counted)
    return Session(
        model,
        recorded=recorded,
        on_event=on_event,
        cache=cache,
        counts_cache=counts_cache,
        budget=budget,
        throttle=shared.throttle
        if shared
        else Throttle(requests_per_minute=settings.requests_per_minute),
    )
