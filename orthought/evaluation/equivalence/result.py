"""What a comparison says, and what the caller may ask of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from orthought.base import Model

Verdict = Literal["equivalent", "different", "unresolved"]


class CompareOptions(Model):
    """Limits and tolerances of a comparison."""

    time_limit: float = Field(default=20.0, gt=0)
    """Seconds for one comparison; what is open then stays unresolved."""
    optimum_seconds: float = Field(default=5.0, gt=0)
    """Seconds for each of the two optima."""
    nodes: int = Field(default=400, ge=1)
    """Nodes of the search for an isomorphism."""
    tolerance: float = Field(default=1e-7, gt=0)
    """Scaled violation up to which a row counts as implied."""
    margin: float = Field(default=1e-5, gt=0)
    """Relative difference from which two answers count as different. In between: unresolved."""
    enumerate_up_to: int = Field(default=20_000, ge=0)
    """Points of an integer box up to which feasible sets are listed."""


class Witness(Model):
    """Why two instances differ: a point of one that the other has nothing for, or two answers."""

    kind: Literal["status", "optimum", "worst", "value", "point", "objective", "count", "shape"]
    """`worst`: the objective's other end; `value`: a value that only one can take."""
    feasible_in: Literal["", "first", "second"] = ""
    first: float | str | None = None
    second: float | str | None = None
    point: dict[str, float] = Field(default_factory=dict)
    row: str = ""
    """Name of the row or variable that the point violates in the other instance."""


class Comparison(Model):
    """The verdict on a pair of instances, with its evidence."""

    verdict: Verdict
    """The same problem with the same answer."""
    verdict_scaled: Verdict
    """The same decisions, ranked the same: the objectives agree up to a factor that is positive, or
    negative where the senses differ too (maximise f, minimise -f)."""
    objective_scale: float | None = None
    """Second objective = scale * first objective + offset, where the feasible sets were proven the
    same; negative where the senses differ."""
    objective_offset: float | None = None
    method: str = ""
    """Name of the step that decided `verdict`."""
    method_scaled: str = ""
    witness: Witness | None = None
    variable_map: dict[str, str] | None = None
    """Variables of the first in terms of those of the second, where a map was found."""
    inverse_map: dict[str, str] | None = None
    first_answer: str = ""
    """Status or proven optimum of the first."""
    second_answer: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
