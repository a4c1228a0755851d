"""Run proofs: files that derive the optimum of a problem anew, one answer a reading of its text.

A proof file defines `READINGS`, a name and one sentence for each reading, and one of two functions:

- `build(reading)` returns a Pyomo ConcreteModel, which is solved here with a gap of zero;
- `prove(reading)` returns the optimum by an exact method of its own: a number, None where no
  optimum exists, or the word 'infeasible' or 'unbounded'.

    python -m orthought.evaluation.errata.proofs FILE...
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal

from orthought.base import Model
from orthought.errors import InputError, OrthoughtError, SolverError
from orthought.outcome import Outcome, SolverOptions, Termination
from orthought.resources import benchmarks_folder

ProofStatus = Literal["optimal", "infeasible", "unbounded", "no_optimum"]
AGREEMENT: Final = 1e-6
"""Bound and incumbent may differ by so much, relative to the larger of 1 and the bound."""
TIME_LIMIT: Final = 900.0
OWN_METHOD: Final = "own method"
FUNCTIONS: Final = ("build", "prove")


class ProofResult(Model):
    """What a proof found for one reading."""

    status: ProofStatus
    value: float | None = None
    """The optimum, taken from the proven bound; None where there is none."""
    bound: float | None = None
    incumbent: float | None = None
    """The objective of the best point, re-checked outside the solver."""
    gap: float | None = None
    """Relative difference of bound and incumbent."""
    seconds: float = 0.0
    solver: str = OWN_METHOD
    """Name and version, or 'own method'."""


def run_proof(path: Path, *, time_limit: float = TIME_LIMIT) -> dict[str, ProofResult]:
    """Run a proof file and return what it found, by reading.

    The file is trusted code and runs in this process; models are solved in a worker process.

    Args:
        path: the proof file.
        time_limit: seconds for the solve of one reading.

    Raises:
        InputError: the file is not a proof file, or its code fails.
        SolverError: a model could not be solved to proven optimality.
    """
    module = load_proof(path)
    return {reading: run_reading(path, module, reading, time_limit) for reading in module.READINGS}


def find_proof(key: str) -> Path:
    """Return the proof file of a problem: the one that the errata name, else the one of its name.

    Raises:
        InputError: the key names no set, or the problem has no proof.
    """
    from orthought.evaluation.errata.versions import errata_of
    from orthought.evaluation.sets import find_card

    set_name, _, identifier = key.partition(":")
    card = find_card(set_name)
    erratum = errata_of(card.name).get(identifier)
    proof = erratum.proof if erratum else f"proofs/{identifier}.py"
    path = benchmarks_folder() / card.name / proof
    if not identifier or not path.is_file():
        raise InputError(
            f"there is no proof for {key!r}",
            fix=f"see which problems have one: orthought bench errata {card.name}",
        )
    return path


def load_proof(path: Path) -> ModuleType:
    """Import a proof file and check that it has the parts of one.

    Raises:
        InputError: the file is missing, fails on import, or lacks a part.
    """
    if not path.is_file():
        raise InputError(f"there is no proof file {path}", fix="name a file such as prob_012.py")
    name = f"orthought_proof_{path.parent.parent.name}_{path.stem}"
    specification = importlib.util.spec_from_file_location(name, path)
    loader = specification.loader if specification else None
    if specification is None or loader is None:
        raise InputError(f"{path} is not a Python file", fix="a proof file ends in .py")
    module = importlib.util.module_from_spec(specification)
    # Data classes look their module up by name while they are being made.
    sys.modules[name] = module
    _guarded(path, "import", lambda: loader.exec_module(module))
    _require_parts(path, module)
    return module


def prove_model(model: Any, *, time_limit: float = TIME_LIMIT) -> ProofResult:
    """Solve a Pyomo ConcreteModel to proven optimality (a gap of zero).

    Raises:
        InputError: the model cannot be turned into an instance.
        SolverError: bound and incumbent do not meet, or the solver found no proof in the time.
    """
    from orthought.execution.extract import extract
    from orthought.solvers import solve

    options = SolverOptions(relative_gap=0.0, time_limit=time_limit)
    return judge(solve(extract(model), options))


def judge(outcome: Outcome) -> ProofResult:
    """Return the proof that an outcome is.

    Raises:
        SolverError: the outcome proves nothing.
    """
    solver = f"{outcome.solver} {outcome.solver_version}"
    seconds = round(outcome.seconds, 3)
    if outcome.termination in (Termination.INFEASIBLE, Termination.UNBOUNDED):
        return ProofResult(status=outcome.termination.value, seconds=seconds, solver=solver)
    bound, incumbent = outcome.bound, outcome.objective
    if outcome.termination is not Termination.OPTIMAL or bound is None or incumbent is None:
        raise _unproven(f"{solver} ended with {outcome.termination.value!r}: {outcome.message}")
    if outcome.verification is None or not outcome.verification.holds:
        raise _unproven(f"the point of {solver} does not hold when it is checked again")
    gap = abs(incumbent - bound) / max(1.0, abs(bound))
    if gap > AGREEMENT:
        raise _unproven(f"{solver} has the bound {bound!r}, but its point is worth {incumbent!r}")
    return ProofResult(
        status="optimal",
        value=bound,
        bound=bound,
        incumbent=incumbent,
        gap=gap,
        seconds=seconds,
        solver=solver,
    )


def _unproven(message: str) -> SolverError:
    return SolverError(
        f"not proven: {message}",
        fix="tighten the model (symmetry, big-M), or write prove(reading) with an exact method",
    )


def run_reading(path: Path, module: ModuleType, reading: str, seconds: float) -> ProofResult:
    """Run one reading of a proof that was imported; `path` names it in messages.

    Raises:
        InputError: its code fails.
        SolverError: its model could not be solved to proven optimality.
    """
    began = time.monotonic()
    if hasattr(module, "build"):
        model = _guarded(path, f"build({reading!r})", lambda: module.build(reading))
        _require_model(path, reading, model)
        return prove_model(model, time_limit=seconds)
    answer = _guarded(path, f"prove({reading!r})", lambda: module.prove(reading))
    return _of_answer(path, reading, answer, round(time.monotonic() - began, 3))


def _require_model(path: Path, reading: str, model: Any) -> None:
    from pyomo.environ import ConcreteModel

    if not isinstance(model, ConcreteModel):
        raise InputError(
            f"{path}: build({reading!r}) returned {type(model).__name__}",
            fix="return a Pyomo ConcreteModel",
        )


def _of_answer(path: Path, reading: str, answer: Any, seconds: float) -> ProofResult:
    if isinstance(answer, ProofResult):
        return answer
    if answer is None:
        return ProofResult(status="no_optimum", seconds=seconds)
    if isinstance(answer, str) and answer in ("infeasible", "unbounded"):
        return ProofResult(status=answer, seconds=seconds)
    if isinstance(answer, str | bool) or not _is_finite(answer):
        raise InputError(
            f"{path}: prove({reading!r}) returned {answer!r}",
            fix="return a finite number, None, 'infeasible' or 'unbounded'",
        )
    value = float(answer)
    return ProofResult(
        status="optimal", value=value, bound=value, incumbent=value, gap=0.0, seconds=seconds
    )


def _is_finite(answer: Any) -> bool:
    try:
        return math.isfinite(float(answer))
    except (TypeError, ValueError):
        return False


def _guarded(path: Path, what: str, call: Callable[[], Any]) -> Any:
    """Call code of a proof file; whatever it raises is told with the file's name."""
    try:
        return call()
    except OrthoughtError:
        raise
    except Exception as error:
        raise InputError(f"{path}: {what} failed: {type(error).__name__}: {error}") from error


