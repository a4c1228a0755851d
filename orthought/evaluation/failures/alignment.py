"""How an instance differs from the reference model, told from what needs no matching of names.

Rows and variables are compared as multisets of signatures. That two models differ in them is a
fact; that the difference is the mistake is not, for one decision can be modelled in many ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from orthought.base import Model
from orthought.evaluation.failures.cause import CauseKind, Finding
from orthought.instance import CONTINUOUS, OBJECTIVE_ROW, Floats, Instance

DIGITS: Final = 9
"""Coefficients that agree to so many significant digits are equal."""
MAX_NONZEROS: Final = 200_000
MAX_NAMED: Final = 5

Signature = tuple[Any, ...]


@dataclass(frozen=True)
class Shape:
    """What is compared of an instance."""

    variables: int
    integers: int
    objective: Counter[float]
    constant: float
    rows: dict[int, Signature]
    """Row -> sides, coefficients and curved terms, free of scale, sign and column order."""
    names: tuple[str, ...]
    lower: Counter[float]
    upper: Counter[float]
    curved: int
    """Quadratic and nonlinear terms of the objective."""


class Alignment(Model):
    """The differences to the reference, the most telling first."""

    findings: tuple[Finding, ...] = ()
    confined: bool = False
    """Whether it is one difference between models of the same number of variables: then there is
    nothing else that the wrong value could come from."""


def align(instance: Instance, reference: Instance) -> Alignment:
    """Compare an instance with the reference model of its problem.

    Rows with one variable count as bounds. Nothing is said of instances beyond MAX_NONZEROS, and
    where variables are missing only that: all other differences follow from it.
    """
    if max(instance.row_values.size, reference.row_values.size) > MAX_NONZEROS:
        return Alignment()
    mine, theirs = shape_of(instance), shape_of(reference)
    if mine.variables < theirs.variables:
        text = f"{mine.variables} variables, the reference has {theirs.variables}"
        return Alignment(findings=(Finding(kind="missing_variable", text=text),))
    if mine.variables > theirs.variables:
        return Alignment(findings=tuple(_of_rows(mine, theirs)))
    parts = (_of_kinds, _of_objective, _of_rows, _of_bounds)
    found = tuple(finding for part in parts for finding in part(mine, theirs))
    return Alignment(findings=found, confined=len(found) == 1)


def shape_of(instance: Instance) -> Shape:
    """Return what is compared of an instance."""
    from orthought.solvers.trivial import clean

    plain = _bounds_for_single_rows(clean(instance))
    sign = -1.0 if plain.sense == "maximize" else 1.0
    costs = plain.objective[plain.objective != 0] * sign
    open_rows = np.isneginf(plain.row_lower) & np.isposinf(plain.row_upper)
    return Shape(
        variables=plain.variable_count,
        integers=int((plain.kinds != CONTINUOUS).sum()),
        objective=Counter(map(_short, costs.tolist())),
        constant=_short(sign * plain.objective_constant),
        rows={int(row): row_signature(plain, int(row)) for row in np.flatnonzero(~open_rows)},
        names=plain.row_names,
        lower=_finite(plain.lower),
        upper=_finite(plain.upper),
        curved=int((plain.quadratic_rows == OBJECTIVE_ROW).sum())
        + int((plain.nonlinear_rows == OBJECTIVE_ROW).sum()),
    )


def row_signature(instance: Instance, row: int) -> Signature:
    """Return a row's form: a x <= b, 2 a x <= 2 b and -a x >= -b have the same."""
    part = slice(int(instance.row_starts[row]), int(instance.row_starts[row + 1]))
    values = instance.row_values[part]
    values = values[values != 0]
    low, high = float(instance.row_lower[row]), float(instance.row_upper[row])
    scale = float(np.abs(values).max(initial=0.0)) or 1.0
    as_is = _form(values / scale, low / scale, high / scale)
    turned = _form(-values / scale, -high / scale, -low / scale)
    quadratic = int((instance.quadratic_rows == row).sum())
    nonlinear = bool((instance.nonlinear_rows == row).any())
    if np.isfinite(low) and np.isfinite(high):
        return (*min(as_is, turned), quadratic, nonlinear)
    # A single side is always the upper one.
    return (*(as_is if np.isfinite(high) else turned), quadratic, nonlinear)


def _of_kinds(mine: Shape, theirs: Shape) -> Iterator[Finding]:
    if mine.integers != theirs.integers:
        text = f"{mine.integers} integer variables, the reference has {theirs.integers}"
        yield Finding(kind="wrong_kind", text=text)


