"""From a name such as `openai:gpt-4.1-mini` or `local` to a model that answers."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orthought.errors import SettingsError
from orthought.llm.protocol import LanguageModel
from orthought.llm.providers import PROVIDERS

OnProgress = Callable[[str, int, int], None]

BUILTIN = {
    "local": "orthought.llm.embedded.model:open_embedded",
    "manual": "orthought.llm.manual:open_manual",
    "replay": "orthought.llm.replay:open_replay",
    "scripted": "orthought.llm.registry:open_scripted",
}
"""Import path of the function `(argument, options) -> LanguageModel` behind each name."""

PROVIDER_ADAPTER = "orthought.llm.langchain:open_provider"


@dataclass(frozen=True)
class OpenOptions:
    """What every adapter may need to know beside its name."""

    base_url: str | None = None
    """Address of an OpenAI-compatible server."""
    offline: bool = False
    """True: nothing outside this machine may be reached."""
    manual_folder: Path | None = None
    """Where the `manual` model exchanges files, where the name states no folder."""
    on_progress: OnProgress | None = None
    """Receives what takes long (a download, loading): what it is, bytes done, bytes in all."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Keyword arguments of one adapter, such as `context` of the embedded model."""


def open_model(
    spec: str,
    *,
    base_url: str | None = None,
    offline: bool = False,
    manual_folder: Path | None = None,
    on_progress: OnProgress | None = None,
    **extra: Any,
) -> LanguageModel:
    """Resolve a name to a language model. Nothing is loaded or called yet.

    Args:
        spec: `local`, `manual[:FOLDER]`, `replay:RUN`, `scripted:FILE`, `provider:model`, or
            `package.module:Class` of a class of yours that is built without arguments.
        base_url: address of an OpenAI-compatible server, for `openai:` and its kin.
        offline: refuse whatever is not on this machine.
        manual_folder: folder of the `manual` model where the name states none.
        on_progress: receives what takes long: what it is, bytes done, bytes in all.
        extra: keyword arguments of the adapter.

    Raises:
        SettingsError: nobody answers to this name; near misses are named.
        EndpointUnavailableError: the model is not on this machine and `offline` is set, or its
            key is missing.
        MissingExtraError: the package of this provider is not installed.
    """
    options = OpenOptions(base_url, offline, manual_folder, on_progress, dict(extra))
    kind, _, argument = spec.strip().partition(":")
    if kind in BUILTIN:
        return _load(BUILTIN[kind])(argument, options)
    if argument and kind in PROVIDERS:
        return _load(PROVIDER_ADAPTER)(spec.strip(), options)
    if argument and "." in kind:
        return _own_model(kind, argument)
    raise _unknown(spec, kind, argument)


def open_scripted(argument: str, options: OpenOptions) -> LanguageModel:
    """Open `scripted:FILE`."""
    from orthought.llm.scripted import ScriptedModel, read_script

    if not argument:
        raise SettingsError("'scripted' needs a file", fix="write scripted:FILE")
    return ScriptedModel(read_script(Path(argument).expanduser()))


def _load(path: str) -> Callable[[str, OpenOptions], LanguageModel]:
    module, _, name = path.partition(":")
    opener: Callable[[str, OpenOptions], LanguageModel] = getattr(
        importlib.import_module(module), name
    )
    return opener


def _own_model(module: str, name: str) -> LanguageModel:
    try:
        model = getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError, TypeError) as error:
        raise SettingsError(
            f"the model class {module}:{name} cannot be built: {error}",
            fix="check the import path; the class is called without arguments",
        ) from error
    if not isinstance(model, LanguageModel):
        raise SettingsError(
            f"{module}:{name} is no language model",
            fix="it needs the attribute name and the coroutines complete and aclose",
        )
    return model


def _unknown(spec: str, kind: str, argument: str) -> SettingsError:
    names = [*BUILTIN, *(f"{provider}:" for provider in PROVIDERS)]
    wanted = f"{kind}:" if argument else kind
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.6)
    near = near or difflib.get_close_matches(kind, list(BUILTIN), n=2, cutoff=0.6)
    if near:
        fix = "did you mean " + " or ".join(
            repr(name + argument if name.endswith(":") else name) for name in near
        )
    elif not argument:
        fix = f"name the provider too, such as openai:{spec}"
    else:
        fix = f"use {', '.join(BUILTIN)}, provider:model or package.module:Class"
    return SettingsError(f"no language model is called {spec!r}", fix=fix)
