"""The command line `orthought`. Commands import what they need when they run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from orthought import __version__
from orthought.cli import (
    bench,
    campaign,
    classes,
    config,
    doctor,
    eval_robustness,
    evaluate,
    learn,
    methods,
    models,
    refine,
    show,
    solve,
)
from orthought.cli import failure as failures
from orthought.cli.logs import start_logging, stop_logging
from orthought.cli.terminal import Session, prepare_streams, session, write
from orthought.errors import OrthoughtError

ANYWHERE = ("--verbose", "-v", "--quiet", "-q")


class Guard(TyperGroup):
    """The main command: whatever happens below it ends in a line and an exit code."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run one command line and exit with its code."""
        given = hoist(sys.argv[1:] if args is None else list(args))
        vars(session).update(vars(Session(json="--json" in given, verbose="--verbose" in given)))
        prepare_streams()
        try:
            sys.exit(self._guarded(given, *rest, **named))
        finally:
            session.held.close()
            stop_logging()

    def _guarded(self, args: list[str], *rest: Any, **named: Any) -> int:
        named["standalone_mode"] = False
        try:
            code = super().main(args, *rest, **named)
            return code if isinstance(code, int) else 0
        except Exception as error:
            if hasattr(error, "format_message"):  # the parser's own errors, whoever ships them
                return failures.report_misuse(error)
            return failures.report_crash(error)

    def invoke(self, ctx: Any) -> Any:
        """Run the command below; the parser's errors and exits pass."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(failures.report_interrupt()) from None
        except OrthoughtError as error:
            raise typer.Exit(failures.report(error)) from None


def hoist(args: list[str]) -> list[str]:
    """Move the options of the program as a whole to the front, wherever they were written."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in ANYWHERE or word.startswith("--log-file="):
            front.append(word)
        elif word == "--log-file":
            front += [word, *([following] if (following := next(waiting, None)) else [])]
        else:
            rest.append(word)
    return front + rest


app = typer.Typer(
    name="orthought",
    cls=Guard,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Decision problems stated in words become checked optimization answers.",
    epilog="Exit codes: 0 solved or checked, 1 doubtful, 2 misuse, 3 failed, "
    "4 proven infeasible or unbounded, 130 interrupted.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        write(f"orthought {__version__}\n")
        raise typer.Exit


@app.callback()
def start(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell everything: logs, checks that hold.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Tell nothing but the answer and errors.")
    ] = False,
    log_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write everything to this file, too.")
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Set what holds for every command."""
    session.verbose, session.quiet, session.log_file = verbose, quiet and not verbose, log_file
    start_logging(verbose=verbose, quiet=session.quiet, log_file=log_file)


app.command("solve")(solve.solve)
app.command("refine")(refine.refine)
app.command("learn")(learn.learn)
app.command("show")(show.show_run)
app.command("doctor")(doctor.doctor)
evaluate.app.command("robustness")(eval_robustness.robustness)
app.add_typer(evaluate.app, name="eval")
app.add_typer(models.app, name="models")
app.add_typer(classes.app, name="classes")
app.add_typer(methods.app, name="methods")
app.add_typer(config.app, name="config")
app.add_typer(bench.app, name="bench")
app.add_typer(campaign.app, name="campaign")


def run() -> None:
    """Entry point of the program."""
    app(prog_name="orthought")
