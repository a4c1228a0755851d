"""Scores of a finished evaluation under another rule or other labels, without a model call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.causes import SCORES, file_stem
from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell, flat, score_runs
from orthought.evaluation.report.figures.shares import Share, share_of
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.files import write_text
from orthought.evaluation.report.inputs import Labels, Run, StoredLabels
from orthought.evaluation.report.numbers import percent, percent_interval
from orthought.evaluation.rules import rule_of

FORMAT: Final = 1


class WayShare(Model):
    """How much of a way is right."""

    way: Way
    right: Share


class Rescored(Model):
    """Where the scores were written, and what they come to."""

    rule: str
    label_version: LabelVersion
    scored: int
    left_out: int
    """Cells whose problem the label version does not have."""
    ways: tuple[WayShare, ...]
    paths: tuple[Path, ...]

    @property
    def text(self) -> str:
        """The shares as lines for a terminal."""
        lines = [f"rule {self.rule}, labels {self.label_version}: {self.scored} cells scored"]
        if self.left_out:
            lines.append(f"{self.left_out} cells are not in this label version")
        for row in self.ways:
            interval = row.right.interval
            lines.append(
                f"{row.way.set_name}  {row.way.method} @ {row.way.llm}  "
                f"{row.right.count:g} of {row.right.of} right, "
                f"{percent(interval.estimate)} {percent_interval(interval)}"
            )
        return "\n".join([*lines, *map(str, self.paths)]) + "\n"


def rescore(
    run: Run,
    rule: str = "strict",
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
) -> Rescored:
    """Score a run anew and write `scores/<rule>-<label version>.json` into its folders.

    Args:
        run: the evaluation; each shard's folder receives the scores of its own cells.
        rule: name of the scoring rule.
        label_version: which labels count.
        labels: where they come from; None: the sets and their errata.

    Raises:
        InputError: the run has no folder, or a set is not here.
        SettingsError: no such rule.
        RunFolderError: a folder cannot be written to.
    """
    if not run.folders:
        raise InputError("the run has no folder to write scores to", fix="read it with read_run")
    source, chosen = labels or StoredLabels(), rule_of(rule)
    scored = score_runs([run], chosen, label_version, source)
    cells = [cell for part in scored.values() for cell in flat(part)]
    digests = {name: source.digest(name, label_version) for name in run.manifest["sets"]}
    head = {
        "format": FORMAT,
        "rule": chosen.model_dump(mode="json"),
        "label_version": label_version,
        "labels": digests,
        "left_out": len(run.results) - len(cells),
    }
    name = f"{file_stem(chosen, label_version)}.json"
    paths = [
        write_text(Path(folder) / SCORES / name, _content(head, _cells_in(run, folder, cells)))
        for folder in run.folders
    ]
    return Rescored(
        rule=chosen.name,
        label_version=label_version,
        scored=len(cells),
        left_out=len(run.results) - len(cells),
        ways=tuple(_share(way, part) for way, part in scored.items()),
        paths=tuple(paths),
    )


def _cells_in(run: Run, folder: Path, cells: list[ScoredCell]) -> list[ScoredCell]:
    """Return the cells that were done in a folder; all of them where there is one folder only."""
    if len(run.folders) == 1:
        return cells
    return [cell for cell in cells if (Path(folder) / cell.result.folder).is_dir()]


def _content(head: dict[str, object], cells: list[ScoredCell]) -> str:
    scores = [cell.score.model_dump(mode="json") for cell in cells]
    return json.dumps({**head, "scores": scores}, indent=1, ensure_ascii=False) + "\n"


def _share(way: Way, cells: ByProblem) -> WayShare:
    return WayShare(way=way, right=share_of(cells, lambda cell: cell.score.right))
