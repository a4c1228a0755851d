"""The language model as proposer: it reads what was measured and chooses what comes next.

The loop of Iron Mind (arXiv 2509.00103), with valid new points by construction: the reply is held
to short identifiers, checked, asked for again with the reason, and at last repaired. The mode
`ironmind` keeps the paper's rules instead: one reply a step, and what is wrong costs budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final, Literal

from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.asking.checking import Checked, Sieve, Turn, in_space, told_keys
from orthought.campaign.proposers.asking.codebook import Codebook
from orthought.campaign.proposers.asking.history import last_hypothesis, with_hypothesis
from orthought.campaign.proposers.asking.requests import Asking, reask_messages
from orthought.campaign.proposers.asking.shape import (
    example,
    loose_grammar,
    mapping_json,
    reply_grammar,
    reply_schema,
)
from orthought.campaign.proposers.asking.turns import (
    Waiting,
    first_turn,
    open_session,
    profile_for,
    reply_text,
)
from orthought.campaign.space import Key, Point, Space
from orthought.errors import ContextOverflowError, InputError
from orthought.llm.profiles import ModelProfile
from orthought.llm.protocol import LanguageModel, Request
from orthought.llm.session import Session

Mode = Literal["valid", "ironmind"]
MODES: Final = ("valid", "ironmind")
REASKS: Final = 3
SPELT_OUT: Final = 10_000
"""Spaces up to this size are listed, so that a grammar can leave out what was measured."""
RAW: Final = 1_000
"""Characters of a faulty proposal that are kept."""


class LLMProposer:
    """Asks a language model for experiments.

    A function of what it was told: the hypothesis travels in the reasons of proposals and comes
    back with the observations, so nothing is kept between calls, and equal histories make equal
    requests, which a session answers from its record.

    Args:
        space: what may be tried.
        objectives: what is wanted.
        seed: of the model's sampling and of what is drawn for repairs.
        session: the dealings with the model; None: one of its own is opened.
        llm: who answers where there is no session: a name such as `local`, or a model; None: what
            the settings say.
        mode: `valid`, or `ironmind` for the rules of the paper.
        description: what the experiment is, in words; empty: what the space says.
        temperature: of the sampling; None: 0.7, or what the model's profile wants above it.
        max_tokens: of one reply; None: what suits its length.
        per_request: experiments that one reply is asked for at most.
        timeout: seconds for one call.
        show_hypothesis: whether the model sees its last hypothesis; None: unless it is small. Small
            models copy it instead of correcting it; they write it anew from the results.
        shuffle: whether each seed shows the options in an order of its own, so that a preference
            for what stands first is no skill.
        profile: what the model can do; None: what its name says.

    Raises:
        SettingsError: no language model has this name.
        InputError: an option that does not fit.
    """

    name = "llm"

    def __init__(
        self,
        space: Space,
        objectives: Sequence[Objective],
        *,
        seed: int = 0,
        session: Session | None = None,
        llm: str | LanguageModel | None = None,
        mode: Mode = "valid",
        description: str = "",
        temperature: float | None = None,
        max_tokens: int | None = None,
        per_request: int = 8,
        timeout: float = 600.0,
        show_hypothesis: bool | None = None,
        shuffle: bool = True,
        profile: ModelProfile | None = None,
    ) -> None:
        if mode not in MODES:
            raise InputError(f"there is no mode {mode!r}", fix=f"use {' or '.join(MODES)}")
        if per_request < 1:
            raise InputError("per_request is below 1", fix="ask for one experiment at least")
        self.space = space
        self._own_session = session is None
        self.session = session or open_session(llm)
        self.codebook = Codebook(space, seed if shuffle else None)
        self.asking = Asking(
            codebook=self.codebook,
            objectives=tuple(objectives),
            profile=profile or profile_for(self.session),
            description=description,
            seed=seed,
            temperature=temperature,
            max_tokens=max_tokens,
            timeout=timeout,
            show_hypothesis=show_hypothesis,
        )
        self._mode, self._per_request = mode, per_request
        self.rows: list[Observation] = []
        """What was told, in order."""
        self._waiting = Waiting()

    def tell(self, rows: Sequence[Observation]) -> None:
        """Take in what was measured since the last call.

        Raises:
            InputError: a point does not belong to the space; none of the rows is taken in.
        """
        self.rows += [in_space(row, self.space) for row in rows]

    def ask(self, n: int) -> list[Proposal]:
        """Do what `ask_async` does, blocking."""
        return self._waiting.result(lambda: self.ask_async(n))

    async def ask_async(self, n: int) -> list[Proposal]:
        """Return the next n experiments, or fewer where no more are left.

        In mode `ironmind` they may be invalid (with an empty point) or repeats, with `fault` set.

        Raises:
            LanguageModelError: the model cannot be reached; nothing is lost, and the same call
                goes on from the replies that the session recorded.
            InputError: n is below 1.
        """
        if n < 1:
            raise InputError(f"{n} experiments cannot be proposed", fix="ask for 1 at least")
        if self._mode == "ironmind":
            return await self._as_written(n)
        proposals: list[Proposal] = []
        while len(proposals) < n:
            count = min(n - len(proposals), self._per_request)
            more = await self._some(count, proposals)
            proposals += more
            if len(more) < count:
                break
        return proposals

    async def aclose(self) -> None:
        """Release the model, where it was opened here."""
        if self._own_session:
            await self.session.model.aclose()

    def close(self) -> None:
        """Do what `aclose` does, blocking."""
        self._waiting.result(self.aclose)

    async def _some(self, count: int, chosen: Sequence[Proposal]) -> list[Proposal]:
        """Return so many new valid experiments beside those chosen for this batch."""
        sieve = Sieve(self.codebook, self._taken(chosen))
        left = self._left(sieve)
        if left is not None and len(left) <= count:
            return [self._proposal(point, "Nothing else is left to try.") for point in left]
        turn = Turn(sieve, count, last_hypothesis(self.rows))
        request, text = await first_turn(
            self.session, self.asking, lambda detail: self._request(count, chosen, left, detail)
        )
        turn.take(text)
        for number in range(1, REASKS + 1):
            if not turn.missing:
                break
            again = self._reask(request, turn, left, number)
            try:
                turn.take(await reply_text(self.session, again))
            except ContextOverflowError:
                break
        good = [self._proposal(c.point, c.draft.reason, turn) for c in turn.accepted if c.point]
        return good + self._repairs(turn)

    async def _as_written(self, n: int) -> list[Proposal]:
        """Return what one reply proposes, with its faults."""
        _, text = await first_turn(
            self.session, self.asking, lambda detail: self._request(n, (), None, detail)
        )
        turn = Turn(Sieve(self.codebook, self._taken()), n, last_hypothesis(self.rows))
        turn.take(text)
        proposals = [self._with_fault(checked, turn) for checked in turn.checked[:n]]
        nothing = Proposal(point={}, proposer=self.name, fault="invalid", raw=_raw(text))
        return proposals + [nothing] * (n - len(proposals))

    def _request(
        self,
        count: int,
        chosen: Sequence[Proposal],
        left: Sequence[Point] | None,
        detail: int,
    ) -> Request:
        messages = self.asking.messages(
            "propose",
            self.rows,
            example(self.codebook, count),
            detail,
            chosen=[self.codebook.row(proposal.point) for proposal in chosen],
            count=count,
        )
        tokens = self.asking.tokens_for(count)
        return self.asking.request(
            "propose",
            messages,
            tokens,
            grammar=self._grammar(count, left),
            schema=reply_schema(self.codebook, held=self._mode == "valid"),
        )

    def _reask(
        self, first: Request, turn: Turn, left: Sequence[Point] | None, number: int
    ) -> Request:
        messages = reask_messages(
            first,
            turn.text,
            problems=turn.problems(),
            kept=[self.codebook.row(checked.point) for checked in turn.accepted if checked.point],
            count=turn.missing,
            example=example(self.codebook, turn.missing),
        )
        still = left and [p for p in left if self.space.key(p) not in turn.sieve.taken]
        return self.asking.request(
            f"reask-{number}",
            messages,
            self.asking.tokens_for(turn.missing),
            grammar=self._grammar(turn.missing, still),
            schema=reply_schema(self.codebook),
            sample=number,
        )

    def _grammar(self, count: int, left: Sequence[Point] | None) -> str:
        if not self.asking.profile.grammar:
            return ""
        if self._mode == "ironmind":
            return loose_grammar(self.codebook, count)
        return reply_grammar(self.codebook, count, left)

    def _repairs(self, turn: Turn) -> list[Proposal]:
        """Return the nearest new points to what the model meant, for what is still missing."""
        from numpy.random import default_rng

        generator = default_rng([self.asking.seed, len(self.rows), len(turn.sieve.taken)])
        repairs = []
        for place in range(turn.missing):
            wrong = turn.wrong[place] if place < len(turn.wrong) else None
            # What the model did not say is drawn, so that no skill of ours is counted as its own.
            origin = self.space.sample(generator, 1)[0] | dict(wrong.parts if wrong else {})
            point = turn.sieve.nearest(origin)
            if point is None:
                break
            meant = wrong is not None and wrong.parts
            note = "(Repaired: the nearest new experiment to what the model wrote.)"
            note = note if meant else "(Repaired: no reply held an experiment; drawn at random.)"
            reason = f"{wrong.draft.reason if wrong else ''} {note}".strip()
            repairs.append(self._proposal(point, reason, turn, repaired=True))
        return repairs

    def _proposal(
        self, point: Point, reason: str, turn: Turn | None = None, *, repaired: bool = False
    ) -> Proposal:
        hypothesis = turn.hypothesis if turn is not None else last_hypothesis(self.rows)
        return Proposal(
            point=point,
            reason=self.codebook.spelt_out(with_hypothesis(reason, hypothesis)),
            proposer=self.name,
            repaired=repaired,
        )

    def _with_fault(self, checked: Checked, turn: Turn) -> Proposal:
        proposal = self._proposal(checked.point or {}, checked.draft.reason, turn)
        if not checked.problem:
            return proposal
        fault = "repeat" if checked.repeat else "invalid"
        raw = _raw(mapping_json(checked.draft.values))
        return proposal.model_copy(update={"fault": fault, "raw": raw})

    def _taken(self, chosen: Sequence[Proposal] = ()) -> set[Key]:
        points = [row.point for row in self.rows] + [proposal.point for proposal in chosen]
        return told_keys(self.codebook, points)

    def _left(self, sieve: Sieve) -> list[Point] | None:
        """Return the points that may still be tried; None: there are too many to list."""
        if self._points is None:
            return None
        return [point for point in self._points if self.space.key(point) not in sieve.taken]

    @cached_property
    def _points(self) -> list[Point] | None:
        size = self.space.size
        return list(self.space.points()) if size is not None and size <= SPELT_OUT else None


def _raw(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:RAW]
