"""Options that more than one command has, and how they become settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from orthought.settings import Origins, Settings

Data = Annotated[
    list[Path] | None,
    typer.Option(
        "--data", metavar="FILE", help="A table or document (CSV, Excel, Parquet, JSON); repeat it."
    ),
]
Llm = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="local, manual[:FOLDER], replay:RUN, scripted:FILE, or provider:model such as "
        "openai:gpt-4.1-mini.",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Address of an OpenAI-compatible server."),
]
Temperature = Annotated[
    float | None,
    typer.Option(metavar="T", help="Sampling temperature, 0 to 2."),
]
MaxTokens = Annotated[
    int | None,
    typer.Option(metavar="N", help="Tokens that one reply may have."),
]
BudgetUsd = Annotated[
    float | None,
    typer.Option(metavar="USD", help="What a run may cost at most."),
]
BudgetCalls = Annotated[
    int | None,
    typer.Option(metavar="N", help="Calls that a run may make at most."),
]
BudgetTokens = Annotated[
    int | None,
    typer.Option(metavar="N", help="Tokens, prompts and replies, that a run may use at most."),
]
Samples = Annotated[
    int | None,
    typer.Option(metavar="N", help="Samples that a voting method draws."),
]
Timeout = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", help="Time for one model call."),
]
Offline = Annotated[
    bool,
    typer.Option("--offline", help="Reach nothing outside this machine."),
]
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Do not reuse replies of other runs."),
]
Method = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Strategy from problem to solution; see: methods list."),
]
Ablation = Annotated[
    str | None,
    typer.Option(
        metavar="PART",
        help="none, without_understanding, understanding_simplified, building_simplified, "
        "without_grounding or without_checker.",
    ),
]
Checker = Annotated[
    bool | None,
    typer.Option(
        "--checker/--no-checker",
        help="Let a second reader of the text check the answer: one more call. Unset: what suits "
        "the language model.",
        show_default=False,
    ),
]
MaxRepairs = Annotated[
    int | None, typer.Option(metavar="N", help="Repairs after the first attempt, 0 to 3.")
]
Solver = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="auto, highs, scip or gurobi."),
]
TimeLimit = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", help="Time for one solve."),
]
MemoryLimit = Annotated[
    int | None,
    typer.Option(metavar="MIB", help="Memory for program and solver, each."),
]
Threads = Annotated[int | None, typer.Option(metavar="N", help="Threads of the solver.")]
Seed = Annotated[
    int | None,
    typer.Option(metavar="N", help="Seed of solver and model."),
]
Gap = Annotated[
    float | None,
    typer.Option(metavar="G", help="Relative gap at which it may stop; 0 proves."),
]
SandboxTier = Annotated[
    str | None,
    typer.Option("--sandbox", metavar="TIER", help="best, strong, medium or unsafe."),
]
AllowUnsafe = Annotated[
    bool,
    typer.Option("--allow-unsafe", help="Run programs without a real sandbox where there is none."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="The run folder; default: ./runs/<slug>-<digest>."),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Begin anew although the run stands.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask for numbers that the text does not give.")]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object and nothing else on stdout.")
]


def require_files(data: list[Path] | None) -> None:
    """Name a folder as such: that a file is not there would mislead.

    Raises:
        InputError: a folder stands where a file should.
    """
    from orthought.errors import InputError

    for path in data or ():
        if path.is_dir():
            raise InputError(f"{path} is a folder", fix="name the files in it, each with --data")


def collect(flags: dict[str, Any], **renamed: Any) -> tuple[Settings, Origins]:
    """Return the settings of a command from its parameters; what was not given is left out.

    Args:
        flags: the command's parameters, among them the fields of Settings.
        renamed: fields whose option has another name.
    """
    from orthought.settings import Settings, load_settings

    given = {**flags, **renamed}
    wanted = {
        name: given[name]
        for name, field in Settings.model_fields.items()
        if given.get(name) is not None and not _is_unsaid(given[name], field.default)
    }
    if given.get("no_cache"):
        wanted["cache"] = False
    settings, origins = load_settings(wanted)
    _stay_here(settings)
    return settings, origins


def _is_unsaid(value: object, default: object) -> bool:
    """Whether a flag was left alone; one that can be said either way is None then."""
    return value is False and default is False


def stay_offline(flag: bool = False) -> bool:
    """Tell whether a command may reach this machine alone, by its flag or by the settings.

    Where it may not, connections elsewhere are refused until the command ends.
    """
    from orthought.settings import load_settings

    settings, _ = load_settings({"offline": True} if flag else {})
    _stay_here(settings)
    return settings.offline


def _stay_here(settings: Settings) -> None:
    from orthought.cli.terminal import session
    from orthought.reach import only_this_machine

    session.held.enter_context(only_this_machine(settings.offline))
