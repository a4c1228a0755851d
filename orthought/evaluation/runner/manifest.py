"""The manifest: all that is needed to trace a figure back to what produced it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from orthought.evaluation.experiment import Experiment
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.runner.plan import Shard, passed_over
from orthought.evaluation.sets import BenchmarkSet
from orthought.provenance import origin, prompt_digests

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
        **origin(),
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
        "sets": {item.card.name: _set_facts(experiment, item) for item in sets},
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


def _audited(item: BenchmarkSet) -> list[int]:
    """Return how many of the problems that are here have a verdict, and how many are here."""
    from orthought.evaluation.errata import errata_of

    verdicts = errata_of(item.card.name)
    return [sum(p.identifier in verdicts for p in item.problems), len(item.problems)]


def _set_facts(experiment: Experiment, item: BenchmarkSet) -> dict[str, Any]:
    left_out = {"passed_over": passed_over(experiment, item)} if item.base else {}
    return {
        **left_out,
        "digest": item.digest,
        "count": len(item.problems),
        "of": item.card.count,
        "complete": item.complete,
        "licence": item.card.licence,
        "repository": item.card.repository,
        "commit": item.card.commit,
    }
