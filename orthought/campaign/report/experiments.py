"""The experiments one by one, with the reason for each."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from orthought.campaign.measures.comparison import Summary
from orthought.campaign.objectives import scores, value_of
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.report.wording import head as name_with_unit
from orthought.campaign.report.wording import (
    number,
    plain_text,
    reading,
    result_text,
    unit_of,
)
from orthought.campaign.space import Point, Space
from orthought.campaign.state import CampaignState
from orthought.campaign.trajectory import Trajectory
from orthought.pages.document import Column, Entry, Table

BEST = 5


def best_table(
    rows: Sequence[Observation], objectives: Sequence[Objective], space: Space
) -> Table | None:
    """Return the best experiments; None where none gave a number."""
    found = scores(rows, objectives)
    known = [(score, -place) for place, score in enumerate(found) if score is not None]
    best = [-place for _, place in sorted(known, reverse=True)[:BEST]]
    if not best:
        return None
    return Table(
        identifier="best",
        caption="The best experiments so far.",
        columns=(Column(name="no."), *_result_columns(objectives), *_point_columns(space)),
        rows=tuple(
            (
                Entry(text=str(place + 1)),
                *_results(rows[place], objectives),
                *_point(rows[place].point, space),
            )
            for place in best
        ),
    )


def experiments_table(
    rows: Sequence[Observation], objectives: Sequence[Objective], space: Space
) -> Table:
    """Return all experiments in order, with their reasons."""
    found, best = scores(rows, objectives), -float("inf")
    lines = []
    for place, (row, score) in enumerate(zip(rows, found, strict=True), start=1):
        record = score is not None and score > best
        best = score if record and score is not None else best
        note = "best so far" if record and place > 1 else ""
        lines.append(
            (
                Entry(text=str(place)),
                Entry(text="before" if row.batch == 0 else str(row.batch)),
                *_point(row.point, space),
                *_results(row, objectives, note),
                Entry(text=row.reason),
            )
        )
    return Table(
        identifier="experiments",
        caption="All experiments, in the order in which their results were told.",
        columns=(
            Column(name="no."),
            Column(name="batch"),
            *_point_columns(space),
            *_result_columns(objectives),
            Column(name="reason", align="left"),
        ),
        rows=tuple(lines),
    )


def open_table(state: CampaignState) -> Table | None:
    """Return the proposals that wait for their results; None where there are none."""
    if not state.open:
        return None
    space = state.plan.space
    lines = []
    for place in state.open:
        proposal = state.proposal(place)
        lines.append(
            (
                Entry(text=str(place), note="repaired" if proposal.repaired else ""),
                *_point(proposal.point, space),
                Entry(text=proposal.reason),
            )
        )
    return Table(
        identifier="open",
        caption="Proposals that wait for their results.",
        columns=(
            Column(name="proposal"),
            *_point_columns(space),
            Column(name="reason", align="left"),
        ),
        rows=tuple(lines),
    )


def middle_run(
    trajectories: Sequence[Trajectory], summary: Summary, objectives: Sequence[Objective]
) -> Trajectory | None:
    """Return the run of a proposer whose result is nearest to the median, if it gave reasons."""
    mine = [run for run in trajectories if run.proposer == summary.proposer]
    if not any(p.reason or p.fault or p.repaired for run in mine for p in run.proposals):
        return None
    factor = reading(objectives)
    middle = statistics.median(summary.finals)

    def distance(run: Trajectory) -> float:
        known = [s for s in scores(run.observations, objectives) if s is not None]
        return abs(factor * max(known) - middle) if known else float("inf")

    return min(mine, key=distance)


def run_table(
    run: Trajectory, objectives: Sequence[Objective], space: Space, identifier: str
) -> Table:
    """Return the proposals of one run with reasons, marks and results."""
    lines = []
    for place, (proposal, row) in enumerate(
        zip(run.proposals, run.observations, strict=True), start=1
    ):
        lines.append(
            (
                Entry(text=str(place), note=_mark(proposal)),
                *_point(proposal.point, space),
                Entry(text=result_text(row, objectives)),
                Entry(text=proposal.reason or proposal.raw),
            )
        )
    return Table(
        identifier=identifier,
        caption=f"{run.proposer}, seed {run.seed}: the run whose result is nearest to the median, "
        "with the reasons that its proposer gave.",
        columns=(
            Column(name="no."),
            *_point_columns(space),
            Column(name="result"),
            Column(name="reason", align="left"),
        ),
        rows=tuple(lines),
    )


def _mark(proposal: Proposal) -> str:
    return proposal.fault or ("repaired" if proposal.repaired else "")


def _point_columns(space: Space) -> list[Column]:
    return [Column(name=name_with_unit(p.name, unit_of(p)), align="left") for p in space.parameters]


def _point(point: Point, space: Space) -> list[Entry]:
    return [Entry(text=plain_text(p, point.get(p.name))) for p in space.parameters]


def _result_columns(objectives: Sequence[Objective]) -> list[Column]:
    return [Column(name=name_with_unit(o.name, o.unit)) for o in objectives]


def _results(row: Observation, objectives: Sequence[Objective], note: str = "") -> list[Entry]:
    return [
        Entry(text=number(value_of(row.values, objective)), note="" if place else note)
        for place, objective in enumerate(objectives)
    ]
