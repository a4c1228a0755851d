"""A second reading of a problem with tables and indexed decisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import orthought
from orthought.agent.checker.showing import POINT

ROOT = Path(__file__).resolve().parents[3]
PROBLEM = ROOT / "benchmarks" / "starter" / "s15_hose_reels"
REPLY = ROOT / "tests" / "replies" / "starter" / "s15_hose_reels.md"
CHECKER = """
```python
WHOLE = ["cut"]
YES_NO = ["use"]
FREE = []


def check(data, plan):
    reels = data["reels"].set_index("reel")
    hoses = data["hoses"].set_index("hose")
    cut, use = plan["cut"], plan["use"]
    yield "minimize", sum(float(reels.book_value[r]) * use[r] for r in reels.index)
    for r in reels.index:
        length = sum(int(hoses.length_m[h]) * cut[r, h] for h in hoses.index)
        yield 6, length, "<=", int(reels.length_m[r]) * use[r], f"length of {r}"
    for h in hoses.index:
        yield 8, sum(cut[r, h] for r in reels.index), ">=", int(hoses.ordered[h]), f"hoses of {h}"
```
"""


def solve(folder: Path, checker: str) -> orthought.Solution:
    script = folder / "script.json"
    keep = json.dumps({"keep": True, "sentence": 8, "reason": "as ordered"})
    script.write_text(json.dumps([REPLY.read_text("utf-8"), checker, keep]))
    settings = orthought.load_settings({"llm": f"scripted:{script}", "checker": True})[0]
    return orthought.solve(
        (PROBLEM / "problem.md").read_text("utf-8"),
        data=sorted((PROBLEM / "data").iterdir()),
        settings=settings,
        out=folder / "run",
        fresh=True,
    )


@pytest.mark.covers("second-reading")
def test_tables_reach_the_second_reader(tmp_path: Path) -> None:
    solution = solve(tmp_path, CHECKER)
    assert solution.status == "checked", solution.checks
    assert solution.usage.calls == 2


def test_a_limit_of_one_member_is_named(tmp_path: Path) -> None:
    stricter = CHECKER.replace(
        'int(hoses.ordered[h]), f"hoses', 'int(hoses.ordered[h]) + 1, f"hoses'
    )
    solution = solve(tmp_path, stricter)
    assert solution.status == "doubtful"
    (check,) = [check for check in solution.checks if check.name == POINT]
    assert "sentence 8: hoses of" in check.message
