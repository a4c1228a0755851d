"""Probes for what a language model knows of a data set."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.leakage import (
    compare_names,
    mask_names,
    mask_set,
    probe_predictions,
)
from orthought.campaign.leakage.prediction import correlate, read_values
from orthought.campaign.lookup import LookupSet
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.space import Categorical, Integer, Option, Space
from orthought.campaign.space.writing import read_rules
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError
from orthought.llm.profiles import ModelProfile
from orthought.llm.protocol import Request
from orthought.llm.scripted import ScriptedModel

METALS = ("Pd", "Ni", "Cu", "Fe")


def metals() -> Space:
    parameters = (
        Categorical(
            name="metal",
            description="the catalyst's",
            options=tuple(Option(name=name, smiles=f"[{name}]") for name in METALS),
        ),
        Integer(name="hours", low=1, high=6, unit="h"),
        Categorical(name="gas", options=(Option(name="argon"), Option(name="air", label="Air"))),
    )
    rules = read_rules(
        [
            {"rule": "forbid metal in [Pd, Ni] and gas = air", "reason": "Pd and Ni oxidise"},
            "when gas = air require 2*hours <= 9",
            "not (metal = Fe) or hours >= 2",
        ],
        parameters,
    )
    return Space(parameters=parameters, description="Pd is best.", rules=rules)


def value(point: dict[str, str | int | float]) -> float:
    return 10.0 * METALS.index(str(point["metal"])) + float(point["hours"])


def measured() -> LookupSet:
    space = metals()
    return LookupSet(
        name="Metals",
        space=space,
        objectives=(Objective(name="yield", unit="%"),),
        table=tuple(Observation(point=p, values={"yield": value(p)}) for p in space.points()),
    )


@pytest.mark.parametrize("kind", ["hidden", "permuted"])
def test_a_mask_keeps_the_experiment(kind: str) -> None:
    space = metals()
    mask = mask_names(space, 3, kind)  # type: ignore[arg-type]
    points = list(space.points())
    seen = [mask.encode(point) for point in points]
    assert [mask.decode(point) for point in seen] == points
    keys = {mask.space.key(point) for point in mask.space.points()}
    assert keys == {mask.space.key(point) for point in seen}, "the rules mean the same"


def test_hidden_names_say_nothing() -> None:
    text = mask_names(metals(), 3).space.model_dump_json()
    for word in ("Pd", "Fe", "metal", "gas", "argon", "Air", "hours", '"h"', "best", "oxidise"):
        assert word not in text


def test_permuted_names_are_all_wrong() -> None:
    mask = mask_names(metals(), 3, "permuted")
    assert mask.space.parameters == metals().parameters
    for name in METALS:
        assert mask.hidden("metal", name) in METALS
        assert mask.hidden("metal", name) != name


def test_seeds_draw_other_orders() -> None:
    orders = {tuple(mask_names(metals(), seed).options["metal"].items()) for seed in range(12)}
    assert len(orders) > 4


def test_an_unknown_mask() -> None:
    with pytest.raises(InputError, match="no mask 'blank'"):
        mask_names(metals(), 0, "blank")  # type: ignore[arg-type]


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_a_masked_set_gives_the_same_results(seed: int) -> None:
    lookup, mask = measured(), mask_names(metals(), seed)
    masked = mask_set(lookup, seed)
    assert masked.objectives[0] == Objective(name="result 1")
    assert len(masked.candidates()) == len(lookup.candidates())
    for point in lookup.candidates():
        assert masked.measure(mask.encode(point)) == {"result 1": value(point)}


def answer_with(know: Callable[[str, int], float]) -> Callable[[Request], str]:
    """Return a model that reads the candidates of a prompt and says what it knows of each."""

    def answer(request: Request) -> str:
        prompt = request.messages[-1].content
        codes = dict(re.findall(r"^  (a\d+) (.+?)(?: \(.*)?$", prompt, re.MULTILINE))
        rows = re.findall(r"^\d+\. (a\d+) b=(\d+)", prompt, re.MULTILINE)
        return json.dumps({"values": [know(codes[code], int(hours)) for code, hours in rows]})

    return answer


PLAIN = ModelProfile(context=32_000)


def test_a_model_that_knows_the_set_is_found_out() -> None:
    def know(metal: str, hours: int) -> float:
        return value({"metal": metal, "hours": hours})

    model = ScriptedModel([answer_with(know)] * 9)
    probe = probe_predictions(measured(), llm=model, profile=PLAIN, count=20, per_request=7)
    assert (probe.asked, probe.answered, len(model.requests)) == (20, 20, 3)
    assert probe.correlation is not None and probe.chance is not None
    assert probe.correlation.estimate == pytest.approx(1.0)
    assert probe.correlation.low > probe.chance.high and (probe.p_value or 1) < 0.001
    assert "told" not in model.requests[0].messages[-1].content
    assert "-> " not in model.requests[0].messages[-1].content, "no result is shown"


def test_a_model_that_guesses_is_not() -> None:
    dice = np.random.default_rng(5)
    model = ScriptedModel([answer_with(lambda _metal, _hours: float(dice.random()))] * 99)
    found = []
    for seed in range(20):
        probe = probe_predictions(measured(), llm=model, profile=PLAIN, count=12, seed=seed)
        assert probe.chance is not None and probe.p_value is not None
        assert probe.chance.low < 0 < probe.chance.high
        found.append(probe.p_value)
    assert sum(p < 0.05 for p in found) <= 3 and 0.3 < np.mean(found) < 0.7


def test_a_model_that_says_nothing() -> None:
    model = ScriptedModel(["I cannot know that."] * 9)
    probe = probe_predictions(measured(), llm=model, profile=PLAIN, count=10)
    assert (probe.answered, probe.correlation, probe.p_value) == (0, None, None)


def test_what_cannot_be_probed() -> None:
    with pytest.raises(InputError, match="no objective is called 'ee'"):
        probe_predictions(measured(), llm=ScriptedModel([]), objective="ee")
    with pytest.raises(InputError, match="too few"):
        probe_predictions(measured(), llm=ScriptedModel([]), count=2)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"values": [1, 2.5, "3"]}', [1, 2.5, 3]),
        ("[1, null, true]", [1, None, None]),
        ('{"values": [NaN, 1e999, -1]}', [None, None, -1]),
        ("1. 10 %\n2: 20\n3) 30", [10, 20, 30]),
        ('{"values": [1, 2]}', [None, None, None]),
        ("", [None, None, None]),
    ],
)
def test_values_in_replies(text: str, values: list[float | None]) -> None:
    assert read_values(text, 3) == values


def test_rank_correlation_agrees_with_scipy() -> None:
    from scipy.stats import spearmanr

    generator = np.random.default_rng(1)
    first = generator.integers(0, 6, 40).astype(float)
    second = first + generator.normal(0, 3, 40)
    probe = correlate(first.tolist(), second.tolist())
    reference = spearmanr(first, second, alternative="greater")
    assert probe.correlation is not None
    assert probe.correlation.estimate == pytest.approx(reference.statistic)
    assert probe.p_value == pytest.approx(reference.pvalue, abs=2e-3)
    turned = correlate(first.tolist(), second.tolist(), -1.0)
    assert turned.correlation is not None
    assert turned.correlation.estimate == pytest.approx(-reference.statistic)
    assert correlate([1.0] * 9, second[:9].tolist()).correlation is None


def trajectory(seed: int, *values: float | None, name: str = "yield") -> Trajectory:
    return Trajectory(
        set_name="s",
        proposer="llm",
        seed=seed,
        budget=len(values),
        proposals=tuple(Proposal(point={"x": n}) for n in range(len(values))),
        observations=tuple(
            Observation(point={"x": n}, values={name: v}) for n, v in enumerate(values)
        ),
    )


def test_named_and_masked_runs_are_paired_by_seed() -> None:
    named = [trajectory(seed, None, 50.0 + seed, 90.0) for seed in range(6)]
    masked = [trajectory(seed, 20.0, 10.0, 40.0, name="result 1") for seed in reversed(range(6))]
    chance = [trajectory(seed, 20.0, 30.0, 40.0) for seed in range(6)]
    probe = compare_names(
        named, masked, chance, [Objective(name="yield")], [Objective(name="result 1")]
    )
    assert probe.seeds == tuple(range(6))
    first = [(2 * (50 + seed) + 90) / 3 for seed in range(6)]
    assert probe.named_minus_random.estimate == pytest.approx(np.mean(first) - 30)
    assert probe.masked_minus_random.estimate == pytest.approx(80 / 3 - 30)
    assert probe.named_minus_masked.low > 0


@pytest.mark.parametrize("seeds", [(0, 1), (0, 2), ()])
def test_runs_that_do_not_pair_up(seeds: tuple[int, ...]) -> None:
    one = [trajectory(0, 1.0)]
    other = [trajectory(seed, 1.0) for seed in seeds]
    with pytest.raises(InputError, match="pair up"):
        compare_names(one, other, one, [Objective(name="yield")])
    with pytest.raises(InputError, match="never gave a number"):
        compare_names([trajectory(0, None)], one, one, [Objective(name="yield")])
