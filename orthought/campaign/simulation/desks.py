"""What the runs of one language model have in common: model, settings, pace and budget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orthought.campaign.simulation.design import Design
from orthought.campaign.simulation.task import Task
from orthought.runs import Event, read_events

if TYPE_CHECKING:
    from orthought.agent.workplace import Shared
    from orthought.llm.ledger import Budget
    from orthought.llm.protocol import LanguageModel
    from orthought.settings import Settings


@dataclass(frozen=True)
class Conduct:
    """How a simulation is carried out; none of this changes a trajectory."""

    concurrency: int = 8
    """Runs of language models in flight."""
    processes: int = 1
    """Processes for proposers that compute; 1: this one."""
    budget_usd: float | None = None
    budget_calls: int | None = None
    budget_tokens: int | None = None
    """What the language model may use in all."""
    requests_per_minute: int | None = None
    cache: bool = True
    """Whether replies of other simulations are taken over."""
    offline: bool = False
    timeout: float | None = None
    """Seconds for one call; None: what the user's settings say."""


@dataclass
class Spent:
    """What logs say that a language model used."""

    calls: int = 0
    tokens: int = 0
    usd: float = 0.0

    @classmethod
    def of(cls, logs: Iterable[Sequence[Event]]) -> Spent:
        """Count over the events of several logs; replies out of a cache cost nothing."""
        spent = cls()
        for events in logs:
            spent.calls += sum(event.get("type") == "call" for event in events)
            replies = (event["reply"] for event in events if event.get("type") == "reply")
            for reply in replies:
                if not reply.get("replayed"):
                    tokens = reply.get("tokens") or {}
                    spent.usd += reply.get("cost_usd") or 0.0
                    spent.tokens += tokens.get("prompt", 0) + tokens.get("completion", 0)
        return spent

    def enter(self, budget: Budget) -> None:
        """Count it against a budget."""
        budget.used_calls += self.calls
        budget.used_tokens += self.tokens
        budget.used_usd += self.usd


@dataclass(frozen=True)
class Desk:
    """What the runs of one language model have in common."""

    settings: Settings | None = None
    shared: Shared | None = None

    @property
    def is_refused(self) -> bool:
        """Tell whether a call did not fit into the budget, so that no further one will."""
        shared = self.shared
        return shared is not None and shared.budget is not None and shared.budget.refused


async def open_desks(
    design: Design,
    tasks: Sequence[Task],
    root: Path,
    conduct: Conduct,
    model: LanguageModel | None,
    stack: AsyncExitStack,
) -> dict[str, Desk]:
    """Open each language model once; all of them draw on one budget."""
    names = list(dict.fromkeys(task.llm for task in tasks if task.llm))
    if not names:
        return {}
    from orthought.agent.workplace import Shared
    from orthought.llm.ledger import Budget
    from orthought.llm.registry import open_model
    from orthought.llm.throttle import Throttle

    budget = Budget(conduct.budget_calls, conduct.budget_tokens, conduct.budget_usd)
    _enter_spent(budget, root)
    desks: dict[str, Desk] = {}
    for name in names:
        settings = model_settings(design, conduct, name)
        opened = model
        if opened is None:
            opened = open_model(
                name,
                base_url=settings.base_url,
                offline=settings.offline,
                **_slots(name, conduct.concurrency),
            )
            stack.push_async_callback(opened.aclose)
        pace = Throttle(conduct.requests_per_minute, conduct.concurrency)
        desks[name] = Desk(settings, Shared(model=opened, throttle=pace, budget=budget))
    return desks


def model_settings(design: Design, conduct: Conduct, llm: str | None) -> Settings:
    """Return the settings of a language model; None: that which the user's settings name."""
    from orthought.settings import load_settings

    flags: dict[str, Any] = {
        "llm": llm,
        "base_url": design.base_url,
        "temperature": design.temperature,
        "max_tokens": design.max_tokens,
        "timeout": conduct.timeout,
    }
    given = {name: value for name, value in flags.items() if value is not None}
    # The budget is that of the whole, not of one run; offline, once said, is never unsaid.
    whole: dict[str, Any] = dict.fromkeys(("budget_usd", "budget_calls", "budget_tokens"))
    more = {"offline": True} if conduct.offline else {}
    return load_settings({**given, **whole, **more, "cache": conduct.cache})[0]


def _slots(name: str, concurrency: int) -> dict[str, Any]:
    """Let the embedded model write as many replies at once as there are runs in flight."""
    return {"parallel": concurrency} if name.partition(":")[0] == "local" else {}


def _enter_spent(budget: Budget, root: Path) -> None:
    """Enter what earlier processes of this simulation spent, unfinished runs included."""
    if budget.calls is None and budget.usd is None and budget.tokens is None:
        return
    logs = root.glob("runs/*/*/*/events.jsonl")
    Spent.of(read_events(log.parent) for log in logs).enter(budget)
