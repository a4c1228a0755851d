"""Names of tables: file stems made identifiers, so that a program can spell them."""

from __future__ import annotations

import keyword
import re
import unicodedata


def identifier(name: str) -> str:
    """Return `name` as an identifier: 'Cost matrix (2024)' becomes 'Cost_matrix_2024'."""
    plain = unicodedata.normalize("NFKC", name)
    plain = re.sub(r"\W+", "_", plain).strip("_")
    if not plain:
        return "table"
    if plain[0].isdigit() or keyword.iskeyword(plain):
        plain = f"t_{plain}"
    return plain if plain.isidentifier() else "table"


def clean(text: object) -> str:
    """Return a text without control and invisible characters, white space collapsed."""
    kept = (
        character if unicodedata.category(character)[0] != "C" else " " for character in str(text)
    )
    return " ".join("".join(kept).split())


def shorten(text: str, width: int) -> str:
    """Cut a text to a width in characters."""
    return text if len(text) <= width else text[: width - 1] + "\u2026"
