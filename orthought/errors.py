"""Every error that ORThought raises on purpose.

OrthoughtError                 (exit code 3)
|-- UsageError                 (exit code 2: the caller can mend it)
|   |-- InputError             text, tables or numbers that cannot be used
|   |   `-- NotAProblemError   the text states no optimization problem
|   |-- SettingsError          a setting that is unknown or does not fit
|   |-- MissingExtraError      an optional package is not installed
|   |-- OfflineError           a connection that the setting offline forbids
|   `-- RunFolderError         a run folder that is locked, unwritable, foreign or too new
|-- LanguageModelError         everything between us and the language model
|   |-- EndpointUnavailableError   nobody answers, or no key
|   |-- EndpointFaultError     429, 5xx, broken stream, hang: worth another try
|   |-- EmptyReplyError        empty or filtered reply
|   |-- ContextOverflowError   the prompt does not fit
|   `-- ReplyError             a reply that cannot be parsed
|-- SandboxError               the sandbox itself failed
|   |-- SandboxUnavailableError    this machine does not give the tier that was asked for
|   `-- FrameError             bytes that are not a valid frame
|-- SolverError
|   |-- SolverUnavailableError     not installed, or no licence for this size
|   `-- SolverCrashedError     the worker process died or hung
|-- DownloadError              a benchmark set could not be fetched or kept
`-- BudgetError                calls, tokens, money or time are used up (exit code 5)
"""

from __future__ import annotations


class OrthoughtError(Exception):
    """The root. `fix` is the line that tells the user what to do next."""

    exit_code = 3

    def __init__(self, message: str, *, fix: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return self.message if self.fix is None else f"{self.message}\n  fix: {self.fix}"


class UsageError(OrthoughtError):
    """Something that the caller can mend before anything is paid for."""

    exit_code = 2


class InputError(UsageError):
    """Text, tables or numbers that cannot be used."""


class NotAProblemError(InputError):
    """The text states no optimization problem."""


class SettingsError(UsageError):
    """A setting that is unknown or does not fit."""


class MissingExtraError(UsageError):
    """An optional package is not installed."""


class OfflineError(UsageError):
    """A connection outside this machine, which the setting `offline` forbids."""


class RunFolderError(UsageError):
    """A run folder that is locked, unwritable, foreign or written by a newer version."""


class LanguageModelError(OrthoughtError):
    """Everything between us and the language model."""


class EndpointUnavailableError(LanguageModelError):
    """Nobody answers at the endpoint, or there is no key for it."""


class EndpointFaultError(LanguageModelError):
    """A passing fault (429, 5xx, broken stream, time-out) that outlived the retries."""


class EmptyReplyError(LanguageModelError):
    """The model returned nothing, or a filter withheld the reply."""


class ContextOverflowError(LanguageModelError):
    """The prompt does not fit into the model's context."""


class ReplyError(LanguageModelError):
    """The reply cannot be parsed into a formulation and a program."""


class SandboxError(OrthoughtError):
    """The sandbox itself failed (not the program in it)."""


class SandboxUnavailableError(SandboxError):
    """This machine does not give the tier that was asked for."""


class FrameError(SandboxError):
    """Bytes that are not a valid frame or not a valid instance."""


class SolverError(OrthoughtError):
    """A solver could not do its work."""


class SolverUnavailableError(SolverError):
    """The solver is not installed or its licence does not cover the instance."""


class SolverCrashedError(SolverError):
    """The solver's worker process died or hung; nothing else was harmed."""


class DownloadError(OrthoughtError):
    """A benchmark set could not be fetched or kept."""


class BudgetError(OrthoughtError):
    """Calls, tokens, money or time are used up."""

    exit_code = 5
