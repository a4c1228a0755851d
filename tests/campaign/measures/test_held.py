"""Fixed-substrate mode: each value is a problem of its own."""

from __future__ import annotations

import pytest

from orthought.campaign.lookup import LookupSet
from orthought.campaign.measures import by_value, compare_held
from orthought.campaign.simulation.fixing import narrow
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError
from orthought.solution import Usage
from tests.campaign.measures.scene import make_run, make_set


def held_runs() -> tuple[list[Trajectory], tuple[LookupSet, ...]]:
    """Return runs of a proposer that begins with the worst and one that begins with the best."""
    sets = narrow([make_set()], {}, "solvent")
    runs = []
    for item in sets:
        order = sorted(item.table, key=lambda row: float(row.values["yield"] or 0))
        for name, rows in (("slow", order[:4]), ("quick", order[::-1][:4])):
            for seed in (0, 1):
                run = make_run([], name, seed, set_name=item.name, budget=4)
                proposals = tuple({"point": row.point} for row in (rows[::-1] if seed else rows))
                content = {**run.model_dump(), "proposals": proposals, "observations": rows}
                runs.append(Trajectory.model_validate(content))
    return runs, sets


def test_values_are_compared_one_by_one_and_together() -> None:
    runs, sets = held_runs()
    found = compare_held(runs, sets)
    assert [c.set_name for c in found.comparisons] == [item.name for item in sets]
    assert {c.best_known for c in found.comparisons} == {100, 80, 60}
    slow, quick = found.summaries
    assert (slow.values, quick.values) == (3, 3)
    assert quick.regret.estimate == 0
    assert (slow.best_on, quick.best_on) == (0, 3)
    assert quick.arrived == 1
    (pair,) = found.pairs
    assert pair.area is not None
    assert pair.area.seeds == 3
    assert pair.area.difference.high < 0
    assert type(found).model_validate_json(found.model_dump_json()) == found


def test_a_threshold_and_what_a_run_took_hold_over_all_values() -> None:
    runs, sets = held_runs()
    usage = Usage(calls=1, prompt_tokens=300, completion_tokens=100, cost_usd=0.02)
    paid = [
        run.model_copy(update={"usage": usage}) if run.proposer == "quick" else run for run in runs
    ]
    # The runs of one value are three instead of two: the mean is one over runs, not over values.
    dear = usage.model_copy(update={"prompt_tokens": 1000, "cost_usd": None})
    paid.append(paid[2].model_copy(update={"seed": 2, "usage": dear}))
    found = compare_held(paid, sets, threshold=70)
    slow, quick = found.summaries
    assert {c.threshold for c in found.comparisons} == {70}
    assert quick.arrived == pytest.approx(5 / 7), "the third value has no result of 70"
    assert (slow.runs, quick.runs) == (6, 7)
    assert quick.tokens == pytest.approx((6 * 400 + 1100) / 7)
    assert (slow.tokens, slow.cost_usd, quick.cost_usd) == (None, None, None)


def test_runs_of_other_sets_are_refused() -> None:
    runs, sets = held_runs()
    with pytest.raises(InputError, match="not among the sets"):
        compare_held(runs, sets[1:])
    with pytest.raises(InputError, match="no run to compare"):
        compare_held([], sets)


def test_free_runs_are_broken_down_by_value() -> None:
    points = [
        {"solvent": solvent, "ligand": "L1", "degrees": degrees}
        for solvent, degrees in (("DMF", 20), ("DMF", 80), ("THF", 20))
    ]
    runs = [make_run(points), make_run(points[:1] * 3, seed=1)]
    rows = {row.value: row for row in by_value(runs, make_set(), "solvent")}
    assert list(rows) == ["DMF", "THF", "MeCN"]
    assert rows["DMF"].share == pytest.approx(5 / 6)
    assert (rows["DMF"].visited, rows["DMF"].best, rows["DMF"].best_known) == (1, 75, 100)
    assert (rows["THF"].visited, rows["THF"].best) == (0.5, 40)
    assert (rows["MeCN"].visited, rows["MeCN"].best) == (0, None)
    with pytest.raises(InputError, match="no list of values for 'solvant'"):
        by_value(runs, make_set(), "solvant")
