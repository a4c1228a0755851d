"""What a probe found, and its place in the folder, so that a page can be made of it later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from orthought.base import Model
from orthought.campaign.leakage import Kind, NamesProbe, PredictionProbe
from orthought.campaign.observations import Objective
from orthought.errors import RunFolderError
from orthought.files import write_whole
from orthought.provenance import origin
from orthought.runs import read_events
from orthought.solution import Usage

RECORD: Final = "probe.json"
FORMAT: Final = 1


class ProbeResult(Model):
    """What a language model knows of a set before it is told any result."""

    set_name: str
    llm: str
    kind: Kind
    """How names were hidden."""
    objectives: tuple[Objective, ...]
    """What is wanted; results of the first one were asked for."""
    seed: int
    """Of all chance."""
    named: PredictionProbe
    """Direct prediction with the names as they are."""
    masked: PredictionProbe
    """The same under the mask, where there is nothing to know."""
    names: NamesProbe | None
    """Campaigns with names against campaigns under the mask; None: none were run."""
    budget: int | None
    """Experiments of a campaign; None: none were run."""
    usage: Usage | None
    """Of the predictions; campaigns count their own."""


@dataclass(frozen=True)
class ProbeRecord:
    """A finished probe, as it stands in its folder."""

    result: ProbeResult
    origin: Mapping[str, Any]
    """Command, date, versions and machine."""
    folder: Path


def keep_probe(folder: Path | str, result: ProbeResult) -> Path:
    """Write what a probe found into its folder.

    Campaigns of an earlier call stay where this one ran none: the folder holds probes of one model
    on one set only.
    """
    path = Path(folder) / RECORD
    if result.names is None and path.is_file():
        before = read_probe(folder).result
        result = result.model_copy(update={"names": before.names, "budget": before.budget})
    content = {
        "format": FORMAT,
        "kind": "probe",
        **origin(),
        "result": result.model_dump(mode="json"),
    }
    return write_whole(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def is_probe(folder: Path | str) -> bool:
    """Return whether the folder is one of a probe, finished or not."""
    if (Path(folder) / RECORD).is_file():
        return True
    try:
        first = read_events(folder)[:1]
    except RunFolderError:
        return False
    return any(event.get("kind") == "probe" for event in first)


def read_probe(folder: Path | str) -> ProbeRecord:
    """Read what a probe found.

    Raises:
        RunFolderError: there is none, it is damaged, or of a newer format.
    """
    root = Path(folder)
    try:
        content: dict[str, Any] = json.loads((root / RECORD).read_text(encoding="utf-8"))
        version = int(content["format"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _unreadable(root) from None
    if version > FORMAT:
        raise RunFolderError(
            f"{root / RECORD} was written in format {version}; this version reads up to {FORMAT}",
            fix="install a newer orthought",
        )
    try:
        result = ProbeResult.model_validate(content.pop("result", None))
    except ValidationError:
        raise _unreadable(root) from None
    return ProbeRecord(result, content, root)


def _unreadable(root: Path) -> RunFolderError:
    damaged = (root / RECORD).is_file()
    return RunFolderError(
        f"{root / RECORD} is damaged" if damaged else f"{root} holds no finished probe",
        fix=f"{f'remove {RECORD} and ' if damaged else ''}repeat the `orthought campaign probe` "
        "command: it goes on there, and pays for no reply twice",
    )
