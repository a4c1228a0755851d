"""A proposer at work: built when it is first asked, told what is new, its replies recorded."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from orthought.campaign.log import Log
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.plan import ProposerChoice
from orthought.campaign.registry import asks_language_model, find_proposer, make_proposer
from orthought.campaign.space import Space
from orthought.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from orthought.agent.workplace import Shared
    from orthought.llm.protocol import LanguageModel
    from orthought.llm.session import Session
    from orthought.settings import Settings

Result = TypeVar("Result")
History = Callable[[], Sequence[Sequence[Observation]]]
"""Returns everything told so far, in groups as it was told."""
PASSED_ON: Final = ("temperature", "max_tokens", "timeout")
"""Settings that a proposer gets where its constructor has them."""


@dataclass(frozen=True)
class Duty:
    """What a proposer is asked to work on."""

    space: Space
    objectives: tuple[Objective, ...]
    choice: ProposerChoice
    seed: int = 0


class Seat:
    """Holds one proposer, and the language model where it asks one.

    Args:
        duty: which proposer works on what.
        log: keeps calls and replies; its replies are not paid for again.
        settings: of the language model: all of them, or those that differ from the user's own.
        llm: name of the language model, where `settings` name none.
        model: a language model that stays open; None: the settings name one.
        shared: model, pace and budget that many seats have in common.
        own: a proposer that the caller built; it is taken as it is.
    """

    def __init__(
        self,
        duty: Duty,
        log: Log,
        *,
        settings: Settings | Mapping[str, Any] | None = None,
        llm: str | None = None,
        model: LanguageModel | None = None,
        shared: Shared | None = None,
        own: Any = None,
    ) -> None:
        self._duty, self._log, self._own = duty, log, own
        self._settings, self._llm = settings, llm
        self._given, self._shared = model, shared
        self._opened: LanguageModel | None = None
        self._proposer: Any = None
        self._stale = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._runner: asyncio.Runner | None = None

    @property
    def waits(self) -> bool:
        """Tell whether the proposer waits for something, so that an event loop is needed."""
        return hasattr(self._own or find_proposer(self._duty.choice.name), "ask_async")

    @property
    def ranks(self) -> bool:
        """Tell whether the proposer can rank many candidates at once."""
        return hasattr(self._own or find_proposer(self._duty.choice.name), "shortlist")

    def ask(self, count: int, history: History) -> Any:
        """Return what the proposer proposes; see `ask_async`.

        Raises:
            UsageError: the proposer waits for a language model, and an event loop runs here.
        """
        if not self.waits:
            return self.ready(history).ask(count)
        return self._run(self.ask_async(count, history))

    def consult(self, work: Callable[[Session], Coroutine[Any, Any, Result]]) -> Result:
        """Return what comes of a conversation with the language model; it is recorded here.

        Raises:
            UsageError: an event loop runs here.
        """

        async def talk() -> Result:
            return await work(self._session(self._find_settings()))

        return self._run(talk())

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        try:
            _require_no_loop()
        except UsageError:
            work.close()
            raise
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(work)

    async def ask_async(self, count: int, history: History) -> Any:
        """Return what the proposer proposes.

        Args:
            count: experiments that are wanted.
            history: is called where the proposer must be built first.
        """
        if not self.waits:
            return self.ready(history).ask(count)
        loop = asyncio.get_running_loop()
        if self._own is None and self._loop not in (None, loop):
            self._proposer = self._opened = None  # connections of another loop would fail
        self._loop = loop
        return await self.ready(history).ask_async(count)

    def tell(self, rows: Sequence[Observation]) -> None:
        """Tell the proposer what is new; one that is not built yet learns it then."""
        if self._proposer is not None:
            self._proposer.tell(list(rows))

    def forget(self) -> None:
        """Let the proposer be built anew, because what it was told was changed."""
        self._stale = self._own is not None and self._proposer is not None
        self._proposer = None

    def close(self) -> None:
        """Release the language model and the event loop."""
        if self._runner is not None:
            self._runner.run(self.aclose())
            self._runner.close()
            self._runner = None

    async def aclose(self) -> None:
        """Release the language model that this seat opened."""
        model, self._opened, self._proposer = self._opened, None, None
        if model is not None:
            await model.aclose()

    def ready(self, history: History) -> Any:
        """Return the proposer, built and told everything where it was not yet.

        Raises:
            UsageError: what it was told was changed, and only its owner can build it anew.
        """
        if self._stale:
            raise UsageError(
                "what the proposer was told was changed, and only its owner can build it anew",
                fix="open it again with a new object: Campaign.open(folder, proposer=...)",
            )
        if self._proposer is None:
            self._proposer = self._build() if self._own is None else self._recorded(self._own)
            for rows in history():
                self._proposer.tell(list(rows))
        return self._proposer

    def _recorded(self, own: Any) -> Any:
        """Let the calls of a proposer that brings its own session be recorded here, too."""
        session: Any = getattr(own, "session", None)
        if hasattr(session, "complete") and hasattr(session, "model"):
            from orthought.agent.workplace import open_session
            from orthought.settings import load_settings

            settings = load_settings({"llm": session.model.name})[0]
            with suppress(AttributeError):  # not to be replaced: it pays as it does by itself
                own.session = open_session(
                    session.model, settings, self._log.events, self._log.append
                )
        return own

    def _build(self) -> Any:
        choice = self._duty.choice
        kind = find_proposer(choice.name)
        options, given = dict(choice.options), {}
        if asks_language_model(kind):
            settings = self._find_settings()
            given["session"] = self._session(settings)
            takes = inspect.signature(kind).parameters
            for name in PASSED_ON:
                value = getattr(settings, name)
                if name in takes and name not in options and value is not None:
                    given[name] = value
        return make_proposer(
            choice.name,
            self._duty.space,
            self._duty.objectives,
            seed=self._duty.seed,
            options=options,
            **given,
        )

    def _announce(self, what: str, done: int, total: int) -> None:
        """Tell whoever listens to the log what takes long, such as a download."""
        announce = getattr(self._log, "announce", None)
        if announce is not None:
            announce({"type": "progress", "message": what, "done": done, "total": total})

    def _find_settings(self) -> Settings:
        from orthought.settings import Settings, load_settings

        if isinstance(self._settings, Settings):
            return self._settings
        named = {} if self._llm is None else {"llm": self._llm}
        return load_settings({**named, **(self._settings or {})})[0]

    def _session(self, settings: Settings) -> Session:
        from orthought.agent.workplace import open_session
        from orthought.llm.registry import open_model

        if self._shared is not None:
            model = self._shared.model
        elif self._given is not None:
            model = self._given
        else:
            model = self._opened = open_model(
                settings.llm,
                base_url=settings.base_url,
                offline=settings.offline,
                on_progress=self._announce,
            )
        return open_session(model, settings, self._log.events, self._log.append, self._shared)


def name_of(proposer: Any) -> str:
    """Return the name of a proposer; a class of one's own may have none."""
    return str(getattr(proposer, "name", "") or type(proposer).__name__)


def require_proposer(given: Any) -> None:
    """Refuse what is no proposer.

    Raises:
        SettingsError: a method is missing.
    """
    missing = [part for part in ("ask", "tell") if not callable(getattr(given, part, None))]
    if missing:
        raise SettingsError(
            f"{type(given).__name__} is no proposer: it lacks {' and '.join(missing)}",
            fix="give an object with the methods ask(n) and tell(rows)",
        )


def _require_no_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise UsageError(
        "ask() waits for a language model and an event loop runs here",
        fix="write `await campaign.ask_async(n)`",
    )
