"""Pulling: digests, broken downloads, full disks; over the loopback interface only."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orthought.errors import DownloadError, InputError
from orthought.evaluation.sets import KnownCopy, SetCard, pull_set
from orthought.evaluation.sets.pulling import download, keep_card
from orthought.evaluation.sets.store import digest_of, read_kept, read_record, set_folder
from tests.evaluation.loopback import serve
from tests.evaluation.upstream import SUMMARY, card, summary_card

BODY = SUMMARY.encode()
OTHER = SUMMARY.replace("12.50", "12.75").encode()


def pinned(address: str, known: SetCard | None = None) -> SetCard:
    return (known or summary_card()).model_copy(update={"url": address})


def nothing_is_kept() -> bool:
    return read_record("tea") is None and not list(set_folder("tea").rglob("*.part"))


def test_the_address_is_that_of_the_pinned_commit() -> None:
    known = card(repository="someone/sets", commit="a" * 40)
    path = f"someone/sets/{'a' * 40}/data/tea.json"
    assert known.address == f"https://raw.githubusercontent.com/{path}"
    assert card(repository="someone/sets").address == ""


@pytest.mark.covers("bench-pull")
def test_a_download_is_checked_and_kept() -> None:
    with serve({"body": BODY}) as (address, _):
        record = keep_card(pinned(address))
    assert (record.known_by, record.count, record.origin) == ("card", 3, address)
    kept = read_record("tea")
    assert kept == record
    assert read_kept(record) == BODY


def test_a_broken_download_goes_on_where_it_stopped() -> None:
    rest = {"status": 206, "body": BODY[100:]}
    with serve({"body": BODY, "cut": 100}, rest) as (address, seen):
        assert download(address, pause=0.01) == BODY
    assert [headers.get("Range") for headers in seen] == [None, "bytes=100-"]


def test_a_server_without_ranges_is_asked_for_all_again() -> None:
    with serve({"body": BODY, "cut": 100}, {"status": 503}, {"body": BODY}) as (address, seen):
        assert download(address, pause=0.01) == BODY
    assert len(seen) == 3


def test_what_never_becomes_whole_leaves_nothing() -> None:
    with serve({"body": BODY, "cut": 100}) as (address, _):
        with pytest.raises(DownloadError, match="could not be downloaded in 1 attempts"):
            download(address, attempts=1)
        assert nothing_is_kept()


def test_a_missing_file_is_told_at_once() -> None:
    with (
        serve({"status": 404}) as (address, seen),
        pytest.raises(DownloadError, match="the server says 404") as caught,
    ):
        keep_card(pinned(address))
    assert "--from" in str(caught.value.fix)
    assert len(seen) == 1
    assert nothing_is_kept()


def test_a_silent_server_is_given_up() -> None:
    with (
        serve({"body": BODY, "wait": 0.5}) as (address, _),
        pytest.raises(DownloadError, match="ReadTimeout"),
    ):
        download(address, timeout=0.1, attempts=1)


def test_nobody_there() -> None:
    with serve({}) as (address, _):
        pass
    with pytest.raises(DownloadError, match="ConnectError"):
        download(address, attempts=1)


@pytest.mark.covers("bench-pull")
def test_other_bytes_are_refused_and_both_digests_are_named() -> None:
    with serve({"body": OTHER}) as (address, _), pytest.raises(InputError) as caught:
        keep_card(pinned(address), accept_digest=digest_of(OTHER))
    assert digest_of(OTHER) in caught.value.message
    assert digest_of(BODY) in caught.value.message
    assert nothing_is_kept()


def test_an_unknown_digest_needs_the_users_word() -> None:
    known = card(digest_note="nobody has seen it", characters=len(SUMMARY))
    seen = digest_of(BODY)
    with serve({"body": BODY}) as (address, _):
        with pytest.raises(InputError, match="nobody has seen it") as caught:
            keep_card(pinned(address, known))
        assert f"--accept-digest {seen}" in str(caught.value.fix)
        assert nothing_is_kept()
        with pytest.raises(InputError, match=f"not the accepted {'0' * 64}"):
            keep_card(pinned(address, known), accept_digest="0" * 64)
        record = keep_card(pinned(address, known), accept_digest=seen.upper())
    assert (record.known_by, record.digest) == ("user", seen)


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"count": 4}, "holds 3 problems, upstream 4"), ({"characters": 7}, "upstream 7")],
)
def test_what_cannot_be_the_upstream_file_is_refused(fields: dict[str, int], message: str) -> None:
    with serve({"body": BODY}) as (address, _), pytest.raises(InputError, match=message):
        keep_card(pinned(address, card(**fields)), accept_digest=digest_of(BODY))
    assert nothing_is_kept()


def test_a_known_copy_is_taken_from_a_folder(tmp_path: Path) -> None:
    copies = (KnownCopy(digest=digest_of(BODY), count=3, note="three of nine"),)
    known = card(count=9, copies=copies, reference="reference/tea")
    (tmp_path / "reference" / "tea").mkdir(parents=True)
    (tmp_path / "reference" / "tea" / "prob_007.mps").write_text("NAME mill\nENDATA\n")
    (tmp_path / "reference" / "tea" / "prob_999.mps").write_text("NAME other\nENDATA\n")
    (tmp_path / "tea.json").write_bytes(BODY)
    record = keep_card(known, tmp_path)
    assert record.known_by == "copy"
    kept = {path.name for path in (set_folder("tea") / "reference").iterdir()}
    assert kept == {"prob_007.mps"}


def test_a_folder_without_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not hold tea") as caught:
        keep_card(summary_card(paths=("tea/tea.json",)), tmp_path)
    assert "tea/tea.json, data/tea.json, tea.json" in str(caught.value.fix)
    with pytest.raises(InputError, match="there is no folder"):
        keep_card(summary_card(), tmp_path / "nowhere")


def test_a_set_without_an_address_is_copied_only() -> None:
    with pytest.raises(InputError, match="no pinned address"):
        pull_set("nl4opt")


def test_offline_reaches_nothing() -> None:
    with (
        serve({"body": BODY}) as (address, seen),
        pytest.raises(DownloadError, match="offline"),
    ):
        keep_card(pinned(address), offline=True)
    assert seen == []


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    (tmp_path / "tea.json").write_bytes(BODY)
    with small_files(200), pytest.raises(DownloadError, match="cannot be written") as caught:
        keep_card(summary_card(), tmp_path)
    assert "ORTHOUGHT_CACHE" in str(caught.value.fix)
    assert nothing_is_kept()


def test_a_full_disk_spares_what_was_kept_before(tmp_path: Path) -> None:
    (tmp_path / "tea.json").write_bytes(BODY)
    record = keep_card(summary_card(), tmp_path)
    (tmp_path / "tea.json").write_bytes(OTHER)
    with small_files(200), pytest.raises(DownloadError):
        keep_card(card(digest=digest_of(OTHER)), tmp_path)
    assert read_record("tea") == record
    assert read_kept(record) == BODY


def test_a_kept_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tea.json").write_bytes(BODY)
    record = keep_card(summary_card(), tmp_path)
    (set_folder("tea") / "tea.json").write_bytes(OTHER)
    with pytest.raises(InputError, match="was changed") as caught:
        read_kept(record)
    assert caught.value.fix == "orthought bench pull tea"
    (set_folder("tea") / "record.json").write_text("{}")
    with pytest.raises(InputError, match="damaged"):
        read_record("tea")
