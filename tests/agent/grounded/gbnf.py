"""A grammar without recursion as a regular expression, to see what it lets through."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r'(?P<literal>"(?:\\.|[^"\\])*")|(?P<name>[a-z]+)|(?P<set>\[[^\]]+\])|(?P<sign>[()|]|\{\d+,\d*\}|[*+?])|\s+'
)


def accepts(grammar: str, text: str) -> bool:
    """Tell whether a grammar derives the whole text."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())
    return re.fullmatch(_expression("root", rules), text) is not None


def _expression(name: str, rules: dict[str, str]) -> str:
    body, position, found = rules[name], 0, []
    while position < len(body):
        match = _PIECE.match(body, position)
        assert match is not None, body[position:]
        position = match.end()
        if match["literal"]:
            plain = match["literal"][1:-1].replace("\\n", "\n")
            found.append(re.escape(re.sub(r"\\(.)", r"\1", plain)))
        elif match["name"]:
            found.append(_expression(match["name"], rules))
        elif match["set"] or match["sign"]:
            found.append(match["set"] or match["sign"])
    return f"(?:{''.join(found)})"
