"""Problems with prepared right replies, as many as wanted: what an evaluation run is tried on.

The texts are those of the starter set, each with a sentence that names the case, so that every
prompt is another one. The replies are scripted: they stand in tests/replies/starter.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STARTER = ROOT / "benchmarks" / "starter"
REPLIES = ROOT / "tests" / "replies" / "starter"
WORDS = ("alder", "birch", "cedar", "daphne", "elm", "fir", "gorse", "hazel", "ivy", "juniper")


def case_name(position: int) -> str:
    """Return a name without digits: a number would have to be used by the model."""
    return f"{WORDS[position // 10 % 10]} {WORDS[position % 10]}"


def cases(count: int) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return problems (lines for `orthought bench add`) and the endpoint's replies to them."""
    sources = [folder for folder in sorted(STARTER.glob("s*")) if _is_plain(folder)]
    problems, replies = [], []
    for position, folder in enumerate(itertools.islice(itertools.cycle(sources), count)):
        answer = json.loads((folder / "answer.json").read_text())
        mark = f"This is the case {case_name(position)}."
        text = (folder / "problem.md").read_text().rstrip() + f"\n\n{mark}\n"
        problems.append({"id": f"case_{position:03d}", "text": text, "answer": answer["objective"]})
        replies.append({"contains": mark, "reply": (REPLIES / f"{folder.name}.md").read_text()})
    return problems, replies


def _is_plain(folder: Path) -> bool:
    answer = json.loads((folder / "answer.json").read_text())
    return answer["status"] == "optimal" and not (folder / "data").exists()
