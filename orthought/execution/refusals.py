"""Why a model gives no instance, and the search for parts that no instance can carry."""

from __future__ import annotations

from typing import Any, Final

from orthought.errors import InputError

HINTS: Final = {
    "Disjunction": "write the alternatives with binary variables and a big-M taken from the data",
    "Disjunct": "write the alternatives with binary variables and a big-M taken from the data",
    "LogicalConstraint": "write the condition as linear rows over binary variables",
    "Complementarity": "write the condition with a binary variable and two big-M rows",
    "ContinuousSet": "discretise time into an ordinary set of periods",
    "DerivativeVar": "discretise time and write the differences as rows",
    "Arc": "write the balance of the connected parts as constraints",
    "Expr_if": "write the case distinction with a binary variable",
    "ExternalFunction": "write the function with ordinary operators, or tabulate it with Piecewise",
    "max": "use a variable that is at least each of the terms",
    "min": "use a variable that is at most each of the terms",
    "ceil": "use an integer variable with two rows around the term",
    "floor": "use an integer variable with two rows around the term",
}
CARRIED: Final = frozenset(
    {
        *("Block", "Constraint", "Var", "Param", "Expression", "Objective", "SOSConstraint"),
        *("Set", "RangeSet", "SetOf", "Suffix", "BooleanVar", "BuildAction", "BuildCheck"),
        *("ExternalFunction", "Port"),
    }
)
# BooleanVar, ExternalFunction and Port do nothing by themselves: their uses are refused.


class UnusableModelError(InputError):
    """The program built something that is not a complete, finite model."""


class RefusedModelError(InputError):
    """The model holds something that an instance cannot carry."""


def refuse(what: str, where: str) -> RefusedModelError:
    """Return the error that names a part, its place and what to write instead."""
    hint = HINTS.get(what, "write it with linear, quadratic or elementary nonlinear expressions")
    return RefusedModelError(f"{where}: {what} is not supported; {hint}", fix=hint)


def require_known_components(model: Any) -> None:
    """Raise RefusedModelError for the first active component of a kind that is not carried."""
    for block in model.block_data_objects(active=True):
        for kind in block.collect_ctypes(active=True, descend_into=False):
            if kind.__name__ in CARRIED:
                continue
            names = [c.name for c in block.component_objects(kind, descend_into=False, active=True)]
            if names:
                raise refuse(kind.__name__, names[0])
