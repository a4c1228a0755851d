"""A direction in which a linear program improves without end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from orthought.errors import SolverError
from orthought.instance import Floats, Instance, Ints
from orthought.outcome import Ray, SolverOptions
from orthought.solvers.solving import run_route
from orthought.solvers.trivial import clean

TINY = 1e-9


def find_ray(instance: Instance, options: SolverOptions, seconds: float) -> Ray | None:
    """Return the shortest direction (in the sum of its entries) that improves the objective.

    Only linear instances have one here; integrality is dropped, and the ray says so. Its largest
    entry is 1.
    """
    curved = instance.quadratic_rows.size or instance.nonlinear_rows.size
    if curved or instance.special_ordered_sets or instance.indicators:
        return None
    limited = options.model_copy(update={"time_limit": seconds, "solver": "auto"})
    try:
        _, answer = run_route(recession(clean(instance)), limited)
    except SolverError:
        return None
    if answer.values is None or answer.status != "optimal":
        return None
    n = instance.variable_count
    direction = answer.values[:n] - answer.values[n:]
    direction = direction / max(float(np.abs(direction).max()), TINY)
    named = zip(instance.variable_names, direction.tolist(), strict=True)
    entries = {name: value for name, value in named if abs(value) > TINY}
    return Ray(variables=entries, of_relaxation=instance.has_integers)


def recession(instance: Instance) -> Instance:
    """Return the program: least p + q (both >= 0), d = p - q keeps all sides, improves by 1."""
    n, m = instance.variable_count, instance.row_count
    rows = np.repeat(np.arange(m), np.diff(instance.row_starts))
    improving = np.flatnonzero(instance.objective).astype(np.int32)
    gain = instance.objective[improving] * (-1.0 if instance.sense == "minimize" else 1.0)
    owners = np.concatenate([rows, rows, np.full(2 * improving.size, m)])
    columns: list[Ints] = [instance.row_columns, instance.row_columns + n, improving, improving + n]
    values = np.concatenate([instance.row_values, -instance.row_values, gain, -gain])
    order = np.argsort(owners, kind="stable")
    one = np.ones(1)
    plus, minus = _reach(instance.upper), _reach(-instance.lower)
    return replace(
        instance,
        sense="minimize",
        variable_names=tuple(map(str, range(2 * n))),
        lower=np.zeros(2 * n),
        upper=np.concatenate([plus, minus]),
        kinds=np.zeros(2 * n, np.uint8),
        objective=np.ones(2 * n),
        objective_constant=0.0,
        row_names=tuple(map(str, range(m + 1))),
        row_lower=np.concatenate([-_reach(-instance.row_lower), one]),
        row_upper=np.concatenate([_reach(instance.row_upper), one]),
        row_starts=np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=m + 1))]).astype(
            np.int64
        ),
        row_columns=np.concatenate(columns)[order].astype(np.int32),
        row_values=values[order],
    )


def _reach(side: Floats) -> Floats:
    """How far one can go towards a side for ever: not at all where it is finite."""
    return np.where(np.isfinite(side), 0.0, np.inf)
