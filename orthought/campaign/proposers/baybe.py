"""BayBE as a proposer, for those who have it installed and for comparisons.

Source: Fitzner et al. (2025), BayBE: a Bayesian Back End for experimental planning, Digital
Discovery; https://emdgroup.github.io/baybe.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from orthought.campaign.objectives import check_objectives, scores
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.memory import Memory, draw_new, proposals
from orthought.campaign.space import (
    Categorical,
    Continuous,
    Discrete,
    Integer,
    Parameter,
    Point,
    Space,
)
from orthought.errors import MissingExtraError

TARGET: Final = "score of the campaign"
LISTED: Final = 100_000
"""BayBE holds all combinations of options and listed numbers in memory: at most so many."""
DRAWN: Final = 300
"""Where rules bind continuous parameters, or there are more, BayBE chooses among so many points:
it compares each listed number with each other one."""


class BaybeProposer:
    """Lets BayBE recommend, with its own defaults.

    Each ask builds a new campaign of BayBE from all that was told, so the answer depends on nothing
    else. Options are one-hot encoded, or by their descriptors where all have the same; the score of
    all objectives (`orthought.campaign.objectives.scores`) is its one target, and an experiment
    without a number is not shown to it, but never proposed again.
    """

    name = "baybe"

    def __init__(self, space: Space, objectives: Sequence[Objective], *, seed: int = 0) -> None:
        """Check that BayBE is there.

        Raises:
            MissingExtraError: it is not installed.
        """
        _require_baybe()
        check_objectives(objectives)
        self._memory = Memory(space, seed)
        self._objectives = tuple(objectives)

    def ask(self, n: int) -> list[Proposal]:
        """Return n different new points, or fewer where no more are left."""
        memory = self._memory
        if n < 1:
            return []
        found = scores(memory.rows, self._objectives)
        known = [(row.point, s) for row, s in zip(memory.rows, found, strict=True) if s is not None]
        if not known:
            points = draw_new(memory.space, memory.generator(), memory.keys, n)
            return proposals(points, self.name, "drawn by chance: nothing was measured yet")
        points = self._recommended(known, n)
        taken = memory.keys | {memory.space.key(point) for point in points}
        rest = draw_new(memory.space, memory.generator(1), taken, n - len(points))
        return [
            *proposals(points, self.name, "recommended by BayBE"),
            *proposals(rest, self.name, "drawn by chance: BayBE recommended no other new point"),
        ]

    def tell(self, rows: Sequence[Observation]) -> None:
        """Take in what was measured.

        Raises:
            InputError: a value is none of the space's.
        """
        self._memory.add(rows)

    def _recommended(self, known: Sequence[tuple[Point, float]], n: int) -> list[Point]:
        space, names = self._memory.space, _open_names(self._memory.space)
        table = self._table(known, n)
        if table is not None and len(table) <= len(known):
            return []
        with warnings.catch_warnings(), _seeded(self._memory):
            # What BayBE and its parts warn of is not for the user of this proposer.
            warnings.simplefilter("ignore")
            campaign = self._campaign(table, known)
            left = n if table is None else min(n, len(table) - len(known))
            frame = campaign.recommend(batch_size=left)
        fixed = {p.name: p.at(0.0) for p in space.parameters if p.name not in names}
        found = [space.read({**fixed, **row}) for row in frame[list(names)].to_dict("records")]
        different = {space.key(point): point for point in found}
        return [
            point
            for key, point in different.items()
            if key not in self._memory.keys and space.allows(point)
        ]

    def _table(self, known: Sequence[tuple[Point, float]], n: int) -> list[Point] | None:
        """Return what BayBE may choose from and what was measured; None: its own product space."""
        memory, space = self._memory, self._memory.space
        measured = {space.key(point): point for point, _ in known}
        if space.size is not None and space.size <= LISTED:
            points = list(space.points())
        elif not space.rules and _listed_part(space) <= LISTED:
            return None
        else:
            points = draw_new(space, memory.generator(2), memory.keys, max(DRAWN, n))
        new = {space.key(point): point for point in points}
        for key in memory.keys - measured.keys():
            new.pop(key, None)
        return list({**new, **measured}.values())

    def _campaign(self, table: list[Point] | None, known: Sequence[tuple[Point, float]]) -> Any:
        from baybe import Campaign
        from baybe.objectives import SingleTargetObjective
        from baybe.searchspace import SearchSpace
        from baybe.targets import NumericalTarget
        from pandas import DataFrame

        space = self._memory.space
        names = list(_open_names(space))
        parameters = [
            _peer_parameter(parameter, table)
            for parameter in space.parameters
            if parameter.name in names
        ]
        if table is None:
            whole = SearchSpace.from_product(parameters)
        else:
            whole = SearchSpace.from_dataframe(DataFrame(table)[names], parameters)
        campaign = Campaign(whole, SingleTargetObjective(NumericalTarget(name=TARGET)))
        rows: DataFrame = DataFrame([point for point, _ in known])[names]
        campaign.add_measurements(rows.assign(**{TARGET: [score for _, score in known]}))
        return campaign


def _peer_parameter(parameter: Parameter, table: list[Point] | None) -> Any:
    from baybe.parameters import (
        CategoricalParameter,
        CustomDiscreteParameter,
        NumericalContinuousParameter,
        NumericalDiscreteParameter,
    )
    from pandas import DataFrame

    if isinstance(parameter, Categorical):
        described = parameter.scaled_descriptors
        if described is None or len(set(described.values())) < len(described):
            return CategoricalParameter(name=parameter.name, values=parameter.values())
        frame = DataFrame.from_dict(described, orient="index").add_prefix("d")
        return CustomDiscreteParameter(name=parameter.name, data=frame)
    if isinstance(parameter, Discrete | Integer):
        return NumericalDiscreteParameter(name=parameter.name, values=list(parameter.values()))
    if table is None:
        bounds = (parameter.low, parameter.high)
        return NumericalContinuousParameter(name=parameter.name, bounds=bounds)
    values = sorted({float(point[parameter.name]) for point in table})
    return NumericalDiscreteParameter(name=parameter.name, values=values)


def _open_names(space: Space) -> tuple[str, ...]:
    """Return the parameters that have more than one value; BayBE takes no others."""
    return tuple(p.name for p in space.parameters if not _is_single(p))


def _is_single(parameter: Parameter) -> bool:
    values = parameter.values()
    return values is not None and len(values) == 1


def _listed_part(space: Space) -> int:
    """Return how many combinations the parameters that are not continuous have."""
    count = 1
    for parameter in space.parameters:
        if not isinstance(parameter, Continuous):
            count *= len(parameter.values())
    return count


@contextmanager
def _seeded(memory: Memory) -> Iterator[None]:
    """Seed the generators that BayBE draws from, and put them back afterwards."""
    import random

    import numpy as np
    import torch

    seed = int(memory.generator(3).integers(2**31))
    before, before_numpy = random.getstate(), np.random.get_state()
    with torch.random.fork_rng(devices=[]):
        try:
            random.seed(seed)
            np.random.seed(seed)
            torch.manual_seed(seed)
            yield
        finally:
            random.setstate(before)
            np.random.set_state(before_numpy)


def _require_baybe() -> None:
    from importlib.util import find_spec

    if find_spec("baybe") is None:
        raise MissingExtraError(
            "BayBE is not installed", fix="pip install 'orthought[baybe]' (it brings torch)"
        )
