"""Which runs a simulation has, and where each one is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from orthought.campaign.lookup import LookupSet
from orthought.campaign.plan import ProposerChoice
from orthought.campaign.registry import asks_language_model, find_proposer, require_options
from orthought.campaign.simulation.design import Design
from orthought.campaign.simulation.task import Task
from orthought.errors import InputError


def make_tasks(design: Design, sets: Sequence[LookupSet], usual_llm: str) -> tuple[Task, ...]:
    """Return all runs: of a set and a seed, those of all proposers stand together.

    Args:
        design: what is measured.
        sets: on which sets, parameters held already.
        usual_llm: the language model where the design names none.

    Raises:
        UsageError: a proposer is unknown, has not such an option, or stands twice.
    """
    ways = [_way(design, choice, usual_llm) for choice in design.proposers]
    labels = [label for _, label, _ in ways]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise InputError(f"the proposer {twice[0]!r} stands twice", fix="name each one once")
    _require_names_differ([item.name for item in sets])
    return tuple(
        _task(design, item, choice, label, llm, design.seed + run)
        for item in sets
        for run in range(design.runs)
        for choice, label, llm in ways
    )


def _way(
    design: Design, choice: ProposerChoice, usual_llm: str
) -> tuple[ProposerChoice, str, str | None]:
    """Return how a proposer is built, its name in tables, and its language model."""
    kind = find_proposer(choice.name)
    options = design.options_of(choice)
    require_options(choice.name, kind, options)
    asks = asks_language_model(kind)
    llm = (design.llm_of(choice) or usual_llm) if asks else None
    shown = {name: value for name, value in choice.options.items() if name != "llm"}
    label = ProposerChoice(name=choice.name, options=shown).label
    return (
        ProposerChoice(name=choice.name, options=options),
        f"{label}@{llm}" if llm else label,
        llm,
    )


def _task(
    design: Design,
    item: LookupSet,
    choice: ProposerChoice,
    label: str,
    llm: str | None,
    seed: int,
) -> Task:
    return Task(
        lookup=item,
        choice=choice,
        label=label,
        seed=seed,
        budget=design.budget,
        batch=design.batch,
        starts=design.starts_of(choice),
        allow_faults=design.mode == "ironmind",
        folder=f"runs/{safe_name(item.name)}/{safe_name(label)}/run_{seed}",
        waits=hasattr(find_proposer(choice.name), "ask_async"),
        llm=llm,
    )


def _require_names_differ(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"the set {twice[0]!r} stands twice", fix="name each set once")


def safe_name(name: str) -> str:
    """Return a name that any file system takes; what had to be changed keeps a digest."""
    plain = re.sub(r"[^A-Za-z0-9._+=,@-]+", "-", name).strip("-.")[:60]
    if plain == name:
        return plain
    return f"{plain}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"
