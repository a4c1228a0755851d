"""The comparison of derived sets with their bases as a document and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from orthought.evaluation.report.numbers import percent, plural, points, probability
from orthought.evaluation.robustness.comparing import Effect, RobustnessReport
from orthought.evaluation.robustness.rewording import RULES
from orthought.pages.document import Column, Document, Entry, Fact, Section, Table
from orthought.pages.markdown import to_markdown

WORDS: Final = ("method", "language model", "set")
NUMBERS: Final = (
    "problems",
    "right in the base",
    "right after the rule",
    "drop",
    "only base / only derived",
    "p",
    "p (Holm)",
    "left out",
)
READING: Final = (
    "Each row compares the same problems in the base and after one rule. The drop is in points, "
    "with a 95 % bootstrap interval over problems; p is exact McNemar (sign flips where a problem "
    "has several samples), two-sided, and then Holm-corrected over the rules of a method and "
    "language model. Left out are problems in which the rule changes nothing."
)


def table_of(report: RobustnessReport) -> Table:
    """Return the effects as a table."""
    heads = [Column(name=name, align="left") for name in WORDS]
    return Table(
        identifier="robustness",
        caption=f"Right answers before and after each rule. Scoring rule: {report.scoring}; "
        f"labels: {report.label_version}.",
        columns=(*heads, *(Column(name=name) for name in NUMBERS)),
        rows=tuple(_row(effect) for effect in report.effects),
        notes=tuple(notes_of(report)),
    )


def robustness_markdown(report: RobustnessReport) -> str:
    """Return the comparison as Markdown, with what each rule does and what it left out."""
    rules = dict.fromkeys(effect.rule for effect in report.effects)
    facts = (
        Fact(name="Scoring rule", value=report.scoring),
        Fact(name="Label version", value=report.label_version),
        *(Fact(name=f"Rule {rule}", value=_meaning(rule)) for rule in rules),
    )
    return to_markdown(
        Document(
            title="Robustness",
            stand_in=report.stand_in,
            facts=facts,
            sections=(
                Section(
                    identifier="effects",
                    title="Before and after each rule",
                    text=(READING,),
                    tables=(table_of(report),),
                ),
            ),
        )
    )


def _meaning(rule: str) -> str:
    known = RULES.get(rule)
    return f"{known.meaning} (version {known.version})" if known else "of another version"


def _row(effect: Effect) -> tuple[Entry, ...]:
    square = "several samples"
    if effect.only_base is not None:
        square = f"{effect.only_base} / {effect.only_derived}"
    fields = (
        effect.derived.method,
        effect.derived.llm,
        effect.derived.set_name,
        str(effect.problems),
        percent(effect.right_base),
        percent(effect.right_derived),
        points(effect.drop),
        square,
        probability(effect.test.p_value),
        probability(effect.adjusted),
        str(len(effect.left_out)),
    )
    return tuple(Entry(text=field) for field in fields)


def notes_of(report: RobustnessReport) -> Iterator[str]:
    """Yield what was left out of each set, once a reason, and what is not whole."""
    for name in dict.fromkeys(effect.derived.set_name for effect in report.effects):
        left = next(e.left_out for e in report.effects if e.derived.set_name == name)
        for reason in dict.fromkeys(left.values()):
            those = ", ".join(key for key, value in left.items() if value == reason)
            yield f"{name} leaves out {those}: {reason}."
    for effect in report.effects:
        head = f"{effect.derived.set_name}, {effect.derived.method} @ {effect.derived.llm}"
        if effect.unfinished:
            number = plural(effect.unfinished, "problem")
            yield f"{head}: {number} measured on one side only, and left out."
        if effect.not_heard:
            number = plural(effect.not_heard, "pair")
            yield f"{head}: {number} with a cell that endpoint or budget ended; it is not right."
