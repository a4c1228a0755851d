"""What a run folder holds after a solve, besides its events."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from orthought.agent.attempt import Attempt
from orthought.agent.ledger import ledger_markdown, ledger_of_solution
from orthought.agent.mathematics import formulation_markdown
from orthought.agent.reading.sentences import split_sentences
from orthought.errors import OrthoughtError
from orthought.formulation import Formulation
from orthought.instance import Instance
from orthought.problem import Data
from orthought.prompting import load_prompt
from orthought.runs import RunFolder, unwritable
from orthought.solution import Solution


def write_artefacts(run: RunFolder, solution: Solution, attempt: Attempt, tables: Data) -> None:
    """Write formulation.md, model.py with data/, the export, solution.csv; solution.json last."""
    if solution.formulation is not None:
        run.write("formulation.md", drawn_formulation(solution, attempt.instance))
    if solution.program:
        write_standalone(run, solution, tables)
    if attempt.checked is not None and attempt.checked.text:
        run.write("checker.py", attempt.checked.text.rstrip() + "\n")
    if attempt.instance is not None:
        write_export(run, attempt.instance)
    if solution.decisions:
        run.write("solution.csv", solution_csv(solution))
    write_solution(run, solution)


def drawn_formulation(solution: Solution, instance: Instance | None = None) -> str:
    """Return the formulation as Markdown, and where the model cites sentences, its ledger."""
    formulation = solution.formulation or Formulation()
    drawn = formulation_markdown(formulation, split_sentences(solution.text))
    ledger = ledger_of_solution(solution, instance)
    return drawn if ledger is None else f"{drawn}\n{ledger_markdown(ledger)}\n"


def write_solution(run: RunFolder, solution: Solution) -> None:
    """Write solution.json and the closing event: the run is finished."""
    run.write("solution.json", solution.model_dump_json())
    run.append({"type": "solution", "status": solution.status, "objective": solution.objective})


def solution_csv(solution: Solution) -> str:
    """Return the decisions as CSV: component, index, value, unit."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["component", "index", "value", "unit"])
    for decision in solution.decisions:
        writer.writerow(
            [decision.name, ",".join(decision.index), repr(decision.value), decision.unit]
        )
    return text.getvalue()


def write_export(run: RunFolder, instance: Instance) -> None:
    """Write model.mps, or model.nl where MPS cannot carry the instance."""
    from orthought import solvers

    suffix = "nl" if instance.nonlinear_rows.size or (instance.quadratic_rows >= 0).any() else "mps"
    path = run.path / f"model.{suffix}"
    try:
        solvers.export(instance, path)
    except OrthoughtError as error:
        run.append({"type": "deviation", "message": f"no export: {error.message}"})
    except OSError as error:
        path.unlink(missing_ok=True)  # half of a model must not be taken for the whole
        raise unwritable(path, error) from None


def write_standalone(run: RunFolder, solution: Solution, tables: Data) -> None:
    """Write model.py and data/, which give the same objective without ORThought."""
    assert solution.formulation is not None
    plain: dict[str, Any] = dict(solution.formulation.data())
    frames: dict[str, dict[str, str]] = {}
    # As in the sandbox, what the model declares comes before what was given under its name.
    given = {name: value for name, value in tables.items() if name not in plain}
    for name, value in given.items():
        if hasattr(value, "to_csv"):
            run.write(f"data/{name}.csv", value.to_csv(index=False))
            frames[name] = {str(column): _kind(kind) for column, kind in value.dtypes.items()}
        else:
            plain[name] = value
    content = {"values": plain, "tables": frames}
    run.write("data/data.json", json.dumps(content, indent=1, ensure_ascii=False, default=str))
    solver = "highs"
    if solution.outcome is not None and solution.outcome.solver != "highs":
        solver = "scip_direct"
    script = load_prompt("standalone/model").render(
        program=(solution.program or "").strip(),
        solver=solver,
        version=solution.orthought_version,
        llm=solution.llm,
    )
    run.write("model.py", script)


def _kind(dtype: Any) -> str:
    """Return how the standalone script reads a column back: text, number, date or boolean."""
    kind = getattr(dtype, "kind", "O")
    if kind == "M":
        return "date"
    if kind == "b":
        return "boolean"
    if kind in "iu":
        return "integer"
    return "number" if kind == "f" else "text"
