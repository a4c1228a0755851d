"""Instances with some of their conditions taken away, for the search of conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orthought.instance import BINARY, CONTINUOUS, INTEGER, Instance
from orthought.outcome import Conflict
from orthought.solvers.solving import without_objective
from orthought.solvers.trivial import clean

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Conditions:
    """An instance without objective, and all its conditions in one line.

    The conditions are numbered: rows, lower bounds, upper bounds, integrality, ordered sets.
    """

    instance: Instance
    present: Mask
    """Which conditions there are at all (a variable without a lower bound has none)."""

    @classmethod
    def of(cls, instance: Instance) -> Conditions:
        """Return the conditions of an instance; bounds of binaries are made explicit."""
        plain = without_objective(clean(instance))
        switches = [indicator.column for indicator in plain.indicators]
        kinds = np.where(plain.kinds == BINARY, INTEGER, plain.kinds).astype(np.uint8)
        kinds[switches] = BINARY
        plain = replace(plain, kinds=kinds)
        lower, upper = np.isfinite(plain.lower), np.isfinite(plain.upper)
        integral = kinds == INTEGER
        # What switches an indicator must stay binary; it is not up for removal.
        lower[switches] = upper[switches] = integral[switches] = False
        rows = np.isfinite(plain.row_lower) | np.isfinite(plain.row_upper)
        sets = np.ones(len(plain.special_ordered_sets), bool)
        return cls(plain, np.concatenate([rows, lower, upper, integral, sets]))

    @property
    def _cuts(self) -> list[int]:
        n, m = self.instance.variable_count, self.instance.row_count
        return [m, m + n, m + 2 * n, m + 3 * n]

    def parts(self, kept: Mask) -> list[Mask]:
        """Split a mask into rows, lower bounds, upper bounds, integrality, ordered sets."""
        return np.split(kept, self._cuts)

    def groups(self) -> list[NDArray[np.int64]]:
        """Return the numbers of the conditions in the order in which to try to drop them."""
        found = np.flatnonzero(self.present)
        rows, lower, _, integral, _ = [0, *self._cuts]
        sets = (found < lower) | (found >= self._cuts[3])
        bounds = (found >= lower) & (found < integral)
        assert rows == 0
        return [found[sets], found[bounds], found[~sets & ~bounds]]

    def numbers(self, *, rows: Iterable[int], low: Iterable[int], high: Iterable[int]) -> Mask:
        """Return the mask of these rows, lower and upper bounds, and nothing else."""
        m, m_n, m_2n, _ = self._cuts
        del m_2n
        kept = np.zeros(self.present.size, bool)
        kept[list(rows)] = True
        kept[[m + column for column in low]] = True
        kept[[m_n + column for column in high]] = True
        return kept & self.present

    def without_integrality(self) -> Mask:
        """Return the mask of everything but integrality."""
        kept = self.present.copy()
        kept[self._cuts[2] : self._cuts[3]] = False
        return kept

    def build(self, kept: Mask) -> Instance:
        """Return the instance with the kept conditions; all others are set free."""
        plain = self.instance
        rows, lower, upper, integral, sets = self.parts(kept | ~self.present)
        ordered = zip(plain.special_ordered_sets, sets.tolist(), strict=True)
        return replace(
            plain,
            row_lower=np.where(rows, plain.row_lower, -np.inf),
            row_upper=np.where(rows, plain.row_upper, np.inf),
            lower=np.where(lower, plain.lower, -np.inf),
            upper=np.where(upper, plain.upper, np.inf),
            kinds=np.where(integral, plain.kinds, CONTINUOUS).astype(np.uint8),
            special_ordered_sets=tuple(item for item, keep in ordered if keep),
            indicators=tuple(i for i in plain.indicators if rows[i.row]),
        )

    def describe(self, kept: Mask, *, proven: bool, minimal: bool) -> Conflict:
        """Return the kept conditions by name."""
        plain = self.instance
        rows, lower, upper, integral, sets = self.parts(kept & self.present)
        names = [plain.row_names[k] for k in np.flatnonzero(rows)]
        ordered = zip(plain.special_ordered_sets, sets.tolist(), strict=True)
        return Conflict(
            rows=(*names, *(item.name for item, keep in ordered if keep)),
            bounds=tuple(self._bounds(lower, upper)),
            integrality=tuple(plain.variable_names[k] for k in np.flatnonzero(integral)),
            proven=proven,
            minimal=minimal,
        )

    def _bounds(self, lower: Mask, upper: Mask) -> Iterable[str]:
        plain = self.instance
        for column in np.flatnonzero(lower | upper):
            name, low, high = (
                plain.variable_names[column],
                plain.lower[column],
                plain.upper[column],
            )
            if lower[column] and upper[column] and low == high:
                yield f"{name} = {low:.12g}"
                continue
            if lower[column]:
                yield f"{name} >= {low:.12g}"
            if upper[column]:
                yield f"{name} <= {high:.12g}"
