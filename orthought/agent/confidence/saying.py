"""What an answer says of itself: high, doubtful or low, and why."""

from __future__ import annotations

import math
from typing import Final, Literal

from orthought.agent.confidence.evidence import Evidence, evidence_of
from orthought.agent.confidence.features import feature_of
from orthought.agent.confidence.fit import ConfidenceFit
from orthought.agent.confidence.stored import find_fit
from orthought.errors import OrthoughtError
from orthought.solution import Confidence, Solution

HIGH: Final = 0.8
"""From here on, at least four of five such answers are right."""
LOW: Final = 0.5
"""Below it, such an answer is wrong more often than right."""
MOST_REASONS: Final = 3
LEAST_ODDS: Final = 0.1
"""Log-odds below which a piece of evidence is not worth a word."""


def confidence_of(solution: Solution, llm: str, method: str) -> Confidence | None:
    """Return how likely a solution is right; None where it is no answer.

    A fit that cannot be read does not cost the answer: it is named as the reason why there is no
    probability.

    Args:
        solution: the answer with its checks.
        llm: the model as it was asked for.
        method: the method, its ablation behind a plus sign.
    """
    evidence = evidence_of(solution)
    if evidence is None:
        return None
    try:
        fit = find_fit(llm, method)
    except OrthoughtError as error:
        return Confidence(level="uncalibrated", reasons=(" ".join(str(error).split()),))
    if fit is None:
        return Confidence(level="uncalibrated", reasons=(f"no fit for {llm} with {method}",))
    return judge(fit, evidence)


def judge(fit: ConfidenceFit, evidence: Evidence) -> Confidence:
    """Return the probability of an answer with the pieces of evidence that weigh most."""
    parts = _parts(fit, evidence)
    probability = _probability(fit.intercept + math.fsum(odds for odds, _ in parts))
    level, strange = level_of(probability), _unseen(fit, evidence)
    if strange and level == "high":
        level = "doubtful"
    return Confidence(
        level=level,
        probability=probability,
        reasons=(*strange, *_reasons(parts))[:MOST_REASONS],
        fit=fit.mark,
        basis=fit.basis,
    )


def level_of(probability: float) -> Literal["high", "doubtful", "low"]:
    """Return the word of a probability."""
    if probability >= HIGH:
        return "high"
    return "low" if probability < LOW else "doubtful"


def _parts(fit: ConfidenceFit, evidence: Evidence) -> list[tuple[float, str]]:
    """Return the log-odds that each piece of evidence adds to the average answer's, with words."""
    parts = []
    for weight in fit.weights:
        feature = feature_of(weight.name)
        value = feature.value(evidence) if feature is not None else None
        if feature is not None and value is not None:
            odds = weight.weight * (value - weight.mean) / weight.scale
            parts.append((odds, feature.words(evidence)))
    return parts


def _reasons(parts: list[tuple[float, str]]) -> list[str]:
    heavy = [part for part in parts if abs(part[0]) >= LEAST_ODDS]
    heavy.sort(key=lambda part: -abs(part[0]))
    said = [f"{'for' if odds > 0 else 'against'} it: {words}" for odds, words in heavy]
    return said or ["nothing sets it apart from the average answer"]


def _unseen(fit: ConfidenceFit, evidence: Evidence) -> tuple[str, ...]:
    """Return doubts of checks that objected to no fitted answer: the fit cannot weigh them."""
    names = dict.fromkeys(o.name for o in evidence.objections if o.severity == "doubt")
    return tuple(
        f"against it: the check '{name}' objects, which the fit has not met"
        for name in names
        if name not in fit.checks
    )


def _probability(odds: float) -> float:
    """Return the logistic function, without overflow."""
    if odds >= 0:
        return 1 / (1 + math.exp(-odds))
    small = math.exp(max(odds, -700.0))
    return small / (1 + small)
