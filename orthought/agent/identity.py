"""What a run is known by: the problem, the settings that shape it, the model it changes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from orthought import __version__
from orthought.agent.attempt import Draft
from orthought.problem import Problem
from orthought.runs import slug
from orthought.settings import Settings


def default_folder(
    problem: Problem, settings: Settings, action: str = "solve", draft: Draft | None = None
) -> Path:
    """Return `<runs>/<slug>-<digest>`: the same problem and settings give the same folder."""
    digest = _digest(problem, settings, action, draft)
    return Path(settings.runs) / f"{slug(problem.text)}-{digest[:8]}"


def _digest(problem: Problem, settings: Settings, action: str, draft: Draft | None) -> str:
    extra = [draft.formulation.model_dump_json(), draft.program] if draft else []
    if action == "refine":  # its text and model may also be those of a solve or a resolve
        extra.append(action)
    unset = {name for name in _LATER if getattr(settings, name) is None}
    shaping = settings.model_dump(mode="json", exclude=_NOT_IDENTITY | unset) | _NO_BUDGET
    what = [problem.digest, shaping, *extra]
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


_NOT_IDENTITY: Final = {
    "runs",
    "cache",
    "requests_per_minute",
    "timeout",
    "offline",
    "budget_tokens",
}
"""Settings that change how a run is done but not what it is. (The budget of tokens came later than
the others: left out, it lets older runs go on.)"""
_LATER: Final = ("samples", "checker", "learned")
"""Settings that came after the first release: unset, they leave the digests of older runs alone."""
_NO_BUDGET: Final = {"budget_usd": None, "budget_calls": None}
"""A run that stopped at its budget goes on with a larger one."""


def description_of(
    problem: Problem,
    settings: Settings,
    action: str,
    source: str | None = None,
    draft: Draft | None = None,
) -> dict[str, Any]:
    return {
        "digest": _digest(problem, settings, action, draft),
        "action": action,
        "source": source,
        "orthought": __version__,
        "problem": problem.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json"),
    }
