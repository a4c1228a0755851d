"""Pulling: a set's file from its pinned commit or from a folder, checked before it is kept."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from orthought.errors import DownloadError, InputError
from orthought.evaluation.sets.cards import ON_DISK, SetCard
from orthought.evaluation.sets.derived_names import base_of
from orthought.evaluation.sets.library import BenchmarkSet, find_card, find_file, load_set
from orthought.evaluation.sets.loaders import load_problems
from orthought.evaluation.sets.store import Record, digest_of, keep, recognise

MAX_BYTES: Final = 64 << 20
ATTEMPTS: Final = 3
PAUSE: Final = 0.5
"""Seconds before the second attempt; each further one waits twice as long."""


def pull_set(
    name: str,
    source: Path | None = None,
    *,
    accept_digest: str = "",
    offline: bool = False,
    timeout: float = 30.0,
) -> BenchmarkSet:
    """Fetch a set, check it, keep it in the user's cache, and return it loaded.

    Args:
        name: the set's name.
        source: a folder with a copy; default: the pinned commit of the set's repository.
        accept_digest: SHA-256 to take where the upstream file's is not known.
        offline: refuse to reach the network.
        timeout: seconds without a byte until the download is given up.

    Raises:
        InputError: no such set, or the file is none that is known.
        DownloadError: the file cannot be fetched or written.
    """
    card = find_card(base_of(name))
    if card.shape in ON_DISK:
        return load_set(name)
    keep_card(card, source, accept_digest=accept_digest, offline=offline, timeout=timeout)
    return load_set(name)


def keep_card(
    card: SetCard,
    source: Path | None = None,
    *,
    accept_digest: str = "",
    offline: bool = False,
    timeout: float = 30.0,
) -> Record:
    """Fetch, check and keep the file of a card; see `pull_set`."""
    if source is None:
        content, origin = _fetch(card, offline, timeout), card.address
    else:
        path = find_file(card, source)
        content, origin = path.read_bytes(), str(path)
    digest = digest_of(content)
    known_by, _ = recognise(card, digest, accept_digest.strip().lower())
    identifiers = [problem.identifier for problem in load_problems(card, content)]
    if known_by == "user":
        _require_likeness(card, content, len(identifiers) + len(card.left_out))
    record = Record(
        name=card.name,
        file=card.file_name,
        digest=digest,
        count=len(identifiers),
        known_by=known_by,
        origin=origin,
    )
    keep(record, content, _references(card, source, identifiers))
    return record


def _references(card: SetCard, source: Path | None, identifiers: list[str]) -> dict[str, Path]:
    if source is None or not card.reference:
        return {}
    paths = {name: source / card.reference / f"{name}.mps" for name in identifiers}
    return {name: path for name, path in paths.items() if path.is_file()}


def _require_likeness(card: SetCard, content: bytes, count: int) -> None:
    """Refuse what cannot be the upstream file, where only its outline is known."""
    length = len(content.decode("utf-8"))
    if count != card.count:
        raise InputError(f"{card.name}: the file holds {count} problems, upstream {card.count}")
    if card.characters and length != card.characters:
        raise InputError(
            f"{card.name}: the file has {length} characters, upstream {card.characters}"
        )


def _fetch(card: SetCard, offline: bool, timeout: float) -> bytes:
    if not card.address:
        raise InputError(
            f"{card.name} has no pinned address to download from: {card.digest_note}",
            fix=f"get a copy from {card.repository} and name its folder: "
            f"orthought bench pull {card.name} --from FOLDER",
        )
    if offline:
        raise DownloadError(
            f"{card.name} is not on this machine, and nothing may be downloaded (offline)",
            fix=f"orthought bench pull {card.name} --from FOLDER",
        )
    return download(card.address, timeout=timeout)


def download(
    address: str, *, timeout: float = 30.0, attempts: int = ATTEMPTS, pause: float = PAUSE
) -> bytes:
    """Return the bytes at an address; a broken download goes on where it stopped.

    Nothing is written: the bytes are kept only once they are whole and checked.

    Raises:
        DownloadError: nobody answers, the answer is an error, or it never becomes whole.
    """
    import httpx

    done = bytearray()
    for attempt in range(1, attempts + 1):
        try:
            _receive(address, done, timeout)
            return bytes(done)
        except httpx.HTTPError as error:
            reason = f"{type(error).__name__}: {error}"
        if attempt < attempts:
            time.sleep(pause * 2 ** (attempt - 1))
    raise DownloadError(
        f"{address} could not be downloaded in {attempts} attempts: {reason}",
        fix="repeat the command later, or take a copy: orthought bench pull NAME --from FOLDER",
    )


def _receive(address: str, done: bytearray, timeout: float) -> None:
    import httpx

    headers = {"Accept-Encoding": "identity"}
    if done:
        headers["Range"] = f"bytes={len(done)}-"
    with httpx.stream(
        "GET", address, headers=headers, timeout=timeout, follow_redirects=True
    ) as response:
        _require_success(address, response.status_code)
        if response.status_code != 206:
            done.clear()
        for block in response.iter_bytes():
            done += block
            if len(done) > MAX_BYTES:
                raise DownloadError(f"{address} sends more than {MAX_BYTES >> 20} MiB")


def _require_success(address: str, status: int) -> None:
    if status in (200, 206):
        return
    if status >= 500 or status == 429:
        import httpx

        raise httpx.HTTPError(f"the server says {status}")
    raise DownloadError(
        f"{address} cannot be downloaded: the server says {status}",
        fix="the pinned file may have moved: get a copy and use --from FOLDER",
    )
