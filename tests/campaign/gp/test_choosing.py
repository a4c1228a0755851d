"""Choices: the best free point of a list, and good points of spaces that cannot be listed."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from orthought.campaign.encoding import Encoding
from orthought.campaign.gp.acquisitions import Acquisition
from orthought.campaign.gp.choosing import (
    DrawnChooser,
    Kind,
    ListedChooser,
    Promise,
    Situation,
)
from orthought.campaign.gp.climbing import Climber, draw
from orthought.campaign.gp.fitting import Prior
from orthought.campaign.gp.kernels import Hyperparameters, Kernel
from orthought.campaign.gp.posterior import GaussianProcess
from orthought.campaign.space import Listed, Space, read_rule
from tests.campaign.gp.worlds import mixed_space, reaction_space

KINDS: tuple[Kind, ...] = get_args(Kind)


def told(space: Space, count: int, seed: int = 0) -> tuple[Encoding, GaussianProcess, Situation]:
    """Return a process that knows some drawn points; its values are drawn too."""
    generator = np.random.default_rng(seed)
    encoding = Encoding(space)
    points = list({space.key(p): p for p in space.sample(generator, 5 * count)}.values())[:count]
    columns = encoding.columns
    scales = Hyperparameters.read(Prior().centre(columns), columns)
    values = generator.standard_normal(len(points))
    rows = encoding.encode(points)
    process = GaussianProcess.condition(Kernel(columns), scales, rows, values)
    taken = {space.key(point) for point in points}
    return encoding, process, Situation(process, taken, points[:3])


def test_of_a_list_the_best_free_point_is_chosen() -> None:
    space = reaction_space()
    encoding, process, now = told(space, 6)
    points = [point for point in space.points() if space.key(point) not in now.taken]
    mean, variance = process.predict(encoding.encode(points))
    values = Acquisition("ucb").values(mean, np.sqrt(variance), process.incumbents)
    chooser = ListedChooser(encoding, Promise("ucb"))
    found = chooser.best(now, np.random.default_rng(0))
    assert found is not None
    assert found.point == points[int(values.argmax())]
    assert found.promise == pytest.approx(values.max())
    ranked = chooser.ranked(now, np.random.default_rng(0), 5)
    assert [one.promise for one in ranked] == pytest.approx(sorted(values)[::-1][:5])


def test_of_equal_points_the_first_listed_is_chosen() -> None:
    """Nothing but the base point is known; all points that share no option with it are equal."""
    space = reaction_space()
    encoding = Encoding(space)
    known = {"ligand": "XPhos", "solvent": "DMA", "loading": 2.5}
    scales = Hyperparameters.read(Prior().centre(encoding.columns), encoding.columns)
    process = GaussianProcess.condition(
        Kernel(encoding.columns), scales, encoding.encode([known]), np.zeros(1)
    )
    now = Situation(process, {space.key(known)})
    found = ListedChooser(encoding, Promise()).best(now, np.random.default_rng(0))
    assert found is not None
    assert found.point == {"ligand": "SPhos", "solvent": "NMP", "loading": 5}


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_is_used_up_to_the_last_point(kind: Kind) -> None:
    space = reaction_space()
    encoding, process, now = told(space, 3)
    chooser, taken = ListedChooser(encoding, Promise(kind)), set(now.taken)
    while (found := chooser.best(Situation(process, taken), np.random.default_rng(0))) is not None:
        assert space.key(found.point) not in taken
        taken.add(space.key(found.point))
    assert len(taken) == 18
    assert chooser.ranked(Situation(process, taken), np.random.default_rng(0), 5) == []


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_mixed_space_allowed_new_points_are_chosen(kind: Kind) -> None:
    space = Space(
        parameters=mixed_space().parameters,
        rules=(
            Listed(
                parameters=("base", "equivalents"),
                rows=(("Et3N", 1), ("DBU", 2), ("K2CO3", 1.5)),
            ),
        ),
    )
    encoding, _, now = told(space, 8)
    chooser = DrawnChooser(encoding, Promise(kind))
    found = chooser.best(now, np.random.default_rng(1))
    assert found is not None
    assert space.allows(found.point)
    assert space.read(found.point) == found.point
    assert space.key(found.point) not in now.taken
    again = chooser.best(now, np.random.default_rng(1))
    assert again is not None
    assert again.point == found.point, "the same generator, the same choice"


@pytest.mark.parametrize("kind", ["log_ei", "ei", "ucb", "pi"])
def test_climbing_ends_above_all_drawn_points(kind: Kind) -> None:
    encoding, process, now = told(mixed_space(), 15)
    promise = Promise(kind)
    points = draw(encoding.space, np.random.default_rng(0), now.anchors, now.taken)
    climber = Climber(encoding, process, promise.pointwise, now.taken)
    drawn = climber.values(points)
    found = climber.best(points, drawn, np.random.default_rng(0))
    assert found.value > drawn.max()
    assert found.value == pytest.approx(float(climber.values([found.point])[0]))


def test_climbing_stops_at_what_the_rules_allow() -> None:
    """The promise rises towards the right; the right half is forbidden."""
    plain = mixed_space()
    rule = read_rule("temperature <= 70", plain.parameters)
    space = Space(parameters=plain.parameters, rules=(rule,))
    encoding = Encoding(space)
    columns = encoding.columns
    cold, hot = ({**space.at([0.0] * 5), "temperature": t} for t in (20.0, 120.0))
    scales = Hyperparameters(np.full(1, 1e3), np.full(4, 1.0), 1.0, 1e-4)
    process = GaussianProcess.condition(
        Kernel(columns), scales, encoding.encode([cold, hot]), np.array([0.0, 1.0])
    )
    found = DrawnChooser(encoding, Promise("ucb", 0.0)).best(
        Situation(process, set()), np.random.default_rng(0)
    )
    assert found is not None
    assert space.allows(found.point)
    assert 69.9 < float(found.point["temperature"]) <= 70


def test_a_huge_space_of_options_and_numbers_is_searched_by_changes() -> None:
    """No continuous parameter: climbing goes one change at a time and meets the optimum."""
    finite = tuple(p for p in mixed_space().parameters if p.kind != "continuous")
    space = Space(parameters=finite)
    encoding = Encoding(space)
    rows = [{"base": b, "equivalents": e, "hours": h} for b, e, h in KNOWN]
    scales = Hyperparameters(np.full(1, 2.0), np.full(2, 2.0), 1.0, 1e-4)
    values = np.array([0.0, 1.0, 2.0, 2.5])
    process = GaussianProcess.condition(
        Kernel(encoding.columns), scales, encoding.encode(rows), values
    )
    promise = Promise("ucb", 0.5)
    drawn = DrawnChooser(encoding, promise).best(
        Situation(process, {space.key(row) for row in rows}, rows), np.random.default_rng(0)
    )
    listed = ListedChooser(encoding, promise).best(
        Situation(process, {space.key(row) for row in rows}), np.random.default_rng(0)
    )
    assert drawn is not None
    assert listed is not None
    assert drawn.promise == pytest.approx(listed.promise, rel=1e-3)


KNOWN = (("Et3N", 1, 1), ("DBU", 1, 300), ("DBU", 2, 500), ("K2CO3", 2, 700))
