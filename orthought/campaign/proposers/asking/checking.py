"""From what a model wrote to valid new points: what is wrong with the rest, and what is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orthought.campaign.observations import Observation
from orthought.campaign.proposers.asking.codebook import Codebook
from orthought.campaign.proposers.asking.reading import Draft, read_reply
from orthought.campaign.space import Key, Point, Space, Value
from orthought.errors import InputError


@dataclass(frozen=True)
class Checked:
    """A draft after the check."""

    draft: Draft
    point: Point | None
    """None: it is no point of the space."""
    problem: str = ""
    """In one sentence, for the model; empty: it is valid and new."""
    parts: Mapping[str, Value] = field(default_factory=dict)
    """The values that are valid by themselves, by name of the parameter."""
    repeat: bool = False
    """Valid, but known already."""


@dataclass
class Sieve:
    """Lets each point through once."""

    codebook: Codebook
    taken: set[Key]
    """Keys of points that were told or chosen; grows."""

    def check(self, draft: Draft) -> Checked:
        """Check a draft; a valid new point is taken from then on."""
        parts, problems = self._read(draft)
        if problems:
            return Checked(draft, None, "; ".join(problems), parts)
        space = self.codebook.space
        point: Point = {name: parts[name] for name in space.names}
        row = self.codebook.row(point)
        if not space.allows(point):
            return Checked(draft, None, f"{row} breaks a rule of the space", parts)
        if space.key(point) in self.taken:
            return Checked(draft, point, f"{row} is there already: choose another", parts, True)
        self.taken.add(space.key(point))
        return Checked(draft, point, "", parts)

    def nearest(self, origin: Point) -> Point | None:
        """Return the nearest valid point that is not taken, and take it; None: none is left.

        Raises:
            InputError: the rules leave so little that it cannot be found.
        """
        found = self.codebook.space.nearest(origin, self.taken)
        if found is not None:
            self.taken.add(self.codebook.space.key(found))
        return found

    def _read(self, draft: Draft) -> tuple[dict[str, Value], list[str]]:
        parts: dict[str, Value] = {}
        problems = []
        for key, parameter in self.codebook.parameters.items():
            if draft.values.get(key) is None:
                problems.append(f"{key} ({parameter.name}) is missing")
                continue
            try:
                parts[parameter.name] = self.codebook.value(key, draft.values[key])
            except InputError as error:
                problems.append(error.message)
        return parts, problems


class Turn:
    """What came of a question and what followed it."""

    def __init__(self, sieve: Sieve, count: int, hypothesis: str) -> None:
        self.sieve, self.count, self.hypothesis = sieve, count, hypothesis
        self.accepted: list[Checked] = []
        self.checked: list[Checked] = []
        """Of the last reply."""
        self.wrong: list[Checked] = []
        """Of the last reply that held any."""
        self.text = ""

    @property
    def missing(self) -> int:
        """How many experiments are still wanted."""
        return self.count - len(self.accepted)

    def take(self, text: str) -> None:
        """Read and check one reply."""
        self.text, missing = text, self.missing
        parts = read_reply(text, self.sieve.codebook, 2 * missing + 8)
        self.hypothesis = parts.hypothesis or self.hypothesis
        self.checked = []
        for draft in parts.drafts:
            if sum(not checked.problem for checked in self.checked) == missing:
                break
            self.checked.append(self.sieve.check(draft))
        self.accepted += [checked for checked in self.checked if not checked.problem]
        self.wrong = [checked for checked in self.checked if checked.problem] or self.wrong

    def problems(self) -> list[str]:
        """Return what to tell the model about its last reply."""
        told = [checked.problem for checked in self.checked if checked.problem][:8]
        if not self.checked:
            told = ["There is no experiment in it that can be read."]
        elif not told:
            told = [f"Only {len(self.checked)} of them were there."]
        return told


def told_keys(codebook: Codebook, points: Iterable[Point]) -> set[Key]:
    """Return the keys of the points that belong to the space."""
    return {codebook.space.key(point) for point in points if codebook.is_whole(point)}


def in_space(row: Observation, space: Space) -> Observation:
    """Return a row with the values of its point as the space has them.

    The point of a faulty proposal, which has no result, becomes empty.

    Raises:
        InputError: the point does not belong to the space, and yet there is a result.
    """
    try:
        point = space.read(row.point) if row.point else {}
    except InputError:
        if any(value is not None for value in row.values.values()):
            raise
        point = {}
    return row.model_copy(update={"point": point})
