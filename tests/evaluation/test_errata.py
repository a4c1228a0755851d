"""Errata: what an entry must hold, what follows for labels, and that the proofs still say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.errors import InputError
from orthought.evaluation.errata import (
    Erratum,
    audited,
    errata_of,
    labels_digest,
    read_errata,
    target_of,
)
from orthought.evaluation.errata.proofs import ProofResult, run_proof
from orthought.evaluation.errata.reading import is_same
from orthought.evaluation.errata.versions import require_same_label
from orthought.evaluation.problems import BenchmarkProblem, Label, LabelVersion
from orthought.evaluation.sets import list_sets, load_set
from tests.evaluation.upstream import ROOT, SHARED, needs_copies

VERSIONS: tuple[LabelVersion, ...] = ("published", "corrected", "undisputed")
FIELDS = {
    "verdict": '"wrong"',
    "published": '"12.50"',
    "accepted": '[{ reading = "plain", value = 11.25 }]',
    "reason": '"The cups are counted twice."',
    "proof": '"proofs/a.py"',
    "date": "2026-01-02",
}


def write(folder: Path, **fields: str) -> Path:
    """Write errata with one entry of the set 'tea', and its proof."""
    (folder / "tea" / "proofs").mkdir(parents=True, exist_ok=True)
    (folder / "tea" / "proofs" / "a.py").touch()
    entry = {name: value for name, value in {**FIELDS, **fields}.items() if value}
    lines = ["[a]", *(f"{name} = {value}" for name, value in entry.items())]
    (folder / "tea" / "errata.toml").write_text("\n".join(lines))
    return folder


def problem(identifier: str = "a", written: str = "12.50") -> BenchmarkProblem:
    label = Label(objective=float(written), written=written)
    return BenchmarkProblem(set_name="tea", identifier=identifier, text="Tea.", label=label)


# Reading


def test_an_entry_is_read(tmp_path: Path) -> None:
    accepted = '[{ reading = "plain", value = "11.25" }, { reading = "b", status = "unbounded" }]'
    erratum = read_errata("tea", write(tmp_path, accepted=accepted))["a"]
    assert (erratum.identifier, erratum.verdict) == ("a", "wrong")
    assert [(a.status, a.value) for a in erratum.accepted] == [
        ("optimal", 11.25),
        ("unbounded", None),
    ]
    assert Erratum.model_validate_json(erratum.model_dump_json()) == erratum


def test_a_set_may_have_no_errata(tmp_path: Path) -> None:
    assert read_errata("tea", tmp_path) == {}
    assert audited("starter") == (0, 36)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"verdict": '"dubious"'}, "a.verdict"),
        ({"published": ""}, "a.published"),
        ({"published": '"about 12"'}, "a.*about 12"),
        ({"accepted": "[]"}, "a.accepted"),
        ({"accepted": '[{ reading = "", value = 1 }]'}, "a.accepted.0.reading"),
        ({"accepted": '[{ reading = "b" }]'}, "a value belongs to status 'optimal'"),
        ({"accepted": '[{ reading = "b", value = 1, status = "infeasible" }]'}, "a value belongs"),
        ({"accepted": '[{ reading = "b", value = inf }]'}, "not finite"),
        ({"accepted": '[{ reading = "b", value = "x" }]'}, "a.accepted.0.value"),
        ({"accepted": '[{ reading = "b", value = 12.5 }]'}, "'wrong', but the published answer"),
        ({"verdict": '"confirmed"'}, "'confirmed', but an accepted answer"),
        ({"verdict": '"ambiguous"'}, "'ambiguous' needs two readings"),
        (
            {"accepted": '[{ reading = "b", value = 1 }, { reading = "b", value = 2 }]'},
            "a reading is named twice",
        ),
        ({"reason": '""'}, "a.reason"),
        ({"proof": '"proofs/b.py"'}, "there is no file proofs/b.py"),
        ({"date": '"soon"'}, "a.date"),
        ({"colour": '"green"'}, "a.colour"),
        ({"date": "= 3"}, "is no TOML"),
    ],
)
def test_errors_name_file_and_entry(tmp_path: Path, fields: dict[str, str], message: str) -> None:
    folder = write(tmp_path, **fields)
    with pytest.raises(InputError, match=message) as caught:
        read_errata("tea", folder)
    assert str(folder / "tea" / "errata.toml") in str(caught.value)


@pytest.mark.parametrize(
    ("published", "proven", "same"),
    [
        ("50.34", 50.34498, True),
        ("51.78290154932", 50.34498, False),
        ("851452", 851472.0, False),
        ("30.0", 30.0000001, True),
        ("0", 1e-8, True),
    ],
)
def test_a_proven_value_is_the_published_one_to_its_digits(
    published: str, proven: float, same: bool
) -> None:
    label = Label(objective=float(published), written=published)
    assert is_same(label, Label(objective=proven)) is same


def test_statuses_that_say_the_same() -> None:
    none, bad, free = (Label(status=s) for s in ("no_optimum", "infeasible", "unbounded"))
    assert is_same(none, bad) and is_same(none, free) and is_same(bad, bad)
    assert not is_same(bad, free) and not is_same(none, Label(objective=1.0))


# Label versions


@pytest.mark.covers("label-versions")
def test_label_versions_of_a_wrong_label(tmp_path: Path) -> None:
    folder = write(tmp_path)
    published = target_of(problem(), "published", folder)
    corrected = target_of(problem(), "corrected", folder)
    assert published is not None and corrected is not None
    assert published.accepted == (problem().label,)
    assert corrected.accepted == (Label(objective=11.25, reading="plain"),)
    assert published.verdict == corrected.verdict == "wrong"
    assert target_of(problem(), "undisputed", folder) is None


def test_label_versions_of_an_ambiguous_label(tmp_path: Path) -> None:
    accepted = '[{ reading = "plain", value = 12.5 }, { reading = "other", value = 9 }]'
    folder = write(tmp_path, verdict='"ambiguous"', accepted=accepted)
    corrected = target_of(problem(), "corrected", folder)
    assert corrected is not None
    assert [label.objective for label in corrected.accepted] == [12.5, 9.0]
    assert target_of(problem(), "undisputed", folder) is None


def test_label_versions_of_a_confirmed_label(tmp_path: Path) -> None:
    accepted = '[{ reading = "plain", value = 12.5012345 }]'
    folder = write(tmp_path, verdict='"confirmed"', accepted=accepted)
    corrected = target_of(problem(), "corrected", folder)
    undisputed = target_of(problem(), "undisputed", folder)
    assert corrected is not None and undisputed is not None
    assert corrected.accepted == (Label(objective=12.5012345, reading="plain"),)
    assert undisputed.accepted == (problem().label,)
    assert corrected.audited


def test_label_versions_of_a_label_that_nobody_audited(tmp_path: Path) -> None:
    folder = write(tmp_path)
    for version in VERSIONS:
        target = target_of(problem("b", "3"), version, folder)
        assert target is not None and not target.audited
        assert target.accepted == (problem("b", "3").label,)


def test_errata_on_another_label_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with pytest.raises(InputError, match=r"tea:a: .*'12\.50'.*'12\.75'"):
        target_of(problem(written="12.75"), "published", folder)
    assert target_of(problem(written="12.5"), "published", folder)


def test_an_unknown_version_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'corrected'"):
        target_of(problem(), "correct", write(tmp_path))  # type: ignore[arg-type]


def test_changed_errata_are_read_again(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert errata_of("tea", folder)["a"].verdict == "wrong"
    accepted = '[{ reading = "plain", value = 12.5 }]'
    write(tmp_path, verdict='"confirmed"', accepted=accepted)
    assert errata_of("tea", folder)["a"].verdict == "confirmed"


@pytest.mark.covers("label-versions")
def test_the_digest_of_labels_changes_with_what_is_accepted(tmp_path: Path) -> None:
    both = (problem(), problem("b", "3"))
    folder = write(tmp_path)
    digests = {
        v: labels_digest("tea", v, both, folder) for v in ("published", "corrected", "undisputed")
    }  # type: ignore[arg-type]
    assert len(set(digests.values())) == 3
    assert labels_digest("tea", "published", reversed(both), folder) == digests["published"]
    write(tmp_path, accepted='[{ reading = "plain", value = 11.5 }]')
    assert labels_digest("tea", "published", both, folder) == digests["published"]
    assert labels_digest("tea", "corrected", both, folder) != digests["corrected"]
    assert len(labels_digest("starter", "published")) == 64


# What is committed

ENTRIES = {
    f"{card.name}:{identifier}": erratum
    for card in list_sets()
    for identifier, erratum in errata_of(card.name).items()
}
SLOW = {
    "complexor": ("prob_000_aircraft_assignment",),
    "industryor": ("prob_000", "prob_016", "prob_096"),
    "logior": (
        *("prob_004", "prob_008", "prob_012", "prob_013", "prob_018", "prob_019", "prob_020"),
        *("prob_049", "prob_056", "prob_060", "prob_065", "prob_080", "prob_091"),
    ),
}
"""Their proofs take more than a second."""


def is_slow(key: str) -> bool:
    """Tell whether an entry's proof is left to the long tests."""
    name, _, identifier = key.partition(":")
    return identifier in SLOW.get(name, ())


