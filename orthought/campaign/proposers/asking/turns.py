"""Asking a language model once, and waiting for it with or without an event loop."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from orthought.campaign.proposers.asking.requests import DETAILS, Asking
from orthought.errors import ContextOverflowError, EmptyReplyError, UsageError
from orthought.llm.keys import fingerprint
from orthought.llm.profiles import ModelProfile, profile_of
from orthought.llm.protocol import LanguageModel, Request
from orthought.llm.session import Session

Result = TypeVar("Result")


async def reply_text(session: Session, request: Request) -> str:
    """Return the reply's text; an empty or withheld reply is an empty text.

    Raises:
        LanguageModelError: the endpoint did not answer; the same request goes on from here.
    """
    try:
        return (await session.complete(request)).text
    except EmptyReplyError:
        return ""


async def first_turn(
    session: Session, asking: Asking, make: Callable[[int], Request]
) -> tuple[Request, str]:
    """Ask with as much detail as the context holds.

    Args:
        session: who answers.
        asking: what all requests have in common.
        make: the request at a level of detail, an index of `DETAILS`.

    Returns:
        The request that was answered, and the text of the reply.

    Raises:
        ContextOverflowError: not even the shortest prompt fits.
    """
    last = len(DETAILS) - 1
    for detail in range(last):
        request = make(detail)
        if not asking.fits(request.messages, request.max_tokens or 0):
            continue
        try:
            return request, await reply_text(session, request)
        except ContextOverflowError:
            continue
    request = make(last)
    return request, await reply_text(session, request)


def open_session(llm: str | LanguageModel | None) -> Session:
    """Return a session with a model, by default that of the settings.

    Raises:
        SettingsError: no model has this name.
    """
    from orthought.llm.registry import open_model
    from orthought.settings import load_settings

    if llm is not None and not isinstance(llm, str):
        return Session(llm)
    settings, _ = load_settings({} if llm is None else {"llm": llm})
    model = open_model(settings.llm, base_url=settings.base_url, offline=settings.offline)
    return Session(model)


def profile_for(session: Session) -> ModelProfile:
    """Return what the session's model can do; a replay has the abilities of the recorded one."""
    return profile_of(fingerprint(session.model).partition(" at ")[0])


class Waiting:
    """Runs coroutines for blocking callers, all on one loop, where connections stay open."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    def result(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Return what the coroutine returns.

        Raises:
            UsageError: an event loop runs already, as in a notebook.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            pass
        else:
            raise UsageError(
                "ask(n) cannot wait where an event loop runs, as in a notebook",
                fix="write `await proposer.ask_async(n)`",
            )
        if self._runner is None:
            self._runner = asyncio.Runner()
            # Closing the runner would run the loop once more, perhaps inside another one.
            weakref.finalize(self, self._runner.get_loop().close)
        return self._runner.run(work())
