"""Rows of results sorted: what answers a proposal, what is new, known, or contradicts itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from orthought.campaign.exchange.cells import same_values, values_text
from orthought.campaign.exchange.delimited import plain_number
from orthought.campaign.observations import Observation
from orthought.campaign.plan import Plan
from orthought.campaign.space import Continuous, Key, Point
from orthought.campaign.state import CampaignState, Place, Told
from orthought.campaign.telling import (
    Repeats,
    Row,
    Telling,
    beside,
    plain_row,
    read_values,
    require_columns,
)
from orthought.errors import InputError

NEAR: Final = 0.005
"""Share of a continuous parameter's range within which a proposal counts as carried out."""


def sort_rows(
    rows: Sequence[Row],
    state: CampaignState,
    *,
    repeats: Repeats = "refuse",
    place: Callable[[int], str] = lambda number: f"row {number + 1}",
) -> Telling:
    """Read rows against a campaign; nothing is kept unless every row can be.

    Args:
        rows: what was measured.
        state: the campaign so far.
        repeats: what a known point with another result is: an error, a second experiment, or a
            correction of the first.
        place: how messages name a row, by its number from 0.

    Raises:
        InputError: a row that cannot be used; it is named, and nothing was changed.
    """
    sorter = _Sorter(state, repeats)
    for number, row in enumerate(rows):
        try:
            sorter.take(plain_row(row))
        except InputError as error:
            raise InputError(f"{place(number)}: {error.message}", fix=error.fix) from None
    return sorter.telling


def require_fit(state: CampaignState, plan: Plan) -> None:
    """Refuse a plan to which a result that stands does not fit.

    Raises:
        InputError: an option or an objective is gone; the result is named.
    """
    rows = [{**row.point, **row.values} for row in state.observations]
    sort_rows(
        rows,
        CampaignState(plan=plan),
        repeats="replicate",
        place=lambda number: f"result {number + 1} does not fit what was changed",
    )


class _Sorter:
    """Sorts row by row; what the first rows said counts for the next."""

    def __init__(self, state: CampaignState, repeats: Repeats) -> None:
        self.telling = Telling()
        self._state, self._plan, self._repeats = state, state.plan, repeats
        self._space = state.plan.space
        self._options = {p.name for p in self._space.parameters if p.kind == "categorical"}
        self._open = {str(place): place for place in state.open}
        self._known: dict[Key, list[int]] = {}
        self._rows = list(state.observations)
        for number, row in enumerate(self._rows):
            self._known.setdefault(self._space.key(row.point), []).append(number)

    def take(self, row: Mapping[str, Any]) -> None:
        require_columns(list(row), self._plan)
        values = read_values(row, self._plan)
        if values is None:
            self.telling.waiting += 1
            return
        point = self._space.read({**self._proposed(row), **self._filled(row)})
        answers = self._answered(row, point)
        named = bool(self._text(row, "replicate"))
        if answers is None and self._is_known(point, values, named=named):
            return
        self._add(point, values, answers, self._text(row, "reason"))

    def _text(self, row: Mapping[str, Any], name: str) -> str:
        """Return what stands in a column beside parameters and results."""
        return str(row.get(beside(name, self._plan)) or "").strip()

    def _filled(self, row: Mapping[str, Any]) -> dict[str, Any]:
        written = {name: raw for name, raw in row.items() if raw is not None and raw != ""}
        return {
            name: raw if name in self._options else plain_number(raw)
            for name, raw in written.items()
        }

    def _proposed(self, row: Mapping[str, Any]) -> Point:
        """Return the point of the proposal that a row names: what it does not repeat."""
        written = self._text(row, "proposal")
        if written in _all_places(self._state):
            batch, _, position = written.partition(".")
            return self._state.proposal(Place(batch=int(batch), position=int(position))).point
        return {}

    def _is_known(self, point: Point, values: dict[str, float | None], *, named: bool) -> bool:
        """Tell whether a point needs no new observation: it repeats or corrects one.

        Args:
            point: of the row.
            values: of the row.
            named: whether the row says that it is a replicate.
        """
        numbers = self._known.get(self._space.key(point), [])
        if not numbers or self._repeats == "replicate":
            return False
        if any(same_values(self._rows[number].values, values) for number in numbers):
            self.telling.repeats += 1
            return True
        if named:
            return False
        self._correct(numbers[-1], values)
        return True

    def _correct(self, number: int, values: dict[str, float | None]) -> None:
        before = self._rows[number]
        if self._repeats == "refuse" or number >= len(self._state.observations):
            raise InputError(
                f"{values_text(before.point)} was told before with {values_text(before.values)}, "
                f"and now with {values_text(values)}",
                fix="a second experiment at the same point: --replicate "
                "(repeats='replicate'); a correction of the first: --correct (repeats='correct')",
            )
        changed = before.model_copy(update={"values": values})
        self._rows[number] = changed
        self.telling.corrections.append((number, changed))

    def _add(
        self, point: Point, values: dict[str, float | None], answers: Place | None, reason: str
    ) -> None:
        if answers is not None:
            del self._open[str(answers)]
            reason = self._state.proposal(answers).reason
        elif not self._space.allows(point):
            warning = f"{values_text(point)} breaks a rule of the space; it is kept"
            self.telling.warnings.append(warning)
        observation = Observation(
            point=point, values=values, batch=answers.batch if answers else 0, reason=reason
        )
        self._known.setdefault(self._space.key(point), []).append(len(self._rows))
        self._rows.append(observation)
        self.telling.told.append(Told(observation=observation, answers=answers))

    def _answered(self, row: Mapping[str, Any], point: Point) -> Place | None:
        """Return the open proposal that a row answers: by its number, else by its point."""
        written = self._text(row, "proposal")
        if written in self._open:
            return self._open[written]
        if written and written not in _all_places(self._state):
            raise InputError(
                f"there is no proposal {written!r}",
                fix=f"the open ones are: {', '.join(self._open) or 'none'}; leave the field empty "
                "for an experiment that was not proposed",
            )
        if written:  # answered before: known, or a correction
            return None
        near = [place for place in self._open.values() if self._carries_out(point, place)]
        exact = [place for place in near if self._state.proposal(place).point == point]
        return next(iter(exact or near), None)

    def _carries_out(self, point: Point, place: Place) -> bool:
        wanted = self._state.proposal(place).point
        return all(
            abs(float(point[each.name]) - float(wanted[each.name])) <= NEAR * (each.high - each.low)
            if isinstance(each, Continuous)
            else point[each.name] == wanted[each.name]
            for each in self._space.parameters
        )


def _all_places(state: CampaignState) -> set[str]:
    return {
        f"{batch.number}.{position}"
        for batch in state.batches
        for position in range(1, len(batch.proposals) + 1)
    }
