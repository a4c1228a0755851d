"""The folder of an evaluation: manifest, log, cells; begun, gone on with, read, merged."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from orthought.errors import RunFolderError
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.results import CellResult
from orthought.evaluation.runner.cells import RESULT, read_result
from orthought.evaluation.runner.manifest import FORMAT, identity_of
from orthought.runs import RunFolder

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class EvaluationRun:
    """One evaluation, or several shards of one: what was planned and what became of it."""

    manifest: dict[str, Any]
    results: tuple[CellResult, ...]
    folders: tuple[Path, ...] = ()
    """Where it was read from; one a shard."""

    @property
    def name(self) -> str:
        return str(self.manifest["name"])

    @property
    def complete(self) -> bool:
        """Whether every planned cell has a result."""
        return len(self.results) >= int(self.manifest["cells"])

    def folder_of(self, result: CellResult) -> Path | None:
        """Return the folder of a cell, None where only its record was kept."""
        found = (folder / result.folder for folder in self.folders)
        return next((path for path in found if path.is_dir()), None)

    def problems(self) -> Mapping[str, BenchmarkProblem]:
        """Return the problems of the results by key, as far as their sets are here.

        A problem whose text has changed since is left out.
        """
        from orthought.errors import OrthoughtError
        from orthought.evaluation.sets import load_set

        wanted = {result.cell.problem_key: result.problem_digest for result in self.results}
        found: dict[str, BenchmarkProblem] = {}
        for name in self.manifest["sets"]:
            try:
                problems = load_set(name).problems
            except OrthoughtError:
                continue
            found |= {p.key: p for p in problems if wanted.get(p.key) == p.digest}
        return found


def begin_run(run: RunFolder, manifest: dict[str, Any], *, fresh: bool) -> dict[str, Any]:
    """Start an evaluation in a folder or require that the one there is the same.

    Returns:
        The manifest that stands in the folder: that of the beginning.

    Raises:
        RunFolderError: another experiment, other prompts, another version or other data.
    """
    if fresh:
        _clear(run)
    path = run.path / MANIFEST
    if path.exists():
        before = read_manifest(run.path)
        _require_same(before, manifest, run.path)
        manifest = before
    else:
        run.write(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    run.start({"digest": _digest(manifest), "action": "evaluate"})
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of an evaluation.

    Raises:
        RunFolderError: none there, damaged, or of a newer format.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
            raise ValueError("it is no manifest")
    except (OSError, ValueError) as error:
        raise RunFolderError(
            f"{folder} holds no evaluation: {path.name}: {error}",
            fix="name the folder that `orthought eval run` told",
        ) from None
    if manifest["format"] > FORMAT:
        raise RunFolderError(
            f"{path} was written in format {manifest['format']}; this version reads {FORMAT}",
            fix="install a newer orthought",
        )
    return manifest


def read_run(folder: Path | str) -> EvaluationRun:
    """Read one evaluation, finished or not.

    Raises:
        RunFolderError: it holds none.
    """
    root = Path(folder)
    manifest = read_manifest(root)
    found = (read_result(path.parent) for path in sorted(root.glob(f"cells/*/*/*/*/{RESULT}")))
    return EvaluationRun(manifest, tuple(r for r in found if r is not None), (root,))


def read_runs(folders: Sequence[Path | str]) -> tuple[EvaluationRun, ...]:
    """Read several evaluations; the shards of one experiment become one.

    Raises:
        RunFolderError: a folder holds none, or two shards disagree on a cell.
    """
    merged: dict[str, EvaluationRun] = {}
    for folder in folders:
        run = read_run(folder)
        digest = _digest(run.manifest, with_shard=False)
        before = merged.get(digest)
        merged[digest] = run if before is None else _merge(before, run)
    return tuple(merged.values())


def _merge(first: EvaluationRun, second: EvaluationRun) -> EvaluationRun:
    by_cell = {result.cell: result for result in first.results}
    for result in second.results:
        other = by_cell.setdefault(result.cell, result)
        if other.objective != result.objective or other.status != result.status:
            raise RunFolderError(
                f"two runs of {first.name} differ on {result.cell.problem_key} "
                f"({result.cell.method}): {other.objective} and {result.objective}",
                fix="these are repetitions, not shards: report them one by one",
            )
    shards = {str(first.manifest["shard"]), str(second.manifest["shard"])}
    planned = int(first.manifest["cells"])
    if len(shards) > 1:
        planned += int(second.manifest["cells"])
    manifest = {**first.manifest, "cells": planned, "shard": ", ".join(sorted(shards))}
    ordered = sorted(by_cell.values(), key=lambda result: result.folder)
    return EvaluationRun(manifest, tuple(ordered), (*first.folders, *second.folders))


def _digest(manifest: dict[str, Any], *, with_shard: bool = True) -> str:
    identity = identity_of(manifest)
    if with_shard:
        identity["shard"] = manifest["shard"]
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()


def _require_same(before: dict[str, Any], now: dict[str, Any], folder: Path) -> None:
    first, second = identity_of(before), identity_of(now)
    first["shard"], second["shard"] = before["shard"], now["shard"]
    odd = [name for name in second if first[name] != second[name]]
    if odd:
        raise RunFolderError(
            f"{folder} holds an evaluation with other {', '.join(odd)}",
            fix="name another folder with --out, or begin anew with --fresh",
        )


def _clear(run: RunFolder) -> None:
    """Set what an evaluation wrote here aside: its replies were paid for, so none is deleted."""
    aside = run.path / f"aside-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}"
    for name in ("cells", "scores", MANIFEST):
        if (run.path / name).exists():
            aside.mkdir(exist_ok=True)
            (run.path / name).replace(aside / name)
    run.clear()
