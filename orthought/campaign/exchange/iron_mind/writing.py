"""Trajectories into the layout of Iron Mind."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from orthought.campaign.exchange.iron_mind.layout import (
    SEEN,
    WHOLE,
    Family,
    ResultColumns,
    place_of,
)
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.space import Point, Space, Value
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError
from orthought.files import write_whole


def write_runs(
    root: Path | str,
    trajectories: Sequence[Trajectory],
    space: Space,
    objectives: Sequence[Objective],
    *,
    family: Family | None = None,
) -> list[Path]:
    """Write trajectories below a folder `runs`; run i is the i-th one of its set and proposer.

    Args:
        root: the folder that stands for `runs`.
        trajectories: of any sets and proposers.
        space: of the sets; it says the order of the parameters.
        objectives: what was measured.
        family: where they belong; None: `random` for random, `bayesian` for gp, baybe and runs
            with a start that does not count, else `llm`.

    Returns:
        The folder of each run, in order.

    Raises:
        InputError: a Bayesian run without a start that does not count, which readers of the layout
            would make out of its first proposal; nothing is written.
        OSError: a file cannot be written.
    """
    kinds = [family or _family(run) for run in trajectories]
    seen = [
        seen_observations(run, space, objectives, kind)
        for run, kind in zip(trajectories, kinds, strict=True)
    ]
    groups = [(run.set_name, run.proposer) for run in trajectories]
    written: dict[Path, int] = {}
    folders = []
    for run, kind, entries, group in zip(trajectories, kinds, seen, groups, strict=True):
        parent = Path(root) / place_of(run, kind, groups.count(group))
        number = written[parent] = written.get(parent, -1) + 1
        folder = parent / f"run_{number}"
        write_whole(folder / SEEN, json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
        write_whole(folder / WHOLE, run.model_dump_json(indent=1) + "\n")
        folders.append(folder)
    return folders


def seen_observations(
    run: Trajectory, space: Space, objectives: Sequence[Objective], family: Family
) -> list[dict[str, Any]]:
    """Return the objects of one run as the layout has them.

    Raises:
        InputError: see `write_runs`.
    """
    if family == "bayesian" and len(run.known) != 1:
        raise InputError(
            f"the run of {run.proposer} has {len(run.known)} starts that do not count, and the "
            "layout wants one in a Bayesian run",
            fix="simulate with one random start outside the budget, or export it as family 'llm'",
        )
    columns = ResultColumns(objectives)
    seen: list[dict[str, Any]] = []
    for start in run.known if family == "bayesian" else ():
        seen += [{**_ordered(start.point, space), **row} for row in columns.spread(start.values)]
    reasons = [proposal.reason for proposal in run.proposals]
    results = _results(run)
    for number, (proposal, values) in enumerate(zip(run.proposals, results, strict=True), 1):
        unique = bool(proposal.reason) and reasons.count(proposal.reason) == 1
        words = _words(proposal, number, unique=unique) if family == "llm" else {}
        point = _ordered(proposal.point, space)
        seen += [{**point, **row, **words} for row in columns.spread(values)]
    return seen


def _results(run: Trajectory) -> list[dict[str, float | None]]:
    """Return the values of each proposal, of a repeated one those of the first."""
    first: dict[tuple[tuple[str, Value], ...], Observation] = {}
    results = []
    for proposal, row in zip(run.proposals, run.observations, strict=True):
        key = tuple(sorted(proposal.point.items()))
        if not proposal.fault:
            first.setdefault(key, row)
        results.append(first.get(key, row).values if proposal.fault == "repeat" else row.values)
    return results


def _words(proposal: Proposal, number: int, *, unique: bool) -> dict[str, str]:
    """Return what the model said; readers of the layout tell proposals apart by it."""
    mark = f"(proposal {number})"
    reasoning = proposal.reason if unique else f"{proposal.reason} {mark}".lstrip()
    notes = [*filter(None, [proposal.fault]), *(["repaired"] if proposal.repaired else [])]
    behind = f" ({', '.join(notes)})" if notes else ""
    return {"reasoning": reasoning, "explanation": f"Proposal {number}{behind}."}


def _ordered(point: Point, space: Space) -> Point:
    return {name: point[name] for name in space.names if name in point}


def _family(run: Trajectory) -> Family:
    name = re.split(r"[,:\s]", run.proposer)[0]
    if name == "random":
        return "random"
    return "bayesian" if run.known or name in _BAYESIAN else "llm"


_BAYESIAN: Final = ("gp", "baybe", "latin_hypercube")
"""Of ours; others are told by their start that does not count."""
