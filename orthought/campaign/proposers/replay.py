"""Proposes again what a recorded run proposed, to try another loop or oracle on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.space import Key, Point, Space
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError

RUN_FILES: Final = ("trajectory.json", "seen_observations.json")


class ReplayProposer:
    """Follows a record: its proposals in their order, with their reasons, repairs and faults.

    What was told is crossed off, as often as it was told, so the order of the results, and results
    from before the campaign, do not matter.

    Args:
        space: what may be tried.
        objectives: what is wanted; they say which columns of a record are results.
        seed: without effect.
        trajectory: the run, or where it is: a trajectory's JSON file, or a run's folder in the
            layout of Iron Mind.

    Raises:
        InputError: there is no such record, or it proposes what the space does not allow.
    """

    name = "replay"

    def __init__(
        self,
        space: Space,
        objectives: Sequence[Objective],
        *,
        seed: int = 0,
        trajectory: Trajectory | Path | str,
    ) -> None:
        if not isinstance(trajectory, Trajectory):
            trajectory = read_trajectory(trajectory, space, objectives)
        self._space = space
        self._proposals = [_in_space(p, space, n) for n, p in enumerate(trajectory.proposals, 1)]
        self._told: Counter[Key | None] = Counter()

    def ask(self, n: int) -> list[Proposal]:
        """Return the next n recorded proposals, or fewer at the end of the record."""
        if n < 1:
            raise InputError(f"{n} experiments cannot be proposed", fix="ask for 1 at least")
        told = self._told.copy()
        left: list[Proposal] = []
        for proposal in self._proposals:
            key = self._key(proposal.point)
            if told[key] > 0:
                told[key] -= 1
            elif len(left) < n:
                left.append(proposal)
        return left

    def tell(self, rows: Sequence[Observation]) -> None:
        """Cross off what was measured."""
        self._told.update(self._key(row.point) for row in rows)

    def _key(self, point: Point) -> Key | None:
        """Return what tells points apart; None for all that are no points of the space."""
        try:
            return self._space.key(self._space.read(point))
        except InputError:
            return None


def read_trajectory(path: Path | str, space: Space, objectives: Sequence[Objective]) -> Trajectory:
    """Read a run from a trajectory's JSON file, or from a run's folder.

    Raises:
        InputError: it is neither.
    """
    from orthought.campaign.exchange.iron_mind import read_run

    path = Path(path).expanduser()
    if path.is_dir() and any((path / name).is_file() for name in RUN_FILES):
        return read_run(path, space, objectives, set_name=path.name)
    try:
        return Trajectory.model_validate_json(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{'.'.join(map(str, first['loc']))} {first['msg']}".strip()
    raise InputError(
        f"{path} holds no recorded run: {reason}",
        fix="give a trajectory's JSON file, or a folder with seen_observations.json",
    )


def _in_space(proposal: Proposal, space: Space, number: int) -> Proposal:
    if proposal.fault == "invalid":
        return proposal
    try:
        point = space.read(proposal.point)
    except InputError as error:
        raise InputError(
            f"proposal {number} of the record is none of the space: {error.message}",
            fix="replay it over the space that it was made for",
        ) from None
    if not space.allows(point):
        raise InputError(
            f"proposal {number} of the record breaks a rule of the space",
            fix="replay it over the space that it was made for",
        )
    return proposal.model_copy(update={"point": point})