def _require_parts(path: Path, module: ModuleType) -> None:
    readings = getattr(module, "READINGS", None)
    is_named = isinstance(readings, dict) and all(
        isinstance(part, str) and part for item in readings.items() for part in item
    )
    if not readings or not is_named:
        raise InputError(
            f"{path} defines no READINGS",
            fix='such as READINGS = {"plain": "Each order ships whole."}',
        )
    found = [name for name in FUNCTIONS if callable(getattr(module, name, None))]
    if len(found) != 1:
        raise InputError(
            f"{path} defines {' and '.join(found) or 'neither build nor prove'}",
            fix="define one of build(reading) and prove(reading)",
        )


def main(arguments: list[str] | None = None) -> int:
    """Run proof files and print what they found; 1 where one of them proves nothing."""
    parser = argparse.ArgumentParser(prog="proofs", description="Run proof files.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--time-limit", type=float, default=TIME_LIMIT, metavar="SECONDS")
    options = parser.parse_args(arguments)
    return max(_report(path, options.time_limit) for path in options.files)


def _report(path: Path, time_limit: float) -> int:
    try:
        results = run_proof(path, time_limit=time_limit)
    except OrthoughtError as error:
        sys.stdout.write(f"{path}\n  {error}\n")
        return 1
    sys.stdout.write(f"{path}\n")
    for reading, result in results.items():
        value = "" if result.value is None else f" {result.value:.10g} (gap {result.gap:.1e})"
        line = f"  {reading}: {result.status}{value}, {result.seconds:.1f} s, {result.solver}"
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
