"""JSON as language models write it: comments, single quotes, trailing commas, cut ends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

MAX_DEPTH: Final = 40
MAX_ATTEMPTS: Final = 30


@dataclass(frozen=True)
class Found:
    """A JSON object that stands in a text."""

    value: dict[str, Any]
    complete: bool
    """False where the text ended inside it; only its last bracket may lack."""
    mended: bool
    """True where it was not JSON to the letter."""


class LooseJsonError(ValueError):
    """A text that is no JSON in any reading. Never leaves this package."""


def find_objects(text: str) -> Iterator[Found]:
    """Yield the outermost JSON objects of a text, in order; broken ones are mended if they can."""
    position, budget = 0, 4 * len(text) + 1000
    for _ in range(MAX_ATTEMPTS):
        start = _OPENING.search(text, position)
        if start is None or budget <= 0:
            return
        found, end = _read_at(text, start.start())
        budget -= end - start.start()
        if found is not None:
            yield found
            position = end
        else:
            position = start.start() + 1


def _read_at(text: str, start: int) -> tuple[Found | None, int]:
    try:
        value, end = _STRICT.raw_decode(text, start)
    except (ValueError, RecursionError):
        return _read_loosely_at(text, start)
    if _SURROGATE.search(text, start, end):
        # Halves of surrogate pairs, which no file takes, become question marks.
        written = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        value = json.loads(written)
    return (Found(value, True, False) if isinstance(value, dict) else None), end


def _read_loosely_at(text: str, start: int) -> tuple[Found | None, int]:
    reader = _Reader(text, start)
    try:
        value = reader.value(0)
    except LooseJsonError:
        return None, reader.position
    if not isinstance(value, dict) or not value:
        return None, reader.position
    return Found(value, reader.unclosed <= 1, True), reader.position


class _Reader:
    """A recursive descent that goes forward with every step and never further than MAX_DEPTH."""

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position
        self.unclosed = 0
        """Brackets and quotes that the end of the text left open."""

    def value(self, depth: int) -> Any:
        """Read one value at the position."""
        if depth > MAX_DEPTH:
            raise LooseJsonError("too deep")
        character = self._next()
        if character == "{":
            return self._object(depth)
        if character in "[(":
            return self._list(depth)
        if character in _QUOTES:
            return self._string()
        number = _NUMBER.match(self.text, self.position)
        if number:
            self.position = number.end()
            return _to_number(number.group())
        return self._word()

    def _object(self, depth: int) -> dict[str, Any]:
        self.position += 1
        mapping: dict[str, Any] = {}
        while (character := self._next()) != "}":
            if not character:
                self.unclosed += 1
                return mapping
            if character in ",;])":
                self.position += 1
                continue
            key = self.value(depth + 1)
            if self._next() in (":", "="):
                self.position += 1
                self._skip_arrow()
                mapping[_key(key)] = self.value(depth + 1) if self._next() not in ",}" else None
        self.position += 1
        return mapping

    def _list(self, depth: int) -> list[Any]:
        self.position += 1
        items: list[Any] = []
        while (character := self._next()) not in ("]", ")"):
            if not character:
                self.unclosed += 1
                return items
            if character == "}":
                return items
            if character in ",;:":
                self.position += 1
                continue
            items.append(self.value(depth + 1))
        self.position += 1
        return items

    def _string(self) -> str:
        quote = self.text[self.position]
        pieces: list[str] = []
        # Python joins neighbouring strings; so do models that wrap long lines.
        while self.position < len(self.text) and self.text[self.position] == quote:
            match = _STRINGS[quote].match(self.text, self.position)
            assert match is not None
            self.position = match.end()
            pieces.append(_unescape(match["body"]))
            if not match["closed"]:
                self.unclosed += 2
                break
            if self.text.startswith(quote, self.position):
                break
            self._next()
        return "".join(pieces)

    def _word(self) -> Any:
        match = _WORD.match(self.text, self.position)
        if match is None or not match.group():
            raise LooseJsonError("neither a value nor a word")
        self.position = match.end()
        word = match.group().strip()
        return _CONSTANTS.get(word.lower(), word)

    def _skip_arrow(self) -> None:
        if self.text.startswith(">", self.position):
            self.position += 1

    def _next(self) -> str:
        """Skip white space and comments; return the next character or '' at the end."""
        match = _BLANK.match(self.text, self.position)
        assert match is not None
        self.position = match.end()
        return self.text[self.position : self.position + 1]


def _key(key: Any) -> str:
    if isinstance(key, list):
        return ",".join(map(str, key))
    return key if isinstance(key, str) else json.dumps(key, default=str)


def _to_number(text: str) -> int | float:
    plain = text.replace("_", "").replace("\u2212", "-").lstrip("+")
    try:
        return int(plain) if re.fullmatch(r"-?\d{1,300}", plain) else float(plain)
    except ValueError:
        raise LooseJsonError("a number") from None


def _unescape(body: str) -> str:
    return _ESCAPE.sub(_unescape_one, body) if "\\" in body else body


def _unescape_one(match: re.Match[str]) -> str:
    if match["code"]:
        number = int(match["code"], 16)
        return "\ufffd" if 0xD800 <= number <= 0xDFFF else chr(number)
    if match["latex"]:
        return match.group()
    return _ESCAPES.get(match["letter"], match.group())


_STRICT: Final = json.JSONDecoder(strict=False)
_OPENING: Final = re.compile(r"\{(?=\s{0,200}(?:[\"'}\w\u201c]|//|/\*|#))")
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_QUOTES: Final = "\"'`\u201c\u2018"
_STRINGS: Final = {
    quote: re.compile(
        rf"{quote}(?P<body>(?:[^{end}\\]|\\.)*+)(?P<closed>{end})?",
        re.DOTALL,
    )
    for quote, end in (
        ('"', '"'),
        ("'", "'"),
        ("`", "`"),
        ("\u201c", "\u201d"),
        ("\u2018", "\u2019"),
    )
}
_BLANK: Final = re.compile(
    r"(?:[\s\ufeff\u00a0]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+|#[^\n]*+)*+"
)
_NUMBER: Final = re.compile(
    r"[-+\u2212]?(?:\d[\d_]{0,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][-+]?\d{1,4})?(?=[\s,;\]}):#/]|$)"
)
_WORD: Final = re.compile(r"[^\s,:;\]}){(\[=\"][^,:;\]}){(\[=\"\n]{0,200}")
_CONSTANTS: Final[dict[str, Any]] = {
    "true": True,
    "false": False,
    "null": None,
    "none": None,
    "undefined": None,
    "nan": None,
    "infinity": float("inf"),
    "-infinity": float("-inf"),
    "inf": float("inf"),
    "-inf": float("-inf"),
}
_ESCAPE: Final = re.compile(
    r"\\(?:(?P<latex>(?:times|text|theta|tau|tilde|top|to|beta|bar|big|binom|bmod|frac|forall|neq|ne"
    r"|notin|not|nu|nabla|rho|right|rm|rightarrow)(?![a-z]))|u(?P<code>[0-9a-fA-F]{4})|(?P<letter>.))",
    re.DOTALL,
)
_ESCAPES: Final = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    '"': '"',
    "'": "'",
    "`": "`",
    "/": "/",
    "\\": "\\",
    "\n": "",
}