def entries() -> list[object]:
    """Return the keys of all entries, the slow ones marked."""
    return [
        pytest.param(key, marks=pytest.mark.long) if is_slow(key) else key
        for key in sorted(ENTRIES)
    ]


def proves(result: ProofResult, label: Label) -> bool:
    """Tell whether a proof found what an entry accepts."""
    return is_same(Label(status=result.status, objective=result.value), label)


@pytest.mark.covers("errata-proofs")
@pytest.mark.parametrize("key", entries())
def test_the_proof_of_an_entry_returns_what_it_accepts(key: str) -> None:
    erratum = ENTRIES[key]
    results = run_proof(ROOT / "benchmarks" / key.partition(":")[0] / erratum.proof)
    for accepted in erratum.accepted:
        assert accepted.reading in results, f"{erratum.proof} has no reading {accepted.reading!r}"
        assert proves(results[accepted.reading], accepted.label), results[accepted.reading]


@needs_copies
@pytest.mark.parametrize("name", sorted({key.partition(":")[0] for key in ENTRIES}))
def test_the_published_label_of_an_entry_is_that_of_the_set(name: str) -> None:
    loaded = {p.identifier: p for p in load_set(name, source=SHARED).problems}
    entries_here = [e for i, e in errata_of(name).items() if i in loaded]
    assert entries_here, f"no entry of {name} is in the copy"
    for erratum in entries_here:
        require_same_label(loaded[erratum.identifier], erratum)
