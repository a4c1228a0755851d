"""Fit how likely an answer is right, from the evidence beside it, to finished evaluations.

    python evals/fit_confidence.py RUN... --name NAME --out FILE [--labels corrected]
        [--method orthought]... [--llm NAME]... [--models PATTERN]...

RUN is the folder of an evaluation, or one with manifest.json and results.jsonl. The file lies in
orthought/agent/confidence/fits, or in the folder orthought/confidence of your configuration. Use
development data only: what was fitted on says nothing about the fit afterwards. Without --out the
figures are only shown. Figures are those of problems held out: folds of problems, features, scales
and penalty chosen anew in each. A fit that is not better than the base rate there is not written.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from orthought.agent.confidence.fit import ConfidenceFit
from orthought.agent.confidence.stored import write_fit
from orthought.errors import OrthoughtError
from orthought.evaluation.confidence import Choice, make_fit, require_worth
from orthought.evaluation.records import read_evaluation
from orthought.statistics import Interval


def main() -> int:
    """Fit, show the figures, write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--name", default="", help="of the fit; default: the name of the file")
    parser.add_argument("--out", type=Path, help="file of the fit")
    parser.add_argument("--rule", default="strict")
    parser.add_argument("--labels", default="corrected")
    parser.add_argument("--method", action="append", help="whose answers; default: orthought")
    parser.add_argument("--llm", action="append", default=[], help="whose answers; default: all")
    parser.add_argument("--models", action="append", default=[], help="whom the fit speaks of")
    options = parser.parse_args()
    choice = Choice(
        name=options.name or (options.out.stem if options.out else "trial"),
        methods=tuple(options.method or ("orthought",)),
        llms=tuple(options.llm),
        models=tuple(options.models),
    )
    words = [Path(sys.argv[0]).name, *sys.argv[1:]]
    command = f"python evals/{shlex.join(words)}".replace(str(Path.home()), "~")
    try:
        runs = [read_evaluation(folder) for folder in options.runs]
        fit = make_fit(runs, choice, options.rule, options.labels, command=command)
        print(described(fit))
        require_worth(fit)
        if options.out:
            print(f"written to {write_fit(fit, options.out)}")
    except OrthoughtError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def described(fit: ConfidenceFit) -> str:
    """Return data, weights and held-out figures as lines."""
    figures = fit.figures.held_out
    lines = [
        f"{fit.name}: {fit.basis}",
        f"{figures.right} of {figures.answers} answers right; penalty {fit.strength:g}",
    ]
    if fit.data.severities_guessed:
        lines.append(f"severities of checks guessed in {fit.data.severities_guessed} older records")
    for item in sorted(fit.weights, key=lambda one: -abs(one.weight)):
        lines.append(f"  {item.weight:+.2f}  {item.name}  (mean {item.mean:.2f})")
    lines += [
        f"held out, {fit.figures.folds} folds by problem:",
        f"  Brier score {spelled(figures.brier)}, skill {spelled(figures.skill)}",
        f"  AUROC {spelled(figures.auroc)}",
    ]
    lines += [f"  other splits: skill {one:.3f}, AUROC {two:.3f}"
              for one, two in fit.figures.other_splits]  # fmt: skip
    lines += [
        f"  {part.answers} answers said {part.stated:.0%}, right {spelled(part.right)}"
        for part in figures.bins
    ]
    lines += [
        f"  the surest {point.coverage:.0%}: wrong {spelled(point.wrong)}" for point in figures.risk
    ]
    return "\n".join(lines)


def spelled(interval: Interval | None) -> str:
    """Return an estimate with its interval."""
    if interval is None:
        return "unknown"
    return f"{interval.estimate:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


if __name__ == "__main__":
    raise SystemExit(main())
