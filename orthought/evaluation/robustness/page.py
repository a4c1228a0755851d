"""The page of a robustness comparison."""

from __future__ import annotations

from orthought.evaluation.report.numbers import plural, points, probability
from orthought.evaluation.report.sections.context import columns, share_entry, text
from orthought.evaluation.report.sections.head import VERSION_WORDS
from orthought.evaluation.robustness.comparing import Drop, Robustness
from orthought.evaluation.robustness.deriving import meaning_of
from orthought.pages.document import Document, Entry, Fact, Section, Table
from orthought.pages.escaping import clean

_HOW = (
    "Each row is one method on the problems that a rule changed, as they were and in other words "
    "(or with other numbers). A negative difference is what the change cost."
)


def page_of(found: Robustness) -> Document:
    """Return the page, ready for any format."""
    rules = dict.fromkeys(drop.rule for drop in found.drops)
    return Document(
        title="Robustness",
        stand_in=found.stand_in,
        facts=(
            Fact(name="Scoring rule", value=found.rule),
            Fact(name="Label version", value=VERSION_WORDS[found.label_version]),
            *(Fact(name=rule, value=meaning_of(rule)) for rule in rules),
        ),
        sections=(
            Section(
                identifier="robustness",
                title="What other words cost",
                text=(_HOW,),
                tables=(_table(found),),
            ),
        ),
    )


def lines_of(found: Robustness) -> str:
    """Return the drops for a terminal."""
    lines = [f"rule {found.rule}, {found.label_version} labels"]
    if found.stand_in:
        lines.append(f"Stand-in model: {found.stand_in}")
    before = None
    for drop in found.drops:
        if drop.way != before:
            way = drop.way
            name = clean(f"{way.method} @ {way.llm} on {way.set_name} ({way.run})")
            lines.append(f"\n{name}")
            before = drop.way
        lines.append(_line(drop))
    return "\n".join(lines) + "\n"


def _line(drop: Drop) -> str:
    counts = f"{drop.before.count:g} -> {drop.after.count:g} of {plural(drop.problems, 'problem')}"
    p = f"p = {probability(drop.test.p_value)}, Holm {probability(drop.adjusted)}"
    return f"  {drop.rule:<12} {counts}: {points(drop.difference)} points, {p}"


def _table(found: Robustness) -> Table:
    return Table(
        identifier="drops",
        caption=(
            f"Right answers before and after. Rule: {found.rule}; {found.label_version} labels."
        ),
        columns=columns(
            "set", "method", "rule", "n", "before", "after", "points", "lost", "won", "p",
            "p, Holm", left=3,
        ),
        rows=tuple(map(_row, found.drops)),
        notes=(
            "n: problems that the rule changed and both were measured on. p: exact McNemar, "
            "two-sided (with several samples a problem: sign flips); Holm over the rules of a "
            "method. Difference: bootstrap over problems, 95 %.",
        ),
    )  # fmt: skip


def _row(drop: Drop) -> tuple[Entry, ...]:
    way = drop.way
    return (
        text(way.set_name),
        text(f"{way.method} @ {way.llm}", way.run),
        text(drop.rule, drop.derived),
        text(str(drop.problems)),
        share_entry(drop.before, count=True),
        share_entry(drop.after, count=True),
        text(points(drop.difference)),
        text(str(drop.lost)),
        text(str(drop.won)),
        text(probability(drop.test.p_value)),
        text(probability(drop.adjusted)),
    )
