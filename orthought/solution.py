"""The solution: the verified answer with everything that it rests on."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from orthought.base import Model
from orthought.formulation import Formulation
from orthought.instance import ProblemType
from orthought.outcome import Outcome, Sensitivity
from orthought.problem import Finding

SCHEMA_VERSION = 3
"""2: `confidence` and `signals` came. 3: `readings` came."""


class Status(StrEnum):
    """The words of an answer, with fixed meaning."""

    CHECKED = "checked"
    """Solved, and no check of the instance against the text objects."""
    SOLVED = "solved"
    """The point is verified against the instance."""
    DOUBTFUL = "doubtful"
    """A check objects; it says which."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    FAILED = "failed"


EXIT_CODES = {
    Status.CHECKED: 0,
    Status.SOLVED: 0,
    Status.DOUBTFUL: 1,
    Status.FAILED: 3,
    Status.INFEASIBLE: 4,
    Status.UNBOUNDED: 4,
}


class Check(Model):
    """One test of the instance or the outcome, with verdict and evidence."""

    name: str
    verdict: Literal["holds", "objects", "not_applicable"]
    severity: Literal["doubt", "note"] = "doubt"
    """A doubt makes the answer doubtful, a note is only shown."""
    message: str = ""
    evidence: tuple[str, ...] = ()
    repair_hint: str = ""
    """A sentence for the repair prompt."""


class Diagnosis(Model):
    """Why an attempt failed."""

    kind: Literal[
        "reply",
        "syntax",
        "program",
        "refused",
        "infeasible",
        "unbounded",
        "timeout",
        "memory",
        "solver",
        "verification",
        "check",
    ]
    message: str
    details: tuple[str, ...] = ()


class Decision(Model):
    """One variable's value in the answer."""

    name: str
    """Component name, such as 'make'."""
    index: tuple[str, ...] = ()
    value: float
    unit: str = ""


class OtherReading(Model):
    """Another answer, which holds if the text is read in another way."""

    objective: float | None
    source: str
    """Where it comes from: 'second reading', or 'without' rows that no sentence carries."""
    differs: tuple[str, ...] = ()
    """What it reads otherwise, in words."""
    sentences: tuple[int, ...] = ()
    """Sentences that decide between the two, as far as they are known."""
    decisions: tuple[Decision, ...] = ()


class Usage(Model):
    """What the language model cost; None where it is not known."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    cached_calls: int = 0
    """Calls answered from a cache or a recorded run: not paid again."""
    cost_usd: float | None = None
    seconds: float = 0.0


class InstanceSize(Model):
    """Counts of the instance that was solved."""

    problem_type: ProblemType
    variables: int
    integers: int
    binaries: int
    rows: int
    nonzeros: int


class Confidence(Model):
    """How likely the answer is right, from the evidence beside it."""

    level: Literal["high", "doubtful", "low", "uncalibrated"]
    """`uncalibrated`: no fit for this language model and method, so no probability is stated."""
    probability: float | None = None
    """That the answer is right; None where uncalibrated."""
    reasons: tuple[str, ...] = ()
    """What weighs most, in words, the heaviest first; where uncalibrated, why."""
    fit: str = ""
    """Name and digest of the fit."""
    basis: str = ""
    """What the fit rests on, in words."""


class Solution(Model):
    """The answer. `status` says what it is worth, `checks` why."""

    schema_version: int = SCHEMA_VERSION
    status: Status
    objective: float | None = None
    objective_unit: str = ""
    sense: Literal["minimize", "maximize"] | None = None
    decisions: tuple[Decision, ...] = ()
    text: str
    formulation: Formulation | None = None
    program: str | None = None
    size: InstanceSize | None = None
    outcome: Outcome | None = None
    checks: tuple[Check, ...] = ()
    signals: dict[str, float] = Field(default_factory=dict)
    """What the method measured of its own certainty, each from 0 to 1, such as `agreement`: the
    share of its readings of the text that give this answer."""
    confidence: Confidence | None = None
    """None where there is no answer, or no language model gave it."""
    readings: tuple[OtherReading, ...] = ()
    """Answers to the text read otherwise; the one above is held for the likelier."""
    findings: tuple[Finding, ...] = ()
    diagnosis: Diagnosis | None = None
    binding: tuple[str, ...] = ()
    """Rows that hold with equality at the answer (at most 50 named)."""
    sensitivities: tuple[Sensitivity, ...] = ()
    explanation: str = ""
    assumptions: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    """Fallbacks that were taken: another solver, a weaker sandbox, a shortened prompt."""
    method: str
    llm: str
    sandbox: str = ""
    attempts: int = 1
    usage: Usage = Usage()
    usage_by_stage: dict[str, Usage] = Field(default_factory=dict)
    seconds: float = 0.0
    run: str | None = None
    orthought_version: str = ""

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.status]
