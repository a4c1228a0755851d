"""The main figures of a way, and what several samples are worth."""

from __future__ import annotations

from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell, flat, outcomes
from orthought.evaluation.report.figures.models import Sampled, WaySummary
from orthought.evaluation.report.figures.shares import (
    RESAMPLES,
    mean_of,
    middle_of,
    share_of,
)
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.scoring import ANSWERED
from orthought.statistics import Answer, bootstrap, pass_at_k, vote_at_k


def summarise_way(way: Way, cells: ByProblem) -> WaySummary:
    """Return the row of the main table."""
    every = flat(cells)
    costs = [cell.score.cost_usd for cell in every]
    return WaySummary(
        way=way,
        problems=len(cells),
        cells=len(every),
        right=share_of(cells, lambda c: c.score.right),
        status_right=share_of(cells, lambda c: c.score.status_right),
        replied=share_of(cells, lambda c: c.score.replied),
        built=share_of(cells, lambda c: c.score.built),
        feasible=share_of(cells, lambda c: c.score.feasible),
        proven=share_of(cells, lambda c: c.score.proven),
        repairs=mean_of(cells, lambda c: c.score.repairs),
        calls=mean_of(cells, lambda c: c.score.calls),
        prompt_tokens=mean_of(cells, lambda c: c.result.usage.prompt_tokens),
        completion_tokens=mean_of(cells, lambda c: c.result.usage.completion_tokens),
        tokens=mean_of(cells, lambda c: c.score.tokens),
        cost_usd=None if None in costs else sum(cost or 0.0 for cost in costs),
        seconds=middle_of([cell.score.seconds for cell in every]),
        harness=sum(cell.harness for cell in every),
    )


def summarise_samples(way: Way, cells: ByProblem) -> Sampled | None:
    """Return mean accuracy, pass@k and majority@k; None with one sample a problem."""
    if all(len(samples) == 1 for samples in cells.values()):
        return None
    fewest = min(len(samples) for samples in cells.values())
    right = outcomes(cells)
    rates = [sum(row) / len(row) for row in right.values()]
    return Sampled(
        way=way,
        problems=len(cells),
        fewest=fewest,
        mean=bootstrap(rates, resamples=RESAMPLES),
        pass_at={
            k: bootstrap(
                [pass_at_k(len(row), sum(row), k) for row in right.values()], resamples=RESAMPLES
            )
            for k in steps(fewest)
        },
        majority_at={
            k: bootstrap([_vote(cells[key], right[key], k) for key in cells], resamples=RESAMPLES)
            for k in steps(fewest)
        },
    )


def steps(most: int) -> tuple[int, ...]:
    """Return 1, 2, 4, ... and the largest."""
    powers = [2**n for n in range(most.bit_length()) if 2**n < most]
    return (*powers, most)


def answer_of(cell: ScoredCell) -> Answer:
    """Return what a sample votes for: its value, its status, or nothing where it failed."""
    result = cell.result
    if result.status in ANSWERED:
        return result.objective if result.feasible else None
    return result.status if result.status in ("infeasible", "unbounded") else None


def _vote(samples: list[ScoredCell], right: list[bool], k: int) -> float:
    return vote_at_k([answer_of(cell) for cell in samples], right, k)
