"""Comparisons of proposers as text."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING, Any, Final

from orthought.cli.numbers import format_number, plural
from orthought.cli.terminal import clean_line, open_console

if TYPE_CHECKING:
    from orthought.campaign.leakage import PredictionProbe
    from orthought.campaign.measures import ArrivalTime, Comparison, HeldComparison, Pair, Summary
    from orthought.campaign.simulation.probe_record import ProbeResult
    from orthought.campaign.simulation.standing import Leaderboard
    from orthought.statistics import Interval

MANY: Final = 4
"""More sets than these are shown as standings only: with --each there may be dozens."""

TAKEN: Final = ["proposer", "repeats", "invalid", "repaired", "tokens", "USD", "seconds"]


def leaderboard_text(found: Leaderboard) -> str:
    """Return a table a set, the tests between proposers, and the standings over all sets."""
    parts = []
    if len(found.comparisons) <= MANY:
        parts += [comparison_text(each) for each in found.comparisons]
    if found.held is not None:
        parts.append(_held_text(found.held, " or ".join(found.held_parameters)))
    elif len(found.comparisons) > 1:
        parts.append(_standings_text(found))
    if found.notes:
        parts.append("\n".join(clean_line(note) for note in found.notes) + "\n")
    return "\n".join(parts)


def comparison_text(comparison: Comparison) -> str:
    """Return the table of one set, with what it took and the tests below it."""
    goal = "less is better" if comparison.minimize else "more is better"
    unit = f" ({comparison.unit})" if comparison.unit else ""
    head = f"{comparison.set_name}: {comparison.objective}{unit}, {goal}; "
    head += f"{comparison.budget} experiments; best known {format_number(comparison.best_known)}"
    ranked = sorted(comparison.summaries, key=lambda each: each.area.estimate)
    columns = ["proposer", "runs", "median best", "regret over steps"]
    columns += ["steps to hit", "hits"] if comparison.threshold is not None else []
    columns += ["entropy"] if _has_entropy(comparison) else []
    lines = [clean_line(head), _table(columns, [_row(each, comparison) for each in ranked])]
    if comparison.threshold is not None:
        words = comparison.threshold_words
        lines.append(f"a hit is {words}; in brackets: the runs that come to one")
    if comparison.entropy_ceiling is not None:
        reference = comparison.random_entropy
        shown = "" if reference is None else f", of random draws {reference:.2f}"
        lines.append(f"entropy: at most {comparison.entropy_ceiling:.2f} here{shown}")
    lines += [_pair_text(pair) for pair in comparison.pairs]
    lines += ["a run took, on average:", _table(TAKEN, [_taken(each) for each in ranked])]
    lines += [clean_line(note) for note in comparison.notes]
    return "\n".join(lines) + "\n"


def _row(summary: Summary, comparison: Comparison) -> list[str]:
    cells = [
        clean_line(summary.proposer),
        str(summary.runs),
        _interval(summary.best),
        _shares(summary.area),
    ]
    if comparison.threshold is not None:
        rate = summary.hit_rate
        cells += [_steps(summary.time), "-" if rate is None else f"{100 * rate:.0f} %"]
    if _has_entropy(comparison):
        cells.append("-" if summary.entropy is None else f"{summary.entropy:.2f}")
    return cells


def _taken(summary: Summary) -> list[str]:
    slips = (summary.repeats, summary.invalid, summary.repaired)
    return [
        clean_line(summary.proposer),
        *(f"{number:.3g}" for number in slips),
        _amount(summary.tokens, 0),
        _amount(summary.cost_usd, 4),
        f"{summary.seconds:.2f}",
    ]


def _steps(time: ArrivalTime | None) -> str:
    if time is None:
        return "-"
    median = "beyond" if time.median is None else f"{time.median:g}"
    return f"{median} ({100 * time.arrived.estimate:.0f} %)"


def _interval(interval: Interval) -> str:
    numbers = (format_number(n, 3) for n in (interval.estimate, interval.low, interval.high))
    estimate, low, high = numbers
    return f"{estimate} [{low}, {high}]"


def _shares(interval: Interval) -> str:
    return f"{interval.estimate:.2f} [{interval.low:.2f}, {interval.high:.2f}]"


def _amount(value: float | None, places: int) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def _has_entropy(comparison: Comparison) -> bool:
    return any(each.entropy is not None for each in comparison.summaries)


def _pair_text(pair: Pair) -> str:
    first, second, delta = pair.first, pair.second, pair.delta
    if delta < 0:
        first, second, delta = second, first, -delta
    return clean_line(
        f"{first} over {second}: Cliff's delta {delta:.2f}, "
        f"p {_p_text(pair.p_adjusted)} (Mann-Whitney, Holm)"
    )


def _p_text(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"


def _standings_text(found: Leaderboard) -> str:
    rows = [
        [
            clean_line(each.proposer),
            str(each.sets),
            str(each.runs),
            f"{each.rank:.2f}",
            str(each.first_on),
            f"{each.regret:.3f}",
            f"{each.area:.3f}",
            _amount(each.tokens, 0),
            _amount(each.cost_usd, 4),
        ]
        for each in found.standings
    ]
    columns = ["proposer", "sets", "runs", "mean rank", "first on", "regret", "regret over steps"]
    head = f"over {plural(len(found.comparisons), 'set')}, ranked by the regret over the steps:"
    return f"{head}\n{_table([*columns, 'tokens', 'USD'], rows)}\n"


def _held_text(held: HeldComparison, parameter: str) -> str:
    asked = any(each.tokens is not None for each in held.summaries)
    rows = [
        [
            clean_line(each.proposer),
            str(each.values),
            str(each.runs),
            _shares(each.regret),
            _shares(each.area),
            "-" if each.arrived is None else f"{100 * each.arrived:.0f} %",
            str(each.best_on),
            *([_amount(each.tokens, 0), _amount(each.cost_usd, 4)] if asked else []),
        ]
        for each in sorted(held.summaries, key=lambda each: each.area.estimate)
    ]
    columns = ["proposer", "values", "runs", "median regret", "regret over steps", "arrive"]
    columns += ["first on", *(["tokens", "USD"] if asked else [])]
    lines = [
        clean_line(
            f"over {plural(len(held.comparisons), 'value')} of {parameter}, which was held at "
            "each in turn; each value has its own best:"
        ),
        _table(columns, rows),
    ]
    for pair in held.pairs:
        if pair.area is not None:
            lines.append(
                clean_line(
                    f"regret over steps of {pair.second} less {pair.first}: "
                    f"{_shares(pair.area.difference)}, p {_p_text(pair.area.p_value)} (sign flips "
                    "over values)"
                )
            )
    return "\n".join(lines) + "\n"


def probe_text(found: ProbeResult) -> str:
    """Return what a probe found, and how it is read."""
    lines = [clean_line(f"{found.set_name}, {found.llm}: what the model knows without any result")]
    for what, probe in (("names as they are", found.named), (f"names {found.kind}", found.masked)):
        lines.append(f"{what}: {_prediction_text(probe)}")
    lines.append(
        "A correlation beyond chance with the names as they are is knowledge: of chemistry, or of "
        "this set."
    )
    if found.names is not None:
        gaps = (
            ("names help by", found.names.named_minus_masked),
            ("without names, over random", found.names.masked_minus_random),
            ("with names, over random", found.names.named_minus_random),
        )
        lines.append(f"campaigns ({plural(len(found.names.seeds), 'pair')}; mean best so far):")
        lines += [f"  {what}: {_interval(gap)}" for what, gap in gaps]
    return "\n".join(lines) + "\n"


def _prediction_text(probe: PredictionProbe) -> str:
    answered = f"{probe.answered} of {probe.asked} predicted"
    if probe.correlation is None or probe.chance is None or probe.p_value is None:
        return f"{answered}: too few, or all the same"
    chance = f"{probe.chance.low:.2f} to {probe.chance.high:.2f}"
    return (
        f"{answered}; rank correlation {_shares(probe.correlation)}, by chance {chance}, "
        f"p {_p_text(probe.p_value)}"
    )


def _table(columns: list[str], rows: list[list[str]]) -> str:
    from rich.table import Table

    table: Any = Table(box=None, padding=(0, 2, 0, 0))
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    text = io.StringIO()
    open_console(sys.stdout, file=text).print(table)
    return re.sub(r"[ \t]+$", "", text.getvalue(), flags=re.MULTILINE).rstrip("\n")
