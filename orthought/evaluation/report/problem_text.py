"""One problem in full as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.figures.appendix import label_text
from orthought.evaluation.report.inputs import Labels, Run
from orthought.evaluation.report.numbers import money, objective, plural
from orthought.evaluation.report.showing import (
    Call,
    CellView,
    ProblemView,
    accepted_text,
    view_problem,
)
from orthought.pages.escaping import clean

LINES: Final = {"text": 80, "formulation": 80, "program": 120, "prompt": 16, "reply": 60}
"""So many lines are shown of each; the middle of longer ones is folded."""
WIDTH: Final = 400
"""Letters of a line that are shown."""


def show_problem(
    run: Run,
    identifier: str,
    rule: str = "strict",
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
    full: bool = False,
) -> str:
    """Return everything of one problem as plain text.

    Args:
        run: the evaluation.
        identifier: such as 'prob_005', or 'logior:prob_005' where several sets have it.
        rule: name of the scoring rule.
        label_version: which labels count.
        labels: where they come from; None: the sets and their errata.
        full: fold nothing.

    Raises:
        InputError: the run has no such problem (near misses are named), or several.
        SettingsError: no such rule.
    """
    return problem_text(view_problem(run, identifier, rule, label_version, labels=labels), full)


def problem_text(view: ProblemView, full: bool = False) -> str:
    """Return the view as text without control characters, long parts folded."""
    blocks = [_head(view), *_label(view)]
    blocks += [_cell(cell, full) for cell in view.cells]
    if view.problem is not None:
        blocks.insert(1, _titled("Text", _folded(view.problem.text, "text", full)))
    return "\n\n".join(blocks) + "\n"


def _head(view: ProblemView) -> str:
    lines = [clean(view.key), "=" * len(clean(view.key))]
    if view.stand_in:
        lines.append(f"Stand-in model: {clean(view.stand_in)}")
    problem = view.problem
    if problem is None:
        set_name = clean(view.key.partition(":")[0])
        lines.append(f"The text is not here: orthought bench pull {set_name}")
        return "\n".join(lines)
    kinds = {
        "type": problem.type,
        "size": problem.size,
        "difficulty": problem.difficulty,
        "class": problem.problem_class,
    }
    lines.append(", ".join(f"{name} {clean(kind)}" for name, kind in kinds.items() if kind))
    return "\n".join(filter(None, lines))


def _label(view: ProblemView) -> Iterator[str]:
    lines = []
    if view.problem is not None:
        label = view.problem.label
        written = f", written {clean(label.written)}" if label.written else ""
        lines.append(f"published   {clean(label_text(label))}{written}")
    lines.append(f"{view.label_version:<11} {clean(accepted_text(view))}")
    verdict = view.target.verdict if view.target else ""
    lines.append(f"audit       {verdict or 'not audited'}")
    if view.reason:
        lines.append(f"reason      {clean(view.reason)}")
    lines.append(f"rule        {view.rule}")
    yield _titled("Label", "\n".join(lines))


def _cell(cell: CellView, full: bool) -> str:
    plan, result = cell.result.cell, cell.result
    title = clean(f"{plan.method} @ {plan.llm}, sample {plan.sample}: {_verdict(cell)}")
    blocks = ["\n".join([title, "=" * len(title), *_lines(cell)])]
    if cell.checks:
        checks = [clean(f"{c.verdict:<14} {c.name}: {c.message}".rstrip(": ")) for c in cell.checks]
        blocks.append(_titled("Checks", "\n".join(checks)))
    for name, content in (("formulation", cell.formulation), ("program", cell.program)):
        if content:
            blocks.append(_titled(name.capitalize(), _folded(content, name, full)))
    for number, call in enumerate(cell.calls, start=1):
        blocks.append(_call(number, call, full))
    if cell.files:
        blocks.append(_titled("Files", "\n".join(clean(str(path)) for path in cell.files)))
    elif not result.folder:
        blocks.append("Only the record of this cell was kept.")
    return "\n\n".join(blocks)


def _verdict(cell: CellView) -> str:
    if cell.score is None:
        return "not scored"
    return "right" if cell.score.right else "not right"


def _lines(cell: CellView) -> Iterator[str]:
    result, usage = cell.result, cell.result.usage
    value = "none" if result.objective is None else objective(result.objective)
    yield f"status      {result.status}, objective {value}"
    if result.termination or result.solver:
        yield clean(f"solver      {result.solver or 'none'}: {result.termination or 'not run'}")
    if result.diagnosis or result.message:
        yield clean(f"diagnosis   {result.diagnosis or result.error}: {result.message}")
    if cell.cause is not None:
        yield f"cause       {cell.cause.kind} ({cell.cause.certainty})"
        for sentence in cell.cause.evidence:
            yield clean(f"            {sentence}")
    yield (
        f"effort      {plural(usage.calls, 'call')}, {plural(result.repairs, 'repair')}, "
        f"{usage.prompt_tokens} + {usage.completion_tokens} tokens, {money(usage.cost_usd)}, "
        f"{result.seconds:.1f} s"
    )


def _call(number: int, call: Call, full: bool) -> str:
    title = clean(f"Call {number}: {call.stage}")
    parts = [_folded(call.prompt, "prompt", full)] if call.prompt else []
    parts.append("[reply]\n" + (_folded(call.reply, "reply", full) if call.reply else "none came"))
    return _titled(title, "\n".join(parts))


def _titled(title: str, content: str) -> str:
    return f"{title}\n{'-' * len(title)}\n{content}"


def _folded(content: str, kind: str, full: bool) -> str:
    """Return a text with its middle left out where it is long."""
    lines = clean(content, lines=True).strip("\n").split("\n")
    if full:
        return "\n".join(lines)
    lines = [line if len(line) <= WIDTH else f"{line[:WIDTH]} [...]" for line in lines]
    most = LINES[kind]
    if len(lines) <= most:
        return "\n".join(lines)
    head = most * 3 // 4
    tail = most - head
    left_out = len(lines) - most
    return "\n".join([*lines[:head], f"[... {left_out} lines ...]", *lines[-tail:]])
