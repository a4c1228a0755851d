"""Observations in files: what is written is what is read."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.exchange import read_observations, write_observations
from orthought.campaign.observations import Observation
from orthought.campaign.space import Space
from orthought.errors import InputError, MissingExtraError
from tests.campaign.exchange.cases import SPACE, YIELD, seen
from tests.campaign.space.cases import choice, spaces

KINDS = [".csv", ".json", ".parquet"]
TOLD = [
    seen(batch=1, reason='he said "hot", then\nleft'),
    seen(None, batch=2, base="None"),
    seen(1 / 3, hours=48, temperature=20.1 + 0.2),
]


@pytest.mark.parametrize("kind", KINDS)
def test_there_and_back(tmp_path: Path, kind: str) -> None:
    path = write_observations(tmp_path / f"told{kind}", TOLD, SPACE, YIELD)
    assert read_observations(path, SPACE, YIELD) == TOLD


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_written_and_read(tmp_path: Path, kind: str) -> None:
    if kind == ".csv":
        path = write_observations(tmp_path / "told.csv", [], SPACE, YIELD)
        assert path.read_text() == "base,AcOH_equiv,hours,temperature,yield,batch,reason\n"
    path = write_observations(tmp_path / f"told{kind}", [], SPACE, YIELD)
    assert read_observations(path, SPACE, YIELD) == []


@st.composite
def _told(draw: st.DrawFn) -> tuple[Space, list[Observation]]:
    space = draw(spaces(with_rules=False).filter(lambda space: "yield" not in space.names))
    places = st.lists(st.floats(0, 0.999), min_size=len(space.names), max_size=len(space.names))
    numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
    return space, [
        Observation(
            point=space.at(draw(places)),
            values={"yield": draw(numbers)},
            batch=batch,
            reason=reason,
        )
        for batch, reason in enumerate(draw(st.lists(st.text(max_size=6), max_size=4)))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_anything_survives(tmp_path: Path, kind: str) -> None:
    @given(_told())
    @settings(derandomize=True, deadline=None, max_examples=60)
    def check(told: tuple[Space, list[Observation]]) -> None:
        space, rows = told
        path = write_observations(tmp_path / f"told{kind}", rows, space, YIELD)
        assert read_observations(path, space, YIELD) == rows

    check()


def test_cells_are_written_as_they_are(tmp_path: Path) -> None:
    space = Space(parameters=(choice("x", "=1+1", "+x", "@y"),))
    told = [
        Observation(point={"x": name}, values={"yield": 1}, reason="-1") for name in ("=1+1", "@y")
    ]
    path = write_observations(tmp_path / "told.csv", told, space, YIELD)
    with path.open(newline="") as stream:
        assert [line[0] for line in csv.reader(stream)] == ["x", "=1+1", "@y"]
    assert read_observations(path, space, YIELD) == told


def test_files_are_plain_tables(tmp_path: Path) -> None:
    import pandas as pd

    path = write_observations(tmp_path / "told.parquet", TOLD, SPACE, YIELD)
    frame = pd.read_parquet(path)
    assert list(frame["base"]) == ["MTBD", "None", "MTBD"]
    assert list(frame["batch"]) == [1, 2, 0]
    assert frame["yield"].isna().tolist() == [False, True, False]
    flat = json.loads(write_observations(tmp_path / "t.json", TOLD, SPACE, YIELD).read_text())
    assert flat[1]["yield"] is None
    assert flat[1]["base"] == "None"


def test_other_kinds_are_refused(tmp_path: Path) -> None:
    for name in ("told.pickle", "told"):
        with pytest.raises(InputError, match="of no known kind"):
            write_observations(tmp_path / name, [], SPACE, YIELD)
        with pytest.raises(InputError, match="of no known kind"):
            read_observations(tmp_path / name, SPACE, YIELD)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.json", "{", "x.json is no JSON"),
        ("x.json", "[" * 100_000, "x.json is no JSON"),
        ("x.json", '{"base": "MTBD"}', "x.json is no table"),
        ("x.json", '[{"base": "MTBD", "yield": NaN}]', "x.json, row 1: yield: 'nan' is not"),
        ("x.json", '[{"base": "MTBD", "yield": [1]}]', r"x.json, row 1: yield: '\[1\]' is"),
        ("x.parquet", "PAR1", "x.parquet is no Parquet"),
        ("x.csv", "base,colour,yield\nMTBD,1,2\n", "x.csv, line 2: there is a column too many"),
    ],
)  # fmt: skip
def test_broken_files_are_said(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        read_observations(tmp_path / name, SPACE, YIELD)


@pytest.mark.parametrize("kind", KINDS)
def test_missing_files_are_said(tmp_path: Path, kind: str) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_observations(tmp_path / f"none{kind}", SPACE, YIELD)


def test_parquet_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError) as caught:
        write_observations(tmp_path / "told.parquet", TOLD, SPACE, YIELD)
    assert caught.value.fix == 'pip install "orthought[parquet]"'
    (tmp_path / "told.parquet").write_bytes(b"")
    with pytest.raises(MissingExtraError):
        read_observations(tmp_path / "told.parquet", SPACE, YIELD)
