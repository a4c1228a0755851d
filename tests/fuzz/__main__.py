"""Fuzz the readers of what others wrote.

    python -m tests.fuzz [--seconds 30] [--target NAME] [--first N] [--keep FOLDER] [--out FILE]
    python -m tests.fuzz --target NAME --only N      read input N once more, with its traceback

The time is shared among the targets. Exit code 1: something was found; its inputs stand in FOLDER.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from tests.fuzz.driver import Report, fuzz, keep_findings
from tests.fuzz.targets import TARGETS
from tests.fuzz.worker import MEBIBYTES, SECONDS, make_input


def main() -> int:
    options = parse()
    if options.only is not None:
        TARGETS[options.target].read(make_input(TARGETS[options.target], options.only))
        return 0
    names = [options.target] if options.target else list(TARGETS)
    reports: dict[str, Report] = {}
    for name in names:
        reports[name] = fuzz(name, options.seconds / len(names), first=options.first)
        print(name, json.dumps(asdict(reports[name])), flush=True)
        keep_findings(name, reports[name], options.keep)
    if options.out is not None:
        options.out.write_text(
            json.dumps(describe(reports, options.seconds), indent=2) + "\n", encoding="utf-8"
        )
    return int(any(report.findings for report in reports.values()))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz the readers of what others wrote.")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--target", choices=list(TARGETS))
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--only", type=int, help="read this input once")
    parser.add_argument("--keep", type=Path, default=Path("runs/fuzz"), help="for findings")
    parser.add_argument("--out", type=Path, help="file for the counts")
    options = parser.parse_args()
    if options.only is not None and options.target is None:
        parser.error("--only needs --target")
    return options


def describe(reports: dict[str, Report], seconds: float) -> dict[str, object]:
    what = (
        "damaged inputs of the readers of what others wrote: each gave a result or an "
        f"OrthoughtError, within {SECONDS:g} s of processor time and {MEBIBYTES} MiB"
    )
    return {
        "what": what,
        "command": f"python -m tests.fuzz --seconds {seconds:g}",
        "python": platform.python_version(),
        "targets": {name: asdict(report) for name, report in reports.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
