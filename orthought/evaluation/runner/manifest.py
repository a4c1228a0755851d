"""The manifest: all that is needed to trace a figure back to what produced it."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from orthought import __version__
from orthought.evaluation.experiment import Experiment
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.runner.plan import Shard
from orthought.evaluation.sets import BenchmarkSet
from orthought.resources import PACKAGE, prompts_folder

FORMAT: Final = 1
LABEL_VERSIONS: Final[tuple[LabelVersion, ...]] = ("published", "corrected", "undisputed")


def make_manifest(
    experiment: Experiment, sets: Sequence[BenchmarkSet], shard: Shard, cells: int
) -> dict[str, Any]:
    """Return the manifest of a run that begins now."""
    from orthought import solvers
    from orthought.agent.methods.cards import card_of
    from orthought.evaluation.errata import labels_digest

    return {
        "format": FORMAT,
        "name": experiment.name,
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "command": " ".join(["orthought", *sys.argv[1:]]).replace(str(Path.home()), "~"),
        "commit": commit(),
        "orthought": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": _processors(),
        "solvers": {report.name: report.version for report in solvers.installed()},
        "experiment": experiment.model_dump(mode="json"),
        "experiment_digest": experiment.digest,
        "seeds": [experiment.seed_of(sample) for sample in range(experiment.samples)],
        "prompts": prompt_digests(),
        "methods": {
            name: card_of(name, experiment.settings(name, experiment.llm[0], sample=0)).model_dump(
                mode="json"
            )
            for name in experiment.method
        },
        "sets": {item.card.name: _set_facts(item) for item in sets},
        "labels": {
            item.card.name: {
                version: labels_digest(item.card.name, version, item.problems)
                for version in LABEL_VERSIONS
            }
            for item in sets
        },
        "audited": {item.card.name: _audited(item) for item in sets},
        "cells": cells,
        "shard": str(shard),
    }


def identity_of(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return what must be equal where a run goes on or shards are merged.

    Labels are left out: a result does not depend on them, and a correction must not forbid to go
    on. The shard is left out for merging; a folder holds one shard only.
    """
    return {
        "experiment": manifest["experiment_digest"],
        "prompts": _used_prompts(manifest),
        "sets": {name: facts["digest"] for name, facts in manifest["sets"].items()},
        "orthought": manifest["orthought"],
    }


def _used_prompts(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return the prompts that the methods of a run may use: all where a method names none."""
    named = [card.get("prompts") or () for card in manifest["methods"].values()]
    if not all(named):
        return dict(manifest["prompts"])
    used = {name for names in named for name in names}
    return {
        name: facts
        for name, facts in manifest["prompts"].items()
        if name in used or name.startswith(("classes/", "grounded/examples/"))
    }


def prompt_digests() -> dict[str, dict[str, Any]]:
    """Return version and digest of every prompt file."""
    folder = prompts_folder()
    return {
        path.relative_to(folder).with_suffix("").as_posix(): _prompt_facts(path.read_bytes())
        for path in sorted(folder.rglob("*.md"))
    }


def _prompt_facts(content: bytes) -> dict[str, Any]:
    version = re.search(rb"^version: *(\d+)", content, re.MULTILINE)
    return {
        "version": int(version[1]) if version else None,
        "digest": hashlib.sha256(content).hexdigest()[:16],
    }


def commit() -> str:
    """Return the checkout's commit, with '+changes' where it has some; '' outside a checkout."""
    if not (PACKAGE.parent / ".git").exists():
        return ""
    head = _git("rev-parse", "--short", "HEAD")
    # Only what a run depends on: results that are being written are no change of the program.
    changed = _git("status", "--porcelain", "--", "orthought", "prompts", "benchmarks")
    return f"{head}+changes" if head and changed else head


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(PACKAGE.parent), *words],
            capture_output=True, text=True, check=False, timeout=20,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _audited(item: BenchmarkSet) -> list[int]:
    """Return how many of the problems that are here have a verdict, and how many are here."""
    from orthought.evaluation.errata import errata_of

    verdicts = errata_of(item.card.name)
    return [sum(p.identifier in verdicts for p in item.problems), len(item.problems)]


def _processors() -> str:
    return f"{os.cpu_count()} x {platform.machine()}"


def _set_facts(item: BenchmarkSet) -> dict[str, Any]:
    return {
        "digest": item.digest,
        "count": len(item.problems),
        "of": item.card.count,
        "complete": item.complete,
        "licence": item.card.licence,
        "repository": item.card.repository,
        "commit": item.card.commit,
    }
