"""Where a simulation's sets lie, so that they are found again when its runs are compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orthought.base import Model
from orthought.campaign.lookup import Direction, LookupSet, open_set


class SetSource(Model):
    """A set by its path; an opened set of the caller's own has none."""

    path: str = ""
    objective: tuple[str, ...] = ()
    direction: Direction = "maximize"

    def open(self) -> LookupSet:
        """Open the set.

        Raises:
            InputError: it is not there, or does not fit.
        """
        return open_set(Path(self.path).expanduser(), self.objective, self.direction)


def source_of(
    item: object, objective: Sequence[str] = (), direction: Direction = "maximize"
) -> SetSource:
    """Return where a set lies; the path is absolute, with `~` for the user's home."""
    if isinstance(item, SetSource):
        return item
    if isinstance(item, LookupSet):
        return SetSource()
    path, home = Path(str(item)).resolve(), Path.home()
    shown = Path("~", path.relative_to(home)) if path.is_relative_to(home) else path
    return SetSource(path=str(shown), objective=tuple(objective), direction=direction)
