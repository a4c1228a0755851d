"""From whatever a provider's client throws to our error tree, without importing the client.

Clients differ in their classes but agree on attributes: `status_code`, `response.headers`, `code`,
`body`. Reading these keeps the mapping valid for providers that are not installed here.
"""

from __future__ import annotations

import email.utils
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from orthought.errors import (
    ContextOverflowError,
    EmptyReplyError,
    EndpointFaultError,
    EndpointUnavailableError,
    LanguageModelError,
    OfflineError,
)
from orthought.llm.keys import redact

OVERFLOW = re.compile(
    r"context_length_exceeded|maximum context length|context size|exceed_context_size"
    r"|prompt is too long|context window|too many tokens|input is too long",
    re.IGNORECASE,
)
NEVER_CONNECTED = {"ConnectError", "ConnectTimeout", "ConnectionRefusedError", "gaierror"}
BROKEN = {
    "APIConnectionError", "APITimeoutError", "RemoteProtocolError", "ReadError", "ReadTimeout",
    "WriteError", "ConnectionResetError", "IncompleteRead", "ChunkedEncodingError", "TimeoutError",
    "StreamChunkTimeoutError",
}  # fmt: skip
PARAMETERS = {
    "temperature": ("temperature",),
    "seed": ("seed",),
    "stop": ("stop",),
    "stream_usage": ("stream_options", "include_usage"),
    "grammar": ("grammar",),
    "response_schema": ("response_format", "json_schema", "schema"),
    "max_tokens": ("max_tokens", "max_completion_tokens"),
}
"""What a request may carry that a model may refuse, and the words by which it names it."""


@dataclass(frozen=True)
class Fault:
    """A failed attempt: what to raise, and whether another one has a chance."""

    error: LanguageModelError
    retry: bool = False
    retry_after: float | None = None
    """Seconds that the server asks for."""
    refused: str = ""
    """The parameter that the model refuses."""
    limit: int | None = None
    """Attempts that such a fault deserves at most; None: what the policy says."""


def classify(error: BaseException, *, name: str, key_variable: str = "", secret: str = "") -> Fault:
    """Map an exception of one attempt.

    Args:
        error: what the client threw.
        name: the model, for messages.
        key_variable: environment variable of the provider's key.
        secret: the key itself, to be kept out of messages.
    """
    text = redact(_message(error), secret)
    forbidden = next((item for item in _chain(error) if isinstance(item, OfflineError)), None)
    if forbidden is not None:
        return Fault(_unavailable(name, forbidden.message, forbidden.fix or ""))
    status = _status(error)
    if status is not None:
        return _by_status(status, error, text, name, key_variable)
    classes = {type(item).__name__ for item in _chain(error)}
    if classes & NEVER_CONNECTED:
        return Fault(
            EndpointUnavailableError(
                f"nobody answers for {name}: {text}",
                fix="check the network and the base URL, or use --llm local",
            )
        )
    if any("Refusal" in item for item in classes):
        return Fault(_filtered(name))
    if OVERFLOW.search(text):
        return Fault(_overflow(name, text))
    if classes & BROKEN:
        return Fault(_fault(name, f"the connection broke off: {text}"), retry=True)
    reason = f"an answer that cannot be read ({type(error).__name__}: {text})"
    return Fault(_fault(name, reason), retry=True, limit=2)


def _by_status(status: int, error: BaseException, text: str, name: str, key_variable: str) -> Fault:
    code = _code(error)
    if code == "insufficient_quota":
        return Fault(_unavailable(name, text, "add credit at the provider, or use --llm local"))
    if status in {401, 403}:
        return Fault(_unavailable(name, text, f"check the key in {key_variable or 'its variable'}"))
    if status == 404:
        return Fault(_unavailable(name, text, "check the model's name and the base URL"))
    if status in {408, 409, 425, 429} or status >= 500:
        fault = _fault(name, f"status {status}: {text}")
        return Fault(fault, retry=True, retry_after=_retry_after(error))
    if code == "content_filter" or "content_filter" in text:
        return Fault(_filtered(name))
    if code == "context_length_exceeded" or OVERFLOW.search(text) or status == 413:
        return Fault(_overflow(name, text))
    refusal = LanguageModelError(
        f"{name} refuses the request (status {status}): {text}",
        fix="check the model's name and its parameters",
    )
    return Fault(refusal, refused=_refused(error, text))


def _refused(error: BaseException, text: str) -> str:
    """Return the parameter that a 400 complains about, '' where it names none."""
    stated = str(_body(error).get("param") or getattr(error, "param", None) or "").split(".")[0]
    for parameter, words in PARAMETERS.items():
        if stated in words:
            return parameter
    for parameter, words in PARAMETERS.items():
        if any(re.search(rf"\b{word}\b", text) for word in words):
            return parameter
    return ""


def empty_reply(name: str, finish: str, reasoning: int) -> EmptyReplyError:
    """Return the error for a reply without text."""
    if finish == "filtered":
        return _filtered(name)
    if finish == "length" and reasoning:
        return EmptyReplyError(
            f"{name} spent all {reasoning} tokens on thinking and wrote nothing",
            fix="allow more tokens",
        )
    return EmptyReplyError(f"{name} returned an empty reply", fix="repeat, or use another model")


def _filtered(name: str) -> EmptyReplyError:
    return EmptyReplyError(
        f"a content filter of {name} withheld the reply",
        fix="reword the problem, or use another model",
    )


def _overflow(name: str, text: str) -> ContextOverflowError:
    return ContextOverflowError(
        f"the prompt does not fit into {name}: {text}",
        fix="shorten the text, put data into tables, or use a model with a larger context",
    )


def _fault(name: str, reason: str) -> EndpointFaultError:
    return EndpointFaultError(
        f"{name} failed: {reason}", fix="repeat later: the same command goes on where it stopped"
    )


def _unavailable(name: str, text: str, fix: str) -> EndpointUnavailableError:
    return EndpointUnavailableError(f"{name} cannot be used: {text}", fix=fix)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    item: BaseException | None = error
    while item is not None and id(item) not in seen:
        seen.add(id(item))
        yield item
        item = item.__cause__ or item.__context__


def _status(error: BaseException) -> int | None:
    for item in _chain(error):
        status = getattr(item, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return status
    return None


def _body(error: BaseException) -> Mapping[str, Any]:
    body = getattr(error, "body", None)
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return {}
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        body = body["error"]
    return body if isinstance(body, dict) else {}


def _code(error: BaseException) -> str:
    return str(getattr(error, "code", None) or _body(error).get("code") or "")


def _message(error: BaseException) -> str:
    said = _body(error).get("message")
    text = said if isinstance(said, str) and said else str(error) or type(error).__name__
    return " ".join(text.split())[:500]


def _retry_after(error: BaseException) -> float | None:
    """Return the seconds of the header `Retry-After`, given as a number or as a date."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after", "")).strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
