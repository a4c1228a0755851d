"""The front door of simulations."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from orthought.campaign.lookup import Direction, LookupSet
from orthought.campaign.misfits import misfit
from orthought.campaign.plan import ProposerChoice
from orthought.campaign.registry import asks_language_model, find_proposer
from orthought.campaign.simulation.carrying_out import OnProgress, carry_out
from orthought.campaign.simulation.design import Design
from orthought.campaign.simulation.desks import Conduct, model_settings
from orthought.campaign.simulation.fixing import narrow
from orthought.campaign.simulation.folder import (
    SimulationRun,
    begin,
    make_manifest,
    read_simulation,
)
from orthought.campaign.simulation.planning import make_tasks
from orthought.campaign.simulation.sources import SetSource, source_of
from orthought.errors import UsageError
from orthought.runs import open_run, slug

if TYPE_CHECKING:
    from orthought.llm.protocol import LanguageModel

Sets = str | Path | LookupSet | SetSource | Sequence[str | Path | LookupSet | SetSource]
Proposers = str | Mapping[str, Any] | ProposerChoice | Sequence[Any]


async def simulate_async(
    sets: Sets,
    proposers: Proposers,
    *,
    objective: str | Sequence[str] = (),
    direction: Direction = "maximize",
    out: Path | str | None = None,
    conduct: Conduct | None = None,
    on_progress: OnProgress | None = None,
    model: LanguageModel | None = None,
    **fields: Any,
) -> SimulationRun:
    """Let proposers run campaigns on measured sets; the same call again goes on where it stopped.

    Args:
        sets: folders or files (see `open_set`), or opened sets.
        proposers: names, `name,option=value`, or `{"name": ..., option: value}`.
        objective: names of the measured columns, for sets that are plain CSV files.
        direction: what is wanted of them.
        out: folder; default `./runs/sim-<sets>-<digest>`. Proposers, sets and runs may be added.
        conduct: concurrency, processes, budget and pace of the language model.
        on_progress: is told when a run begins and ends.
        model: a language model that is open already, in place of those that are named.
        fields: fields of `Design`: runs, budget, batch, mode, starts, fix, each, seed, llm, ...

    Raises:
        UsageError: before anything is paid for. BudgetError, EndpointFaultError and their kin:
        what is recorded stays, and the same call goes on.
    """
    design = make_design(proposers, fields)
    how = conduct or Conduct()
    names = (objective,) if isinstance(objective, str) else tuple(objective)
    sources = [source_of(item, names, direction) for item in _listed(sets)]
    opened = [
        item if isinstance(item, LookupSet) else source.open()
        for item, source in zip(_listed(sets), sources, strict=True)
    ]
    parts = narrow(opened, design.fix, design.each)
    tasks = make_tasks(design, parts, _usual_llm(design, how, model))
    folder = Path(out) if out else default_folder(design, parts)
    with open_run(folder) as run:
        run.start({"kind": "simulation", "digest": "simulation"})  # the manifest tells more
        begin(folder, make_manifest(design, parts, sources, tasks))
        await carry_out(design, tasks, folder, how, on_progress=on_progress, model=model)
        run.append({"type": "finished", "runs": len(tasks)})
    return read_simulation(folder)


def simulate(sets: Sets, proposers: Proposers, **options: Any) -> SimulationRun:
    """Do what `simulate_async` does, blocking; it takes the same arguments.

    Raises:
        UsageError: an event loop runs here; also what `simulate_async` raises.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(simulate_async(sets, proposers, **options))
    raise UsageError(
        "simulate() blocks and an event loop runs here",
        fix="write `await orthought.campaign.simulate_async(...)`",
    )


def make_design(proposers: Proposers, fields: Mapping[str, Any]) -> Design:
    """Return the design that a call describes.

    Raises:
        InputError: an unknown field (near misses are named), or a value that does not fit.
    """
    content = {**fields, "proposers": tuple(read_choice(item) for item in _listed(proposers))}
    try:
        return Design.model_validate(content)
    except ValidationError as error:
        raise misfit(error, Design, content, "the simulation") from None


def read_choice(given: Any) -> Any:
    """Return the proposer that a text such as 'gp,acquisition=ucb' means."""
    if not isinstance(given, str):
        return given
    name, *parts = (part.strip() for part in given.split(","))
    options = dict(part.partition("=")[::2] for part in parts)
    return {"name": name, "options": {key.strip(): _value(raw) for key, raw in options.items()}}


def default_folder(design: Design, sets: Sequence[LookupSet]) -> Path:
    """Return `./runs/sim-<sets>-<digest>`: the same rules and sets give the same folder."""
    digest = hashlib.sha256()
    for part in (design.digest, *(item.digest for item in sets)):
        digest.update(part.encode())
    name = slug(" ".join(dict.fromkeys(item.name.split()[0] for item in sets)))
    return Path("runs") / f"sim-{name}-{digest.hexdigest()[:8]}"


def _value(raw: str) -> Any:
    """Read an option as TOML does; what is no number or truth value is a text."""
    import tomllib

    try:
        return tomllib.loads(f"value = {raw.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        return raw.strip()


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else [given]


def _usual_llm(design: Design, conduct: Conduct, model: LanguageModel | None) -> str:
    if model is not None:
        return model.name
    if not any(asks_language_model(find_proposer(choice.name)) for choice in design.proposers):
        return ""
    return model_settings(design, conduct, design.llm).llm
