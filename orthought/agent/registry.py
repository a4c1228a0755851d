"""Methods by name, or by the full import path of the user's own class."""

from __future__ import annotations

import difflib
import importlib
from typing import Any, Final, Protocol

from orthought.agent.attempt import Attempt, Draft
from orthought.agent.context import Context
from orthought.errors import SettingsError

METHODS: Final = {
    "orthought": "orthought.agent.orthought:Orthought",
    "standard": "orthought.agent.methods.standard:Standard",
    "cot": "orthought.agent.methods.cot:ChainOfThought",
    "self_consistency": "orthought.agent.methods.self_consistency:SelfConsistency",
    "reflexion": "orthought.agent.methods.reflexion:Reflexion",
    "chain_of_experts": "orthought.agent.methods.chain_of_experts.method:ChainOfExperts",
    "optimus": "orthought.agent.methods.optimus.method:Optimus",
}


class Method(Protocol):
    """A strategy that takes a problem to its last attempt."""

    name: str

    async def attempt(self, context: Context) -> Attempt:
        """Work on the context's problem until it is solved or the repairs are used up."""
        ...


class Refining(Protocol):
    """A method that can also change a model that stands."""

    async def refine(self, context: Context, draft: Draft, change: str) -> Attempt:
        """Change `draft` by one sentence of the user's and solve it."""
        ...


def get_method(name: str) -> Any:
    """Return an instance of the method.

    Raises:
        SettingsError: no such method; the near misses are named.
    """
    path = METHODS.get(name, name)
    module, separator, attribute = path.partition(":")
    if not separator:
        near = difflib.get_close_matches(name, METHODS, n=3) or sorted(METHODS)
        raise SettingsError(
            f"there is no method {name!r}",
            fix=f"use {' or '.join(near)}, or 'package.module:Class' of your own",
        )
    try:
        return getattr(importlib.import_module(module), attribute)()
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"the method {name!r} cannot be imported: {error}") from None
