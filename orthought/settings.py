"""Settings: flags, then environment, then `./orthought.toml`, then the user's file, then defaults.

Keys of language models are never settings: they are read from the environment or the keyring.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from orthought.base import Model
from orthought.errors import SettingsError

PREFIX: Final = "ORTHOUGHT_"
SOLVERS: Final = ("auto", "highs", "scip", "gurobi")
PROJECT_FILE: Final = "orthought.toml"
FOREIGN_VARIABLES: Final = frozenset({"ORTHOUGHT_CACHE"})
"""Variables with our prefix that are no settings: the folder of the weights."""
VARIABLES: Final = {"cache": "ORTHOUGHT_REPLY_CACHE"}
"""Settings whose variable is not the prefix and the name."""
KEY_NAME: Final = re.compile(r"(^|_)(api_?)?(key|secret|token|password|credentials?)s?$", re.I)
SECRET: Final = "secret"
KEY_SHAPE: Final = re.compile(r"\b(sk|gsk|xai|pplx|AIza)[-_][A-Za-z0-9_\-]{12,}")

Origins = dict[str, str]


class Settings(Model):
    """What a user may set. Times are in seconds, memory in MiB, money in US dollars."""

    model_config = ConfigDict(allow_inf_nan=False)

    llm: str = "local"
    """Language model: local, manual[:FOLDER], replay:RUN, scripted:FILE, or provider:model."""
    base_url: str | None = None
    """Address of an OpenAI-compatible server."""
    method: str = "orthought"
    """Strategy from problem to solution: a name, or package.module:Class of your own."""
    ablation: Literal[
        "none",
        "without_understanding",
        "understanding_simplified",
        "building_simplified",
        "without_grounding",
        "without_checker",
    ] = "none"
    """Which part of the method is left out or shortened, as in the paper."""
    solver: str = "auto"
    """Solver: auto (by the class of the instance), highs, scip, gurobi, or package.module:Class."""
    time_limit: float = Field(default=60.0, gt=0)
    """Seconds for one solve."""
    memory_limit_mb: int = Field(default=4096, gt=0)
    """MiB for the program and for the solver, each."""
    threads: int = Field(default=1, ge=1)
    """Threads of the solver."""
    seed: int = Field(default=0, ge=0)
    """Random seed of the solver and, where it takes one, of the language model."""
    relative_gap: float = Field(default=1e-6, ge=0)
    """Relative gap at which an integer solve may stop; 0 for proofs."""
    max_repairs: int | None = Field(default=None, ge=0, le=3)
    """Repairs after the first attempt; unset: what suits the language model."""
    checker: bool | None = None
    """Whether a second reader checks the answer (one more call); unset: what suits the language
    model."""
    sandbox: Literal["best", "strong", "medium", "unsafe"] = "best"
    """Tier of the sandbox in which the program builds; best: the strongest that is there."""
    allow_unsafe: bool = False
    """Whether a program may run without a real sandbox."""
    runs: str = "./runs"
    """Folder in which run folders are made."""
    cache: bool = True
    """Whether replies are kept over runs, so that none is paid for twice."""
    learned: bool | None = None
    """Whether prompts may show examples that were learned here; unset: yes, but not while methods
    are measured."""
    offline: bool = False
    """Whether nothing outside this machine may be reached."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """Sampling temperature; unset: what suits the language model."""
    samples: int | None = Field(default=None, ge=1, le=100)
    """Samples that a voting method draws; unset: the method's own number."""
    max_tokens: int | None = Field(default=None, gt=0)
    """Tokens that one reply may have; unset: what suits the language model."""
    budget_usd: float | None = Field(default=None, ge=0)
    """US dollars that a run may cost; it needs a known price."""
    budget_calls: int | None = Field(default=None, ge=0)
    """Calls of the language model that a run may make."""
    budget_tokens: int | None = Field(default=None, ge=0)
    """Tokens (prompts and replies) that a run may use."""
    requests_per_minute: int | None = Field(default=None, gt=0)
    """Pace of the calls."""
    timeout: float = Field(default=600.0, gt=0)
    """Seconds for one call of the language model, retries included."""

    @field_validator("base_url")
    @classmethod
    def _without_secrets(cls, address: str | None) -> str | None:
        if address is not None and _holds_secret(address):
            raise PydanticCustomError(SECRET, "It holds a password or a key")
        return address

    @field_validator("solver")
    @classmethod
    def _known_solver(cls, name: str) -> str:
        if name in SOLVERS or ":" in name:
            return name
        expected = ", ".join(f"'{solver}'" for solver in SOLVERS)
        raise PydanticCustomError("choice", "Input should be {expected}", {"expected": expected})


