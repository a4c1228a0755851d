"""Label versions: what counts as right for a problem, by the published labels or the errata."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from orthought.errors import InputError
from orthought.evaluation.errata.reading import Erratum, errata_path, is_same, read_errata
from orthought.evaluation.problems import BenchmarkProblem, LabelVersion, Target
from orthought.evaluation.sets.cards import near_miss
from orthought.evaluation.sets.derived_names import label_source
from orthought.evaluation.sets.library import find_card, is_here, load_set

Chooser = Callable[[BenchmarkProblem, Erratum | None], Target | None]


def target_of(
    problem: BenchmarkProblem, version: LabelVersion, folder: Path | None = None
) -> Target | None:
    """Return what a label version accepts; None: the problem does not belong to the version.

    `published` accepts the published label. `corrected` accepts what the errata found, and the
    published label where nobody audited it. `undisputed` keeps the published label and leaves the
    problem out where the errata call that label wrong or ambiguous.

    Args:
        problem: a problem of a loaded set.
        version: the label version.
        folder: folder of all sets, for other errata than the package's.

    Raises:
        InputError: the version is unknown, or the errata speak of another label than the set's.
    """
    if version not in VERSIONS:
        raise InputError(
            f"there is no label version {version!r}{near_miss(version, VERSIONS)}",
            fix=f"the versions are {', '.join(VERSIONS)}",
        )
    erratum = errata_of(problem.set_name, folder).get(problem.identifier)
    if erratum is not None:
        require_same_label(problem, erratum)
    return VERSIONS[version](problem, erratum)


def _published(problem: BenchmarkProblem, erratum: Erratum | None) -> Target | None:
    return Target(accepted=(problem.label,), verdict=erratum.verdict if erratum else "")


def _corrected(problem: BenchmarkProblem, erratum: Erratum | None) -> Target | None:
    if erratum is None:
        return _published(problem, erratum)
    accepted = tuple(answer.label for answer in erratum.accepted)
    return Target(accepted=accepted, verdict=erratum.verdict)


def _undisputed(problem: BenchmarkProblem, erratum: Erratum | None) -> Target | None:
    disputed = erratum is not None and erratum.verdict != "confirmed"
    return None if disputed else _published(problem, erratum)


VERSIONS: Final[dict[str, Chooser]] = {
    "published": _published,
    "corrected": _corrected,
    "undisputed": _undisputed,
}


def errata_of(set_name: str, folder: Path | None = None) -> dict[str, Erratum]:
    """Return the verdicts of a set; read again only when the file has changed.

    Those of the base hold for a set that only rewords it.
    """
    source = label_source(set_name)
    path = errata_path(source, folder)
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _read(source, folder, changed)


@functools.lru_cache(maxsize=64)
def _read(set_name: str, folder: Path | None, changed: int) -> dict[str, Erratum]:
    return read_errata(set_name, folder)


def require_same_label(problem: BenchmarkProblem, erratum: Erratum) -> None:
    """Refuse an erratum on another label than the one that was loaded.

    Raises:
        InputError: the two labels differ; both are named.
    """
    stated, loaded = erratum.published_label, problem.label
    if stated.status == loaded.status and stated.objective == loaded.objective:
        return
    raise InputError(
        f"{problem.key}: the errata speak of the label {erratum.published!r}, "
        f"the set has {loaded.written or loaded.status!r}",
        fix="use the set's file that the errata were made for, or audit the label anew",
    )


def labels_digest(
    set_name: str,
    version: LabelVersion,
    problems: Iterable[BenchmarkProblem] | None = None,
    folder: Path | None = None,
) -> str:
    """Return the SHA-256 over what a version accepts for each problem, hexadecimal.

    Args:
        set_name: the set.
        version: the label version.
        problems: the problems; default: all of the set as it is on this machine.
        folder: folder of all sets, for other errata than the package's.
    """
    chosen = load_set(set_name).problems if problems is None else problems
    content = []
    for problem in sorted(chosen, key=lambda p: p.identifier):
        target = target_of(problem, version, folder)
        accepted = target.accepted if target else ()
        content.append([problem.identifier, *(label.model_dump() for label in accepted)])
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def audited(set_name: str, folder: Path | None = None) -> tuple[int, int]:
    """Return how many labels were audited, and of how many.

    Of a set that is on this machine, what is here counts; else the whole set.
    """
    card, verdicts = find_card(set_name), errata_of(set_name, folder)
    if not is_here(card):
        return len(verdicts), card.count
    problems = load_set(set_name).problems
    return sum(problem.identifier in verdicts for problem in problems), len(problems)


__all__ = [
    "audited",
    "errata_of",
    "is_same",
    "labels_digest",
    "require_same_label",
    "target_of",
]
