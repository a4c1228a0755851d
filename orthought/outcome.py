"""The outcome: what a solver says of an instance, termination and solution status kept apart."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from orthought.base import Model
from orthought.instance import ProblemType


class Termination(StrEnum):
    """Why the solver stopped."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    INFEASIBLE_OR_UNBOUNDED = "infeasible_or_unbounded"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    INTERRUPTED = "interrupted"
    UNKNOWN = "unknown"
    ERROR = "error"


class SolutionStatus(StrEnum):
    """What the returned point is worth."""

    NONE = "none"
    FEASIBLE = "feasible"
    LOCALLY_OPTIMAL = "locally_optimal"
    OPTIMAL = "optimal"


class SolverOptions(Model):
    """What the user may ask of a solver."""

    solver: str = "auto"
    """auto, highs, scip or gurobi."""
    time_limit: float = Field(default=60.0, gt=0)
    """Seconds for one solve."""
    memory_limit_mb: int = Field(default=4096, gt=0)
    """MiB for the worker process."""
    threads: int = Field(default=1, ge=1)
    """Threads of the solver."""
    seed: int = 0
    """Random seed of the solver."""
    relative_gap: float = Field(default=1e-6, ge=0)
    """Relative gap at which a mixed-integer solve may stop; 0 for proofs and evaluation."""


class Verification(Model):
    """Our own re-check of the returned point against the instance, outside the solver."""

    feasible: bool
    """Whether no violation exceeds the tolerances."""
    objective: float | None
    """The objective, computed by us."""
    objective_agrees: bool
    """Whether the solver's objective is ours within 1e-6 relative."""
    max_row_violation: float
    """The largest scaled violation of a row."""
    max_bound_violation: float
    max_integrality_violation: float
    row_tolerance: float = 1e-6
    integrality_tolerance: float = 1e-5
    worst: tuple[str, ...] = ()
    """Names of the rows and variables that violate most, at most five."""

    @property
    def holds(self) -> bool:
        return self.feasible and self.objective_agrees


class Conflict(Model):
    """Rows, bounds and integrality conditions that are infeasible by themselves."""

    rows: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    """Such as 'make[bread] >= 0'."""
    integrality: tuple[str, ...] = ()
    """Names of the variables whose integrality belongs to the conflict."""
    proven: bool = False
    """Whether a second solve of these alone was infeasible."""
    minimal: bool = False
    """Whether leaving any single one away makes the rest feasible."""


class Ray(Model):
    """A direction in which the relaxation improves without end."""

    variables: dict[str, float]
    """Non-zero entries by variable name."""
    of_relaxation: bool = False
    """Whether integrality was dropped to find it."""


class Sensitivity(Model):
    """What one unit more of a row's limit is worth."""

    row: str
    value: float
    """Change of the objective for one unit more of the limit."""
    kind: str
    """'shadow_price' (linear programs) or 'resolve' (integer: solved again with one unit more)."""
    lower: float | None = None
    """Limit's range in which a shadow price holds."""
    upper: float | None = None
    degenerate: bool = False
    resolve_less: float | None = None
    """Integer models: change of the objective for one unit less."""


class Outcome(Model):
    """What the solver says, and what we found on re-checking it."""

    termination: Termination
    solution_status: SolutionStatus
    problem_type: ProblemType
    objective: float | None = None
    bound: float | None = None
    """Best proven bound on the objective."""
    gap: float | None = None
    """Relative gap reached."""
    values: tuple[float, ...] | None = None
    """In the order of the instance's variables."""
    duals: tuple[float, ...] | None = None
    """Linear programs only, in the order of the rows."""
    reduced_costs: tuple[float, ...] | None = None
    verification: Verification | None = None
    conflict: Conflict | None = None
    ray: Ray | None = None
    solver: str
    solver_version: str
    options: SolverOptions
    seconds: float
    deviations: tuple[str, ...] = ()
    """Named fallbacks and retries, such as a licence that did not cover the size."""
    message: str = ""
    """The solver's own last word, one line."""
