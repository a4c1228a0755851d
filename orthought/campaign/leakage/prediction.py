"""Direct prediction: what a model says of experiments of which it was told no result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from orthought.base import Model
from orthought.campaign.lookup import LookupSet
from orthought.campaign.objectives import scores, sign
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.proposers.asking.codebook import Codebook
from orthought.campaign.proposers.asking.reading import json_values
from orthought.campaign.proposers.asking.requests import DETAILS, Asking, conversation
from orthought.campaign.proposers.asking.shape import number_list_grammar, number_list_schema
from orthought.campaign.proposers.asking.turns import (
    Waiting,
    open_session,
    profile_for,
    reply_text,
)
from orthought.errors import InputError
from orthought.llm.profiles import ModelProfile
from orthought.llm.protocol import LanguageModel
from orthought.llm.session import Session
from orthought.prompting import load_prompt
from orthought.statistics import Interval

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

RESAMPLES: Final = 5_000
LEAST: Final = 5
"""Answers without which no correlation is computed."""


class PredictionProbe(Model):
    """How well a model orders experiments of which it was told no result."""

    asked: int
    answered: int
    """Experiments for which a number came back."""
    correlation: Interval | None
    """Spearman's rank correlation with what was measured, with its bootstrap interval; None: too
    few answers, or all the same."""
    chance: Interval | None
    """Where it lies when predictions are permuted."""
    p_value: float | None
    """Share of permutations with at least this correlation."""


async def probe_predictions_async(
    lookup: LookupSet,
    *,
    session: Session | None = None,
    llm: str | LanguageModel | None = None,
    objective: str = "",
    count: int = 48,
    per_request: int = 12,
    seed: int = 0,
    description: str = "",
    profile: ModelProfile | None = None,
) -> PredictionProbe:
    """Ask a model for values without any result, and compare their order with the measured one.

    A correlation above chance is knowledge: of chemistry, or of this set. On the same set under a
    mask (`mask_set`) there is nothing left to know.

    Args:
        lookup: the measured set.
        session: the dealings with the model; None: one of its own is opened.
        llm: who answers where there is no session.
        objective: name; empty: the first one.
        count: experiments, drawn evenly from those with a number.
        per_request: experiments of one question.
        seed: of the draw, of the model's sampling and of the intervals.
        description: what the experiment is; empty: what the set says.
        profile: what the model can do; None: what its name says.

    Raises:
        InputError: no such objective, or too few measured points.
        LanguageModelError: the model cannot be reached.
    """
    from numpy.random import default_rng

    wanted = _objective(lookup, objective)
    rows = _drawn(lookup, wanted, count, default_rng([seed, count]))
    session = session or open_session(llm)
    asking = Asking(
        codebook=Codebook(lookup.space),
        objectives=(wanted,),
        profile=profile or profile_for(session),
        description=description,
        seed=seed,
        temperature=0.0,
    )
    predicted: list[float | None] = []
    for start in range(0, len(rows), per_request):
        predicted += await _predict(session, asking, rows[start : start + per_request])
    return correlate(predicted, scores(rows, (wanted,)), sign(wanted), seed=seed)


def probe_predictions(lookup: LookupSet, **settings: Any) -> PredictionProbe:
    """Do what `probe_predictions_async` does, blocking."""
    return Waiting().result(lambda: probe_predictions_async(lookup, **settings))


def correlate(
    predicted: Sequence[float | None],
    measured: Sequence[float | None],
    way: float = 1.0,
    *,
    seed: int = 0,
) -> PredictionProbe:
    """Return the rank correlation of predictions with scores.

    Args:
        predicted: in the unit of the objective; None: no answer.
        measured: scores, larger is better.
        way: 1 where more of the objective is better, else -1.
        seed: of permutations and bootstrap.

    Source: Spearman (1904), Am. J. Psychol. 15, 72.
    """
    import numpy as np

    pairs = [
        (way * p, m)
        for p, m in zip(predicted, measured, strict=True)
        if p is not None and m is not None
    ]
    first, second = np.array(pairs, dtype=float).reshape(-1, 2).T
    found = _spearman(first[None], second[None])
    if len(pairs) < LEAST or np.isnan(found).any():
        return PredictionProbe(
            asked=len(predicted), answered=len(pairs), correlation=None, chance=None, p_value=None
        )
    estimate = float(found[0])
    generator = np.random.default_rng([seed, len(pairs)])
    places = generator.integers(0, len(pairs), (RESAMPLES, len(pairs)))
    spread = _spearman(first[places], second[places])
    mixed = generator.permuted(np.tile(first, (RESAMPLES, 1)), axis=1)
    null = _spearman(mixed, np.tile(second, (RESAMPLES, 1)))
    above = int((null >= estimate - 1e-12).sum())
    return PredictionProbe(
        asked=len(predicted),
        answered=len(pairs),
        correlation=_interval(estimate, spread[~np.isnan(spread)], "bootstrap"),
        chance=_interval(0.0, null, "permutation"),
        p_value=(above + 1) / (RESAMPLES + 1),
    )


async def _predict(
    session: Session, asking: Asking, rows: Sequence[Observation]
) -> list[float | None]:
    prompt = load_prompt("campaign/predict").render(
        space=asking.space_text(DETAILS[0]),
        objective=asking.objectives[0].name,
        candidates=[
            f"{number}. {asking.codebook.row(row.point)}" for number, row in enumerate(rows, 1)
        ],
        count=len(rows),
        example=f'{{"values":[<number>{",..." if len(rows) > 1 else ""}]}}',
    )
    request = asking.request(
        "predict",
        conversation(prompt),
        asking.tokens_for(1) + 12 * len(rows),
        grammar=number_list_grammar(len(rows)),
        schema=number_list_schema(),
    )
    return read_values(await reply_text(session, request), len(rows))


def read_values(text: str, count: int) -> list[float | None]:
    """Find a list of so many numbers in a reply; None for each that is not there."""
    for value in json_values(text.rpartition("</think>")[2]):
        listed = value.get("values") if isinstance(value, dict) else value
        if isinstance(listed, list) and len(listed) == count:
            return [_number(item) for item in listed]
    lines = dict(re.findall(r"^\W*([0-9]{1,4})[.:)]\s*(-?[0-9.]{1,20})", text, re.MULTILINE))
    return [_number(lines.get(str(place))) for place in range(1, count + 1)]


def _number(raw: object) -> float | None:
    import math

    try:
        number = math.nan if isinstance(raw, bool) else float(raw)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _objective(lookup: LookupSet, name: str) -> Objective:
    for objective in lookup.objectives:
        if objective.name == name or not name:
            return objective
    names = ", ".join(objective.name for objective in lookup.objectives)
    raise InputError(f"no objective is called {name!r}", fix=f"there is {names}")


def _drawn(
    lookup: LookupSet, wanted: Objective, count: int, generator: Generator
) -> list[Observation]:
    known = scores(lookup.table, (wanted,))
    rows = [row for row, score in zip(lookup.table, known, strict=True) if score is not None]
    if len(rows) < LEAST or count < LEAST:
        raise InputError(
            f"{min(len(rows), count)} experiments are too few to compare", fix=f"take {LEAST}"
        )
    places = generator.choice(len(rows), size=min(count, len(rows)), replace=False)
    return [rows[place] for place in places.tolist()]


def _spearman(first: NDArray[Any], second: NDArray[Any]) -> NDArray[Any]:
    """Return the rank correlation of each row of two arrays; NaN where a row is all the same."""
    import numpy as np
    from scipy.stats import rankdata

    if first.shape[1] == 0:
        return np.full(len(first), np.nan)
    one, other = rankdata(first, axis=1), rankdata(second, axis=1)
    one -= one.mean(axis=1, keepdims=True)
    other -= other.mean(axis=1, keepdims=True)
    scale = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    whole = np.asarray((one * other).sum(axis=1))
    found: NDArray[Any] = np.full(len(whole), np.nan)
    np.divide(whole, scale, out=found, where=scale > 0)
    return found


def _interval(estimate: float, values: NDArray[Any], method: str) -> Interval:
    import numpy as np

    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(estimate=estimate, low=float(low), high=float(high), level=0.95, method=method)
