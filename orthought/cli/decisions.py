"""The decisions as tables, one a component, with zero rows folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from orthought.cli.numbers import format_number
from orthought.cli.terminal import clean_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from orthought.solution import Decision, Solution

MAX_ROWS: Final = 40
ZERO: Final = 1e-9


def decision_tables(solution: Solution) -> Iterator[RenderableType]:
    """Yield heading and table of each component, at most 40 rows in all."""
    from rich.text import Text

    left, hidden = MAX_ROWS, 0
    meanings = _meanings(solution)
    for name, decisions in _by_component(solution).items():
        nonzero = [item for item in decisions if abs(item.value) > ZERO or not item.index]
        shown, left = nonzero[:left], max(0, left - len(nonzero))
        hidden += len(nonzero) - len(shown)
        if not shown and nonzero:
            continue
        if name is not None:
            yield Text(clean_line(meanings.get(name) or name), style="bold")
        if shown:
            yield _table(shown, meanings)
        zeros = len(decisions) - len(nonzero)
        if zeros:
            yield Text(f"  and {zeros} more at 0" if shown else f"  all {zeros} at 0", style="dim")
    if hidden:
        yield Text(f"  and {hidden} more rows: see {_csv(solution)}", style="dim")


def _by_component(solution: Solution) -> dict[str | None, list[Decision]]:
    """Group the decisions; those without an index share the group None, which comes first."""
    groups: dict[str | None, list[Decision]] = {None: []}
    for decision in solution.decisions:
        groups.setdefault(decision.name if decision.index else None, []).append(decision)
    return groups


def _meanings(solution: Solution) -> dict[str, str]:
    """Return 'make: pieces per month' by name."""
    if solution.formulation is None:
        return {}
    return {
        variable.name: f"{variable.name}: {variable.meaning}"
        for variable in solution.formulation.variables
        if variable.meaning
    }


def _table(decisions: list[Decision], meanings: dict[str, str]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    depth = max(1, *(len(item.index) for item in decisions))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(width=0)
    for _ in range(depth):
        table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for item in decisions:
        label = item.index or (meanings.get(item.name, item.name),)
        cells = [clean_line(part) for part in label] + [""] * (depth - len(label))
        value = Text(format_number(item.value), style="bold")
        table.add_row("", *(Text(cell) for cell in cells), value, Text(clean_line(item.unit)))
    return table


def _csv(solution: Solution) -> str:
    return clean_line(f"{solution.run}/solution.csv") if solution.run else "solution.csv"
