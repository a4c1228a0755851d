"""The words of a written rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from orthought.errors import InputError

KEYWORDS: Final = frozenset({"forbid", "require", "when", "and", "or", "not", "in"})
MOST: Final = 2_000
"""Words in one rule; longer ones are a table and no rule."""


@dataclass(frozen=True)
class Token:
    """One word, number, quoted text or sign."""

    kind: str
    """word, text, number, sign, or end."""
    value: str
    start: int
    end: int
    """Where it stands in the rule."""


class Tokens:
    """The words of a rule, one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = _split(text)
        self._place = 0

    @property
    def next(self) -> Token:
        """The word that comes next; of kind `end` after the last."""
        return self._tokens[self._place]

    def take(self) -> Token:
        """Return the next word and go on."""
        token = self.next
        self._place += token.kind != "end"
        return token

    def taken(self, *words: str) -> bool:
        """Take the next words where they are these signs or keywords."""
        ahead = self._tokens[self._place : self._place + len(words)]
        if [token.value.lower() for token in ahead] != list(words) or _quoted(ahead):
            return False
        self._place += len(words)
        return True

    def is_next(self, *choices: str) -> bool:
        """Tell whether the next word is one of these signs or keywords."""
        return self.next.value.lower() in choices and self.next.kind in ("word", "sign")

    def after_group(self) -> Token:
        """Return the word behind the parenthesis that opens next."""
        depth = 0
        for token in self._tokens[self._place :]:
            if token.kind == "sign":
                depth += (token.value == "(") - (token.value == ")")
            if depth == 0 or token.kind == "end":
                place = self._tokens.index(token)
                return self._tokens[min(place + 1, len(self._tokens) - 1)]
        return self._tokens[-1]

    def take_option(self) -> str:
        """Return a quoted text, or all up to the next space, comma or bracket: t-BuXPhos."""
        token = self.take()
        if token.kind == "text":
            return token.value
        match = _OPTION.match(self.text, token.start)
        if token.kind == "end" or match is None or token.value.lower() in KEYWORDS:
            raise self.fault(token, "an option is missing", "name one, quoted if it has spaces")
        while self.next.kind != "end" and self.next.start < match.end():
            self._place += 1
        return match.group()

    def fault(self, token: Token, message: str, fix: str) -> InputError:
        """Return an error that says where in the rule it is."""
        at = f"before {self.text[token.start :][:30]!r}" if token.kind != "end" else "at the end"
        return self.objection(f"{message}, {at}", fix)

    def objection(self, message: str, fix: str | None) -> InputError:
        """Return an error that names the rule, or the start of a long one."""
        shown = self.text if len(self.text) <= 120 else f"{self.text[:120]}..."
        return InputError(f"the rule {shown!r}: {message}", fix=fix)


def _split(text: str) -> list[Token]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind != "space":
            value = match.group()
            if kind == "text":
                value = re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
            tokens.append(Token(kind, value, match.start(), match.end()))
    if len(tokens) > MOST:
        raise InputError(
            f"the rule {text[:60]!r}... has more than {MOST} words",
            fix="state a rule in one line; list combinations in a table",
        )
    return [*tokens, Token("end", "", len(text), len(text))]


def _quoted(tokens: list[Token]) -> bool:
    return any(token.kind == "text" for token in tokens)


_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
    |(?P<word>[^\W\d]\w*)
    |(?P<sign><=|>=|==|!=|<>|.)""",
    re.VERBOSE | re.DOTALL,
)
_OPTION: Final = re.compile(r"""[^\s,()\[\]"']+""")
