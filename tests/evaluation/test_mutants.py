"""Mutants: the same from the same seed, harmless ones harmless, and truths that hold by listing."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from orthought.errors import InputError
from orthought.evaluation.equivalence import compare
from orthought.evaluation.formulation_bench import FormulationBench
from orthought.evaluation.mutants import (
    HARMFUL,
    HARMLESS,
    KINDS,
    Mutant,
    Prover,
    compare_by_proof,
    mutate,
    plan,
    truth_of,
)
from orthought.evaluation.mutants.families import cover, lots, own_sources, pack, stock
from orthought.evaluation.mutants.listing import list_points
from orthought.evaluation.mutants.sheet import Column, Row, Sheet
from orthought.execution.tiers import open_sandbox
from orthought.instance import BINARY, CONTINUOUS, INTEGER, Instance
from orthought.instance_frames import to_frame

BENCH = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "formulation-bench"
SOURCES = {
    "pack": pack(3, 1),
    "cover": cover(5, 1),
    "lots": lots(3, 1),
    "stock": stock(3, 1),
}


def made(kind: str, seeds: int = 2) -> list[Mutant]:
    found = [mutate(n, s, kind, seed) for n, s in SOURCES.items() for seed in range(seeds)]
    return [mutant for mutant in found if mutant is not None]


def small(kind: int = INTEGER, *, upper: float = 4.0, limit: float = 5.0) -> Instance:
    """Return max 3x + 2y, x + y <= limit, x - y <= 9, 0 <= x, y <= upper."""
    columns = [Column("x", 0.0, upper, kind, 3.0), Column("y", 0.0, upper, kind, 2.0)]
    rows = [
        Row("limit", -math.inf, limit, {0: 1.0, 1: 1.0}),
        Row("idle", -math.inf, 9.0, {0: 1.0, 1: -1.0}),
    ]
    return Sheet("small", "maximize", 0.0, columns, rows).instance()


def without(instance: Instance, row: int) -> Instance:
    sheet = Sheet.of(instance)
    del sheet.rows[row]
    return sheet.instance()


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_edits_keep_both_ends_of_the_objective(kind: str) -> None:
    prover = Prover()
    mutants = made(kind, seeds=1)
    assert mutants, "no source gives this edit anything to do"
    for mutant in mutants:
        before, after = prover.range(mutant.first), prover.range(mutant.second)
        # Negated with the sense, a minimisation stays the minimisation that it was.
        factor = abs(mutant.factor)
        for old, new in ((before.best, after.best), (before.worst, after.worst)):
            assert old.status == new.status, mutant.note
            if old.value is not None and new.value is not None:
                assert new.value == pytest.approx(old.value * factor, 1e-6, 1e-6), mutant.note


@pytest.mark.parametrize("kind", sorted(set(HARMLESS) - {"change_units"}))
def test_harmless_edits_keep_every_point(kind: str) -> None:
    """Counted by objective value, where all points can be listed on both sides."""
    for mutant in made(kind):
        one, two = list_points(mutant.first), list_points(mutant.second)
        if one is None or two is None:
            continue
        values = np.unique(np.round(one.values * mutant.factor, 6))
        assert values.tolist() == pytest.approx(np.unique(np.round(two.values, 6)).tolist())
        if kind != "split_column" and "split_column" not in mutant.note:
            assert len(one.values) == len(two.values)


def test_the_same_seed_gives_the_same_mutants() -> None:
    first, second = plan(SOURCES, 2, seed=5), plan(SOURCES, 2, seed=5)
    assert [m.key for m in first] == [m.key for m in second]
    assert all(to_frame(a.second) == to_frame(b.second) for a, b in zip(first, second, strict=True))
    other = plan(SOURCES, 2, seed=6)
    assert [to_frame(m.second) for m in first] != [to_frame(m.second) for m in other]


def test_every_kind_is_made_of_our_own_sources() -> None:
    kinds = {mutant.kind for mutant in plan(own_sources(), 1)}
    assert kinds == set(KINDS)


def test_the_source_of_a_mutant_is_left_alone() -> None:
    before = to_frame(SOURCES["pack"])
    for kind in KINDS:
        mutate("pack", SOURCES["pack"], kind, 3)
    assert to_frame(SOURCES["pack"]) == before


@pytest.mark.parametrize("kind", HARMFUL)
def test_truths_of_harmful_edits_agree_with_listing(kind: str) -> None:
    """The proofs by bounds, points and answers, asked where listing every point knows better."""
    prover = Prover()
    sources = {"pack": pack(3, 2), "cover": cover(4, 2), "small": small()}
    for name, instance in sources.items():
        mutant = mutate(name, instance, kind, 1)
        if mutant is None or mutant.first.variable_names != mutant.second.variable_names:
            continue
        one, two = list_points(mutant.first), list_points(mutant.second)
        if one is None or two is None:
            continue
        same = one.table(one.names) == two.table(one.names)
        flipped = mutant.first.sense != mutant.second.sense
        truth = compare_by_proof(mutant.first, mutant.second, prover, list_up_to=0)
        assert truth.proof != "listing"
        if truth.verdict == "different":
            assert flipped or not same, mutant.note
        if truth.verdict == "equivalent":
            assert same, mutant.note


@pytest.mark.parametrize("kind", [INTEGER, CONTINUOUS])
def test_a_dropped_row_is_proven_to_matter_or_not(kind: int) -> None:
    prover, whole = Prover(), small(kind)
    idle = compare_by_proof(whole, without(whole, 1), prover)
    assert (idle.verdict, idle.scaled) == ("equivalent", "equivalent")
    binding = compare_by_proof(whole, without(whole, 0), prover)
    # The maximum grows, the minimum stays zero: a factor could still make the ends meet.
    scaled = "different" if kind == INTEGER else "unknown"
    assert (binding.verdict, binding.scaled) == ("different", scaled)


def test_a_row_that_binds_away_from_both_ends_is_shown_by_a_point() -> None:
    columns = [Column(n, 0.0, 4.0, CONTINUOUS, 1.0) for n in ("x", "y")]
    corner = Row("corner", -math.inf, 3.0, {0: 1.0, 1: -1.0})
    cut = Sheet("cut", "minimize", 0.0, columns, [corner]).instance()
    truth = compare_by_proof(cut, without(cut, 0), Prover())
    assert (truth.verdict, truth.scaled, truth.proof) == ("different", "different", "point")


def test_lost_integrality_is_shown_by_a_point_or_by_the_answer() -> None:
    prover = Prover()
    away = small(INTEGER, upper=3.0, limit=4.5)
    assert (
        compare_by_proof(away, small(CONTINUOUS, upper=3.0, limit=4.5), prover).proof == "optimum"
    )
    same_answer = compare_by_proof(small(INTEGER), small(CONTINUOUS), prover)
    assert (same_answer.verdict, same_answer.proof) == ("different", "point")


def test_integrality_that_an_equation_implies_makes_no_difference() -> None:
    kinds = {"x": INTEGER, "y": INTEGER, "total": CONTINUOUS}
    columns = [Column(n, 0.0, 300.0, kind, 1.0) for n, kind in kinds.items()]
    defined = Row("defined", 5.0, 5.0, {0: 2.0, 1: -4.0, 2: 1.0})
    loose = Sheet("loose", "minimize", 0.0, columns, [defined])
    before = loose.instance()
    loose.columns[2].kind = INTEGER
    assert compare_by_proof(before, loose.instance(), Prover()).verdict == "equivalent"
    loose.rows[0] = Row("defined", 5.0, 5.0, {0: 2.0, 1: -4.0, 2: 2.0})
    after = loose.instance()
    loose.columns[2].kind = CONTINUOUS
    assert compare_by_proof(loose.instance(), after, Prover()).verdict == "different"


def test_a_column_without_end_is_not_taken_for_a_fixed_one() -> None:
    # x and y are whole together or not at all, and grow without end.
    columns = [Column("x", 0.0, math.inf, INTEGER, 1.0), Column("y", 0.0, math.inf, INTEGER, 1.0)]
    tie = Row("tie", 0.0, 0.0, {0: 2.0, 1: -2.0})
    whole = Sheet("whole", "minimize", 0.0, columns, [tie])
    before = whole.instance()
    whole.columns[0].kind = CONTINUOUS
    assert compare_by_proof(before, whole.instance(), Prover()).verdict == "equivalent"
    whole.columns[1].kind = CONTINUOUS
    assert compare_by_proof(before, whole.instance(), Prover()).verdict == "different"


def test_another_objective_is_compared_on_the_points_that_there_are() -> None:
    prover = Prover()
    columns = [Column(n, 0.0, 1.0, CONTINUOUS, 2.0) for n in ("x", "y")]
    one = Row("one", 1.0, 1.0, {0: 1.0, 1: 1.0})
    first = Sheet("first", "minimize", 0.0, columns, [one]).instance()
    constant = Sheet.of(first)
    for column in constant.columns:
        column.cost = 1.0
    constant.constant = 1.0
    truth = compare_by_proof(first, constant.instance(), prover)
    assert (truth.verdict, truth.proof) == ("equivalent", "bounds")


def test_a_rescaled_objective_is_another_answer_and_the_same_decisions() -> None:
    mutant = mutate("pack", SOURCES["pack"], "scale_objective", 0)
    assert mutant is not None
    truth = truth_of(mutant, Prover())
    assert (truth.verdict, truth.scaled) == ("different", "equivalent")


def test_an_early_end_of_an_index_takes_columns_and_rows() -> None:
    mutant = mutate("stock", SOURCES["stock"], "drop_last_index", 0)
    assert mutant is not None
    assert mutant.second.variable_names == tuple(
        name for name in mutant.first.variable_names if "[2]" not in name
    )
    assert not any("[2]" in name for name in mutant.second.row_names)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(InputError, match="drop_row"):
        mutate("pack", SOURCES["pack"], "drop_rows", 0)


def test_what_is_not_linear_is_passed_over() -> None:
    instance = Sheet.of(SOURCES["cover"])
    instance.quadratic = {(0, 1): 1.0}
    quadratic = instance.instance()
    assert list_points(quadratic) is None
    moved = mutate("quadratic", quadratic, "permute", 0)
    assert moved is not None
    assert moved.second.quadratic_values.tolist() == [1.0]
    assert {quadratic.kinds[0]} == {BINARY}


@pytest.mark.covers("equivalence-mutants")
def test_no_wrong_verdict_on_a_mutant_of_every_kind() -> None:
    prover, known = Prover(), 0
    for mutant in plan(SOURCES, 1, seed=3):
        truth, found = truth_of(mutant, prover), compare(mutant.first, mutant.second)
        known += truth.verdict != "unknown"
        for said, true in ((found.verdict, truth.verdict), (found.verdict_scaled, truth.scaled)):
            assert {said, true} != {"equivalent", "different"}, (mutant.key, mutant.note, truth)
    assert known >= len(KINDS) // 2


@pytest.mark.covers("equivalence")
@pytest.mark.skipif(not BENCH.is_dir(), reason="FormulationBench is not at ../shared")
def test_no_wrong_verdict_on_small_formulations() -> None:
    bench, sandbox, prover = FormulationBench(BENCH), open_sandbox(), Prover()
    first = bench.build(1, "a", sandbox).instance
    for pair in bench.pairs():
        if pair.problem != 1 or pair.second == "i":
            # Formulation a of this problem has one point only, where a constant says as much.
            continue
        second = bench.build(1, pair.second, sandbox).instance
        found = compare(first, second)
        if pair.reformulation:
            assert found.verdict_scaled != "different", pair.key
        elif compare_by_proof(first, second, prover).scaled == "different":
            assert found.verdict_scaled != "equivalent", pair.key
    sandbox.close()
