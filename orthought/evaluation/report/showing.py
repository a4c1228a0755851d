"""One problem in full: its text and label, and what every method made of it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from orthought.base import Model
from orthought.errors import InputError, OrthoughtError
from orthought.evaluation.problems import BenchmarkProblem, LabelVersion, Target
from orthought.evaluation.report.causes import FoundCause, kept_instance, work_out
from orthought.evaluation.report.figures.appendix import label_text
from orthought.evaluation.report.figures.cells import ScoredCell, way_of
from orthought.evaluation.report.inputs import Labels, Run, StoredLabels, stand_in_of
from orthought.evaluation.results import CellResult
from orthought.evaluation.rules import Rule, rule_of
from orthought.evaluation.scoring import Score, score_problem
from orthought.solution import Check, Solution


class Call(Model):
    """One call of the language model."""

    stage: str
    prompt: str
    """All messages, each under its role."""
    reply: str
    """Empty where none came."""


class CellView(Model):
    """What one method made of the problem in one sample."""

    result: CellResult
    score: Score | None = None
    """None: the problem or its label is not here."""
    cause: FoundCause | None = None
    checks: tuple[Check, ...] = ()
    formulation: str = ""
    program: str = ""
    calls: tuple[Call, ...] = ()
    files: tuple[Path, ...] = ()


class ProblemView(Model):
    """A problem with all that a run knows of it."""

    key: str
    problem: BenchmarkProblem | None = None
    """None: its set is not on this machine, or differs from what was measured."""
    target: Target | None = None
    reason: str = ""
    """Why the audit said what it said."""
    rule: str
    label_version: LabelVersion
    stand_in: str = ""
    cells: tuple[CellView, ...]


def view_problem(
    run: Run,
    identifier: str,
    rule: str = "strict",
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
) -> ProblemView:
    """Gather everything that a run knows of one problem.

    Args:
        run: the evaluation.
        identifier: such as 'prob_005', or 'logior:prob_005' where several sets have it.
        rule: name of the scoring rule.
        label_version: which labels count.
        labels: where they come from; None: the sets and their errata.

    Raises:
        InputError: the run has no such problem (near misses are named), or several.
        SettingsError: no such rule.
    """
    key, chosen, source = find_key(run, identifier), rule_of(rule), labels or StoredLabels()
    problem = run.problems().get(key)
    target = source.target_of(problem, label_version) if problem is not None else None
    results = [result for result in run.results if result.cell.problem_key == key]
    return ProblemView(
        key=key,
        problem=problem,
        target=target,
        reason=source.reason_of(problem) if problem is not None else "",
        rule=chosen.name,
        label_version=label_version,
        stand_in=stand_in_of(run),
        cells=tuple(_cell(run, result, problem, target, chosen) for result in results),
    )


def find_key(run: Run, identifier: str) -> str:
    """Return the key of the problem that is meant.

    Raises:
        InputError: there is none, or there are several.
    """
    keys = list(dict.fromkeys(result.cell.problem_key for result in run.results))
    found = [key for key in keys if identifier in (key, key.partition(":")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"{identifier!r} is a problem of several sets", fix=f"use {' or '.join(found)}"
        )
    known = [*keys, *(key.partition(":")[2] for key in keys)]
    near = difflib.get_close_matches(identifier, known, n=3, cutoff=0.5)
    raise InputError(
        f"the run has no finished cell of {identifier!r}",
        fix=f"did you mean {' or '.join(near)}?" if near else "report.md lists every problem",
    )


def _cell(
    run: Run,
    result: CellResult,
    problem: BenchmarkProblem | None,
    target: Target | None,
    rule: Rule,
) -> CellView:
    folder, score, cause = run.folder_of(result), None, None
    if problem is not None and target is not None:
        score = score_problem(result, problem, target, rule)
        if not score.right:
            way = way_of(str(run.manifest["name"]), result)
            cell = ScoredCell(way, result, problem, target, score)
            cause = work_out(cell, kept_instance(run, cell), rule)
    if folder is None:
        return CellView(result=result, score=score, cause=cause)
    solution = _solution(folder)
    return CellView(
        result=result,
        score=score,
        cause=cause,
        checks=solution.checks if solution else (),
        formulation=_text(folder / "formulation.md"),
        program=(solution.program or "") if solution else "",
        calls=tuple(_calls(folder)),
        files=tuple(sorted(path for path in folder.rglob("*") if _is_shown(path))),
    )


_HIDDEN: Final = (".lock",)


def _is_shown(path: Path) -> bool:
    return path.is_file() and path.name not in _HIDDEN


def _solution(folder: Path) -> Solution | None:
    """Return the cell's solution; None where there is none that can be read."""
    try:
        return Solution.model_validate_json((folder / "solution.json").read_bytes())
    except (OSError, ValidationError):
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _calls(folder: Path) -> list[Call]:
    """Return what was asked and what came back, in order; nothing where the log is unreadable."""
    from orthought.runs import read_events

    try:
        events = read_events(folder)
    except OrthoughtError:
        return []
    replies = {e.get("key"): _reply(e) for e in events if e.get("type") == "reply"}
    asked: dict[Any, Call] = {}
    for event in events:
        if event.get("type") == "call":
            key = event.get("key")
            asked[key] = Call(
                stage=str(event.get("stage", "")),
                prompt=_prompt(event.get("messages")),
                reply=replies.get(key, ""),
            )
    # A reply from a cache comes without a call.
    for event in events:
        if event.get("type") == "reply" and event.get("key") not in asked:
            stage = f"{event.get('stage', '')} (from the cache)"
            asked[event.get("key")] = Call(stage=stage, prompt="", reply=_reply(event))
    return list(asked.values())


def _reply(event: dict[str, Any]) -> str:
    reply = event.get("reply")
    return str(reply.get("text", "")) if isinstance(reply, dict) else ""


def _prompt(messages: Any) -> str:
    if not isinstance(messages, Sequence) or isinstance(messages, str):
        return ""
    parts = (message for message in messages if isinstance(message, dict))
    return "\n".join(f"[{part.get('role', '')}]\n{part.get('content', '')}" for part in parts)


def accepted_text(view: ProblemView) -> str:
    """Return what counts as right, in words."""
    if view.target is None:
        return "not in this label version" if view.problem else "not known: the set is not here"
    return " or ".join(label_text(label) for label in view.target.accepted)
