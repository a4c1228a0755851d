"""What a report is made of: evaluations, and where labels come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from orthought.evaluation.problems import BenchmarkProblem, LabelVersion, Target
from orthought.evaluation.results import CellResult


class Run(Protocol):
    """An evaluation as `orthought.evaluation.runner.read_runs` returns it."""

    @property
    def manifest(self) -> Mapping[str, Any]: ...

    @property
    def results(self) -> Sequence[CellResult]: ...

    @property
    def folders(self) -> Sequence[Path]:
        """Where it was read from; one a shard."""
        ...

    def folder_of(self, result: CellResult) -> Path | None: ...

    def problems(self) -> Mapping[str, BenchmarkProblem]:
        """Return the problems by key, as far as their sets are here."""
        ...


_NO_PRODUCT: Final = {
    "manual": "replies came by hand through the manual endpoint; who wrote them is not stated",
    "scripted": "replies were scripted; no language model was asked",
}
"""Language models that are none, and what a report says where the experiment says nothing."""


def stand_in_of(run: Run) -> str:
    """Return what must be known of a run's language model that its name does not say."""
    experiment = run.manifest["experiment"]
    if experiment.get("llm_note"):
        return str(experiment["llm_note"])
    families = [str(llm).partition(":")[0] for llm in experiment.get("llm", ())]
    return "; ".join(_NO_PRODUCT[name] for name in dict.fromkeys(families) if name in _NO_PRODUCT)


def stand_ins_of(runs: Iterable[Run]) -> str:
    """Return the same of several runs, each sentence once."""
    return "; ".join(dict.fromkeys(filter(None, map(stand_in_of, runs))))


class Labels(Protocol):
    """Where accepted answers come from."""

    def target_of(self, problem: BenchmarkProblem, version: LabelVersion) -> Target | None:
        """Return what counts as right; None: the problem is not in this version."""
        ...

    def reason_of(self, problem: BenchmarkProblem) -> str:
        """Return why the audit said what it said of the label; '' where it said nothing."""
        ...

    def digest(self, set_name: str, version: LabelVersion) -> str: ...

    def audited(self, set_name: str) -> tuple[int, int]:
        """Return how many labels were audited, and of how many."""
        ...


class StoredLabels:
    """The labels of the sets and their errata."""

    def target_of(self, problem: BenchmarkProblem, version: LabelVersion) -> Target | None:
        from orthought.evaluation.errata.versions import target_of

        return target_of(problem, version)

    def reason_of(self, problem: BenchmarkProblem) -> str:
        from orthought.evaluation.errata.versions import errata_of

        erratum = errata_of(problem.set_name).get(problem.identifier)
        return erratum.reason if erratum is not None else ""

    def digest(self, set_name: str, version: LabelVersion) -> str:
        from orthought.evaluation.errata.versions import labels_digest

        return labels_digest(set_name, version)

    def audited(self, set_name: str) -> tuple[int, int]:
        from orthought.evaluation.errata.versions import audited

        done, total = audited(set_name)
        return done, total
