"""Made-up evidence and labels, drawn from a seed, so that the truth behind them is known."""

from __future__ import annotations

import math
import random
from typing import Any, Literal

from orthought.agent.confidence.evidence import Evidence, Objection
from orthought.agent.confidence.fit import (
    ConfidenceFit,
    FitData,
    FitFigures,
    FittedRun,
    FittedSet,
    Weight,
)
from orthought.agent.confidence.fitting import LabelledAnswer
from orthought.instance import ProblemType
from orthought.solution import InstanceSize
from orthought.statistics import calibration_of

COVERAGE = "number coverage"


def evidence(
    *objections: tuple[str, Literal["doubt", "note"]],
    variables: int = 4,
    rows: int = 3,
    **changes: Any,
) -> Evidence:
    """Return the evidence of a solved answer to which these checks object."""
    size = InstanceSize(
        problem_type=ProblemType.LP,
        variables=variables,
        integers=0,
        binaries=0,
        rows=rows,
        nonzeros=2 * rows,
    )
    listed = tuple(Objection(name=name, severity=severity) for name, severity in objections)
    doubt = any(severity == "doubt" for _, severity in objections)
    fields = {"status": "doubtful" if doubt else "solved", "size": size, **changes}
    return Evidence(objections=listed, **fields)


def drawn_answers(
    problems: int, samples: int = 1, *, telling: float = 2.5, seed: int = 0
) -> list[LabelledAnswer]:
    """Return answers of which those with a doubt are right less often, by `telling` in log-odds."""
    generator, found = random.Random(seed), []
    for number in range(problems):
        for _ in range(samples):
            doubt = generator.random() < 0.5
            odds = telling * (0.5 - doubt)
            right = generator.random() < 1 / (1 + math.exp(-odds))
            objections = [(COVERAGE, "doubt")] if doubt else []
            shown = evidence(
                *objections,  # type: ignore[arg-type]
                variables=generator.randint(1, 9),
                rows=generator.randint(1, 9),
            )
            found.append(LabelledAnswer(f"problem {number}", shown, right))
    return found


def made_fit(**changes: Any) -> ConfidenceFit:
    """Return a small fit: an objection takes 2 from log-odds of 1, twenty rows take a little."""
    fields: dict[str, Any] = {
        "name": "made",
        "models": ("made:*",),
        "methods": ("orthought",),
        "intercept": 1.0,
        "weights": (
            Weight(name=f"objects: {COVERAGE}", weight=-1.0, mean=0.5, scale=0.5),
            Weight(name="rows", weight=-0.01, mean=0.2, scale=0.1),
            Weight(name="signal: agreement", weight=0.5, mean=0.6, scale=0.2),
        ),
        "strength": 3.0,
        "checks": (COVERAGE,),
        "data": FitData(
            llms=("made:one",),
            methods=("orthought",),
            sets=(FittedSet(name="cases", digest="d", labels_digest="l", problems=2),),
            runs=(FittedRun(name="first"),),
            label_version="corrected",
            rule="strict",
            answers=2,
            right=1,
            problems=("0123456789abcdef", "fedcba9876543210"),
            date="2026-11-27",
            command="python evals/fit_confidence.py runs/first",
            orthought="0.1.0",
        ),
        "figures": FitFigures(
            folds=10, held_out=calibration_of(range(2), [0.8, 0.2], [True, False], resamples=10)
        ),
    }
    return ConfidenceFit(**{**fields, **changes})
