"""A language model and a Gaussian process together: one makes the shortlist, the other decides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from orthought.campaign.objectives import sign
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.asking.choosing import (
    Choice,
    choice_example,
    choice_problems,
    read_choice,
)
from orthought.campaign.proposers.asking.history import (
    last_hypothesis,
    split_reason,
    with_hypothesis,
)
from orthought.campaign.proposers.asking.requests import reask_messages
from orthought.campaign.proposers.asking.shape import choice_grammar, choice_schema
from orthought.campaign.proposers.asking.turns import Waiting, first_turn, reply_text
from orthought.campaign.proposers.gp import Estimate, GaussianProcessProposer
from orthought.campaign.proposers.llm import REASKS, LLMProposer
from orthought.campaign.space import Space
from orthought.errors import ContextOverflowError, InputError
from orthought.llm.profiles import ModelProfile
from orthought.llm.protocol import LanguageModel, Request
from orthought.llm.session import Session

Order = Literal["gp_first", "model_first"]
ORDERS: Final = ("gp_first", "model_first")
SHORTLIST: Final = 20
WIDER: Final = 10
"""Where a shortlist is to be diverse, it is chosen among so many times as many points."""


class HybridProposer:
    """Lets a Gaussian process and a language model propose together.

    `gp_first`: the process makes a shortlist (half of it the most promising points, half the most
    different ones among the next promising), and the model chooses by what it knows.
    `model_first`: the model proposes more experiments than are wanted, and the process takes those
    that promise most; before any result the model's own order counts.

    Args:
        space: what may be tried.
        objectives: what is wanted.
        seed: of the model's sampling and of the process.
        session: the dealings with the model; None: one of its own is opened.
        order: who makes the shortlist.
        shortlist: points on it; None: 20, or with `model_first` twice what is wanted, at least 4.
        gp: options of the Gaussian process, by name.
        llm, description, temperature, max_tokens, per_request, timeout, show_hypothesis, shuffle,
            profile: of the language model, as in `LLMProposer`.

    Raises:
        SettingsError: no language model has this name, or an option of the process does not fit.
        InputError: an option that does not fit.
    """

    name = "hybrid"

    def __init__(
        self,
        space: Space,
        objectives: Sequence[Objective],
        *,
        seed: int = 0,
        session: Session | None = None,
        order: Order = "gp_first",
        shortlist: int | None = None,
        gp: Mapping[str, Any] | None = None,
        llm: str | LanguageModel | None = None,
        description: str = "",
        temperature: float | None = None,
        max_tokens: int | None = None,
        per_request: int = 8,
        timeout: float = 600.0,
        show_hypothesis: bool | None = None,
        shuffle: bool = True,
        profile: ModelProfile | None = None,
    ) -> None:
        if order not in ORDERS:
            raise InputError(f"there is no order {order!r}", fix=f"use {' or '.join(ORDERS)}")
        if shortlist is not None and shortlist < 1:
            raise InputError("the shortlist is below 1", fix="let it hold 2 points at least")
        self._order, self._shortlist = order, shortlist
        self._model = LLMProposer(
            space,
            objectives,
            seed=seed,
            session=session,
            llm=llm,
            description=description,
            temperature=temperature,
            max_tokens=max_tokens,
            per_request=per_request,
            timeout=timeout,
            show_hypothesis=show_hypothesis,
            shuffle=shuffle,
            profile=profile,
        )
        self._gp = GaussianProcessProposer(space, objectives, seed=seed, **(gp or {}))
        self._waiting = Waiting()

    @property
    def session(self) -> Session:
        """The dealings with the language model."""
        return self._model.session

    def tell(self, rows: Sequence[Observation]) -> None:
        """Take in what was measured since the last call.

        Raises:
            InputError: a point does not belong to the space; none of the rows is taken in.
        """
        self._gp.tell(rows)
        self._model.tell(rows)

    def ask(self, n: int) -> list[Proposal]:
        """Do what `ask_async` does, blocking."""
        return self._waiting.result(lambda: self.ask_async(n))

    async def ask_async(self, n: int) -> list[Proposal]:
        """Return the next n experiments, or fewer where no more are left.

        Raises:
            LanguageModelError: the model cannot be reached; nothing is lost.
            InputError: n is below 1.
        """
        if n < 1:
            raise InputError(f"{n} experiments cannot be proposed", fix="ask for 1 at least")
        if self._order == "model_first":
            return await self._rank(n)
        return await self._choose(n)

    async def aclose(self) -> None:
        """Release the model, where it was opened here."""
        await self._model.aclose()

    async def _rank(self, n: int) -> list[Proposal]:
        count = max(self._shortlist or max(2 * n, 4), n)
        proposals = await self._model.ask_async(count)
        estimates = self._gp.estimate([proposal.point for proposal in proposals])
        order = list(range(len(proposals)))
        if any(estimate.mean is not None for estimate in estimates):
            order.sort(key=lambda place: -estimates[place].promise)
        return [
            self._ranked(proposals[place], estimates[place], rank, len(proposals))
            for rank, place in enumerate(order[:n], start=1)
        ]

    def _ranked(self, proposal: Proposal, estimate: Estimate, rank: int, count: int) -> Proposal:
        reason, hypothesis = split_reason(proposal.reason)
        if estimate.mean is not None:
            place = (
                f"(The process puts it at place {rank} of {count}: {self._predicted(estimate)}.)"
            )
            reason = f"{reason} {place}".strip()
        reason = with_hypothesis(reason, hypothesis)
        return proposal.model_copy(update={"reason": reason, "proposer": self.name})

    async def _choose(self, n: int) -> list[Proposal]:
        candidates = self._candidates(max(self._shortlist or SHORTLIST, 2 * n))
        if len(candidates) <= n:
            return [self._chosen(one, "Nothing else is left to try.", "") for one in candidates]
        asking, session = self._model.asking, self._model.session
        first, text = await first_turn(
            session, asking, lambda detail: self._request(candidates, n, detail)
        )
        chosen: list[int] = []
        replies = [read_choice(text)]
        for number in range(1, REASKS + 2):
            good, problems = choice_problems(replies[-1].rows, len(candidates), set(chosen))
            chosen += good[: n - len(chosen)]
            if len(chosen) == n or number > REASKS:
                break
            left = [row for row in range(1, len(candidates) + 1) if row not in chosen]
            again = self._reask(first, text, problems, left, chosen, n, number)
            try:
                text = await reply_text(session, again)
            except ContextOverflowError:
                break
            replies.append(read_choice(text))
        return self._proposals(candidates, chosen, replies, n)

    def _proposals(
        self,
        candidates: Sequence[Estimate],
        chosen: Sequence[int],
        replies: Sequence[Choice],
        n: int,
    ) -> list[Proposal]:
        why = next((reply.why for reply in reversed(replies) if reply.why), "")
        said = next((reply.hypothesis for reply in reversed(replies) if reply.hypothesis), "")
        hypothesis = said or last_hypothesis(self._model.rows)
        proposals = [self._chosen(candidates[row - 1], why, hypothesis) for row in chosen]
        rest = [one for row, one in enumerate(candidates, start=1) if row not in chosen]
        note = "(Repaired: the replies named no candidate; the most promising one.)"
        for one in sorted(rest, key=lambda one: -one.promise)[: n - len(chosen)]:
            repaired = self._chosen(one, note, hypothesis)
            proposals.append(repaired.model_copy(update={"repaired": True}))
        return proposals

    def _chosen(self, candidate: Estimate, why: str, hypothesis: str) -> Proposal:
        about = f"(Of the process's candidates: {self._predicted(candidate)}.)"
        reason = f"{why} {about}".strip() if candidate.mean is not None else why
        reason = with_hypothesis(reason, hypothesis or last_hypothesis(self._model.rows))
        return Proposal(
            point=candidate.point,
            reason=self._model.codebook.spelt_out(reason),
            proposer=self.name,
        )

    def _candidates(self, count: int) -> list[Estimate]:
        """Return a shortlist: half the most promising points, half the most different ones."""
        wider = self._gp.shortlist(count * WIDER)
        best = wider[: math.ceil(count / 2)]
        rest = wider[len(best) :]
        space = self._model.space
        far = [min((space.distance(a.point, b.point) for b in best), default=0.0) for a in rest]
        while len(best) < count and rest:
            place = max(range(len(rest)), key=lambda at: (far[at], -at))
            best.append(rest.pop(place))
            del far[place]
            far = [
                min(near, space.distance(one.point, best[-1].point))
                for near, one in zip(far, rest, strict=True)
            ]
        return best

    def _request(self, candidates: Sequence[Estimate], n: int, detail: int) -> Request:
        model = self._model
        rows = [
            f"{row}. {model.codebook.row(one.point)}"
            + ("" if one.mean is None else f": {self._numbers(one)}")
            for row, one in enumerate(candidates, start=1)
        ]
        messages = model.asking.messages(
            "choose",
            self._model.rows,
            choice_example(n),
            detail,
            candidates=rows,
            predicted=any(one.mean is not None for one in candidates),
            count=n,
        )
        return model.asking.request(
            "choose",
            messages,
            model.asking.tokens_for(1),
            grammar=choice_grammar(model.codebook, range(1, len(candidates) + 1), n),
            schema=choice_schema(len(candidates)),
        )

    def _reask(
        self,
        first: Request,
        text: str,
        problems: Sequence[str],
        left: Sequence[int],
        chosen: Sequence[int],
        n: int,
        number: int,
    ) -> Request:
        missing = n - len(chosen)
        messages = reask_messages(
            first,
            text,
            problems=problems or ["It names too few candidates by their numbers."],
            kept=[f"candidate {row}" for row in chosen],
            count=missing,
            example=choice_example(missing),
        )
        return self._model.asking.request(
            f"reask-{number}",
            messages,
            self._model.asking.tokens_for(1),
            grammar=choice_grammar(self._model.codebook, left, missing),
            schema=choice_schema(max(left)),
            sample=number,
        )

    def _predicted(self, estimate: Estimate) -> str:
        first, *more = self._model.asking.objectives
        what = "a score of" if more or first.desirability else first.name
        return f"{what} {self._numbers(estimate)} is predicted"

    def _numbers(self, estimate: Estimate) -> str:
        """Return mean and deviation, in the unit of the objective where there is only one."""
        if estimate.mean is None or estimate.deviation is None:
            return "nothing yet"
        first, *more = self._model.asking.objectives
        way = 1.0 if more or first.desirability else sign(first)
        return f"{way * estimate.mean:.3g} ± {estimate.deviation:.2g}"
