"""Reading a language model's reply, whatever state it is in. Never raises, never runs anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from orthought.agent.replies.coercion import Coerced, coerce_formulation, looks_like_formulation
from orthought.agent.replies.declarations import derive_formulation
from orthought.agent.replies.fences import Block, find_blocks, strip_thinking, untag
from orthought.agent.replies.loose_json import Found, find_objects
from orthought.agent.replies.program import Shaped, shape_program
from orthought.base import Model
from orthought.formulation import Formulation, Parameter

MAX_REPLY: Final = 400_000


class ParsedReply(Model):
    """What a reply says. Either `problems` is empty or the reply is of no use as it is."""

    formulation: Formulation | None = None
    program: str | None = None
    confirmed_status: Literal["infeasible", "unbounded"] | None = None
    """The model stands by an infeasible or unbounded problem."""
    reason: str = ""
    """Why it confirms."""
    overruled_class: str | None = None
    """The class whose advice the model asks for."""
    kept: str | None = None
    """Why the model stands by what it wrote, where another reading was put to it."""
    not_a_problem: str | None = None
    """Why the text states no problem."""
    problems: tuple[str, ...] = ()
    """One sentence for each thing that a re-ask should name."""
    notes: tuple[str, ...] = ()
    """What was mended or ignored."""
    thinking: bool = False
    """Whether thoughts of a reasoning model were taken out."""


@dataclass(frozen=True)
class _Draft:
    raw: Found | None
    program: Shaped | None
    was_closed: bool = True
    tried_json: bool = False


def parse_reply(text: str) -> ParsedReply:
    """Read formulation and program, or one of the short answers, out of a reply."""
    try:
        return _parse(text)
    except (RecursionError, MemoryError):
        return ParsedReply(problems=("The reply is nested too deeply to be read.",))


def _parse(text: str) -> ParsedReply:
    whole = text[:MAX_REPLY].encode("utf-8", "replace").decode("utf-8")
    rest, thinking = strip_thinking(whole)
    parsed = _parse_plain(rest)
    if thinking and parsed.problems and parsed.program is None:
        # The answer itself may stand inside thoughts that never ended.
        again = _parse_plain(untag(whole))
        parsed = parsed if again.problems else again
    if len(text) > MAX_REPLY:
        parsed = _noted(parsed, f"read only the first {MAX_REPLY:,} characters of the reply")
    return parsed.model_copy(update={"thinking": thinking}) if thinking else parsed


def _parse_plain(text: str) -> ParsedReply:
    if not text.strip():
        return ParsedReply(problems=("The reply is empty.",))
    blocks = find_blocks(text)
    objects = _objects(text, blocks)
    draft = _draft(text, blocks, objects)
    if draft.program is None:
        short = _short_answer(objects)
        if short is not None:
            return short
    return _with_understanding(_assemble(draft), text)


def _with_understanding(parsed: ParsedReply, text: str) -> ParsedReply:
    """Keep what the reply says of its understanding: the section, or a small model's analysis."""
    formulation = parsed.formulation
    section = _UNDERSTANDING.search(text)
    if formulation is None or formulation.understanding or section is None:
        return parsed
    said = " ".join(section["text"].split())[:_MAX_UNDERSTANDING]
    changed = formulation.model_copy(update={"understanding": said})
    return parsed.model_copy(update={"formulation": changed})


def _objects(text: str, blocks: tuple[Block, ...]) -> list[Found]:
    """JSON objects of the blocks that may hold some; of the prose where there are none."""
    found: list[Found] = []
    for block in blocks:
        if not _is_code(block):
            found.extend(find_objects(block.text))
    if not any(map(_rank, found)):
        found.extend(find_objects(_without_code(text, blocks)))
    return [item for candidate in found for item in _unwrapped(candidate, 0)]


def _without_code(text: str, blocks: tuple[Block, ...]) -> str:
    for block in blocks:
        if _is_code(block) and block.text:
            text = text.replace(block.text, "\n", 1)
    return text


def _unwrapped(found: Found, depth: int) -> Iterator[Found]:
    """Yield an object and those inside it under such names as "formulation"."""
    yield found
    for key, value in found.value.items():
        if isinstance(value, dict) and depth < 3 and key.lower() in _WRAPPERS:
            yield from _unwrapped(Found(value, found.complete, found.mended), depth + 1)


