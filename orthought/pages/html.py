"""The report as one HTML page that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from markupsafe import Markup

from orthought.pages.document import Document, Mark
from orthought.pages.escaping import clean
from orthought.pages.plain import MARKS
from orthought.pages.svg import to_svg

_JOINTS: Final = re.compile(r"(?<=[_+@:/])(?=[A-Za-z])")
_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
SIGNS: Final[dict[Mark, str]] = {"": "", "right": "✓", "wrong": "✗", "harness": "○"}


def to_html(document: Document) -> str:
    """Return the page. Every text is escaped on its way into the template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_cleaned,
    )
    # Our own file, not a text of anybody's: it goes in as it is.
    style = Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))
    page = environment.get_template("page.html").render(
        document=document,
        style=style,
        draw=to_svg,
        signs=SIGNS,
        words=MARKS,
        breakable=breakable,
    )
    return page + "\n"


def breakable(text: str) -> Markup:
    """Return an escaped text that may break after the signs within long names."""
    parts = _JOINTS.split(clean(text))
    return Markup("<wbr>").join(parts)


def _cleaned(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
