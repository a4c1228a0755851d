"""`orthought bench`: the benchmark sets, their labels, and what is known to be wrong with these."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orthought.cli import bench_labels
from orthought.cli import options as use
from orthought.cli.bench_tables import label_text, table_of
from orthought.cli.terminal import clean, clean_line, session, show, show_json, tell

if TYPE_CHECKING:
    from orthought.evaluation.errata.proofs import ProofResult
    from orthought.evaluation.problems import BenchmarkProblem, Target
    from orthought.evaluation.sets import BenchmarkSet, SetCard

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Fetch, see and add benchmark sets."
)
app.command("labels")(bench_labels.labels)
Key = Annotated[str, typer.Argument(metavar="SET:ID", help="Problem, such as logior:prob_005.")]
VERSIONS = ("published", "corrected", "undisputed")


@app.callback()
def bench() -> None:
    """Fetch, see and add benchmark sets."""


@app.command("list")
def list_sets(json: use.Json = False) -> None:
    """List the sets, which of them are on this machine, and how many labels were audited."""
    from orthought.evaluation.errata import audited
    from orthought.evaluation.sets import list_sets as cards

    rows = [(card, _loaded(card), audited(card.name)) for card in cards()]
    if session.json:
        show_json({"sets": [_set_json(*row) for row in rows]})
        return
    table = table_of("name", "problems", "here", "audited", "licence", "title")
    for card, loaded, (done, total) in rows:
        here = "no" if loaded is None else "yes" if loaded.complete else "in part"
        size = loaded.size if loaded else str(card.count)
        checked = f"{done} of {total}" if done else "-"
        table.add_row(card.name, size, here, checked, clean(card.licence), clean(card.title))
    show(table)


@app.command("pull")
def pull_set(
    name: Annotated[str, typer.Argument(metavar="SET", help="Name of the set.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="Take it from a folder, not the network."),
    ] = None,
    accept_digest: Annotated[
        str,
        typer.Option(
            metavar="SHA256", help="Take this file where the upstream digest is not known."
        ),
    ] = "",
    offline: use.Offline = False,
    json: use.Json = False,
) -> None:
    """Fetch a set from its pinned commit, check it, and keep it in your cache."""
    from orthought.evaluation.sets import pull_set as pull

    loaded = pull(name, source, accept_digest=accept_digest, offline=use.stay_offline(offline))
    if session.json:
        from orthought.evaluation.errata import audited

        show_json(_set_json(loaded.card, loaded, audited(name)))
        return
    tell(f"{name}: {loaded.size} problems, {loaded.note}")
    tell(f"SHA-256 {loaded.digest}; licence: {loaded.card.licence}")


@app.command("show")
def show_problem(key: Key, json: use.Json = False) -> None:
    """Print a problem: text, data, labels by version, and the verdict on its label."""
    from orthought.evaluation.errata import errata_of, target_of
    from orthought.evaluation.sets import load_problem

    problem = load_problem(key)
    targets = {version: target_of(problem, version) for version in VERSIONS}  # type: ignore[arg-type]
    erratum = errata_of(problem.set_name).get(problem.identifier)
    if session.json:
        content = {name: t.model_dump(mode="json") if t else None for name, t in targets.items()}
        verdict = erratum.model_dump(mode="json") if erratum else None
        show_json({**problem.model_dump(mode="json"), "labels": content, "erratum": verdict})
        return
    show(problem.key, clean(problem.text), "")
    _show_facts(problem)
    table = table_of("label version", "accepted")
    for version, target in targets.items():
        table.add_row(version, _accepted_text(target))
    show(table)
    if erratum:
        lines = f"verdict: {erratum.verdict}: {erratum.reason}\nproof: {erratum.proof}"
        show("", clean(lines))


@app.command("errata")
def show_errata(
    name: Annotated[
        str | None, typer.Argument(metavar="[SET]", help="Name of the set; default: all.")
    ] = None,
    json: use.Json = False,
) -> None:
    """List the verdicts on published labels, with what counts as right instead."""
    from orthought.evaluation.errata import errata_of
    from orthought.evaluation.sets import find_card
    from orthought.evaluation.sets import list_sets as cards

    names = [find_card(name).name] if name else [card.name for card in cards()]
    found = {each: errata_of(each) for each in names}
    if session.json:
        content = {
            each: [erratum.model_dump(mode="json") for erratum in verdicts.values()]
            for each, verdicts in found.items()
        }
        show_json({"errata": content})
        return
    table = table_of("problem", "verdict", "published", "accepted", "reason")
    for each, verdicts in found.items():
        for erratum in verdicts.values():
            accepted = "; ".join(label_text(answer.label) for answer in erratum.accepted)
            key = f"{each}:{erratum.identifier}"
            cells = (key, erratum.verdict, erratum.published, accepted, erratum.reason)
            table.add_row(*map(clean_line, cells))
    if not table.row_count:
        tell("no label was audited")
        return
    show(table)


@app.command("add")
def add_set(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="JSON Lines: id, text, answer in each line; or a folder with a folder for each "
            "problem: problem.md, answer.json, data/.",
        ),
    ],
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Name of the set; default: the file's.")
    ] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of an own set of this name.")
    ] = False,
    json: use.Json = False,
) -> None:
    """Check your own problems and keep them as a set."""
    from orthought.evaluation.sets import add_set as add

    card = add(file, name, replace=replace)
    if session.json:
        show_json(card.model_dump(mode="json"))
        return
    tell(f"added: {card.name}, {card.count} problems")


@app.command("prove")
def prove(
    key: Key,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", help="Time for the solve of one reading.")
    ] = 900.0,
    json: use.Json = False,
) -> None:
    """Run the proof of a problem's label again: its optimum under each reading of the text."""
    from orthought.evaluation.errata.proofs import find_proof, run_proof

    path = find_proof(key)
    results = run_proof(path, time_limit=time_limit)
    if session.json:
        shown = {reading: result.model_dump(mode="json") for reading, result in results.items()}
        show_json({"proof": str(path), "readings": shown})
        return
    table = table_of("reading", "optimum", "gap", "seconds", "solver")
    for reading, result in results.items():
        table.add_row(clean(reading), *_proof_cells(result))
    show(table)


