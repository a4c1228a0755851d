"""The questions to second readers of the seeded cases, and their replies.

    python evals/seeded_readings.py FOLDER      write one question a case, FOLDER/CASE.md

A reader answers FOLDER/CASE.md in evals/second-readings/CASE.md, having seen nothing but the
question: the text, its tables, and the names of the decisions of the right model.
"""

from __future__ import annotations

import sys
from pathlib import Path

from seeded_cases import ROOT, Case, cases

from orthought.agent.checker.asking import write_messages
from orthought.agent.checker.plan import plan_of
from orthought.agent.checker.stage import checker_in
from orthought.tables import render

REPLIES = ROOT / "evals" / "second-readings"


def question(case: Case) -> str:
    """Return the whole question about a case."""
    plan = plan_of(case.draft.formulation, case.instance())
    tables = render(case.problem.tables, case.problem.documents)
    return "\n\n".join(message.content for message in write_messages(case.reading, tables, plan))


def checker_of(case: Case) -> str:
    """Return the program that the reader of a case wrote; empty where there is none."""
    path = REPLIES / f"{case.key}.md"
    return checker_in(path.read_text("utf-8")) if path.is_file() else ""


def main() -> None:
    """Write every question."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases():
        (folder / f"{case.key}.md").write_text(question(case) + "\n", encoding="utf-8")
        print(case.key)


if __name__ == "__main__":
    main()
