"""Cards: what a benchmark set is, where its file comes from, and how it is known to be right."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from orthought.base import Model
from orthought.errors import InputError, SettingsError
from orthought.resources import benchmarks_folder

Shape = Literal[
    "summary",
    "samples",
    "pairs",
    "records",
    "questions",
    "results",
    "folders",
    "own",
    "own_folders",
]
"""How a set's file is laid out; see `orthought.evaluation.sets.loaders`."""
ON_DISK: Final = ("folders", "own", "own_folders")
"""Shapes of sets that are never pulled: they came with the package or from the user."""
RAW = "https://raw.githubusercontent.com"
CARD_FILE = "card.toml"


class KnownCopy(Model):
    """A file with fewer problems than the set has, or in other writing, that may be used."""

    digest: str
    """SHA-256 of the file, hexadecimal."""
    count: int
    """Problems in it."""
    note: str
    """What it is, in a few words."""


class SetCard(Model):
    """What is known of a benchmark set."""

    name: str
    title: str
    shape: Shape
    count: int = Field(ge=0)
    """Problems in the whole set."""
    repository: str = ""
    """'owner/name' on GitHub, or an address elsewhere; empty: the set is ours or the user's."""
    commit: str = ""
    """The pinned commit; empty: the set cannot be downloaded, only copied from a folder."""
    path: str = ""
    """Path of the file in the repository."""
    url: str = ""
    """Address of the file; empty: made from repository, commit and path."""
    digest: str = ""
    """SHA-256 of the upstream file, hexadecimal; empty: not known, see `digest_note`."""
    digest_note: str = ""
    """How the digest is known, or why it is not."""
    characters: int = 0
    """Length of the upstream file in characters, where only that is known; 0: not known."""
    copies: tuple[KnownCopy, ...] = ()
    paths: tuple[str, ...] = ()
    """Where the file may lie in a folder given by the user, best first."""
    reference: str = ""
    """Where MPS files of reference models may lie in such a folder."""
    licence: str
    version: str = ""
    author: str = ""
    description: str = ""
    text_fields: tuple[str, ...] = ()
    """Fields of the file that make up a problem's text and data."""
    answer_field: str = ""
    """Field of the file that holds the answer."""
    identifier_field: str = ""
    """Field of the file that holds a problem's number; empty: they are counted from 0."""
    version_of: str = ""
    """The set of which this is another version, with other labels or texts; empty: of none."""
    answer_entries: dict[str, str] = Field(default_factory=dict)
    """Where an answer has several entries: the one with the objective, by identifier."""
    left_out: dict[str, str] = Field(default_factory=dict)
    """Problems that are not used, with the reason, by identifier."""
    quirks: tuple[str, ...] = ()
    """What to know before one trusts a figure on this set."""
    citation: str = ""

    @property
    def address(self) -> str:
        """Address of the file at the pinned commit; empty where there is none."""
        if self.url or not (self.repository and self.commit):
            return self.url
        return f"{RAW}/{self.repository}/{self.commit}/{self.path}"

    @property
    def file_name(self) -> str:
        """Name of the file without folders."""
        return Path(self.path).name


def read_card(path: Path) -> SetCard:
    """Read a card.

    Raises:
        SettingsError: the file is missing or does not fit; it and the field are named.
    """
    try:
        return SetCard.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsError(f"{path}: {where}: {first['msg']}", fix="mend the card") from error


def upstream_cards(folder: Path | None = None) -> tuple[SetCard, ...]:
    """Return the cards that come with the package, by name."""
    root = folder or benchmarks_folder()
    return tuple(read_card(path) for path in sorted(root.glob(f"*/{CARD_FILE}")))


def near_miss(word: str, known: Iterable[Any]) -> str:
    """Return ' (did you mean ...?)' where a known word is close, else nothing."""
    close = difflib.get_close_matches(word, [str(k) for k in known], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def unknown_set(name: str, known: Iterable[str]) -> InputError:
    """Return the error for a name that no set has."""
    names = sorted(known)
    return InputError(
        f"there is no benchmark set {name!r}{near_miss(name, names)}",
        fix=f"the sets are {', '.join(names)}; add one of your own: orthought bench add FILE",
    )