def _short_answer(objects: list[Found]) -> ParsedReply | None:
    for found in objects:
        value = found.value
        if looks_like_formulation(value) > 1:
            continue
        if "not_a_problem" in value and value["not_a_problem"] not in (None, False):
            return ParsedReply(not_a_problem=str(value["not_a_problem"])[:1000])
        confirmed = str(value.get("confirm", "")).strip().lower()
        if confirmed in ("infeasible", "unbounded"):
            reason = str(value.get("reason", ""))[:2000]
            status: Any = confirmed
            return ParsedReply(confirmed_status=status, reason=reason)
        if value.get("keep") is True:
            return ParsedReply(kept=_reason_to_keep(value))
        if value.get("overrule") and isinstance(value.get("problem_class"), str):
            return ParsedReply(overruled_class=value["problem_class"].strip()[:100])
    return None


def _reason_to_keep(value: dict[str, Any]) -> str:
    reason = str(value.get("reason", "")).strip()[:2000] or "no reason given"
    sentence = value.get("sentence")
    return f"{reason} (sentence {sentence})" if isinstance(sentence, int) else reason


def _draft(text: str, blocks: tuple[Block, ...], objects: list[Found]) -> _Draft:
    raw = _best_formulation(objects)
    program, was_closed = _best_program(text, blocks, objects)
    tried = any(block.language.startswith("json") for block in blocks) or raw is not None
    return _Draft(raw, program, was_closed, tried)


def _best_formulation(objects: list[Found]) -> Found | None:
    """The last complete one that has most parts; a correction comes after what it corrects."""
    ranked = [(_rank(found), position) for position, found in enumerate(objects)]
    best = max(ranked, default=(0, 0))
    return objects[best[1]] if best[0] > 0 else None


def _rank(found: Found) -> int:
    parts = looks_like_formulation(found.value)
    return 2 * parts + found.complete if parts > 1 else 0


def _best_program(
    text: str, blocks: tuple[Block, ...], objects: list[Found]
) -> tuple[Shaped | None, bool]:
    """The last block that defines build_model and parses, else the best of what there is."""
    candidates = [(block.text, block.closed) for block in blocks if _is_code(block)]
    candidates += [(code, True) for code in _programs_in(objects)]
    if not candidates:
        candidates = [(code, True) for code in _bare_program(text)]
    best: tuple[int, int] = (0, 0)
    chosen: tuple[Shaped | None, bool] = (None, True)
    for position, (source, closed) in enumerate(candidates[-_MAX_CANDIDATES:]):
        shaped = shape_program(source)
        rank = (
            4 * shaped.builds + 2 * (not shaped.error) + (_PROGRAM_SIGN.search(source) is not None)
        )
        rank = 0 if not shaped.error and not shaped.builds else rank
        if rank and (rank, position) >= best:
            best, chosen = (rank, position), (shaped, closed)
    return chosen


def _is_code(block: Block) -> bool:
    if block.language.startswith(("py", "json")):
        return block.language.startswith("py")
    return (
        re.search(r"^[ \t]*(?:import |from \w+ import |def )", block.text, re.MULTILINE) is not None
    )


def _programs_in(objects: list[Found]) -> Iterator[str]:
    for found in objects:
        for key, value in found.value.items():
            if key.lower() in ("program", "code", "python") and isinstance(value, str):
                inner = find_blocks(value)
                yield inner[0].text if inner else value


def _bare_program(text: str) -> Iterator[str]:
    """A program without a fence: from its import or def to the last line that still parses."""
    begin = re.search(r"^(?:import pyomo|from pyomo|def build_model)", text, re.MULTILINE)
    if begin is None:
        return
    lines = text[begin.start() :].split("\n")
    for _ in range(_MAX_CUTS):
        source = "\n".join(lines)
        error = shape_program(source).error
        place = re.match(r"line (\d+):", error)
        if not error or place is None or int(place[1]) <= 1:
            break
        lines = lines[: int(place[1]) - 1]
    yield "\n".join(lines)


