"""Probes of what a language model knows of a set, recorded so that nothing is paid for twice."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orthought.campaign.leakage import (
    Kind,
    NamesProbe,
    compare_names,
    mask_set,
    probe_predictions_async,
)
from orthought.campaign.lookup import LookupSet
from orthought.campaign.plan import ProposerChoice
from orthought.campaign.simulation.api import simulate_async
from orthought.campaign.simulation.carrying_out import OnProgress
from orthought.campaign.simulation.design import Design
from orthought.campaign.simulation.desks import Conduct, Spent, model_settings
from orthought.campaign.simulation.probe_record import ProbeResult, keep_probe
from orthought.campaign.simulation.sources import SetSource
from orthought.campaign.status import usage_of
from orthought.campaign.trajectory import Trajectory
from orthought.runs import open_run, read_events

if TYPE_CHECKING:
    from orthought.llm.protocol import LanguageModel


async def probe_set(
    item: LookupSet | SetSource,
    folder: Path | str,
    *,
    llm: str | None = None,
    base_url: str | None = None,
    kind: Kind = "hidden",
    count: int = 48,
    runs: int = 0,
    budget: int = 20,
    seed: int = 0,
    conduct: Conduct | None = None,
    on_progress: OnProgress | None = None,
    model: LanguageModel | None = None,
) -> ProbeResult:
    """Ask a model for results that it was not told, and let it run campaigns with hidden names.

    Args:
        item: the measured set, or where it lies.
        folder: where calls, replies and campaigns are kept; the same call goes on there.
        llm: name of the language model; None: what the user's settings say.
        base_url: address of an OpenAI-compatible server.
        kind: `hidden` (names become numbers) or `permuted` (each bears the name of another).
        count: experiments whose results are asked for.
        runs: campaigns with and without names, and of random; 0: none.
        budget: experiments of a campaign.
        seed: of all chance.
        conduct: concurrency, budget and pace.
        on_progress: is told when a campaign begins and ends.
        model: a language model that is open already.

    Raises:
        InputError: too few measured points.
        LanguageModelError, BudgetError: what is recorded stays, and the same call goes on.
    """
    how, root = conduct or Conduct(), Path(folder)
    lookup = item if isinstance(item, LookupSet) else item.open()
    hidden = mask_set(lookup, seed, kind)
    design = Design(proposers=(ProposerChoice(name="llm"),), llm=llm, base_url=base_url)
    settings = model_settings(design, how, llm)
    name = settings.llm if model is None else model.name
    with open_run(root) as log:
        log.start({"kind": "probe", "digest": f"{lookup.digest} {name} {kind} {count} {seed}"})
        async with AsyncExitStack() as stack:
            session = _open_session(log, settings, how, model, stack)
            named, masked = [
                await probe_predictions_async(each, session=session, count=count, seed=seed)
                for each in (lookup, hidden)
            ]
        names = None
        if runs:
            fields: dict[str, Any] = {"runs": runs, "budget": budget, "seed": seed, "llm": llm}
            fields |= {"base_url": base_url, "on_progress": on_progress, "model": model}
            names = await _compare(item, hidden, root, how, fields)
        found = ProbeResult(
            set_name=lookup.name,
            llm=name,
            kind=kind,
            objectives=tuple(lookup.objectives),
            seed=seed,
            named=named,
            masked=masked,
            names=names,
            budget=budget if runs else None,
            usage=usage_of(log.events),
        )
        keep_probe(root, found)
    return found


def _open_session(
    log: Any, settings: Any, conduct: Conduct, model: LanguageModel | None, stack: AsyncExitStack
) -> Any:
    from orthought.agent.workplace import Shared, open_session
    from orthought.llm.ledger import Budget
    from orthought.llm.registry import open_model
    from orthought.llm.throttle import Throttle

    opened = model
    if opened is None:
        opened = open_model(settings.llm, base_url=settings.base_url, offline=settings.offline)
        stack.push_async_callback(opened.aclose)
    budget = Budget(conduct.budget_calls, conduct.budget_tokens, conduct.budget_usd)
    Spent.of([log.events]).enter(budget)
    pace = Throttle(conduct.requests_per_minute, conduct.concurrency)
    shared = Shared(model=opened, throttle=pace, budget=budget)
    return open_session(opened, settings, log.events, log.append, shared)


async def _compare(
    item: LookupSet | SetSource,
    hidden: LookupSet,
    root: Path,
    conduct: Conduct,
    fields: dict[str, Any],
) -> NamesProbe:
    """Run the campaigns; what the rest of the probe spent is taken off their budget."""
    named = await simulate_async(
        item,
        ["llm", "random"],
        out=root / "named",
        conduct=_rest(conduct, root, "named"),
        **fields,
    )
    masked = await simulate_async(
        hidden, ["llm"], out=root / "masked", conduct=_rest(conduct, root, "masked"), **fields
    )
    wanted = {each.seed for each in masked.trajectories}
    by_way: dict[bool, list[Trajectory]] = {True: [], False: []}
    for each in named.trajectories:
        if each.seed in wanted:
            by_way[each.usage is not None].append(each)
    return compare_names(
        by_way[True],
        list(masked.trajectories),
        by_way[False],
        named.objectives(named.trajectories[0].set_name),
        hidden.objectives,
    )


def _rest(conduct: Conduct, root: Path, stage: str) -> Conduct:
    """Return the conduct with the budget that the other stages have left."""
    logs = [log for log in root.glob("**/events.jsonl") if stage not in log.parts]
    spent = Spent.of([read_events(log.parent) for log in logs])
    return replace(
        conduct,
        budget_calls=_less(conduct.budget_calls, spent.calls),
        budget_tokens=_less(conduct.budget_tokens, spent.tokens),
        budget_usd=None if conduct.budget_usd is None else max(0.0, conduct.budget_usd - spent.usd),
    )


def _less(limit: int | None, spent: int) -> int | None:
    return None if limit is None else max(0, limit - spent)
