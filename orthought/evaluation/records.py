"""Evaluations of which only manifest and records were kept: `manifest.json`, `results.jsonl`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import ValidationError

from orthought.errors import RunFolderError
from orthought.evaluation.results import CellResult
from orthought.evaluation.runner.folder import EvaluationRun, read_manifest, read_run

RECORDS: Final = "results.jsonl"


def read_evaluation(folder: Path) -> EvaluationRun:
    """Read an evaluation from its run folder, or from the folder in which its records are kept.

    Raises:
        RunFolderError: it holds neither, or a record that cannot be read.
    """
    path = folder / RECORDS
    if not path.exists():
        return read_run(folder)
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{path} cannot be read: {error}") from None
    results = tuple(_record(line, number, path) for number, line in enumerate(lines, 1) if line)
    return EvaluationRun(read_manifest(folder), results)


def _record(line: str, number: int, path: Path) -> CellResult:
    try:
        return CellResult.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        raise RunFolderError(
            f"{path}, line {number}: {'.'.join(map(str, first['loc']))}: {first['msg']}",
            fix="it may come from a newer version: install that, or restore the file",
        ) from None
