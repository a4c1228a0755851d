"""Where the files of benchmark sets lie on this machine, and what is known of each.

A set that was pulled has a folder of its own in the user's cache: the file as it came, a record
of what it is, and reference models where there were some. The user's own sets lie in their data
folder.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Final

from orthought.base import Model
from orthought.errors import DownloadError, InputError
from orthought.evaluation.sets.cards import SetCard
from orthought.files import write_whole
from orthought.resources import cache_folder, data_folder

RECORD: Final = "record.json"
OWN_FILE: Final = "problems.jsonl"
OWN_PROBLEMS: Final = "problems"


class Record(Model):
    """What is kept beside a file: enough to know it again."""

    name: str
    file: str
    digest: str
    """SHA-256 of the file, hexadecimal."""
    count: int
    """Problems in it."""
    known_by: str
    """'card': the digest stands in the card; 'copy': as a known copy; 'user': the user took it."""
    origin: str
    """Address or folder that it came from."""


def set_folder(name: str) -> Path:
    """Return the folder of a set that was pulled."""
    return cache_folder() / "benchmarks" / name


def own_folder(name: str = "") -> Path:
    """Return the folder of one of the user's own sets, or of all."""
    root = data_folder() / "benchmarks"
    return root / name if name else root


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def recognise(card: SetCard, digest: str, accepted: str = "") -> tuple[str, str]:
    """Return how a file is known and a note on it, by its digest.

    Args:
        card: the set that the file should be.
        digest: SHA-256 of the file.
        accepted: a digest that the user takes responsibility for.

    Raises:
        InputError: the file is none that is known; both digests are named.
    """
    if card.digest and digest == card.digest:
        return "card", "the file that the card names"
    for copy in card.copies:
        if digest == copy.digest:
            return "copy", copy.note
    if not card.digest and accepted == digest:
        return "user", "taken on the user's word"
    raise _unknown_digest(card, digest, accepted)


def _unknown_digest(card: SetCard, digest: str, accepted: str) -> InputError:
    if accepted and not card.digest:
        return InputError(
            f"{card.name}: the file has SHA-256 {digest}, not the accepted {accepted}",
            fix="give the digest of the file that you have checked",
        )
    known = [card.digest, *(copy.digest for copy in card.copies)]
    expected = " or ".join(d for d in known if d) or "none that is known"
    message = f"{card.name}: the file has SHA-256 {digest}, expected {expected}"
    if card.digest:
        return InputError(message, fix="take the file from the commit that the card names")
    return InputError(
        f"{message}; the upstream file's digest is not known ({card.digest_note})",
        fix=f"look at the file; to take it as it is: "
        f"orthought bench pull {card.name} --accept-digest {digest}",
    )


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is whole or not there.

    Raises:
        DownloadError: the disk is full or takes no file here.
    """
    try:
        write_whole(path, content, force=True)
    except OSError as error:
        raise DownloadError(
            f"{path} cannot be written: {error.strerror or error}",
            fix="make room there, or move the cache with ORTHOUGHT_CACHE",
        ) from error


def keep(record: Record, content: bytes, references: dict[str, Path]) -> Path:
    """Keep a file with its record and reference models; return the set's folder.

    The record is written last: a file without its record, or with an older one, never counts.

    Args:
        record: what the file is.
        content: its bytes.
        references: MPS files by identifier.
    """
    folder = set_folder(record.name)
    write_atomically(folder / record.file, content)
    shutil.rmtree(folder / "reference", ignore_errors=True)
    for identifier, path in references.items():
        write_atomically(folder / "reference" / f"{identifier}.mps", path.read_bytes())
    write_atomically(folder / RECORD, record.model_dump_json(indent=2).encode())
    return folder


def read_record(name: str) -> Record | None:
    """Return the record of a set that was pulled; None where it was not.

    Raises:
        InputError: the record is unreadable.
    """
    path = set_folder(name) / RECORD
    if not path.is_file():
        return None
    try:
        return Record.model_validate_json(path.read_bytes())
    except ValueError as error:
        raise InputError(
            f"{path} is damaged: {error}", fix=f"orthought bench pull {name}"
        ) from error


def read_kept(record: Record) -> bytes:
    """Return the bytes of a kept file, after comparing its digest.

    Raises:
        InputError: the file is gone or was changed.
    """
    path = set_folder(record.name) / record.file
    fix = f"orthought bench pull {record.name}"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", fix=fix) from error
    if digest_of(content) != record.digest:
        raise InputError(
            f"{path} was changed: it has SHA-256 {digest_of(content)}, kept was {record.digest}",
            fix=fix,
        )
    return content
