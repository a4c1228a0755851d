"""Proposers by name, or by the full import path of the user's own class."""

from __future__ import annotations

import difflib
import importlib
import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Final

from orthought.campaign.observations import Objective
from orthought.campaign.protocol import Proposer
from orthought.campaign.space import Space
from orthought.errors import InputError, OrthoughtError, SettingsError

PROPOSERS: Final = {
    "random": "orthought.campaign.proposers.random:RandomProposer",
    "latin_hypercube": "orthought.campaign.proposers.latin_hypercube:LatinHypercubeProposer",
    "gp": "orthought.campaign.proposers.gp:GaussianProcessProposer",
    "baybe": "orthought.campaign.proposers.baybe:BaybeProposer",
    "llm": "orthought.campaign.proposers.llm:LLMProposer",
    "hybrid": "orthought.campaign.proposers.hybrid:HybridProposer",
    "replay": "orthought.campaign.proposers.replay:ReplayProposer",
}
GIVEN: Final = ("space", "objectives", "seed", "session")
"""What the loop gives every proposer; the rest of a constructor's keywords are its options."""


def find_proposer(name: str) -> type[Any]:
    """Return the class of a proposer.

    Raises:
        SettingsError: no such proposer (near misses are named), or it cannot be imported.
    """
    module, separator, attribute = PROPOSERS.get(name, name).partition(":")
    if not separator:
        near = difflib.get_close_matches(name, PROPOSERS, n=3) or list(PROPOSERS)
        raise SettingsError(
            f"there is no proposer {name!r}",
            fix=f"use {', '.join(near)}, or 'package.module:Class' of your own",
        )
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise SettingsError(
            f"the proposer {name!r} cannot be imported: {error}",
            fix="check the import path; a module of this folder is found with PYTHONPATH=.",
        ) from None
    if not isinstance(found, type) or not all(hasattr(found, part) for part in ("ask", "tell")):
        raise SettingsError(
            f"{name} is no proposer", fix="name a class with the methods ask(n) and tell(rows)"
        )
    return found


def option_names(kind: type[Any]) -> tuple[str, ...]:
    """Return the options that a class of proposers takes by keyword."""
    parameters = inspect.signature(kind).parameters
    return tuple(name for name in parameters if name not in GIVEN)


def asks_language_model(kind: type[Any]) -> bool:
    """Tell whether a class of proposers takes the session of a language model."""
    return "session" in inspect.signature(kind).parameters


def make_proposer(
    name: str,
    space: Space,
    objectives: Sequence[Objective],
    *,
    seed: int = 0,
    options: Mapping[str, Any] | None = None,
    **given: Any,
) -> Proposer:
    """Build a proposer.

    Args:
        name: a name of `PROPOSERS`, or `package.module:Class` of the user's own.
        space: what may be tried.
        objectives: what is wanted.
        seed: of all its chance.
        options: the proposer's own, by name.
        given: `session`, where it asks a language model.

    Raises:
        SettingsError: no such proposer, or an option that it does not have.
    """
    kind = find_proposer(name)
    require_options(name, kind, options or {})
    try:
        made = kind(space, objectives, seed=seed, **(options or {}), **given)
    except OrthoughtError:
        raise
    except (TypeError, ValueError) as error:
        raise SettingsError(
            f"the proposer {name!r} cannot be built: {_first_line(error)}",
            fix="mend its options; it is built as Class(space, objectives, seed=..., **options)",
        ) from error
    if not isinstance(made, Proposer):
        raise SettingsError(f"{name} is no proposer", fix="give it the attribute name")
    return made


def require_options(name: str, kind: type[Any], options: Mapping[str, Any]) -> None:
    """Refuse an option that a proposer does not have.

    Raises:
        InputError: the near misses are named.
    """
    parameters = inspect.signature(kind).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return
    known = option_names(kind)
    for option in options:
        if option not in known:
            near = difflib.get_close_matches(option, known, n=2)
            all_of_them = ", ".join(known) or "none"
            raise InputError(
                f"the proposer {name!r} has no option {option!r}",
                fix=f"did you mean {' or '.join(near)}?" if near else f"it has: {all_of_them}",
            )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
