"""Two evaluations, or two methods of one, tested on the same problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.figures.cells import ByProblem, score_runs
from orthought.evaluation.report.figures.models import Pair
from orthought.evaluation.report.figures.pairs import compare_pairs
from orthought.evaluation.report.figures.ways import Way, labels_of, run_names
from orthought.evaluation.report.inputs import Labels, Run, StoredLabels, stand_ins_of
from orthought.evaluation.report.sections.comparisons import pairs_text
from orthought.evaluation.rules import rule_of

Reader = Callable[[Path], Run]


class ComparisonReport(Model):
    """The paired tests of two sides."""

    first: str
    second: str
    rule: str
    label_version: LabelVersion
    audited: dict[str, tuple[int, int]]
    """Audited labels of each set, and of how many."""
    stand_in: str = ""
    pairs: tuple[Pair, ...]

    @property
    def text(self) -> str:
        """The tests as sentences for a terminal."""
        ways = dict.fromkeys(way for pair in self.pairs for way in (pair.first, pair.second))
        shares = ", ".join(f"{n} of {of} of {name}" for name, (n, of) in self.audited.items())
        head = f"rule {self.rule}, labels {self.label_version}; audited labels: {shares}\n"
        note = f"Stand-in model: {self.stand_in}\n" if self.stand_in else ""
        return f"{note}{head}\n{pairs_text(self.pairs, labels_of(ways))}"


def compare_runs(
    first: Path | str,
    second: Path | str,
    rule: str = "strict",
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
    read: Reader | None = None,
) -> ComparisonReport:
    """Test two sides by exact McNemar, or by sign flips with several samples a problem.

    Args:
        first: folder of a run; 'RUN#method' or 'RUN#method@llm' for one method of it.
        second: likewise; the two may lie in the same run. Without a method, methods of the same
            name are compared, or the only ones.
        rule: name of the scoring rule.
        label_version: which labels count.
        labels: where they come from; None: the sets and their errata.
        read: reads a run's folder; None: `runner.read_run`.

    Raises:
        InputError: no such method, nothing in common, or a set that is not here.
        RunFolderError: a folder holds no run.
        SettingsError: no such rule.
    """
    folders, choices = zip(*map(_split, (str(first), str(second))), strict=True)
    runs = [_read(path, read) for path in dict.fromkeys(folders)]
    names = dict(zip(dict.fromkeys(folders), run_names(runs), strict=True))
    source = labels or StoredLabels()
    cells = score_runs(runs, rule_of(rule), label_version, source)
    sides = [
        _chosen(cells, names[folder], choice)
        for folder, choice in zip(folders, choices, strict=True)
    ]
    pairs = compare_pairs(cells, _matched(*sides))
    if not pairs:
        raise InputError(
            f"{first} and {second} have no problem and method in common",
            fix=f"name one method of each: RUN#{sides[0][0].method}",
        )
    sets = dict.fromkeys(pair.first.set_name for pair in pairs)
    return ComparisonReport(
        first=str(first),
        second=str(second),
        rule=rule,
        label_version=label_version,
        audited={name: source.audited(name) for name in sets},
        stand_in=stand_ins_of(runs),
        pairs=pairs,
    )


def _split(side: str) -> tuple[Path, str]:
    """Return folder and method of 'RUN#method'."""
    if "#" in side and not Path(side).exists():
        folder, _, choice = side.rpartition("#")
        return Path(folder), choice
    return Path(side), ""


def _read(folder: Path, read: Reader | None) -> Run:
    if read is not None:
        return read(folder)
    from orthought.evaluation.runner import read_run

    return read_run(folder)


def _chosen(cells: Mapping[Way, ByProblem], name: str, choice: str) -> list[Way]:
    """Return the ways of a run that a choice names; all without one."""
    import difflib

    ways = [way for way in cells if way.run == name]
    found = [way for way in ways if choice in ("", way.method, f"{way.method}@{way.llm}")]
    if found:
        return found
    known = list(dict.fromkeys(way.method for way in ways))
    near = difflib.get_close_matches(choice, known, n=3) or known
    raise InputError(
        f"{name} has no finished cell of {choice!r}" if choice else f"{name} has no finished cell",
        fix=f"use {' or '.join(near)}" if near else "run the experiment first",
    )


def _matched(first: Sequence[Way], second: Sequence[Way]) -> list[tuple[Way, Way]]:
    """Return which ways are compared: set by set, the same name, else the only one of each."""
    pairs = []
    for name in dict.fromkeys(way.set_name for way in first):
        left = [way for way in first if way.set_name == name]
        right = [way for way in second if way.set_name == name]
        alike = [
            (one, other)
            for one in left
            for other in right
            if (one.method, one.llm) == (other.method, other.llm) and one != other
        ]
        same_llm = [
            (one, other)
            for one in left
            for other in right
            if one.llm == other.llm and one.method != other.method
        ]
        single = len(left) == len(right) == 1 and left != right
        one_method = all(len({way.method for way in side}) == 1 for side in (left, right))
        if alike:
            pairs += alike
        elif single:
            pairs.append((left[0], right[0]))
        elif one_method:
            pairs += same_llm
    return pairs
