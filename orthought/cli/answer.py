"""The answer as the user reads it: the answer first, then what it rests on, then what it cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from orthought.cli.decisions import decision_tables
from orthought.cli.numbers import (
    format_change,
    format_gap,
    format_number,
    format_objective,
    format_seconds,
    plural,
    with_unit,
)
from orthought.cli.reasons import describe_row, next_step, reasons
from orthought.cli.terminal import clean_line, session, show, show_json

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from orthought.outcome import Outcome, Sensitivity
    from orthought.solution import Check, Solution

MEANINGS: Final = {
    "checked": "solved, and no check of the instance against the text objects",
    "solved": "the point is verified against the instance",
    "doubtful": "a check objects, see below",
    "infeasible": "proven: no decisions satisfy all limits",
    "unbounded": "proven: the objective improves without end",
    "failed": "no answer, see below",
}
STYLES: Final = {"checked": "bold green", "solved": "bold green", "doubtful": "bold yellow"}
MAX_LINES: Final = 20


def show_solution(solution: Solution) -> None:
    """Print a solution to stdout: as one JSON object where that was asked for."""
    if session.json:
        show_json(solution_content(solution))
        return
    show(*render(solution, verbose=session.verbose))


def solution_content(solution: Solution) -> object:
    """Return the solution as plain values; infinities stay strings."""
    import json

    return json.loads(solution.model_dump_json())


def render(solution: Solution, *, verbose: bool = False) -> Iterator[RenderableType]:
    """Yield the parts of the page."""
    yield _headline(solution)
    if _objective(solution):
        yield _meaning(solution)
    yield from _confidence(solution)
    yield from _block("", reasons(solution))
    if solution.decisions:
        yield _heading("Decisions")
        yield from decision_tables(solution)
    yield from _block("If the text is read otherwise", _readings(solution))
    yield from _block("Assumptions", _bullets(solution.assumptions))
    yield from _block("Missing numbers", _missing(solution))
    yield from _block("Checks", _checks(solution, verbose))
    yield from _block("Data", _findings(solution))
    yield from _block("What binds", _binding(solution))
    yield from _block("One unit more of a limit", _sensitivities(solution))
    yield from _block("Notes", _bullets(_notes(solution)))
    step = next_step(solution)
    yield from _block("", [f"Next: {step}"] if step else [])
    yield from _block("", [_costs(solution), _circumstances(solution)], style="dim")


def _headline(solution: Solution) -> Text:
    from rich.text import Text

    line = Text(str(solution.status), style=STYLES.get(solution.status, "bold red"))
    said = _objective(solution)
    if said:
        line.append(f": {said}", style="bold default")
    else:
        line.append(f" ({MEANINGS[solution.status]})", style="not bold default")
    return line


def _meaning(solution: Solution) -> RenderableType:
    """Say what the word of the first line means: a line of its own, so that the answer is first."""
    from rich.text import Text

    return Text(f"({solution.status}: {MEANINGS[solution.status]})", style="dim")


def _confidence(solution: Solution) -> Iterator[RenderableType]:
    """Yield how likely the answer is right, and what that rests on."""
    from rich.text import Text

    found = solution.confidence
    if found is None:
        return
    if found.probability is None:
        yield Text(f"confidence: {found.level} ({clean_line('; '.join(found.reasons))})")
        return
    said = f"{found.level}, {100 * found.probability:.0f} % of such answers are right"
    yield Text(f"confidence: {said} ({clean_line(found.basis)})")
    for reason in found.reasons:
        yield _hanging("  - ", clean_line(reason), "")


def _objective(solution: Solution) -> str:
    """Return 'maximum of total margin = 2400 EUR, proven optimum', or '' without a point."""
    if solution.objective is None or solution.outcome is None:
        return ""
    if solution.status in {"infeasible", "unbounded", "failed"}:
        return ""
    formulation = solution.formulation
    objective = formulation.objective if formulation is not None else None
    meaning = clean_line(objective.meaning) if objective is not None else ""
    best = solution.outcome.solution_status == "optimal"
    word = {"maximize": "maximum", "minimize": "minimum", None: "objective"}[solution.sense]
    name = f"{word if best else 'objective'}{f' of {meaning}' if meaning else ''}"
    value = with_unit(format_objective(solution.objective), clean_line(solution.objective_unit))
    return f"{name} = {value}, {_proof(solution.outcome)}"


def _proof(outcome: Outcome) -> str:
    """Return what the point is worth, with gap and bound where it is not proven."""
    gap = outcome.gap
    if outcome.solution_status == "optimal":
        exact = gap is None or gap <= 1e-9
        return (
            "proven optimum" if exact else f"proven optimum within a gap of {format_gap(gap or 0)}"
        )
    parts = ["local optimum" if outcome.solution_status == "locally_optimal" else "feasible point"]
    parts[0] += ", not proven to be the best"
    if outcome.termination != "optimal":
        parts.append(f"stopped by {str(outcome.termination).replace('_', ' ')}")
    parts += [f"gap {format_gap(gap)}"] if gap is not None else []
    parts += [f"bound {format_objective(outcome.bound)}"] if outcome.bound is not None else []
    return ", ".join(parts)


def _missing(solution: Solution) -> Iterator[str]:
    if solution.formulation is None or not solution.formulation.missing:
        return
    yield from _bullets(solution.formulation.missing)
    yield "  write them into the text, or repeat with --ask --fresh"


def _readings(solution: Solution) -> Iterator[str]:
    for reading in solution.readings:
        value = "no value" if reading.objective is None else format_objective(reading.objective)
        cited = ", ".join(map(str, reading.sentences))
        where = f"; sentence {cited} decides" if cited else ""
        yield f"  {value} by the {clean_line(reading.source)}{where}"
        yield from _cut(f"      {clean_line(item)}" for item in reading.differs)


def _checks(solution: Solution, verbose: bool) -> Iterator[str]:
    """Yield objecting checks with evidence, then those that hold: folded unless verbose."""
    objecting = [check for check in solution.checks if check.verdict == "objects"]
    objecting.sort(key=lambda check: check.severity != "doubt")
    for check in objecting:
        word = "objects" if check.severity == "doubt" else "note"
        yield f"  {word}: {_check(check)}"
        said = clean_line(check.message)
        told = (clean_line(item) for item in check.evidence)
        yield from _cut(f"      {item}" for item in told if item not in said)
    holding = [check for check in solution.checks if check.verdict == "holds"]
    if verbose:
        yield from (f"  holds: {_check(check)}" for check in holding)
    elif holding:
        verb = "holds" if len(holding) == 1 else "hold"
        yield f"  {plural(len(holding), 'check')} {verb}"


def _check(check: Check) -> str:
    name = clean_line(check.name.replace("_", " "))
    return f"{name}: {clean_line(check.message)}" if check.message else name


def _findings(solution: Solution) -> Iterator[str]:
    for finding in solution.findings:
        yield f"  - {clean_line(finding.source)}: {clean_line(finding.message)}"


def _binding(solution: Solution) -> Iterator[str]:
    yield from _cut(f"  - {describe_row(solution, row)}" for row in solution.binding)


def _sensitivities(solution: Solution) -> Iterator[str]:
    moving = [s for s in solution.sensitivities if s.value or s.resolve_less]
    yield from _cut(f"  - {_sensitivity(item, solution)}" for item in moving)
    rest = len(solution.sensitivities) - len(moving)
    if rest and moving:
        yield f"  and {rest} without effect"


def _sensitivity(item: Sensitivity, solution: Solution) -> str:
    unit, row = clean_line(solution.objective_unit), clean_line(item.row)
    change = with_unit(format_change(item.value), unit)
    if item.kind == "resolve":
        less = item.resolve_less
        fewer = "" if less is None else f"; one less: {with_unit(format_change(less), unit)}"
        return f"{row}: {change}{fewer} (by solving again)"
    return f"{row}: {change} (shadow price{_range(item)}{_degeneracy(item)})"


def _range(item: Sensitivity) -> str:
    if item.lower is None and item.upper is None:
        return ""
    ends = [
        "without end" if end is None or abs(end) >= 1e20 else format_number(end)
        for end in (item.lower, item.upper)
    ]
    return f" while the limit is from {ends[0]} to {ends[1]}"


def _degeneracy(item: Sensitivity) -> str:
    return "; degenerate: others are possible" if item.degenerate else ""


def _notes(solution: Solution) -> Iterator[str]:
    """Yield fallbacks and the note of the model, each once."""
    from orthought.llm.profiles import profile_of

    note = profile_of(solution.llm).note
    yield from dict.fromkeys([*([note] if note else []), *solution.deviations])


def _costs(solution: Solution) -> str:
    """Return one line: calls, tokens, time, cost."""
    usage = solution.usage
    if solution.llm == "none":
        return f"no language model; {format_seconds(solution.seconds)}"
    cached = f" ({usage.cached_calls} of them not paid again)" if usage.cached_calls else ""
    parts = [plural(usage.calls, "call") + cached]
    if usage.prompt_tokens or usage.completion_tokens:  # a script or a person counts none
        parts.append(f"{usage.prompt_tokens} + {usage.completion_tokens} tokens")
    if usage.cost_usd is None:
        parts.append("cost unknown")
    elif usage.cost_usd:
        parts.append(f"{format_number(usage.cost_usd, 3)} USD")
    elif len(parts) > 1:
        parts.append("nothing billed")
    parts += [plural(solution.attempts, "attempt")] if solution.attempts > 1 else []
    return f"{clean_line(solution.llm)}: {', '.join(parts)}; {format_seconds(solution.seconds)}"


def _circumstances(solution: Solution) -> str:
    """Return one line: solver, sandbox, run folder."""
    parts = []
    if solution.outcome is not None:
        outcome = solution.outcome
        limit = format_number(outcome.options.time_limit)
        parts.append(f"{outcome.solver} {outcome.solver_version} (time limit {limit} s)")
    parts += [f"sandbox {solution.sandbox}"] if solution.sandbox else []
    parts += [f"run {solution.run}"] if solution.run else []
    return clean_line("; ".join(parts))


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    return (f"  - {clean_line(line)}" for line in lines)


def _cut(lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    yield from found[:MAX_LINES]
    if len(found) > MAX_LINES:
        yield f"    and {len(found) - MAX_LINES} more: see solution.json"


def _heading(title: str) -> Text:
    from rich.text import Text

    return Text(f"\n{title}", style="bold")


def _block(title: str, lines: Iterable[str], *, style: str = "") -> Iterator[RenderableType]:
    """Yield a heading and lines; nothing where there is no line."""
    from rich.text import Text

    found = [line for line in lines if line]
    if not found:
        return
    yield _heading(title) if title else Text("")
    for line in found:
        indent = len(line) - len(line.lstrip(" -"))
        # Wrapped lines stay under their own text.
        head, body = line[:indent], line[indent:]
        if not head:
            yield Text(body, style=style)
        else:
            yield _hanging(head, body, style)


def _hanging(head: str, body: str, style: str) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid()
    grid.add_column(width=len(head), no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(head, style=style), Text(body, style=style))
    return grid
