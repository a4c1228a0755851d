"""The reader of MPS files: what we write comes back, and published files keep their answer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from orthought.errors import InputError
from orthought.evaluation.equivalence import compare, read_mps
from orthought.instance import BINARY, INTEGER, Indicator, Instance, SpecialOrderedSet
from orthought.outcome import SolverOptions
from orthought.solvers import export, solve
from tests.solvers.build import make

SHARED = Path(__file__).resolve().parents[4] / "shared" / "benchmarks" / "orthought"

WRITTEN = {
    "linear": make([1, -2], [([1, 1], 1, 4), ([2, 0], None, 3), ([1, -1], 0, 0)], constant=5.5),
    "bounds": make(
        [1, 1, 1, 1, 1],
        [([1, 1, 1, 1, 1], 2, None)],
        lower=[None, -3, 0, 2, None],
        upper=[None, 7, -0.0, 2, -1],
    ),
    "kinds": make(
        [3, 2, 1],
        [([1, 1, 1], None, 9)],
        kinds=[INTEGER, BINARY, INTEGER],
        lower=[0, 0, -4],
        upper=[None, 1, 1],
        sense="maximize",
    ),
    "quadratic": make(
        [1, 1],
        [([1, 1], 1, None)],
        quadratic=[(-1, 0, 0, 2.0), (-1, 0, 1, -1.0), (-1, 1, 1, 3.0), (0, 0, 1, 4.0)],
    ),
    "sets": make(
        [1, 1, 1],
        [([1, 1, 1], None, 3), ([1, 0, 0], None, 1)],
        kinds=[0, 0, BINARY],
        upper=[5, 5, 1],
        special_ordered_sets=(SpecialOrderedSet("s", 2, (0, 1), (1.0, 2.0)),),
        indicators=(Indicator(1, 2, 1),),
    ),
    "free row": make([1, 1], [([1, 1], None, None), ([1, 0], 1, None)]),
}
ARRAYS = (
    "lower",
    "upper",
    "kinds",
    "objective",
    "row_lower",
    "row_upper",
    "row_starts",
    "row_columns",
    "row_values",
)


@pytest.mark.parametrize("instance", WRITTEN.values(), ids=WRITTEN)
def test_what_we_write_comes_back(instance: Instance, tmp_path: Path) -> None:
    path = tmp_path / "model.mps"
    export(instance, path)
    found = read_mps(path)
    for name in ARRAYS:
        assert np.array_equal(getattr(found, name), getattr(instance, name)), name
    assert found.sense == instance.sense
    assert found.objective_constant == instance.objective_constant
    assert squares(found) == squares(instance)
    assert found.indicators == instance.indicators
    assert [s.columns for s in found.special_ordered_sets] == [
        s.columns for s in instance.special_ordered_sets
    ]
    assert compare(found, instance, declared={}).verdict == "equivalent"


def squares(instance: Instance) -> set[tuple[float, ...]]:
    parts = (
        instance.quadratic_rows,
        instance.quadratic_first,
        instance.quadratic_second,
        instance.quadratic_values,
    )
    return set(zip(*(part.tolist() for part in parts), strict=True))


FIXED = """\
NAME          two words
ROWS
 N  COST
 L  ROW 1
 G  ROW2
 E  ROW3
COLUMNS
    MY COL    COST               1.0   ROW 1              2.0
    MY COL    ROW2               1.0
    OTHER     COST               4.0   ROW3              -1.0
RHS
    RHS       COST              -3.0   ROW 1              8.0
    RHS       ROW2               1.0   ROW3              -2.0
RANGES
    RNG       ROW 1              2.5   ROW3              -1.0
BOUNDS
 UP BND       MY COL             4.0
 MI BND       OTHER
ENDATA
"""


def test_fixed_columns_allow_spaces_in_names(tmp_path: Path) -> None:
    path = tmp_path / "fixed.mps"
    path.write_text(FIXED)
    found = read_mps(path)
    assert found.variable_names == ("MY COL", "OTHER")
    assert found.objective_constant == 3.0
    assert found.row_lower.tolist() == [5.5, 1.0, -3.0]
    assert found.row_upper.tolist() == [8.0, np.inf, -2.0]
    assert found.lower.tolist() == [0.0, -np.inf]
    assert found.upper.tolist() == [4.0, np.inf]


FREE = """\
NAME
OBJSENSE MAX
ROWS
 N obj
 L c
COLUMNS
    M 'MARKER' 'INTORG'
    a obj 1 c 1
    b c 1
    d obj 2
    M 'MARKER' 'INTEND'
    e obj 1
RHS
    c 7
BOUNDS
 LI b 0
 UP BND e -2
 UI d 1e30
QMATRIX
    a a 2
    a e 3
    e a 3
ENDATA
what follows is not read
"""


def test_conventions_where_readers_differ(tmp_path: Path) -> None:
    path = tmp_path / "free.mps"
    path.write_text(FREE)
    found = read_mps(path)
    assert found.sense == "maximize"
    # Without any bound an integer column of a marker is binary; with one it is not.
    assert found.kinds.tolist() == [BINARY, INTEGER, INTEGER, 0]
    assert found.upper.tolist() == [1.0, np.inf, np.inf, -2.0]
    assert found.lower.tolist() == [0.0, 0.0, 0.0, -np.inf]
    assert squares(found) == {(-1, 0, 0, 1.0), (-1, 0, 3, 3.0)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no model at all\n", "no place in an instance"),
        ("NAME x\nENDATA\n", "no ROWS"),
        ("ROWS\n N o\nCOLUMNS\n  x missing 1\nENDATA\n", "line 4"),
        ("ROWS\n N o\nCOLUMNS\n  x o one\nENDATA\n", "line 4"),
        ("ROWS\n N o\nCOLUMNS\n  x o 1\nBOUNDS\n SC B x 4\nENDATA\n", "line 6"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.mps"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_mps(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_mps(tmp_path / "absent.mps")


@pytest.mark.parametrize("name", ["logior/prob_002", "logior/prob_088", "industryor/prob_006"])
def test_published_files_keep_their_answer(name: str) -> None:
    path = SHARED / "reference" / f"{name}.mps"
    if not path.is_file():
        pytest.skip(f"the published set is not beside the checkout ({path})")
    group, problem = name.split("/")
    summary = json.loads((SHARED / "datasets/summary" / f"summary_{group}.json").read_text())
    outcome = solve(read_mps(path), SolverOptions(relative_gap=0.0))
    assert outcome.objective == pytest.approx(float(summary[problem]["ground_truth"]), rel=1e-4)