def _assemble(draft: _Draft) -> ParsedReply:
    coerced = coerce_formulation(draft.raw.value) if draft.raw else Coerced()
    notes, problems = list(coerced.notes), list(coerced.problems)
    if draft.raw is not None and draft.raw.mended:
        notes.append("the formulation was not JSON to the letter and was mended")
    program = draft.program
    formulation = coerced.formulation
    if program is None:
        problems.append("The reply holds no ```python block that defines build_model(data).")
    elif program.error:
        _judge_error(draft, program, notes, problems)
    else:
        notes += program.notes
        formulation = _completed(draft, program, formulation, notes, problems)
    if formulation is None and not problems:
        problems.append("The reply holds no formulation: one JSON object in a ```json block.")
    if formulation is not None:
        problems += _lacking(draft, formulation, problems)
    return ParsedReply(
        formulation=formulation,
        program=program.text if program else None,
        problems=tuple(problems),
        notes=tuple(notes),
    )


def _judge_error(draft: _Draft, program: Shaped, notes: list[str], problems: list[str]) -> None:
    """A program that was cut, or stands alone, is a problem; else the build will name the line."""
    if not draft.was_closed:
        problems.append(f"The program is cut off at its end ({program.error}).")
    elif draft.raw is None:
        problems.append(f"The program has a syntax error in {program.error}.")
    else:
        notes.append(f"the program has a syntax error in {program.error}")


def _completed(
    draft: _Draft,
    program: Shaped,
    formulation: Formulation | None,
    notes: list[str],
    problems: list[str],
) -> Formulation | None:
    """Fill the formulation from the program, or derive it where the model wrote none."""
    assert program.tree is not None
    derived = derive_formulation(program.tree, program.values)
    if formulation is None:
        if draft.tried_json and not program.values:
            problems.append("The ```json block with the formulation cannot be read as JSON.")
            return None
        if not program.values and "data[" in program.text:
            return None
        if not derived.variables:
            problems.append("The program declares no variables.")
        notes.append("the reply holds no formulation; it was read off the program")
        return derived
    filled = _with_values(formulation, program.values)
    if not filled.variables and derived.variables:
        notes.append("the variables were read off the program")
        filled = filled.model_copy(update={"variables": derived.variables})
    if filled.objective is None and derived.objective is not None:
        notes.append("the objective was read off the program")
        problems[:] = [problem for problem in problems if "objective" not in problem]
        filled = filled.model_copy(update={"objective": derived.objective})
    return filled


def _with_values(formulation: Formulation, values: dict[str, Any]) -> Formulation:
    """Add what only the program's own `data` held."""
    absent = {p.name for p in formulation.parameters if p.value is None and p.table is None}
    known = {p.name for p in formulation.parameters} | {s.name for s in formulation.sets}
    if not (values.keys() - known) and not (values.keys() & absent):
        return formulation
    parameters = [
        p.model_copy(update={"value": values[p.name]})
        if p.name in absent and p.name in values
        else p
        for p in formulation.parameters
    ]
    new = [Parameter(name=name, value=value) for name, value in values.items() if name not in known]
    return formulation.model_copy(update={"parameters": (*parameters, *new)})


def _lacking(draft: _Draft, formulation: Formulation, before: list[str]) -> list[str]:
    found = []
    if draft.raw is not None and not draft.raw.complete:
        found.append("The formulation's JSON is cut off before its end.")
    if not formulation.variables and not any("variables" in problem for problem in before):
        found.append('The formulation has no "variables".')
    if formulation.objective is None and not any("objective" in problem for problem in before):
        found.append('The formulation has no "objective".')
    return found


def _noted(parsed: ParsedReply, note: str) -> ParsedReply:
    return parsed.model_copy(update={"notes": (*parsed.notes, note)})


_WRAPPERS: Final = frozenset(("formulation", "model", "result", "answer", "output", "response"))
_PROGRAM_SIGN: Final = re.compile(r"pyomo|pyo\.|def build_model")
_UNDERSTANDING: Final = re.compile(
    r"^(?:#{1,6}\s{0,3}(?:\d\.\s)?Understanding\s*\n|Analysis: ?)(?P<text>[^#`]{1,4000})",
    re.MULTILINE | re.IGNORECASE,
)
_MAX_UNDERSTANDING: Final = 2000
_MAX_CANDIDATES: Final = 12
_MAX_CUTS: Final = 12
