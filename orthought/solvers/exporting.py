"""Write an instance into a file that other programs read: .mps, .lp or .nl."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from orthought.errors import InputError
from orthought.instance import Instance
from orthought.solvers.lp_format import lp_lines
from orthought.solvers.mps_format import mps_lines
from orthought.solvers.nl_format import nl_lines
from orthought.solvers.nl_order import column_order, row_order
from orthought.solvers.trivial import clean

WRITERS: Final[dict[str, Callable[[Instance], Iterable[str]]]] = {
    ".mps": mps_lines,
    ".lp": lp_lines,
    ".nl": nl_lines,
}


def export(instance: Instance, path: Path) -> None:
    """Write the instance in the format of the path's suffix.

    `.mps` (free format) and `.lp` carry linear and quadratic instances, ordered sets and
    indicators; `.nl` (text) carries everything but indicators. Names with white space are changed;
    `.nl` comes with `.row` and `.col` files that hold the names.

    Raises:
        InputError: the suffix is unknown or the format cannot carry the instance.
    """
    path = Path(path)
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(WRITERS)
        raise InputError(f"no format {path.suffix!r} to export to", fix=f"use one of {known}")
    cleaned = clean(instance)
    _write(path, writer(cleaned))
    if path.suffix.lower() == ".nl":
        _write_names(cleaned, path)


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def _write_names(instance: Instance, path: Path) -> None:
    columns = (instance.variable_names[k] for k in column_order(instance))
    rows = (instance.row_names[k] for k in row_order(instance))
    _write(path.with_suffix(".col"), (" ".join(name.split()) for name in columns))
    _write(path.with_suffix(".row"), (" ".join(name.split()) for name in [*rows, "objective"]))