def _loaded(card: SetCard) -> BenchmarkSet | None:
    from orthought.evaluation.sets import is_here, load_set

    return load_set(card.name) if is_here(card) else None


def _set_json(
    card: SetCard, loaded: BenchmarkSet | None, checked: tuple[int, int]
) -> dict[str, Any]:
    return {
        **card.model_dump(mode="json"),
        "address": card.address,
        "here": loaded is not None,
        "complete": bool(loaded and loaded.complete),
        "problems_here": len(loaded.problems) if loaded else 0,
        "digest_here": loaded.digest if loaded else "",
        "note": loaded.note if loaded else "",
        "audited": checked[0],
        "auditable": checked[1],
    }


def _show_facts(problem: BenchmarkProblem) -> None:
    facts = {
        "type": problem.type,
        "size": problem.size,
        "difficulty": problem.difficulty,
        "class": problem.problem_class,
        "files": ", ".join(file.name for file in problem.files),
        "data": ", ".join(problem.values),
        "reference model": str(problem.reference or ""),
    }
    lines = [f"{name}: {clean_line(value)}" for name, value in facts.items() if value]
    show("\n".join([*lines, ""]))


def _accepted_text(target: Target | None) -> str:
    if target is None:
        return "left out: the label is disputed"
    return "; ".join(label_text(label) for label in target.accepted)


def _proof_cells(result: ProofResult) -> tuple[str, str, str, str]:
    value = result.status if result.value is None else f"{result.value:.10g}"
    gap = "-" if result.gap is None else f"{result.gap:.1e}"
    return value, gap, f"{result.seconds:.1f}", result.solver