def _holds_secret(address: str) -> bool:
    """Whether an address carries a password, or a parameter that is called like a key."""
    try:
        parts = urlsplit(address)
        names = [name.replace("-", "_") for name, _ in parse_qsl(parts.query)]
    except ValueError:
        return False
    return parts.password is not None or any(map(KEY_NAME.search, names))


def load_settings(
    flags: Mapping[str, Any],
    *,
    environment: Mapping[str, str] | None = None,
    project_folder: Path | None = None,
    user_file: Path | None = None,
) -> tuple[Settings, Origins]:
    """Return the settings and, for each, where its value comes from.

    Args:
        flags: what the caller gives; None counts as given only where None is a value.
        environment: default: the process's.
        project_folder: where `orthought.toml` is looked for; default: the current folder.
        user_file: default: `orthought/config.toml` in the user's configuration folder.

    Raises:
        SettingsError: an unknown name (near misses are named), a value that does not fit (its
            origin is named), an unreadable file, a key in a file.
    """
    variables = os.environ if environment is None else environment
    project_file = (project_folder or Path()) / PROJECT_FILE
    layers = (
        _read_file(user_file or user_settings_file()),
        _read_file(project_file),
        _read_environment(variables),
        _read_flags(flags),
    )
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for layer in layers:
        for name, value, origin in layer:
            values[name], origins[name] = value, origin
    try:
        return Settings.model_validate(values), origins
    except ValidationError as error:
        raise _misfit(error.errors()[0], origins) from None


def user_settings_file() -> Path:
    """Return the path of the user's own file."""
    import platformdirs

    return platformdirs.user_config_path("orthought", appauthor=False) / "config.toml"


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return VARIABLES.get(name, PREFIX + name.upper())


Layer = Iterator[tuple[str, Any, str]]


def _read_flags(flags: Mapping[str, Any]) -> Layer:
    for name, value in flags.items():
        _require_known(name, "the call", str)
        if value is not None or Settings.model_fields[name].default is None:
            yield name, value, f"flag --{name.replace('_', '-')}"


def _read_environment(variables: Mapping[str, str]) -> Layer:
    names = {variable_of(name): name for name in Settings.model_fields}
    for variable, value in variables.items():
        if not variable.startswith(PREFIX) or variable in FOREIGN_VARIABLES or not value:
            continue
        if variable not in names:
            wanted = variable.removeprefix(PREFIX).lower()
            _require_known(wanted, "the environment", variable_of)
        yield names[variable], value, f"environment {variable}"


def _read_file(path: Path) -> Layer:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}", fix="mend the file (it is TOML) or remove it"
        ) from None
    for name, value in content.items():
        _refuse_key(name, value, path)
        _require_known(name, str(path), str)
        yield name, value, str(path)


def _refuse_key(name: str, value: Any, path: Path) -> None:
    known = difflib.get_close_matches(name, Settings.model_fields, cutoff=0.85)
    shaped = isinstance(value, str) and KEY_SHAPE.search(value)
    if shaped or (not known and KEY_NAME.search(name.replace("-", "_"))):
        raise SettingsError(
            f"{path} holds what looks like a key ({name}); keys are never read from files",
            fix="remove it there, and set the provider's environment variable "
            "(such as OPENAI_API_KEY) or use the keyring",
        )
    if isinstance(value, dict):
        for inner, content in value.items():
            _refuse_key(inner, content, path)


def _require_known(name: str, where: str, spell: Callable[[str], str]) -> None:
    if name in Settings.model_fields:
        return
    near = difflib.get_close_matches(name.replace("-", "_").lower(), Settings.model_fields)
    if near:
        fix = f"did you mean {' or '.join(map(spell, near))}?"
    elif KEY_NAME.search(name):
        fix = "set the provider's own environment variable, such as OPENAI_API_KEY"
    else:
        fix = "see all settings with: orthought config show"
    raise SettingsError(f"{where} names an unknown setting: {spell(name)}", fix=fix)


def _misfit(error: ErrorDetails, origins: Origins) -> SettingsError:
    name = str(error["loc"][0])
    value, fix = error.get("input"), f"give another value for {name}"
    if error["type"] == SECRET:
        # Addresses stand in logs and reports, so what is refused is not repeated here either.
        value = "..."
        fix = "leave it out of the address; keys come from the environment or the keyring"
    expected = error.get("ctx", {}).get("expected")
    if error["type"] in {"literal_error", "choice"} and expected is not None:
        choices = re.findall(r"'([^']+)'", expected)
        near = difflib.get_close_matches(str(value).lower(), choices, n=2)
        fix = f"did you mean {' or '.join(near)}?" if near else f"use one of {', '.join(choices)}"
    reason = error["msg"][:1].lower() + error["msg"][1:]
    return SettingsError(f"{name} = {value!r} ({origins[name]}) does not fit: {reason}", fix=fix)
