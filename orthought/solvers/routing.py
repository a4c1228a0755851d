"""Which solver takes an instance, and which ones follow where the first one cannot."""

from __future__ import annotations

from dataclasses import dataclass

from orthought.errors import SolverUnavailableError
from orthought.instance import OBJECTIVE_ROW, Instance
from orthought.outcome import SolverOptions
from orthought.solvers.cards import (
    CARDS,
    GUROBI,
    HIGHS,
    SCIP,
    Feature,
    SolverCard,
    card_of,
    is_installed,
)
from orthought.solvers.quadratic import is_convex

AUTOMATIC = (HIGHS, SCIP)
"""In this order, the first that takes the instance. Gurobi is commercial: only when it is asked
for, or when nothing else that is installed takes the instance."""


@dataclass(frozen=True)
class Route:
    """The solvers to try in turn, and what had to be said on the way."""

    cards: tuple[SolverCard, ...]
    deviations: tuple[str, ...] = ()


def required_features(instance: Instance) -> frozenset[Feature]:
    """Return what the instance asks of a solver beyond a linear program."""
    found = set()
    quadratic_objective = bool((instance.quadratic_rows == OBJECTIVE_ROW).any())
    if instance.has_integers:
        found.add(Feature.INTEGER)
    if quadratic_objective and instance.is_discrete:
        found.add(Feature.INTEGER_QUADRATIC)
    if instance.nonlinear_rows.size:
        found.add(Feature.NONLINEAR)
    if (instance.quadratic_rows >= 0).any():
        found.add(Feature.QUADRATIC_ROWS)
    if instance.special_ordered_sets:
        found.add(Feature.SPECIAL_ORDERED_SETS)
    if instance.indicators:
        found.add(Feature.INDICATORS)
    if quadratic_objective:
        # Eigenvalues are asked for only where they decide: no solver takes more beside convexity.
        convex = bool(found) or is_convex(instance)
        found.add(Feature.CONVEX_OBJECTIVE if convex else Feature.NONCONVEX_OBJECTIVE)
    return frozenset(found)


def choose(instance: Instance, options: SolverOptions) -> Route:
    """Return the route of an instance.

    Raises:
        SettingsError: the solver's name is unknown.
        SolverUnavailableError: no installed solver takes the instance.
    """
    needed = required_features(instance)
    able = _able(AUTOMATIC, needed) or _able((GUROBI,), needed)
    if options.solver == "auto":
        return Route(_some(able, needed))
    wanted = card_of(options.solver)
    others = [card for card in able if card is not wanted]
    if not is_installed(wanted):
        why = f"{wanted.name} is not installed"
        return Route(_some(others, needed), (_instead(wanted, others, why),))
    missing = needed - wanted.features
    if missing:
        why = f"{wanted.name} does not take {', '.join(sorted(missing))}"
        return Route(_some(others, needed), (_instead(wanted, others, why),))
    return Route((wanted, *others))


def _able(cards: tuple[SolverCard, ...], needed: frozenset[Feature]) -> list[SolverCard]:
    return [card for card in cards if needed <= card.features and is_installed(card)]


def _some(cards: list[SolverCard], needed: frozenset[Feature]) -> tuple[SolverCard, ...]:
    if cards:
        return tuple(cards)
    what = ", ".join(sorted(needed)) or "linear programs"
    able = [card for card in CARDS.values() if needed <= card.features]
    raise SolverUnavailableError(
        f"no installed solver takes {what}",
        fix=" or ".join(f"pip install {card.distribution}" for card in able),
    )


def _instead(wanted: SolverCard, others: list[SolverCard], why: str) -> str:
    return f"{why}, so {others[0].name} was asked instead" if others else why
