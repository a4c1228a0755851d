"""The rule `synonyms`: words and abbreviations in place of others of the same meaning."""

from __future__ import annotations

import random
import re
from typing import Final

SHARE: Final = 0.8
"""Chance that a swap which fits a text is made, in all its places."""
_PERIOD: Final = r"(day|week|month|year|hour|shift|season)\b"
SWAPS: Final[tuple[tuple[str, str], ...]] = (
    (r"no more than", "at most"),
    (r"at most", "no more than"),
    (r"no less than|no fewer than", "at least"),
    (r"at least", "no less than"),
    (r"exactly", "precisely"),
    (r"precisely", "exactly"),
    (r"needs(?= \d| at| exactly)", "requires"),
    (r"requires", "needs"),
    (r"wants to", "wishes to"),
    (r"want to", "wish to"),
    (r"buys", "purchases"),
    (r"bought", "purchased"),
    (r"receives", "gets"),
    (r"provides", "supplies"),
    (r"delivers", "ships"),
    (r"gives(?= \d)", "yields"),
    (r"yields(?= \d)", "gives"),
    (r"holds(?= \d| at)", "contains"),
    (r"contains(?= \d| at)", "holds"),
    (r"quickest", "fastest"),
    (r"fastest", "quickest"),
    (r"cheapest", "least expensive"),
    (r"as cheap as", "as inexpensive as"),
    (r"largest", "greatest"),
    (r"lowest", "smallest"),
    (r"in total", "altogether"),
    (r"maximize", "maximise"),
    (r"minimize", "minimise"),
    (r"maximise", "maximize"),
    (r"minimise", "minimize"),
    (r"How many(?= [a-z]+ (?:of|should|must|can|to)\b)", "What number of"),
    (
        r"How much(?= (?!should|must|can|does|is|of|to)[a-z]+ (?:should|must|can)\b)",
        "What amount of",
    ),
    (r"each(?= (?!of|other)[a-z]+\b)", "every"),
    (r"every(?= (?!other|two|three|few)[a-z]+\b)", "each"),
    (rf"(?<=\w )a(?= {_PERIOD})", "per"),
    (r"per(?= (?:day|week|month|year|hour|shift|season)\b)", "each"),
    (r"workers", "employees"),
    (r"employees", "workers"),
    (r"customers", "clients"),
    (r"clients", "customers"),
    (r"trucks", "lorries"),
    (r"lorries", "trucks"),
    (r"truck", "lorry"),
    (r"company", "firm"),
    (r"firm", "company"),
    (r"ensure", "make sure"),
    (r"in order to", "so as to"),
    (r"such as", "like"),
    (r"for example", "for instance"),
    (r"for instance", "for example"),
    (r"additionally", "in addition"),
    (r"in addition", "moreover"),
    (r"therefore", "hence"),
    (r"due to", "because of"),
    (r"located", "situated"),
    (r"at the start of", "at the beginning of"),
    (r"at the beginning of", "at the start of"),
    (r"different kinds", "various kinds"),
    (r"(?<=\d )kg", "kilograms"),
    (r"(?<=\d )kilograms", "kg"),
    (r"(?<=\d )h", "hours"),
    (r"(?<=\d )hours", "h"),
    (r"(?<=\d )min", "minutes"),
    (r"(?<=\d )minutes", "min"),
    (r"(?<=\d )km", "kilometres"),
    (r"(?<=\d )L", "litres"),
    (r"(?<=\d )EUR", "euros"),
    (r"(?<=\d )t", "tonnes"),
)
"""Expression and what takes its place. Written by us; a swap is left out where its new words
stand in the text already, so that two things never get one name."""
_PERCENT: Final = re.compile(r"(?<=\d) percent\b|(?<=\d) per cent\b")


def swap_synonyms(text: str, draw: random.Random) -> tuple[str, int]:
    """Return the text with words swapped, and in how many places.

    What was put in is not swapped again.
    """
    chosen = [
        (re.compile(rf"(?<![\w-])(?:{_over_lines(pattern)})(?![\w-])", _flags(pattern)), new)
        for pattern, new in SWAPS
        if draw.random() < SHARE and not re.search(rf"\b{re.escape(new)}\b", text, re.IGNORECASE)
    ]
    found: dict[int, tuple[int, str]] = {}
    taken: list[tuple[int, int]] = []
    for pattern, new in chosen:
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                found[match.start()] = (match.end(), _cased(match.group(), new))
                taken.append(match.span())
    for start in sorted(found, reverse=True):
        end, new = found[start]
        text = text[:start] + new + text[end:]
    text, percents = _PERCENT.subn(" %", text)
    return text, len(found) + percents


def _over_lines(pattern: str) -> str:
    """Let a space be the end of a line too, but for what looks back from it."""
    head, bracket, rest = (
        pattern.partition(")") if pattern.startswith("(?<=") else ("", "", pattern)
    )
    return head + bracket + rest.replace(" ", r"\s")


def _flags(pattern: str) -> re.RegexFlag:
    """Abbreviations of units mean other things in the other case: 'L' and 'l', 't' and 'T'."""
    return re.NOFLAG if pattern.startswith(r"(?<=\d") or "How" in pattern else re.IGNORECASE


def _cased(old: str, new: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() and old[1:2].islower() else new
