"""A campaign: the loop of asking and telling, kept in a folder so that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from orthought.campaign.choice import Absent, choose, make_plan
from orthought.campaign.loop import Duty, Seat
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.plan import Plan, require_points
from orthought.campaign.proposing import ask, ask_async, open_proposals
from orthought.campaign.record import Record, begin_record, open_record
from orthought.campaign.sorting import require_fit, sort_rows
from orthought.campaign.space import Space
from orthought.campaign.state import CampaignState, Place
from orthought.campaign.status import Status, status_of
from orthought.campaign.telling import (
    Receipt,
    Repeats,
    Rows,
    Telling,
    as_rows,
    receipt_of,
)
from orthought.errors import InputError
from orthought.runs import RunFolder

if TYPE_CHECKING:
    from orthought.campaign.plates.rules import PlateRules
    from orthought.llm.protocol import LanguageModel
    from orthought.llm.session import Session
    from orthought.settings import Settings


Result = TypeVar("Result")


class Campaign:
    """Asks a proposer for experiments, is told their results, and keeps both.

    With a folder, every step is on the disk before the next one begins: a killed process goes on
    with the same lines, and no reply of a language model is paid for twice. The folder is locked
    while the campaign is open; close it, or use it as a context manager.

        with Campaign(space, [Objective(name="yield")], proposer="gp", folder="coupling") as run:
            for proposal in run.ask(4):
                print(proposal.point, proposal.reason)
            run.tell([{"solvent": "DMA", "temperature": 60, "yield": 53}])

    Args:
        space: what may be tried.
        objectives: what is measured and wanted; names stand for objectives to maximize.
        proposer: a name (random, latin_hypercube, gp, baybe, llm, hybrid, replay), a class, an
            import path `package.module:Class`, or an object with `ask(n)` and `tell(rows)`.
        options: the proposer's own options, by name.
        folder: where it is kept; None: in memory only. A campaign that stands there goes on.
        name: name in reports.
        batch: experiments that are asked for where `ask` says no number.
        budget: experiments in all; None: no end.
        plate: rules of a batch; an optimization model chooses it among the proposer's ideas.
        seed: of all chance.
        llm: name of the language model; None: what the user's settings say.
        settings: of the language model: all of them, or those that differ from the user's own.
        model: a language model that is open already; it stays open.
        known: results from before the campaign.

    Raises:
        UsageError: something that does not fit; it is named with its fix.
    """

    def __init__(
        self,
        space: Space,
        objectives: Sequence[Objective | str],
        *,
        proposer: Any = "gp",
        options: Mapping[str, Any] | None = None,
        folder: Path | str | None = None,
        name: str = "campaign",
        batch: int = 1,
        budget: int | None = None,
        plate: PlateRules | None = None,
        seed: int = 0,
        llm: str | None = None,
        settings: Settings | Mapping[str, Any] | None = None,
        model: LanguageModel | None = None,
        known: Rows = (),
    ) -> None:
        choice, own = choose(proposer, options or {})
        plan = make_plan(
            name=name,
            space=space,
            objectives=[Objective(name=o) if isinstance(o, str) else o for o in objectives],
            batch=batch,
            budget=budget,
            plate=plate,
            proposer=choice,
            own=own is not None,
            seed=seed,
            llm=llm,
        )
        self._begin(plan, folder, known, settings=settings, model=model, own=own)

    @classmethod
    def begin(
        cls,
        plan: Plan,
        folder: Path | str | None = None,
        *,
        settings: Settings | Mapping[str, Any] | None = None,
        known: Rows = (),
    ) -> Self:
        """Begin a campaign from a plan, such as that of a `campaign.toml`; or go on with it."""
        made = cls.__new__(cls)
        made._begin(plan, folder, known, settings=settings)
        return made

    @classmethod
    def open(
        cls,
        folder: Path | str,
        *,
        proposer: Any = None,
        settings: Settings | Mapping[str, Any] | None = None,
        model: LanguageModel | None = None,
    ) -> Self:
        """Open a campaign that stands in a folder.

        Args:
            folder: where it is kept.
            proposer: an object of the caller's own, where the campaign was begun with one.
            settings: of the language model.
            model: a language model that is open already.

        Raises:
            RunFolderError: no campaign there, it is in use, or of a newer format.
        """
        made = cls.__new__(cls)
        made._take(open_record(folder), settings, model, proposer)
        return made

    def _begin(
        self,
        plan: Plan,
        folder: Path | str | None,
        known: Rows,
        *,
        settings: Settings | Mapping[str, Any] | None = None,
        model: LanguageModel | None = None,
        own: Any = None,
    ) -> None:
        require_points(plan.space)
        rows = as_rows(known)
        # Rows that do not fit must not leave a campaign behind that was begun in part.
        record = begin_record(plan, folder, lambda: sort_rows(rows, CampaignState(plan=plan)))
        self._take(record, settings, model, own)
        try:
            self.change(plan)
            self.tell(rows)
        except BaseException:
            record.close()
            raise

    def _take(
        self,
        record: Record,
        settings: Settings | Mapping[str, Any] | None,
        model: LanguageModel | None,
        own: Any,
    ) -> None:
        self._record = record
        self._settings, self._model, self._own = settings, model, own
        self._seat = self._make_seat()

    def _make_seat(self) -> Seat:
        plan, own = self._record.state.plan, self._own
        if plan.own and own is None:
            own = Absent(plan.proposer.name)
        return Seat(
            Duty(plan.space, plan.objectives, plan.proposer, plan.seed),
            self._record.log,
            settings=self._settings,
            llm=plan.llm,
            model=self._model,
            own=own,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the folder and the language model."""
        try:
            self._seat.close()
        finally:
            self._record.close()

    async def aclose(self) -> None:
        """Do what `close` does, where `ask_async` was used."""
        try:
            await self._seat.aclose()
        finally:
            self._record.close()

    @property
    def plan(self) -> Plan:
        """What the campaign works on."""
        return self._record.state.plan

    @property
    def space(self) -> Space:
        """What may be tried."""
        return self._record.state.plan.space

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """What is wanted."""
        return self._record.state.plan.objectives

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Everything that was measured, in the order in which it was told."""
        return self._record.state.observations

    @property
    def state(self) -> CampaignState:
        """All that is known."""
        return self._record.state

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        """Proposals that wait for their results."""
        return open_proposals(self._record.state)

    def status(self) -> Status:
        """Return how far the campaign is and what was best."""
        return status_of(self._record.state, self._record.log.events)

    def ask(self, n: int | None = None) -> tuple[Proposal, ...]:
        """Return what to measure next.

        While proposals of the last batch are open, these are returned again and nothing is paid;
        `give_up` frees the way for new ones.

        Args:
            n: how many experiments; None: the batch of the campaign.

        Returns:
            The proposals: fewer than n where the budget or the space ends.

        Raises:
            BudgetError: the budget of experiments, or that of the language model, is used up.
            UsageError: n is below 1, or an event loop runs here and the proposer waits for one.
            LanguageModelError: the language model could not answer; ask again later.
        """
        return ask(self._record, self._seat, n)

    async def ask_async(self, n: int | None = None) -> tuple[Proposal, ...]:
        """Do what `ask` does, where an event loop runs."""
        return await ask_async(self._record, self._seat, n)

    def tell(self, rows: Rows, *, repeats: Repeats = "refuse") -> Receipt:
        """Take in results; either every row is kept, or none.

        A row answers the open proposal with its point (or its number, in a field `proposal`);
        any other experiment of the space is welcome, too. What was told before is recognised.

        Args:
            rows: mappings from the names of parameters and results to values, observations, or a
                data frame. None: the experiment gave no number; no result: not done yet.
            repeats: what a known point with another result is: "refuse" (an error), "replicate"
                (a second experiment) or "correct" (it replaces the first result).

        Raises:
            InputError: a row that cannot be used; it is named, and nothing was changed.
        """
        self._record.require_open()
        if repeats not in ("refuse", "replicate", "correct"):
            raise InputError(
                f"repeats = {repeats!r} is not known", fix="use refuse, replicate or correct"
            )
        return self._keep(sort_rows(as_rows(rows), self._record.state, repeats=repeats))

    def tell_sorted(self, telling: Telling) -> Receipt:
        """Take in rows that `sort_rows` read against this campaign's state."""
        self._record.require_open()
        return self._keep(telling)

    def listen(self, listener: Callable[[dict[str, Any]], None]) -> None:
        """Call `listener` with each event after it was written, and with what takes long."""
        if isinstance(self._record.log, RunFolder):
            self._record.log.listen(listener)

    def give_up(self, places: Sequence[Place] | None = None) -> int:
        """Stop waiting for open proposals, all where none are named; return how many."""
        self._record.require_open()
        gone = [place for place in self._record.state.open if places is None or place in places]
        if gone:
            self._record.append({"type": "given_up", "places": [p.model_dump() for p in gone]})
            self._seat.tell([self._record.state.without_number(place) for place in gone])
        return len(gone)

    def consult(self, work: Callable[[Session], Coroutine[Any, Any, Result]]) -> Result:
        """Return what comes of a conversation with the campaign's language model.

        Its calls and replies are recorded in the campaign, so that none is paid for twice.

        Raises:
            UsageError: the campaign is closed, or an event loop runs here.
            LanguageModelError: the language model could not answer.
        """
        self._record.require_open()
        return self._seat.consult(work)

    def change(self, plan: Plan) -> bool:
        """Go on under another plan; return whether it is another one.

        Raises:
            InputError: a result that stands does not fit the new space or objectives.
        """
        self._record.require_open()
        if plan == self._record.state.plan:
            return False
        require_points(plan.space)
        require_fit(self._record.state, plan)
        self._record.append({"type": "plan", "plan": plan.model_dump(mode="json")})
        self._seat.close()
        self._seat = self._make_seat()
        return True

    def _keep(self, telling: Telling) -> Receipt:
        if telling.told:
            rows = [told.model_dump(mode="json") for told in telling.told]
            self._record.append({"type": "told", "rows": rows})
        if telling.corrections:
            rows = [
                {"number": number, "observation": row.model_dump(mode="json")}
                for number, row in telling.corrections
            ]
            self._record.append({"type": "corrected", "rows": rows})
            self._seat.forget()
        elif telling.told:
            self._seat.tell([told.observation for told in telling.told])
        return receipt_of(telling, len(self._record.state.open))
