"""Text of problems and models made harmless for each format.

Identifiers, names and messages may come from anywhere, so each format escapes all of them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BIDI: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn the direction of writing: they can show a text as another one."""
_LATEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "\u00d7": r"\ensuremath{\times}",
    "\u2264": r"\ensuremath{\leq}",
    "\u2265": r"\ensuremath{\geq}",
    "\u2212": r"\ensuremath{-}",
    "\u00b7": r"\textperiodcentered{}",
    "\u2013": "--",
    "\u2014": "---",
    "\u2026": r"\ldots{}",
}
_MARKDOWN: Final = re.compile(r"([\\`*\[\]|~$#])|(?<![0-9A-Za-z])(_)|(_)(?![0-9A-Za-z])")
_HTML: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def clean(text: str, *, lines: bool = False) -> str:
    """Return the text without control characters and marks of direction.

    Args:
        text: any text.
        lines: keep line ends and tabs; otherwise they become spaces.
    """
    kept = "\n\t" if lines else ""
    text = text.replace("\r\n", "\n")
    return "".join(c if c in kept or not _is_control(c) else _in_place_of(c) for c in text)


def _is_control(character: str) -> bool:
    return character in _BIDI or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _in_place_of(character: str) -> str:
    return " " if character in "\n\r\t\x0b\x0c\x85\u2028\u2029" else ""


def latex(text: str) -> str:
    """Return the text for LaTeX: specials escaped, what 8-bit LaTeX cannot set as '?'."""
    # Two hyphens would join to a dash.
    pieces = clean(text).split("--")
    return "-{}-".join("".join(map(_latex_character, piece)) for piece in pieces)


def _latex_character(character: str) -> str:
    return _LATEX.get(character) or (character if ord(character) < 0x180 else "?")


def markdown(text: str) -> str:
    """Return the text for a line or a table field of Markdown."""
    safe = "".join(_HTML.get(c, c) for c in clean(text))
    safe = _MARKDOWN.sub(lambda found: "\\" + found.group(0), safe)
    # A bare address would become a link.
    return safe.replace("://", "&#58;//").replace("www.", "www&#46;")
