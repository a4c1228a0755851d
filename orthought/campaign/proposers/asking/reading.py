"""Reading what a model proposed, tolerantly: JSON, broken JSON, lists, prose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from orthought.campaign.proposers.asking.codebook import Codebook

LONGEST: Final = 60_000
"""Characters of a reply that are looked at, from its end."""
DEEPEST: Final = 8
"""Levels of JSON that are looked into."""
WORK: Final = 300_000
"""Characters that are read in vain, over all brackets at which JSON might begin."""
ABYSS: Final = 20_000
"""What brackets without an end count for, in characters."""
SENTENCE: Final = 300
"""Characters of a reason or a hypothesis."""
HYPOTHESIS: Final = 120
"""Characters of a hypothesis that a held model may write."""
WHY: Final = 70
"""Characters of a reason that a held model may write."""
REASONS: Final = ("why", "reason", "reasoning", "explanation", "rationale")
WRAPPED: Final = ("id", "identifier", "code", "value", "option", "name")

_DECODER: Final = json.JSONDecoder(strict=False)
_OPENING: Final = re.compile(r"[{\[]")


@dataclass(frozen=True)
class Draft:
    """An experiment as a model wrote it, before anything is checked."""

    values: Mapping[str, object]
    """What was written, by key of the parameter."""
    reason: str = ""


@dataclass(frozen=True)
class ReplyParts:
    """What was found in a reply."""

    drafts: tuple[Draft, ...] = ()
    hypothesis: str = ""


@dataclass
class _Finding:
    drafts: list[Draft] = field(default_factory=list)
    hypothesis: str = ""
    answered: bool = False
    """Whether it is the object that was asked for, not something on the way to it."""


def read_reply(text: str, codebook: Codebook, most: int) -> ReplyParts:
    """Find the experiments and the hypothesis in a reply.

    Takes the object that was asked for (the last one where there are several), else all objects
    and lists that look like experiments, else what prose says.

    Args:
        text: the reply, however broken.
        codebook: names of the parameters and options.
        most: experiments that are returned at most.
    """
    text = text.rpartition("</think>")[2][-LONGEST:]
    found = [_search(value, codebook, most) for value in json_values(text)]
    answers = [finding for finding in found if finding.answered and finding.drafts]
    drafts = answers[-1].drafts if answers else [d for finding in found for d in finding.drafts]
    hypotheses = [finding.hypothesis for finding in answers or found if finding.hypothesis]
    if not drafts:
        draft = _scan(text, codebook)
        drafts = [draft] if draft is not None else []
    hypothesis = hypotheses[-1] if hypotheses else scan_hypothesis(text)
    return ReplyParts(tuple(drafts[:most]), hypothesis)


def sentence(raw: object, longest: int = SENTENCE) -> str:
    """Return a text of a model on one line, short, and fit for every record."""
    if not isinstance(raw, str):
        return ""
    if len(raw) in (HYPOTHESIS, WHY) and " " in raw and not raw.endswith((".", "!", "?", " ")):
        raw = raw.rpartition(" ")[0].rstrip(" ,;:-") + " ..."  # a grammar cut it within a word
    # Halves of surrogate pairs, which JSON can spell, fit into no file.
    text = " ".join(raw.encode("utf-8", "replace").decode().split())
    text = "".join(character for character in text if character.isprintable())
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."


def json_values(text: str) -> Iterator[object]:
    """Return the JSON objects and lists that stand in a text, one after the other."""
    position, work = 0, 0
    while work < WORK and (start := _OPENING.search(text, position)):
        try:
            value, position = _DECODER.raw_decode(text, start.start())
        except json.JSONDecodeError as error:
            position = start.end()
            work += error.pos - start.start()
        except (ValueError, RecursionError):  # a number of thousands of digits; endless brackets
            position = start.end()
            work += ABYSS
        else:
            yield value


def _search(value: object, codebook: Codebook, most: int) -> _Finding:
    finding = _Finding()
    _collect(value, codebook, finding, "", 0)
    del finding.drafts[most * 4 :]
    return finding


def _collect(value: object, codebook: Codebook, finding: _Finding, reason: str, depth: int) -> None:
    if depth > DEEPEST or len(finding.drafts) > 1000:
        return
    if isinstance(value, dict):
        _collect_object(value, codebook, finding, reason, depth)
    elif isinstance(value, list):
        values = _positional(value, codebook)
        if values:
            finding.drafts.append(Draft(values, reason))
            return
        for item in value:
            _collect(item, codebook, finding, reason, depth + 1)
    elif isinstance(value, str) and depth:
        values = _pairs(value, codebook)
        if len(values) == len(codebook.parameters):
            finding.drafts.append(Draft(values, reason))


def _collect_object(
    value: dict[str, object], codebook: Codebook, finding: _Finding, reason: str, depth: int
) -> None:
    finding.hypothesis = sentence(value.get("hypothesis")) or finding.hypothesis
    finding.answered |= depth == 0 and "experiments" in value
    reason = next((s for word in REASONS if (s := sentence(value.get(word)))), reason)
    values: dict[str, object] = {}
    for name, item in value.items():
        key, plain = codebook.key(name), _unwrapped(item)
        if key is not None and not isinstance(plain, dict | list):
            values.setdefault(key, plain)
    if values:
        finding.drafts.append(Draft(values, reason))
        return
    for name, item in value.items():
        if name not in REASONS and name != "hypothesis":
            _collect(item, codebook, finding, reason, depth + 1)


def _unwrapped(item: object) -> object:
    """Take `{"id": "a3", "name": ...}` and `["a3"]` for "a3"."""
    if isinstance(item, list) and len(item) == 1:
        return item[0]
    if isinstance(item, dict):
        return next((item[word] for word in WRAPPED if word in item), item)
    return item


def _positional(items: list[object], codebook: Codebook) -> dict[str, object]:
    """Take a list of plain values, one a parameter, for an experiment."""
    if len(items) != len(codebook.parameters) or len(items) < 2:
        return {}
    if any(isinstance(item, dict | list | bool | None) for item in items):
        return {}
    texts = [item for item in items if isinstance(item, str)]
    if texts and all(len(_pairs(text, codebook)) == len(items) for text in texts):
        return {}  # whole experiments on lines, by chance as many as parameters
    return dict(zip(codebook.parameters, items, strict=True))


def _pairs(text: str, codebook: Codebook) -> dict[str, object]:
    """Return what `a3 b=5 c: DMA` says, and `temperature is 80`; the last word counts."""
    values: dict[str, object] = {}
    for key, parameter in codebook.parameters.items():
        name = re.escape(parameter.name)
        said = re.findall(
            rf"(?<![\w.])(?:{name}[\"'`*]*\s*(?:[:=]|\bis\b)|{key}[\"'`*]*\s*[:=])\s*"
            r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s,;|}\])]+)",
            text,
            re.IGNORECASE,
        )
        codes = re.findall(rf"(?<![\w.]){key}\d+\b", text, re.IGNORECASE)
        if codes and codebook.words(key):
            values[key] = codes[-1]
        elif said:
            values[key] = said[-1].strip("\"'`*.")
    return values


def _scan(text: str, codebook: Codebook) -> Draft | None:
    """Return the experiment that prose or broken JSON speaks of."""
    values = _pairs(text, codebook)
    for key in codebook.parameters:
        if not _is_understood(key, values.get(key), codebook):
            words = codebook.words(key)
            mention = _last_mention(text, words) or _last_mention(text.casefold(), words)
            if mention:
                values[key] = mention
    why = re.search(r"\"(?:why|reason)\w*\"\s*:\s*\"((?:[^\"\\]|\\.)*)", text)
    return Draft(values, sentence(why[1]) if why else "") if values else None


def _is_understood(key: str, raw: object, codebook: Codebook) -> bool:
    words = codebook.words(key)
    return not words or (isinstance(raw, str) and (raw in words or raw.casefold() in words))


def _last_mention(text: str, words: Mapping[str, str]) -> str:
    """Return the option that a text names last; where one name holds another, the longer one."""
    best = (-1, 0, "")
    for word, name in words.items():
        start = text.rfind(word) if len(word) > 1 else -1
        end = start + len(word)
        inside = text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum()
        if start >= 0 and not inside:
            best = max(best, (end, len(word), name))
    return best[2]


def scan_hypothesis(text: str) -> str:
    """Return the hypothesis of broken JSON, or of a line of prose."""
    found = re.search(r"\"hypothesis\"\s*:\s*\"((?:[^\"\\]|\\.)*)", text, re.IGNORECASE)
    found = found or re.search(r"^\W*hypothesis\W*[:=]\W*(.+)$", text, re.IGNORECASE | re.MULTILINE)
    return sentence(found[1]) if found else ""
