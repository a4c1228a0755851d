"""Numbers in digits: separators of every make, fractions, powers of ten, times and dates."""

from __future__ import annotations

import re
from typing import Final


def read_figure(
    match: re.Match[str], european: bool
) -> tuple[float, tuple[float, ...], bool, bool] | None:
    """Return value, other readings, whether approximate, whether it is a label (a date)."""
    if match["date"]:
        digits = re.findall(r"\d+", match.group())
        return float(digits[0]), (), False, True
    if match["time"]:
        hours, minutes = match["time"].split(":")
        value = int(hours) + int(minutes) / 60
        parts = (float(int(hours) * 60 + int(minutes)), float(hours), float(minutes))
        return value, parts, int(minutes) % 15 != 0, False
    if match["top"]:
        return _fraction(match)
    if match["glyph"]:
        value = float(match["whole_glyph"] or 0) + _GLYPHS[match["glyph"]]
        return value, (), value * 8 != int(value * 8), False
    mantissa, others = _decimal(match["figure"], european)
    power = match["exponent"] or match["ten"]
    if power is not None:
        scale = int(re.sub(r"[^\d-]", "", power.replace("\u2212", "-")) or 0)
        if abs(scale) > 300:
            return None
        return mantissa * 10.0**scale, (), False, False
    return mantissa, others, False, False


def _fraction(match: re.Match[str]) -> tuple[float, tuple[float, ...], bool, bool] | None:
    top, bottom = float(match["top"]), float(match["bottom"])
    if bottom == 0:
        return None
    if match["top"] + match["bottom"] in ("247", "365"):
        return top, (bottom,), False, True
    value = float(match["whole"] or 0) + top / bottom
    # 40/60 may be a fraction and may be 'forty and sixty, in that order'.
    pair = (top, bottom) if bottom > 12 else ()
    return value, pair, round(value, 4) != value, False


def _decimal(figure: str, european: bool) -> tuple[float, tuple[float, ...]]:
    """Read digits with separators; return the value and what else it may mean."""
    text = figure.replace("{,}", ",").replace("\\,", "\u202f")
    if _SPACED.search(text):
        groups = _SPACED.split(text)
        pieces = tuple(_decimal(group, european)[0] for group in groups)
        plain = all(mark == " " for mark in _SPACED.findall(text))
        return _decimal(_SPACED.sub("", text), european)[0], pieces if plain else ()
    text = text.replace("'", "").replace("\u2019", "")
    commas, dots = text.count(","), text.count(".")
    if commas and dots:
        decimal = max(text.rfind(","), text.rfind("."))
        whole = re.sub(r"[.,]", "", text[:decimal])
        return float(f"{whole}.{text[decimal + 1 :]}"), ()
    if commas:
        grouped = _GROUPED.fullmatch(text.replace(",", ".")) is not None
        if grouped and not (european and commas == 1):
            return float(text.replace(",", "")), ()
        value = float(text.replace(",", ".", 1).replace(",", ""))
        return value, (float(text.replace(",", "")),) if grouped else ()
    if dots > 1:
        return float(text.replace(".", "")), ()
    if dots and european and _GROUPED.fullmatch(text):
        return float(text.replace(".", "")), (float(text),)
    return float(text), (float(text.replace(".", "")),) if text.endswith(".000") else ()


_GLYPHS: Final = {
    "\u00bd": 1 / 2,
    "\u00bc": 1 / 4,
    "\u00be": 3 / 4,
    "\u2153": 1 / 3,
    "\u2154": 2 / 3,
    "\u2155": 1 / 5,
    "\u2156": 2 / 5,
    "\u2157": 3 / 5,
    "\u2158": 4 / 5,
    "\u2159": 1 / 6,
    "\u215b": 1 / 8,
    "\u215c": 3 / 8,
    "\u215d": 5 / 8,
    "\u215e": 7 / 8,
}
_SPACED: Final = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009](?=\d{3}(?!\d))")
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_FIGURE: Final = (
    r"\d{1,15}(?:(?:,|\{,\}|\\,|['\u2019])\d{3}(?!\d))+(?:\.\d{1,15})?"
    r"|\d{1,3}(?:\.\d{3}(?!\d)){2,}(?:,\d{1,15})?"
    r"|\d{1,3}(?:\.\d{3}(?!\d))+,\d{1,15}"
    r"|\d{1,2}(?: \d{3}(?![\d])){1,3}(?:[.,]\d{1,6})?(?!\d)"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3}(?!\d)){1,4}(?:[.,]\d{1,6})?"
    r"|\d{1,18}[.,]\d{1,15}|(?<![\w.])\.\d{1,15}|\d{1,18}"
)
_LETTER: Final = r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]"
TOKEN: Final = re.compile(
    r"(?P<power>(?:\^\{?\d{1,2}\}?|(?<=[^\W\d_])\*\*\d{1,2}))"
    rf"|(?P<identifier>(?:(?<!{_LETTER})(?<!\d){_LETTER}(?:{_LETTER}|\d|_){{0,40}}?[-_]?|(?<!\w)[A-Z]-)"
    r"\d{1,15}\w{0,40})"
    r"|(?:(?P<whole_glyph>\d{1,6}) ?)?(?P<glyph>[" + "".join(_GLYPHS) + r"])"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)"
    r"|(?P<date>(?<![\w.])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,3}(?:\.\d{1,3}){3,})"
    r"(?![\w]))"
    r"|(?P<time>(?<![\d.:])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:]))"
    r"|(?:(?P<whole>\d{1,6}) )?(?:\\[dt]?frac\{)?(?<![\d.,])(?P<top>\d{1,9})(?:/|\u2044|\}\{)"
    r"(?P<bottom>\d{1,9})(?![\d.,]\d|\d)\}?"
    rf"|(?P<figure>{_FIGURE})"
    r"(?:(?P<exponent>[eE][+-]?\d{1,3}(?![\w]))"
    r"|\s?(?:[x*\u00d7\u00b7]|\\times|\\cdot)\s?10\s?(?P<ten>(?:\^|\*\*)\s?\{?[-\u2212]?\d{1,3}\}?))?"
    r"|(?P<skip>\d+)"
)
