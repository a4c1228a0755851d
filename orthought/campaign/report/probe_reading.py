"""What a probe's numbers say in words, and what they do not."""

from __future__ import annotations

from typing import Final

from orthought.campaign.leakage import Kind, PredictionProbe
from orthought.campaign.report.wording import probability
from orthought.statistics import Interval

LEVEL: Final = 0.05
"""Above it, chance explains a correlation."""
FEWEST_PAIRS: Final = 6
"""With fewer, even pairs that all point the same way come about by chance in more than 5 % of cases
(2 of 2^n), whatever a bootstrap interval says."""
MASKED_AS: Final[dict[Kind, str]] = {
    "hidden": "hidden: names become numbers",
    "permuted": "permuted: each option bears the name of another",
}


def title(before: str, text: str) -> str:
    """Return a title, which names the probe where a page holds several."""
    return f"{before}: {text}" if before else text[:1].upper() + text[1:]


def decimals(correlation: float) -> str:
    """Return a correlation with two decimals, never -0.00."""
    return f"{round(correlation, 2) + 0.0:.2f}"


def named_words(probe: PredictionProbe) -> str:
    """Return what predictions under the true names show."""
    if probe.correlation is None or probe.p_value is None or probe.chance is None:
        return _too_few(probe)
    found = f"rank correlation {decimals(probe.correlation.estimate)}"
    if probe.p_value < LEVEL:
        return (
            f"{found}, more than chance explains (p {_shown(probe.p_value)}): the model knows "
            "something, of chemistry or of this set"
        )
    return (
        f"{found}, which chance explains (p {_shown(probe.p_value)}): no knowledge shows; with "
        f"{probe.answered} experiments, a correlation below about {decimals(probe.chance.high)} "
        "would not have been seen"
    )


def masked_words(probe: PredictionProbe, kind: Kind) -> str:
    """Return what predictions under the mask show."""
    if probe.correlation is None or probe.p_value is None or probe.chance is None:
        return _too_few(probe)
    found = f"rank correlation {decimals(probe.correlation.estimate)}"
    if probe.p_value < LEVEL:
        return (
            f"{found}, more than chance explains (p {_shown(probe.p_value)}): this cannot come "
            "from the names, so look at the numbers that stayed what they are"
        )
    if kind == "permuted" and probe.correlation.estimate < probe.chance.low:
        return f"{found}, below chance: the wrong names mislead the model, so it goes by names"
    return f"{found}, which chance explains (p {_shown(probe.p_value)}), as is to be expected"


def gap_words(gap: Interval, pairs: int, above: str, below: str) -> str:
    """Return what a difference over paired campaigns shows.

    Args:
        gap: mean difference, with its interval.
        pairs: campaigns of each kind.
        above: what a difference above zero means.
        below: what one below zero means.
    """
    if pairs < FEWEST_PAIRS:
        return f"open: fewer than {FEWEST_PAIRS} pairs establish nothing"
    if gap.low > 0:
        return above
    if gap.high < 0:
        return below
    return "open: the interval holds zero"


def _too_few(probe: PredictionProbe) -> str:
    return (
        f"{probe.answered} of {probe.asked} results predicted: too few, or all the same, for a "
        "correlation"
    )


def _shown(p_value: float) -> str:
    text = probability(p_value)
    return text if text.startswith("<") else f"= {text}"
