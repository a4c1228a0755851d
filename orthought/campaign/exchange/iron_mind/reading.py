"""Runs in the layout of Iron Mind into trajectories."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from orthought.campaign.exchange.iron_mind.layout import (
    SEEN,
    WHOLE,
    WORDS,
    Family,
    ResultColumns,
    family_of,
    named,
    number_of,
    safe,
)
from orthought.campaign.exchange.iron_mind.writing import seen_observations
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.space import Categorical, Key, Parameter, Point, Space
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError

Rows = Sequence[Mapping[str, Any]]


def read_runs(
    root: Path | str, space: Space, objectives: Sequence[Objective], *, set_name: str
) -> list[Trajectory]:
    """Read all runs of a set below a folder `runs`; run i gets the seed i.

    Proposals outside the space or without a result are faulty (`invalid`), and so is one that
    proposes a point again (`repeat`). A trajectory.json beside the observations, which `write_runs`
    leaves, is taken where it says the same.

    Raises:
        InputError: there is none, or a file is broken or has other columns; it is named.
    """
    root, name = Path(root), safe(set_name)
    patterns = [f"{family}/{name}/benchmark/*/run_*" for family in ("llm", "bayesian")]
    folders = [
        folder
        for pattern in (*patterns, f"random/{name}/run_*")
        for folder in sorted(root.glob(pattern), key=lambda run: (run.parent.name, number_of(run)))
    ]
    if not folders:
        raise InputError(
            f"there are no runs of {set_name} in {root}",
            fix=f"give the folder that holds llm/{set_name}, bayesian/{set_name} or random/...",
        )
    return [read_run(folder, space, objectives, set_name=set_name) for folder in folders]


def read_run(
    folder: Path | str, space: Space, objectives: Sequence[Objective], *, set_name: str
) -> Trajectory:
    """Read one run; its family is in the path. See `read_runs`."""
    folder = Path(folder)
    family = family_of(folder)
    rows = _load(folder / SEEN)
    if (folder / WHOLE).is_file():
        return _checked(folder / WHOLE, rows, space, objectives, family)
    reader = _RunReader(space, objectives, folder / SEEN)
    groups = list(reader.groups(rows))
    known = reader.start(groups.pop(0)) if family == "bayesian" and groups else ()
    if not groups:
        raise InputError(f"{folder / SEEN} holds no proposal", fix="remove the run")
    for number, group in enumerate(groups, 1):
        reader.take(group, number)
    proposer, batch = named(folder, family)
    return Trajectory(
        set_name=set_name,
        proposer=proposer,
        seed=max(number_of(folder), 0),
        budget=len(groups),
        batch=batch,
        known=known,
        proposals=tuple(reader.proposals),
        observations=tuple(
            row.model_copy(update={"batch": place // batch + 1})
            for place, row in enumerate(reader.observations)
        ),
    )


class _RunReader:
    """Takes the objects of one file, those of one proposal at a time."""

    def __init__(self, space: Space, objectives: Sequence[Objective], path: Path) -> None:
        self.proposals: list[Proposal] = []
        self.observations: list[Observation] = []
        self._space, self._path = space, path
        self._columns = ResultColumns(objectives)
        self._known: dict[Key, dict[str, float | None]] = {}

    def groups(self, rows: Rows) -> Iterator[list[Mapping[str, Any]]]:
        """Split the objects by proposal: one each, or its replicates one after the other."""
        for number, row in enumerate(rows, 1):
            self._require_columns(row, number)
        if not self._columns.replicated:
            yield from ([row] for row in rows)
            return
        names = (*self._space.names, "reasoning")
        for _, group in itertools.groupby(rows, lambda row: [repr(row.get(n)) for n in names]):
            yield list(group)

    def start(self, rows: Rows) -> tuple[Observation, ...]:
        """Return the start that does not count; an invalid one is none."""
        point, values, fault = self._read(rows, "the start")
        return () if fault else (Observation(point=point, values=values),)

    def take(self, rows: Rows, number: int) -> None:
        """Take the objects of one proposal."""
        point, values, fault = self._read(rows, f"proposal {number}")
        if not fault:
            known = self._known.setdefault(self._space.key(point), values)
            fault = "repeat" if known is not values and known == values else ""
        reason = _reason(rows[0].get("reasoning"), number)
        raw = json.dumps(dict(rows[0]), ensure_ascii=False) if fault else ""
        self.proposals.append(Proposal(point=point, reason=reason, fault=fault, raw=raw))
        values = dict.fromkeys(values) if fault else values
        self.observations.append(Observation(point=point, values=values, reason=reason))

    def _read(
        self, rows: Rows, place: str
    ) -> tuple[Point, dict[str, float | None], Literal["", "invalid", "repeat"]]:
        try:
            values = self._columns.gather(rows)
        except InputError as error:
            raise InputError(f"{self._path}, {place}: {error.message}", fix=error.fix) from None
        cells = {p.name: _cell(p, rows[0].get(p.name)) for p in self._space.parameters}
        try:
            point = self._space.read(cells)
        except InputError:
            written = {n: v for n, v in cells.items() if isinstance(v, str | int | float)}
            return written, values, "invalid"
        unknown = all(value is None for value in values.values())
        return point, values, "invalid" if unknown or not self._space.allows(point) else ""

    def _require_columns(self, row: Mapping[str, Any], number: int) -> None:
        results = self._columns.names
        odd = next((n for n in row if n not in (*self._space.names, *results, *WORDS)), None)
        if odd is None and any(name in row for name in results):
            return  # a parameter may be missing: the proposal is invalid then
        what = "there is no result" if odd is None else f"{odd!r} is no parameter and no objective"
        raise InputError(
            f"{self._path}, entry {number}: {what}",
            fix=f"parameters: {', '.join(self._space.names)}; results: {', '.join(results)}; "
            "give the set that the run belongs to",
        )


def _cell(parameter: Parameter, raw: object) -> object:
    """Return a parameter's cell; tables that were read carelessly have NaN for "None"."""
    missing = raw is None or (isinstance(raw, float) and math.isnan(raw))
    if missing and isinstance(parameter, Categorical) and "None" in parameter.values():
        return "None"
    return None if missing else raw


def _reason(raw: object, number: int) -> str:
    mark = f"(proposal {number})"
    text = raw if isinstance(raw, str) else ""
    return text.removesuffix(mark).removesuffix(" ") if text.endswith(mark) else text


def _load(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", fix="check the path") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON: {error}", fix="fetch the file anew") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{path} is no list of objects", fix="fetch the file anew")
    return rows


def _checked(
    path: Path,
    rows: list[dict[str, Any]],
    space: Space,
    objectives: Sequence[Objective],
    family: Family,
) -> Trajectory:
    """Return the trajectory beside the observations, once it says the same as they do."""
    try:
        run = Trajectory.model_validate_json(path.read_bytes())
        # As text, because NaN is not equal to itself.
        same = json.dumps(seen_observations(run, space, objectives, family)) == json.dumps(rows)
    except (ValidationError, InputError):
        same = False
    if not same:
        raise InputError(
            f"{path} does not say the same as {SEEN}",
            fix=f"remove it: what {SEEN} says is read then",
        )
    return run
