"""Print the tables of docs/errata.md from the errata of all sets, or write them into the page.

    python evals/errata_table.py            print
    python evals/errata_table.py --write    renew docs/errata.md between its markers
    python evals/errata_table.py --check    fail where the page is not fresh

A table stands between `<!-- errata: NAME -->` and `<!-- end -->`; NAME is `summary` or a set.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path
from typing import Final

from orthought.evaluation.errata import Accepted, Erratum, errata_of
from orthought.evaluation.sets import list_sets

PAGE: Final = Path(__file__).parents[1] / "docs" / "errata.md"
BLOCK: Final = re.compile(r"(<!-- errata: (\w+) -->\n).*?(<!-- end -->)", re.S)
VERDICTS: Final = ("confirmed", "wrong", "ambiguous")


def summary() -> str:
    """Return the table of counts, one row a set that has errata."""
    lines = [
        "| set | problems | audited | confirmed | wrong | ambiguous |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for card in list_sets():
        verdicts = Counter(erratum.verdict for erratum in errata_of(card.name).values())
        if verdicts:
            counts = " | ".join(str(verdicts[verdict]) for verdict in VERDICTS)
            lines.append(f"| {card.name} | {card.count} | {verdicts.total()} | {counts} |")
    return "\n".join(lines)


def disputed(name: str) -> str:
    """Return the table of a set's labels that are not confirmed, wrong ones first."""
    errata = errata_of(name).values()
    found = [e for verdict in ("wrong", "ambiguous") for e in errata if e.verdict == verdict]
    if not errata:
        return "No label of this set has been audited yet."
    if not found:
        return "All audited labels are confirmed."
    head = ["| problem | verdict | published | ours | reason |", "|---|---|--:|---|---|"]
    return "\n".join([*head, *map(row, found)])


def row(erratum: Erratum) -> str:
    """Return one line of a set's table."""
    ours = "; ".join(f"{answer(accepted)} ({accepted.reading})" for accepted in erratum.accepted)
    reason = " ".join(erratum.reason.split())
    cells = (erratum.identifier, erratum.verdict, erratum.published, ours, reason)
    return f"| {' | '.join(cells)} |"


def answer(accepted: Accepted) -> str:
    """Return a value to ten digits, or the status where there is none."""
    return accepted.status if accepted.value is None else f"{accepted.value:.10g}"


def table(name: str) -> str:
    """Return the table that a marker names."""
    return summary() if name == "summary" else disputed(name)


def renewed(page: str) -> str:
    """Return the page with every marked table made anew."""
    return BLOCK.sub(lambda match: f"{match[1]}{table(match[2])}\n{match[3]}", page)


def main() -> int:
    """Print, write or check the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="renew the tables of docs/errata.md")
    parser.add_argument("--check", action="store_true", help="fail where they are not fresh")
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    if options.check and renewed(page) != page:
        print(f"{PAGE} is not fresh: python evals/errata_table.py --write")
        return 1
    if options.write:
        PAGE.write_text(renewed(page), encoding="utf-8")
    if not (options.write or options.check):
        names = [card.name for card in list_sets() if errata_of(card.name)]
        print("\n\n".join([summary(), *(f"{name}\n\n{disputed(name)}" for name in names)]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
