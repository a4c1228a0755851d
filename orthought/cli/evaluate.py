"""`orthought eval`: measure methods on benchmark sets, and read what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orthought.cli import leaderboard
from orthought.cli import options as use
from orthought.cli.scoring import Labels, Rule, label_version
from orthought.cli.terminal import clean_line, session, show_json, tell, write

if TYPE_CHECKING:
    from orthought.evaluation.experiment import Experiment
    from orthought.evaluation.runner import EvaluationRun

app = typer.Typer(no_args_is_help=True, help="Measure methods on benchmark sets.")
app.command("leaderboard")(leaderboard.leaderboard)

Runs = Annotated[
    list[Path], typer.Argument(metavar="RUN...", help="Folders of evaluations, or of their shards.")
]


@app.command("run")
def run(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="An experiment file (TOML).")
    ] = None,
    bench: Annotated[
        list[str] | None, typer.Option(metavar="SET", help="A benchmark set; repeat it.")
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A method, with +ABLATION where one is wanted; repeat it."
        ),
    ] = None,
    llm: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A language model; repeat it.")
    ] = None,
    llm_note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What a reader must know of the model.")
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name in reports.")] = None,
    samples: Annotated[
        int | None, typer.Option(metavar="N", help="Repetitions of each problem.")
    ] = None,
    filter: Annotated[
        str | None, typer.Option(metavar="CONDITIONS", help="Such as 'type=NLP,size=Medium'.")
    ] = None,
    slice: Annotated[
        str | None, typer.Option(metavar="FROM:TO", help="Part of what is left, such as 0:20.")
    ] = None,
    problem: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="One problem; repeat it.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder of the evaluation; default ./runs/eval-..."),
    ] = None,
    shard: Annotated[
        str, typer.Option(metavar="K/N", help="Do part K of N; the report merges them.")
    ] = "1/1",
    concurrency: Annotated[
        int | None,
        typer.Option(metavar="N", help="Calls in flight; default 8, and 1 for the embedded model."),
    ] = None,
    base_url: use.BaseUrl = None,
    budget_usd: Annotated[
        float | None, typer.Option(metavar="USD", help="What the whole run may cost at most.")
    ] = None,
    budget_calls: Annotated[
        int | None, typer.Option(metavar="N", help="Calls that the whole run may make at most.")
    ] = None,
    cell_calls: Annotated[
        int | None, typer.Option(metavar="N", help="Calls for one problem: equal for all methods.")
    ] = None,
    cell_tokens: Annotated[
        int | None, typer.Option(metavar="N", help="Tokens for one problem: equal for all methods.")
    ] = None,
    requests_per_minute: Annotated[
        int | None, typer.Option(metavar="N", help="Pace of the calls.")
    ] = None,
    executor: Annotated[
        str,
        typer.Option(metavar="NAME", help="Where models are built and solved: here or ray."),
    ] = "here",
    ray_address: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="Of the Ray cluster; default: the one of this machine."
        ),
    ] = "",
    temperature: use.Temperature = None,
    max_tokens: use.MaxTokens = None,
    max_repairs: use.MaxRepairs = None,
    checker: use.Checker = None,
    seed: use.Seed = None,
    solver: use.Solver = None,
    time_limit: use.TimeLimit = None,
    timeout: use.Timeout = None,
    offline: use.Offline = False,
    no_cache: use.NoCache = False,
    fresh: use.Fresh = False,
    json: use.Json = False,
) -> None:
    """Measure methods on benchmark problems.

    The same command goes on where it was stopped, and pays for no reply twice. Exit code 5: the
    budget is used up; 3: the endpoint failed; both keep what is finished.
    """
    session.json = json
    changes: dict[str, Any] = {
        "bench": bench,
        "method": method,
        "llm": llm,
        "llm_note": llm_note,
        "name": name,
        "samples": samples,
        "filter": filter,
        "slice": slice,
        "problems": problem,
        "base_url": base_url,
        "cell_calls": cell_calls,
        "cell_tokens": cell_tokens,
        "temperature": temperature,
        "max_tokens": max_tokens,
        "max_repairs": max_repairs,
        "checker": checker,
        "seed": seed,
        "solver": solver,
        "time_limit": time_limit,
        "timeout": timeout,
    }
    experiment = _experiment(file, {n: v for n, v in changes.items() if v not in (None, [])})
    conduct = {
        "concurrency": concurrency or _usual_concurrency(experiment),
        "budget_usd": budget_usd,
        "budget_calls": budget_calls,
        "requests_per_minute": requests_per_minute,
        "cache": not no_cache,
        "offline": use.stay_offline(offline),
        "executor": executor,
        "executor_address": ray_address,
    }
    finished = _carry_out(experiment, out, shard, conduct, fresh=fresh)
    _show_summary(finished)


def _experiment(file: Path | None, changes: dict[str, Any]) -> Experiment:
    from orthought.errors import InputError
    from orthought.evaluation.experiment import make_experiment, read_experiment

    if file is not None:
        return read_experiment(file, changes)
    if "bench" not in changes:
        raise InputError(
            "neither an experiment file nor a benchmark set is named",
            fix="write `orthought eval run FILE` or --bench SET; see: orthought bench list",
        )
    return make_experiment({"name": "-".join(changes["bench"]), **changes}, "the command")


def _usual_concurrency(experiment: Experiment) -> int:
    """The embedded model writes one reply at a time: more in flight would only hold memory."""
    return 1 if all(name.partition(":")[0] == "local" for name in experiment.llm) else 8


def _carry_out(
    experiment: Experiment, out: Path | None, shard: str, conduct: dict[str, Any], *, fresh: bool
) -> EvaluationRun:
    from orthought.cli.progress import follow
    from orthought.evaluation.api import default_folder, evaluate
    from orthought.evaluation.runner import Conduct, Shard

    part = Shard.parse(shard)
    folder = out or default_folder(experiment, part)
    session.run = str(folder)
    with follow() as watcher:
        return evaluate(
            experiment,
            out=folder,
            shard=part,
            fresh=fresh,
            conduct=Conduct(**conduct),
            on_progress=watcher.on_progress,
        )


def _show_summary(run: EvaluationRun) -> None:
    """Say how many ended how, and where the report comes from."""
    folder = run.folders[0]
    counts: dict[str, dict[str, int]] = {}
    for result in run.results:
        mine = counts.setdefault(result.cell.method, {})
        mine[result.status] = mine.get(result.status, 0) + 1
    if session.json:
        show_json({"run": str(folder), "cells": len(run.results), "statuses": counts})
        return
    for method, statuses in counts.items():
        parts = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
        write(f"{clean_line(method)}: {parts}\n")
    for name, facts in run.manifest["sets"].items():
        _tell_passed_over(name, facts.get("passed_over", {}))
    tell(f"run {folder}")
    tell(f"report: orthought eval report {folder}")


def _tell_passed_over(name: str, reasons: dict[str, str]) -> None:
    """Name the problems that a derived set lacks, one line a reason."""
    for reason in dict.fromkeys(reasons.values()):
        those = ", ".join(key for key, value in reasons.items() if value == reason)
        tell(clean_line(f"{name} leaves out {those}: {reason}"))


@app.command("report")
def report(
    runs: Runs,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where to; default: the first run's report folder."),
    ] = None,
    rule: Rule = "strict",
    labels: Labels = "corrected",
    references: Annotated[
        bool,
        typer.Option(
            "--references",
            help="First compare each model with its reference model (minutes).",
        ),
    ] = False,
    json: use.Json = False,
) -> None:
    """Write report.html, report.md, report.tex and report.json; no language model is called.

    Shards of one experiment become one; different ones stand side by side.
    """
    from orthought.evaluation.report import compare_references, write_report
    from orthought.evaluation.runner import read_runs

    session.json = json
    version, found = label_version(labels), read_runs(runs)
    if references:
        for run in found:
            compare_references(run, tell=_tell_references)
    paths = write_report(found, out or runs[0] / "report", rule, version, tell=_tell_causes)
    if session.json:
        show_json(paths.model_dump(mode="json"))
        return
    for path in paths.model_dump().values():
        write(f"{path}\n")


def _tell_causes(done: int, planned: int) -> None:
    _tell_steps("causes of wrong answers", done, planned)


def _tell_references(done: int, planned: int) -> None:
    _tell_steps("models compared with their references", done, planned)


def _tell_steps(what: str, done: int, planned: int) -> None:
    """Tell how far something is that solves again and may take minutes."""
    if done and (done == planned or done % 10 == 0):
        tell(f"{what}: {done} of {planned}")


@app.command("compare")
def compare(
    first: Annotated[
        str, typer.Argument(metavar="A", help="Folder of an evaluation, or RUN#METHOD.")
    ],
    second: Annotated[str, typer.Argument(metavar="B", help="Likewise; the same run may hold it.")],
    rule: Rule = "strict",
    labels: Labels = "corrected",
    json: use.Json = False,
) -> None:
    """Test whether two methods, models or runs differ, problem by problem."""
    from orthought.evaluation.report import compare_runs

    session.json = json
    found = compare_runs(first, second, rule, label_version(labels))
    if session.json:
        show_json(found.model_dump(mode="json"))
    else:
        write(found.text)


@app.command("rescore")
def rescore(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of an evaluation.")],
    rule: Rule = "strict",
    labels: Labels = "corrected",
    json: use.Json = False,
) -> None:
    """Score an evaluation by another rule or other labels; no language model is called."""
    from orthought.evaluation.report import rescore as score_anew
    from orthought.evaluation.runner import read_run

    session.json = json
    version = label_version(labels)
    found = score_anew(read_run(run), rule, version)
    if session.json:
        show_json(found.model_dump(mode="json"))
    else:
        write(found.text)


@app.command("show")
def show(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of an evaluation.")],
    problem: Annotated[str, typer.Argument(metavar="ID", help="Problem, such as prob_005.")],
    rule: Rule = "strict",
    labels: Labels = "corrected",
    full: Annotated[bool, typer.Option("--full", help="Fold nothing.")] = False,
    json: use.Json = False,
) -> None:
    """Show everything of one problem: text, labels, answers, programs, prompts, replies."""
    from orthought.evaluation.report import show_problem, view_problem
    from orthought.evaluation.runner import read_run

    session.json = json
    version = label_version(labels)
    if session.json:
        show_json(view_problem(read_run(run), problem, rule, version).model_dump(mode="json"))
    else:
        write(show_problem(read_run(run), problem, rule, version, full=full))
