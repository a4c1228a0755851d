"""Files of fits: round trip, look-up by model and method, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orthought.agent.confidence.fit import ConfidenceFit
from orthought.agent.confidence.stored import (
    SHIPPED,
    find_fit,
    fit_marked,
    read_fit,
    users_folder,
    write_fit,
)
from orthought.errors import InputError, SettingsError
from tests.agent.confidence.answers import made_fit


def keep(fit: ConfidenceFit, name: str = "made.json") -> Path:
    """Put a fit into the user's own folder."""
    return write_fit(fit, users_folder() / name)


@pytest.mark.covers("confidence")
def test_a_fit_is_the_same_after_its_file(tmp_path: Path) -> None:
    fit = made_fit()
    path = write_fit(fit, tmp_path / "deep" / "fit.json")
    assert read_fit(path) == fit
    assert read_fit(path).mark == fit.mark
    assert fit.mark != made_fit(intercept=1.5).mark


def test_every_fit_of_the_package_can_be_read_and_is_worth_something() -> None:
    for path in SHIPPED.glob("*.json"):
        held_out = read_fit(path).figures.held_out
        assert held_out.skill is not None
        assert held_out.skill.estimate > 0
    assert (SHIPPED / "README.md").is_file()


@pytest.mark.covers("confidence")
def test_a_fit_is_found_by_model_and_method() -> None:
    assert find_fit("made:one", "orthought") is None
    keep(made_fit())
    assert find_fit("made:one", "orthought") == made_fit()
    assert fit_marked(made_fit().mark) == made_fit()
    for llm, method in (
        ("made", "orthought"),
        ("other:made:one", "orthought"),
        ("made:one", "standard"),
        ("made:one", "orthought+without_understanding"),
    ):
        assert find_fit(llm, method) is None
    assert fit_marked("made@00000000") is None


def test_the_first_of_several_files_counts() -> None:
    keep(made_fit(name="second"), "b.json")
    keep(made_fit(name="first"), "a.json")
    found = find_fit("made:one", "orthought")
    assert found is not None
    assert found.name == "first"


def changed(**changes: Any) -> str:
    return json.dumps({**json.loads(made_fit().model_dump_json()), **changes})


HOSTILE = {
    "no json": ("{", "is no fit"),
    "a list": ("[]", "names no format"),
    "no format": ("{}", "names no format"),
    "a newer format": (changed(format=2), "format 2; this version reads 1"),
    "an older format": (changed(format=0), "is no fit"),
    "a format in words": (changed(format="1"), "names no format"),
    "NaN": (changed(intercept=float("nan")), "intercept"),
    "NaN in words": (changed(intercept="NaN"), "intercept"),
    "infinite": (
        changed(weights=[{"name": "rows", "weight": float("inf"), "mean": 0, "scale": 1}]),
        "weights.0.weight",
    ),
    "no spread": (
        changed(weights=[{"name": "rows", "weight": 1, "mean": 0, "scale": 0}]),
        "weights.0.scale",
    ),
    "an unknown key": (changed(novelty=1), "novelty"),
    "nobody's": (changed(models=[]), "models"),
    "deep": ("[" * 100_000, "is no fit"),
    "no text": ("\udcff", "is no fit"),
}


@pytest.mark.covers("confidence")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_fit_is_named_with_its_fault(name: str, tmp_path: Path) -> None:
    content, message = HOSTILE[name]
    path = tmp_path / "hostile.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=message) as caught:
        read_fit(path)
    assert "hostile.json" in str(caught.value)
    assert caught.value.fix


def test_a_file_that_is_not_there_or_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.json"):
        read_fit(tmp_path / "absent.json")
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(InputError, match="taken"):
        write_fit(made_fit(), tmp_path / "taken" / "fit.json")
