"""Why there is no answer: the conflicting rows, the ray, or the diagnosis with what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from orthought.cli.numbers import format_number
from orthought.cli.terminal import clean, clean_line

if TYPE_CHECKING:
    from orthought.outcome import Conflict, Ray
    from orthought.solution import Diagnosis, Solution

MAX_LINES: Final = 40
QUOTE: Final = 160

NEXT: Final = {
    "reply": "repeat with --fresh, or use a stronger model with --llm",
    "syntax": "repeat with --fresh --max-repairs 3, or use a stronger model with --llm",
    "program": "repeat with --fresh --max-repairs 3, or use a stronger model with --llm",
    "refused": "say the problem without what is named above, or repeat with --fresh",
    "infeasible": "relax one of the limits named above, in the text or with orthought refine",
    "unbounded": "state the limit that is missing, in the text or with orthought refine",
    "timeout": "give more time with --time-limit, or a wider --gap",
    "memory": "give more memory with --memory-limit-mb, or make the problem smaller",
    "solver": "try another with --solver, or see what is installed: orthought doctor",
    "verification": "try another --solver; the point that this one returned breaks the model",
    "doubtful": "hold formulation.md in the run folder against your text; where it is wrong, "
    "repeat with --fresh, say the sentence more plainly, or change it with orthought refine",
    "check": "say the sentence that is named above more plainly, and repeat",
}
"""By the kind of a diagnosis or the status: what the user can do."""

BLAMED: Final = {
    "program": "The program that the language model wrote ends in an error: ",
    "syntax": "The program that the language model wrote is no valid Python: ",
}
"""By the kind of a diagnosis: whose fault its message is, where that alone is for experts."""


def reasons(solution: Solution) -> Iterator[str]:
    """Yield the lines that say why there is no answer."""
    outcome = solution.outcome
    if outcome is not None and outcome.conflict is not None:
        yield from _conflict(solution, outcome.conflict)
    if outcome is not None and outcome.ray is not None:
        yield from _ray(outcome.ray)
    if outcome is not None and (outcome.conflict is not None or outcome.ray is not None):
        return  # the diagnosis would tell the same once more
    if solution.diagnosis is not None:
        yield from _diagnosis(solution.diagnosis)
    if outcome is not None and outcome.message and not solution.decisions:
        yield f"{outcome.solver} says: {clean_line(outcome.message)}"


def next_step(solution: Solution) -> str:
    """Return what the user can do now."""
    if solution.diagnosis is not None:
        return NEXT[solution.diagnosis.kind]
    if solution.status != "doubtful":
        return NEXT.get(str(solution.status), "")
    if solution.outcome is not None and solution.outcome.termination == "time_limit":
        return NEXT["timeout"]
    return NEXT["doubtful"]


def _conflict(solution: Solution, conflict: Conflict) -> Iterator[str]:
    proven = "proven by a second solve" if conflict.proven else "not proven by themselves"
    minimal = "none can be left out" if conflict.minimal else "perhaps not all are needed"
    yield f"These contradict each other ({proven}; {minimal}):"
    lines = [
        *(describe_row(solution, row) for row in conflict.rows),
        *(f"bound {clean_line(bound)}" for bound in conflict.bounds),
        *(f"{clean_line(name)} must be a whole number" for name in conflict.integrality),
    ]
    yield from _bullets(lines)


def _ray(ray: Ray) -> Iterator[str]:
    kind = " of the relaxation (whole numbers ignored)" if ray.of_relaxation else ""
    yield f"The objective improves without end in this direction{kind}:"
    entries = sorted(ray.variables.items(), key=lambda entry: -abs(entry[1]))
    yield from _bullets(
        f"{clean_line(name)} by {format_number(value)} per step" for name, value in entries
    )


def _diagnosis(diagnosis: Diagnosis) -> Iterator[str]:
    who = BLAMED.get(diagnosis.kind, "")
    yield from f"{who}{clean(diagnosis.message)}".splitlines()
    told = clean_line(diagnosis.message)
    lines = [line for detail in diagnosis.details for line in clean(detail).splitlines()]
    if any(line.startswith("Traceback") for line in lines):  # says the line, too
        lines = [line for line in lines if not re.fullmatch(r"line \d+", line)]
    new = (line.strip() for line in lines if not line.startswith("Traceback"))
    yield from _bullets(line for line in new if line and line != told)


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    yield from (f"  - {line}" for line in found[:MAX_LINES])
    if len(found) > MAX_LINES:
        yield f"  and {len(found) - MAX_LINES} more: see solution.json"


def describe_row(solution: Solution, row: str) -> str:
    """Return a row with the meaning of its constraint and the sentences it comes from."""
    base = re.split(r"[\[(]", row, maxsplit=1)[0]
    parts = [clean_line(row)]
    formulation = solution.formulation
    for constraint in formulation.constraints if formulation is not None else ():
        if constraint.name == base:
            parts += [clean_line(constraint.meaning)] if constraint.meaning else []
            parts += quote_sentences(solution.text, constraint.sentences)
    return ": ".join(parts[:2]) + "".join(f" {quote}" for quote in parts[2:])


def quote_sentences(text: str, numbers: Iterable[int]) -> list[str]:
    """Return sentences of the problem text in quotation marks; unknown numbers are left out."""
    from orthought.agent.reading.sentences import split_sentences

    sentences = {sentence.number: sentence.text for sentence in split_sentences(text)}
    return [f'"{_shorten(clean_line(sentences[n]))}"' for n in numbers if n in sentences]


def _shorten(text: str) -> str:
    return text if len(text) <= QUOTE else text[: QUOTE - 3].rstrip() + "..."
