"""Single cells: measured numbers, and the columns that may stand beside them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Final

from orthought.campaign.exchange.delimited import plain_number
from orthought.errors import InputError

FAILED: Final = "failed"
"""What stands for a result where the experiment gave no number."""
BESIDE: Final = (
    "proposal",
    "batch",
    "replicate",
    "run",
    "reason",
    "reasoning",
    "explanation",
    "proposer",
    "repaired",
    "well",
    "note",
    "comment",
    "at",
)
"""Columns that may stand beside parameters and results."""


def measured_number(name: str, raw: object, unit: str = "") -> float | None:
    """Return a measured number; None where the experiment gave none: empty, None or 'failed'.

    Args:
        name: of the quantity, for messages.
        raw: the cell. A decimal comma counts where its file has them.
        unit: may stand behind the number.

    Raises:
        InputError: a text, NaN or an infinite number.
    """
    written = plain_number(raw)
    if isinstance(written, str):
        written = written.strip().removesuffix(unit or " ").strip()
    if written is None or written == "" or str(written).lower() == FAILED:
        return None
    try:
        number = math.nan if isinstance(written, bool) else float(written)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"{name}: {str(raw)[:60]!r} is not a number",
            fix=f"give the number alone; write '{FAILED}' where the experiment gave none",
        ) from None
    if not math.isfinite(number):
        raise InputError(
            f"{name}: {str(raw)[:60]!r} is not a finite number",
            fix=f"give a finite number; write '{FAILED}' where the experiment gave none",
        )
    return number


def values_text(values: Mapping[str, object]) -> str:
    """Return 'solvent = DMF, yield = failed' for parameters or results."""
    return ", ".join(f"{name} = {FAILED if v is None else v}" for name, v in values.items())


def same_values(first: Mapping[str, float | None], second: Mapping[str, float | None]) -> bool:
    """Return whether two rows hold the same results, but for the rounding of a spreadsheet."""
    return all(_same(first.get(name), second.get(name)) for name in {*first, *second})


def _same(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)


def column_beside(name: str, taken: Collection[str]) -> str:
    """Return what a column beside is called where a parameter may have its name."""
    return name if name not in taken else column_beside(f"{name}_", taken)
