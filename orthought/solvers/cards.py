"""What each solver can do, known without importing any of them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from orthought.errors import SettingsError


class Feature(StrEnum):
    """What an instance may ask of a solver."""

    INTEGER = "integer variables"
    CONVEX_OBJECTIVE = "a convex quadratic objective"
    INTEGER_QUADRATIC = "a quadratic objective with integer variables"
    NONCONVEX_OBJECTIVE = "a quadratic objective that is not known to be convex"
    QUADRATIC_ROWS = "quadratic rows"
    NONLINEAR = "nonlinear expressions"
    SPECIAL_ORDERED_SETS = "special ordered sets"
    INDICATORS = "indicator rows"


@dataclass(frozen=True)
class SolverCard:
    """A solver that we know: where its backend is, what it takes, what it costs."""

    name: str
    package: str
    """Name of the package to import."""
    distribution: str
    """Name of the package to install."""
    backend: str
    """'module:Class' of the backend."""
    features: frozenset[Feature]
    licence: str


HIGHS: Final = SolverCard(
    "highs",
    "highspy",
    "highspy",
    "orthought.solvers.highs:Highs",
    frozenset({Feature.INTEGER, Feature.CONVEX_OBJECTIVE}),
    "MIT, no limits",
)
SCIP: Final = SolverCard(
    "scip",
    "pyscipopt",
    "pyscipopt",
    "orthought.solvers.scip:Scip",
    frozenset(Feature),
    "Apache-2.0, no limits",
)
GUROBI: Final = SolverCard(
    "gurobi",
    "gurobipy",
    "gurobipy",
    "orthought.solvers.gurobi:Gurobi",
    frozenset(Feature),
    "commercial; the licence bundled with gurobipy takes 2,000 variables and 2,000 rows "
    "(200 variables where anything is quadratic or nonlinear) and is not for production",
)
CARDS: Final = {card.name: card for card in (HIGHS, SCIP, GUROBI)}


def card_of(name: str) -> SolverCard:
    """Return the card of a solver's name, or one for the user's own 'package.module:Class'.

    Raises:
        SettingsError: the name is unknown.
    """
    if name in CARDS:
        return CARDS[name]
    module, colon, _ = name.partition(":")
    if not colon:
        known = ", ".join(["auto", *CARDS])
        raise SettingsError(
            f"there is no solver {name!r:.80}",
            fix=f"choose one of {known}, or package.module:Class",
        )
    return SolverCard(name, module, module.partition(".")[0], name, frozenset(Feature), "unknown")


def backend_path(name: str) -> str:
    """Return 'module:Class' of a solver's backend."""
    return card_of(name).backend


def is_installed(card: SolverCard) -> bool:
    """Whether the solver's package can be found (nothing is imported for known solvers)."""
    try:
        return importlib.util.find_spec(card.package) is not None
    except (ImportError, ValueError):
        return False


def version_of(card: SolverCard) -> str:
    """Return the installed version, empty where there is none."""
    try:
        return importlib.metadata.version(card.distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""
