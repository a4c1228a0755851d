"""Finding the blocks of a reply: fences of every make, thoughts of reasoning models taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from orthought.agent.replies.vocabulary import words


@dataclass(frozen=True)
class Block:
    """A fenced block. `closed` is False where the reply ended inside it."""

    language: str
    text: str
    closed: bool
    depth: int = 0


def strip_thinking(text: str) -> tuple[str, bool]:
    """Take out <think>...</think> and its like; return the rest and whether there was any.

    A thought that never ends takes the whole rest with it. Where nothing would be left, only the
    tags are taken out, because some models forget to end their thoughts.
    """
    kept: list[str] = []
    position, depth, found = 0, 0, False
    for match in _TAG.finditer(text):
        found = True
        if not (match["end"] or match["end_bracket"]):
            if depth == 0:
                kept.append(text[position : match.start()])
            depth += 1
        elif depth:
            depth -= 1
            position = match.end()
        else:
            # An end without a beginning: the opening tag stood in the prompt's template.
            kept, position = [], match.end()
    if depth == 0:
        kept.append(text[position:])
    rest = "".join(kept)
    return (rest, found) if rest.strip() else (untag(text), found)


def untag(text: str) -> str:
    """Take out the tags of thoughts and leave the thoughts."""
    return _TAG.sub("\n", text)


def find_blocks(text: str) -> tuple[Block, ...]:
    """Return the fenced blocks in order; a block inside a block is given after its outer one."""
    blocks: list[Block] = []
    stack: list[tuple[str, int, str, list[str]]] = []
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence is None:
            for _, _, _, body in stack[-1:]:
                body.append(line)
            continue
        mark, info = fence["mark"], fence["info"].strip()
        language = re.split(r"[\s{,:]", info.lower(), maxsplit=1)[0]
        fits = bool(stack) and mark[0] == stack[-1][0] and len(mark) >= stack[-1][1]
        closes = fits and language not in _LANGUAGES
        if closes:
            _, _, language, body = stack.pop()
            blocks.append(Block(language, "\n".join(body), True, len(stack)))
        elif not stack or (language in _LANGUAGES and len(stack) < _MAX_NESTED):
            # A fence with a language inside an open block: that one was left open, or holds this.
            tail = _code_behind(info, language)
            stack.append((mark[0], len(mark), language, [tail] if tail else []))
        else:
            stack[-1][3].append(line)
    while stack:
        _, _, language, body = stack.pop()
        blocks.append(Block(language, "\n".join(body), False, len(stack)))
    return tuple(blocks)


def _code_behind(info: str, language: str) -> str:
    """Return code that stands on the fence's own line: '```json {"a": 1}'."""
    rest = info[len(language) :].strip()
    return rest if rest[:1] in "{[" and rest else ""


_TAG: Final = re.compile(
    r"[<\u25c1](?P<end>/)?\|?(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad)"
    r"\|?[>\u25b7]|\[(?P<end_bracket>/)?THINK\]",
    re.IGNORECASE,
)
_FENCE: Final = re.compile(r"^[ \t>]{0,12}(?P<mark>`{3,}|~{3,})(?P<info>[^`]{0,200})$")
_MAX_NESTED: Final = 6
_LANGUAGES: Final = words(
    "python python3 py json json5 jsonc javascript js text txt latex tex math markdown md bash sh "
    "pyomo yaml"
)
