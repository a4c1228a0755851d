"""A problem of a benchmark set with its label, and what a label version accepts as right."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from orthought.base import Model

LabelVersion = Literal["published", "corrected", "undisputed"]
"""`published`: as upstream released it. `corrected`: the errata's verdicts in its place.
`undisputed`: only the problems on which both say the same."""

LabelStatus = Literal["optimal", "infeasible", "unbounded", "no_optimum"]
"""`no_optimum`: the label only says that no optimum exists; infeasible and unbounded both fit."""


class Label(Model):
    """One accepted answer."""

    status: LabelStatus = "optimal"
    objective: float | None = None
    """Objective value in the problem's own unit; None where no optimum exists."""
    written: str = ""
    """The value exactly as it was published, such as '12.50': its last digit bounds its precision.
    Empty where the value was proven to solver precision."""
    reading: str = ""
    """Name of the reading of the text that this answer belongs to; empty: the published one."""


class Details(Model):
    """Counts of the reference model, as published with the set."""

    variables: int | None = None
    rows: int | None = None
    nonzeros: int | None = None


class BenchmarkProblem(Model):
    """One problem of a set."""

    set_name: str
    identifier: str
    text: str
    values: dict[str, Any] = Field(default_factory=dict)
    """Plain data given beside the text, by name."""
    files: tuple[Path, ...] = ()
    """Tables and documents given beside the text."""
    label: Label
    """As published."""
    type: str = ""
    """LP, ILP, MILP, NLP, ... as the set says."""
    size: str = ""
    difficulty: str = ""
    problem_class: str = ""
    details: Details = Details()
    reference: Path | None = None
    """MPS file of the reference model, where there is one."""

    @property
    def key(self) -> str:
        """Such as 'logior:prob_005'."""
        return f"{self.set_name}:{self.identifier}"

    @property
    def digest(self) -> str:
        """SHA-256 over text and data (not the label), hexadecimal."""
        hasher = hashlib.sha256(json.dumps([self.text, self.values], sort_keys=True).encode())
        for file in self.files:
            hasher.update(file.name.encode() + b"\0" + file.read_bytes())
        return hasher.hexdigest()


class Target(Model):
    """What a label version accepts for one problem."""

    accepted: tuple[Label, ...]
    """Any of these counts as right."""
    verdict: Literal["", "confirmed", "wrong", "ambiguous"] = ""
    """The errata's verdict on the published label; empty: not audited."""

    @property
    def audited(self) -> bool:
        return bool(self.verdict)
