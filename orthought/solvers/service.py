"""Start, end and report on what stands behind `solve`."""

from __future__ import annotations

from orthought.base import Model
from orthought.outcome import SolverOptions
from orthought.solvers.cards import CARDS, card_of, is_installed, version_of
from orthought.solvers.pool import shared_pool
from orthought.solvers.process import Key


class SolverReport(Model):
    """What this machine has of a solver."""

    name: str
    version: str = ""
    available: bool
    licence: str
    """In words, with its limits."""
    takes: tuple[str, ...] = ()
    """What it takes beyond linear programs."""
    fix: str = ""
    """The line that would make it available."""


def installed() -> tuple[SolverReport, ...]:
    """Report on every known solver, installed or not. Imports none of them."""
    return tuple(
        SolverReport(
            name=card.name,
            version=version_of(card) if is_installed(card) else "",
            available=is_installed(card),
            licence=card.licence,
            takes=tuple(sorted(feature.value for feature in card.features)),
            fix="" if is_installed(card) else f"pip install {card.distribution}",
        )
        for card in CARDS.values()
    )


def warm(solver: str = "highs", options: SolverOptions | None = None) -> None:
    """Start a worker of a solver in the background; returns at once."""
    memory = (options or SolverOptions()).memory_limit_mb
    name = "highs" if solver == "auto" else card_of(solver).name
    shared_pool().warm(Key(name, memory))


def shutdown() -> None:
    """End every worker. A solve that is under way raises SolverCrashedError. Idempotent."""
    shared_pool().shutdown()
