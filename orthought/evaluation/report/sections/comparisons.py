"""Methods against each other, and label versions beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from orthought.evaluation.report.figures.models import Pair, VersionRow
from orthought.evaluation.report.figures.parts import VERSIONS
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.numbers import percent_interval, plural, probability
from orthought.evaluation.report.sections.context import (
    NOTHING,
    Context,
    columns,
    count_text,
    share_entry,
    text,
)
from orthought.pages.document import Entry, Section, Table

TESTS = {
    "mcnemar": "exact McNemar",
    "sign_flip": "exact sign flips",
    "sign_flip_sampled": "drawn sign flips",
}


def comparisons(context: Context) -> Section | None:
    """Return the paired comparisons; None where only one way was measured."""
    pairs = context.summary.pairs
    if not pairs:
        return None
    return Section(
        identifier="comparisons",
        title="Paired comparisons",
        text=(
            "Each row compares two ways on the problems that both finished. p is two-sided; the "
            f"last column is Holm-corrected over the set's comparisons ({_family_sizes(pairs)}).",
        ),
        tables=(_pairs_table(context, pairs),),
    )


def versions(context: Context) -> Section:
    """Return the accuracy under every label version."""
    rows = tuple(_version_row(context, row) for row in context.summary.versions)
    return Section(
        identifier="versions",
        title="Label versions",
        text=(
            "The same answers against the published labels, against the corrected ones, and on "
            "the undisputed problems only, whose published label the audit does not dispute.",
        ),
        tables=(
            Table(
                identifier="label-versions",
                caption=context.caption("Right answers by label version.", version="all versions"),
                columns=columns("set", "method", *VERSIONS, left=2),
                rows=rows,
            ),
        ),
    )


def pairs_text(pairs: Sequence[Pair], label: Mapping[Way, str]) -> str:
    """Return comparisons as plain sentences, for a terminal."""
    return "\n\n".join(_sentences(pair, label) for pair in pairs) + "\n"


def difference_text(pair: Pair) -> str:
    """Return '+3.3 points [-1.1, 7.6]'."""
    sign = f"{100 * pair.difference.estimate:+.1f}"
    return f"{sign} points {percent_interval(pair.difference)}"


def _sentences(pair: Pair, label: Mapping[Way, str]) -> str:
    first, second = label[pair.first], label[pair.second]
    lines = [
        f"{pair.first.set_name}: {first} against {second}, {plural(pair.test.problems, 'problem')}"
    ]
    if pair.both_right is not None:
        lines += [
            f"  both right      {pair.both_right}",
            f"  only {first}  {pair.only_first}",
            f"  only {second}  {pair.only_second}",
            f"  both wrong      {pair.both_wrong}",
        ]
    else:
        test = pair.test
        lines.append(
            f"  better: {first} on {test.first_better}, {second} on {test.second_better}, "
            f"alike on {test.ties}"
        )
    lines.append(f"  difference      {difference_text(pair)} (95 %, bootstrap over problems)")
    lines.append(
        f"  {TESTS.get(pair.test.method, pair.test.method)}: p = {probability(pair.test.p_value)}"
        f", Holm-corrected {probability(pair.adjusted)}"
    )
    if pair.left_out:
        lines.append(f"  left out: {plural(pair.left_out, 'problem')} that only one finished")
    return "\n".join(lines)


def _family_sizes(pairs: Sequence[Pair]) -> str:
    counts = Counter(pair.first.set_name for pair in pairs)
    return ", ".join(f"{name}: {count}" for name, count in counts.items())


def _pairs_table(context: Context, pairs: Sequence[Pair]) -> Table:
    heads = columns(
        "set", "A", "B", "n", "both right", "only A", "only B", "both wrong", "A - B, points",
        "p", "p, Holm", left=3,
    )  # fmt: skip
    methods = ", ".join(dict.fromkeys(TESTS.get(p.test.method, p.test.method) for p in pairs))
    notes = [f"Test: {methods}. Difference: bootstrap over problems, 95 %."]
    if any(pair.both_right is None for pair in pairs):
        notes.append("With several samples a problem, 'only' counts problems with more right.")
    if any(pair.left_out for pair in pairs):
        notes.append("Problems that only one of the two finished are left out of the pair.")
    return Table(
        identifier="pairs",
        caption=context.caption("Paired comparisons."),
        columns=heads,
        rows=tuple(_pair_row(context, pair) for pair in pairs),
        notes=tuple(notes),
    )


def _pair_row(context: Context, pair: Pair) -> tuple[Entry, ...]:
    test = pair.test
    counts: tuple[int | None, ...] = (
        (pair.both_right, pair.only_first, pair.only_second, pair.both_wrong)
        if pair.both_right is not None
        else (None, test.first_better, test.second_better, None)
    )
    difference = Entry(
        text=f"{100 * pair.difference.estimate:+.1f}", interval=percent_interval(pair.difference)
    )
    return (
        text(pair.first.set_name),
        text(context.label(pair.first)),
        text(context.label(pair.second)),
        text(str(test.problems)),
        *(text(NOTHING if count is None else str(count)) for count in counts),
        difference,
        text(probability(test.p_value)),
        text(probability(pair.adjusted)),
    )


def _version_row(context: Context, row: VersionRow) -> tuple[Entry, ...]:
    entries = []
    for version in VERSIONS:
        share = row.shares.get(version)
        entry = share_entry(share)
        n = f"{count_text(share)}" if share else ""
        entries.append(entry.model_copy(update={"text": f"{n}: {entry.text}" if n else NOTHING}))
    return text(row.way.set_name), text(context.label(row.way)), *entries
