"""What a proposer returned, read as proposals that may leave a campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from orthought.campaign.observations import Proposal
from orthought.campaign.space import Space
from orthought.errors import InputError, SettingsError


def read_proposals(
    given: Any, space: Space, proposer: str, *, allow_faults: bool = False
) -> tuple[Proposal, ...]:
    """Return proposals as the campaign keeps them; a proposer may return plain points, too.

    Args:
        given: what a proposer returned.
        space: what may be tried.
        proposer: its name, for messages and where a proposal does not say who made it.
        allow_faults: whether proposals may be marked as faulty, as in mode `ironmind`.

    Raises:
        SettingsError: no proposals, or a point that is not of the space or breaks its rules.
    """
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise SettingsError(
            f"the proposer {proposer!r} returned {type(given).__name__} and no proposals",
            fix="let ask(n) return a list of proposals or of points",
        )
    return tuple(_read_proposal(item, space, proposer, allow_faults) for item in given)


def _read_proposal(item: object, space: Space, proposer: str, allow_faults: bool) -> Proposal:
    found = _as_proposal(item, proposer)
    if found.fault and not allow_faults:
        raise SettingsError(
            f"the proposer {proposer!r} made a proposal that is not valid: {found.fault}",
            fix="its mode 'ironmind' is for simulations; leave it out",
        )
    if not found.proposer:
        found = found.model_copy(update={"proposer": proposer})
    if found.fault:
        return found
    try:
        point = space.read(found.point)
    except InputError as error:
        raise SettingsError(
            f"the proposer {proposer!r} left the space: {error.message}", fix="mend the proposer"
        ) from None
    if not space.allows(point):
        raise SettingsError(
            f"the proposer {proposer!r} broke a rule of the space: {point}",
            fix="let it propose only what `space.allows`",
        )
    return found.model_copy(update={"point": point})


def _as_proposal(item: object, proposer: str) -> Proposal:
    try:
        found = Proposal(point=dict(item)) if isinstance(item, Mapping) else item
    except ValidationError:
        found = None
    if isinstance(found, Proposal):
        return found
    raise SettingsError(
        f"the proposer {proposer!r} proposed {item!s:.80}",
        fix="let ask(n) return a list of proposals or of points",
    )
