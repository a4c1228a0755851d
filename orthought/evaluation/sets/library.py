"""The library: every set by its name, whether it ships, was pulled, or is the user's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.sets.cards import ON_DISK, SetCard, near_miss, unknown_set, upstream_cards
from orthought.evaluation.sets.derived_names import base_of, is_derived, parse_derived
from orthought.evaluation.sets.folders import digest_of_folders, load_folders
from orthought.evaluation.sets.loaders import load_problems
from orthought.evaluation.sets.own import load_own, own_cards
from orthought.evaluation.sets.store import (
    digest_of,
    read_kept,
    read_record,
    recognise,
    set_folder,
)
from orthought.resources import benchmarks_folder


class BenchmarkSet(Model):
    """A set that was loaded."""

    card: SetCard
    problems: tuple[BenchmarkProblem, ...]
    complete: bool
    """Whether every problem of the whole set is here, but for those that the card leaves out."""
    digest: str
    """SHA-256 of the file that it was loaded from, hexadecimal."""
    note: str = ""
    """What the file is, such as 'about half of the set'."""
    base: tuple[BenchmarkProblem, ...] = ()
    """Of a derived set: all problems that it was made from, under this set's name."""

    @property
    def size(self) -> str:
        """Such as '92', or '53 of 92' where the set is not complete."""
        here = str(len(self.problems))
        return here if self.complete else f"{here} of {self.card.count}"

    def problem(self, identifier: str) -> BenchmarkProblem:
        """Return one problem.

        Raises:
            InputError: no such problem; near misses and left-out problems are named.
        """
        for problem in self.problems:
            if problem.identifier == identifier:
                return problem
        raise _unknown_problem(self, identifier)


def _unknown_problem(loaded: BenchmarkSet, identifier: str) -> InputError:
    card = loaded.card
    if identifier in card.left_out:
        return InputError(f"{card.name}:{identifier} is left out: {card.left_out[identifier]}")
    close = near_miss(identifier, (problem.identifier for problem in loaded.problems))
    copy = "" if loaded.complete else f"; only {loaded.size} problems are here ({loaded.note})"
    return InputError(
        f"{card.name} has no problem {identifier!r}{close}{copy}",
        fix=f"such as {loaded.problems[0].key}" if loaded.problems else None,
    )


def list_sets() -> tuple[SetCard, ...]:
    """Return the cards of all sets: those of the package, then the user's own."""
    return (*upstream_cards(), *own_cards())


def find_card(name: str) -> SetCard:
    """Return the card of a set, or of one that a rule derives from it ('starter~synonyms@1').

    Raises:
        InputError: no set has this name, or no rule; near misses are named.
    """
    if is_derived(name):
        return _find_derived_card(name)
    cards = {card.name: card for card in list_sets()}
    if name not in cards:
        raise unknown_set(name, cards)
    return cards[name]


def is_here(card: SetCard) -> bool:
    """Tell whether a set can be loaded without pulling it."""
    return card.shape in ON_DISK or read_record(base_of(card.name)) is not None


def load_set(name: str, source: Path | None = None) -> BenchmarkSet:
    """Load a set, or one that a rule derives from it ('starter~synonyms@1').

    Args:
        name: the set's name.
        source: a folder to load it from without keeping it; default: what was pulled.

    Raises:
        InputError: no such set, or its data are not here: the command that gets them is named.
    """
    if is_derived(name):
        return _derive(name, source)
    card = find_card(name)
    if card.shape == "folders":
        folder = benchmarks_folder() / name
        problems = load_folders(card, folder)
        return _made(card, problems, digest_of_folders(folder), "comes with the package")
    if card.shape in ("own", "own_folders"):
        return _made(card, load_own(card), card.digest, "your own set")
    return _load_from(card, source) if source else _load_kept(card)


def load_problem(key: str) -> BenchmarkProblem:
    """Return the problem that a key such as 'logior:prob_005' names.

    Raises:
        InputError: the key has no colon, or names nothing that is here.
    """
    name, colon, identifier = key.partition(":")
    if not colon or not identifier:
        raise InputError(f"{key!r} names no problem", fix="write SET:ID, such as logior:prob_005")
    return load_set(name).problem(identifier)


def _find_derived_card(name: str) -> SetCard:
    from orthought.evaluation.robustness.derived import derived_card

    parts = parse_derived(name)
    return derived_card(find_card(parts.base), parts)


def _derive(name: str, source: Path | None) -> BenchmarkSet:
    from orthought.evaluation.robustness.derived import derive

    find_card(name)  # an unknown rule is told before a set is read
    parts = parse_derived(name)
    return derive(load_set(parts.base, source), parts)


def _load_kept(card: SetCard) -> BenchmarkSet:
    record = read_record(card.name)
    if record is None:
        raise InputError(
            f"the problems of {card.name} are not on this machine",
            fix=f"orthought bench pull {card.name}",
        )
    content = read_kept(record)
    _, note = recognise(card, record.digest, record.digest if record.known_by == "user" else "")
    problems = load_problems(card, content)
    folder = set_folder(card.name) / "reference"
    return _made(card, with_references(problems, folder), record.digest, note)


def _load_from(card: SetCard, source: Path) -> BenchmarkSet:
    content = find_file(card, source).read_bytes()
    digest = digest_of(content)
    _, note = recognise(card, digest)
    problems = load_problems(card, content)
    return _made(card, with_references(problems, source / card.reference), digest, note)


def _made(
    card: SetCard, problems: tuple[BenchmarkProblem, ...], digest: str, note: str
) -> BenchmarkSet:
    complete = len(problems) + len(card.left_out) >= card.count
    return BenchmarkSet(card=card, problems=problems, complete=complete, digest=digest, note=note)


def with_references(
    problems: Iterable[BenchmarkProblem], folder: Path
) -> tuple[BenchmarkProblem, ...]:
    """Return the problems, each with the MPS file of its name where the folder has one."""
    return tuple(
        problem.model_copy(update={"reference": path}) if path.is_file() else problem
        for problem in problems
        for path in (folder / f"{problem.identifier}.mps",)
    )


def find_file(card: SetCard, folder: Path) -> Path:
    """Return the file of a set in a folder of the user's.

    Raises:
        InputError: no such folder, or none of the places holds the file.
    """
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}")
    places = (*card.paths, card.path, card.file_name)
    for place in places:
        if place and (folder / place).is_file():
            return folder / place
    raise InputError(
        f"{folder} does not hold {card.name}", fix=f"looked for {', '.join(filter(None, places))}"
    )
