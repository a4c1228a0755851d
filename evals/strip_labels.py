"""Write the texts of a benchmark set to a folder, one file a problem, without labels.

    python evals/strip_labels.py summary_logior.json blind/logior

For audits that are done blind: of each problem only the description and, where the set gives data
beside the text, that data are kept. Label, type, counts and size stay behind, because each of them
tells something of the answer.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def stripped(problem: dict[str, Any]) -> str:
    """Return the text of a problem with its data, and nothing that tells of its answer."""
    parts = [str(problem["description"]).strip()]
    for number, sample in enumerate(problem.get("sample", ()), start=1):
        # ComplexOR keeps the answer beside the data of each sample; only the data are taken.
        parts.append(f"Data {number}:\n{json.dumps(sample['input'], indent=1)}")
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Strip one summary file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("summary", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    problems = json.loads(options.summary.read_text(encoding="utf-8"))
    options.out.mkdir(parents=True, exist_ok=True)
    for identifier, problem in problems.items():
        (options.out / f"{identifier}.txt").write_text(stripped(problem), encoding="utf-8")
    print(f"{len(problems)} problems in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