def _of_objective(mine: Shape, theirs: Shape) -> Iterator[Finding]:
    if mine.objective != theirs.objective:
        own, other = mine.objective - theirs.objective, theirs.objective - mine.objective
        text = f"objective coefficients {_few(own)} where the reference has {_few(other)}"
        yield Finding(kind="wrong_objective", text=text)
    if mine.constant != theirs.constant or mine.curved != theirs.curved:
        yield Finding(
            kind="wrong_objective", text="constant or curved terms of the objective differ"
        )


def _of_rows(mine: Shape, theirs: Shape) -> Iterator[Finding]:
    own, other = Counter(mine.rows.values()), Counter(theirs.rows.values())
    extra, missing = own - other, other - own
    if not extra and not missing:
        return
    kind = _row_kind(extra, missing)
    texts = []
    if extra:
        texts.append(f"rows that the reference has not: {_named(mine, extra)}")
    if missing:
        texts.append(f"rows of the reference that are missing: {_named(theirs, missing)}")
    yield Finding(kind=kind, text="; ".join(texts))


def _row_kind(extra: Counter[Signature], missing: Counter[Signature]) -> CauseKind:
    if extra.total() != missing.total():
        return "missing_row" if extra.total() < missing.total() else "row_without_reason"
    # The form without the numbers: which sides there are, and how many terms of each sort.
    same_form = Counter(map(_outline, extra.elements())) == Counter(
        map(_outline, missing.elements())
    )
    return "wrong_coefficient" if same_form else "wrong_row"


def _of_bounds(mine: Shape, theirs: Shape) -> Iterator[Finding]:
    for word, own, other in (
        ("lower", mine.lower, theirs.lower),
        ("upper", mine.upper, theirs.upper),
    ):
        if own == other:
            continue
        kind: CauseKind = "wrong_coefficient"
        if own.total() != other.total():
            kind = "missing_row" if own.total() < other.total() else "row_without_reason"
        text = f"{word} bounds {_few(own - other)} where the reference has {_few(other - own)}"
        yield Finding(kind=kind, text=text)


def _outline(signature: Signature) -> Signature:
    """Return a signature without its numbers."""
    (low, high), values, quadratic, nonlinear = signature
    return (low is not None, low == high, len(values), quadratic, nonlinear)


def _form(values: Floats, low: float, high: float) -> Signature:
    sides = tuple(_short(side) if np.isfinite(side) else None for side in (low, high))
    return sides, tuple(sorted(map(_short, values.tolist())))


def _short(value: float) -> float:
    # Minus zero is zero.
    return float(f"{value:.{DIGITS}g}") + 0.0


def _finite(bounds: Floats) -> Counter[float]:
    return Counter(map(_short, bounds[np.isfinite(bounds)].tolist()))


def _few(counts: Counter[float]) -> str:
    shown = [f"{value:g}" for value in sorted(counts.elements())]
    more = ", ..." if len(shown) > MAX_NAMED else ""
    return ", ".join(shown[:MAX_NAMED]) + more if shown else "none"


def _named(shape: Shape, signatures: Counter[Signature]) -> str:
    left = Counter(signatures)
    names = []
    for row, signature in shape.rows.items():
        if left[signature] > 0:
            left[signature] -= 1
            names.append(shape.names[row])
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


def _bounds_for_single_rows(instance: Instance) -> Instance:
    """Return the instance with every linear row of one variable turned into a bound of it."""
    counts = np.diff(instance.row_starts)
    single = counts == 1
    for curved in (instance.quadratic_rows, instance.nonlinear_rows):
        single[curved[curved >= 0]] = False
    single[[indicator.row for indicator in instance.indicators]] = False
    rows = np.flatnonzero(single)
    values = instance.row_values[instance.row_starts[rows]]
    rows, values = rows[values != 0], values[values != 0]
    columns = instance.row_columns[instance.row_starts[rows]]
    ends = np.sort([instance.row_lower[rows] / values, instance.row_upper[rows] / values], axis=0)
    lower, upper = instance.lower.copy(), instance.upper.copy()
    np.maximum.at(lower, columns, ends[0])
    np.minimum.at(upper, columns, ends[1])
    row_lower, row_upper = instance.row_lower.copy(), instance.row_upper.copy()
    row_lower[rows], row_upper[rows] = -np.inf, np.inf
    return replace(instance, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
