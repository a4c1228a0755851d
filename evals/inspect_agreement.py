"""The same replies through inspect_ai and through our own runner: are the scores the same?

    python evals/inspect_agreement.py [--problems 10] [--out evals/results/inspect.json]

Needs the extra `inspect`. Starter problems, scripted replies, of which every third is another
problem's and so mostly wrong. The log that inspect_ai wrote is opened again with its own reader.
Returns 1 where a score differs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REPLIES = ROOT / "tests" / "replies" / "starter"
EVERY_WRONG = 3
BEGINNING = 40
"""Characters by which a prompt is known: sentences stand apart in it."""


def prepared(problems: list[Any]) -> dict[str, str]:
    """Return the reply to each problem's text; every third one is the reply to the next problem."""
    names = [problem.identifier for problem in problems]
    shifted = [
        names[(place + 1) % len(names)] if place % EVERY_WRONG == EVERY_WRONG - 1 else name
        for place, name in enumerate(names)
    ]
    return {
        problem.text.strip()[:BEGINNING]: (REPLIES / f"{name}.md").read_text("utf-8")
        for problem, name in zip(problems, shifted, strict=True)
    }


def reply_to(prompt: str, replies: dict[str, str]) -> str:
    """Return the prepared reply to a prompt."""
    return next((reply for text, reply in replies.items() if text in prompt), "I cannot say.")


def by_inspect(problems: int, replies: dict[str, str], logs: Path) -> tuple[dict[str, bool], str]:
    """Return right or not by problem from inspect's log, read again, and its status."""
    import inspect_ai
    from inspect_ai.log import read_eval_log
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    from orthought.evaluation.inspect_task import benchmark

    def answer(messages: list[Any], *_: Any) -> Any:
        prompt = "\n".join(str(message.text) for message in messages)
        output = ModelOutput.from_content("mockllm", reply_to(prompt, replies))
        # Otherwise inspect_ai fetches a tokenizer to count them.
        output.usage = ModelUsage(input_tokens=len(prompt) // 4, output_tokens=100)
        return output

    model = get_model("mockllm/model", custom_outputs=answer)
    task = benchmark(slice=f"0:{problems}", profile="scripted", max_repairs=0)
    written = inspect_ai.eval(task, model=model, log_dir=str(logs), display="none")[0]
    log = read_eval_log(written.location)
    broken = [sample.error.message for sample in log.samples if sample.error]
    if log.status != "success" or broken:
        raise RuntimeError(f"inspect_ai: {log.status}: {broken or log.error}")
    right = {
        str(sample.id): next(iter(sample.scores.values())).value == "C" for sample in log.samples
    }
    return right, log.status


def by_ourselves(problems: int, replies: dict[str, str], out: Path) -> dict[str, bool]:
    """Return the same from our own runner and scoring."""
    from orthought.evaluation import Experiment, evaluate
    from orthought.evaluation.report.figures.cells import score_runs
    from orthought.evaluation.report.inputs import StoredLabels
    from orthought.evaluation.rules import rule_of
    from orthought.llm.scripted import ScriptedModel

    def answer(request: Any) -> str:
        return reply_to("\n".join(message.content for message in request.messages), replies)

    experiment = Experiment(
        name="own", bench=("starter",), llm=("scripted",), slice=f"0:{problems}", max_repairs=0
    )
    model = ScriptedModel([answer] * (4 * problems), name="scripted")
    run = evaluate(experiment, out=out, model=model)
    scored = score_runs([run], rule_of("strict"), "corrected", StoredLabels())
    return {
        cell.result.cell.identifier: cell.score.right
        for cells in scored.values()
        for samples in cells.values()
        for cell in samples
    }


def agreement(problems: int, folder: Path) -> dict[str, Any]:
    """Return the scores of both ways and whether they are the same."""
    from orthought.evaluation.sets import load_set

    replies = prepared(list(load_set("starter").problems[:problems]))
    theirs, status = by_inspect(problems, replies, folder / "logs")
    ours = by_ourselves(problems, replies, folder / "own")
    return {
        "problems": len(ours),
        "right": sum(ours.values()),
        "right_by_inspect": sum(theirs.values()),
        "differ": sorted(name for name in ours if ours[name] != theirs.get(name)),
        "log_status": status,
        "log_read_again": len(theirs),
    }


def main() -> int:
    """Compare; return 0 where all scores are the same."""
    import inspect_ai

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problems", type=int, default=10)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        figures = agreement(options.problems, Path(folder))
        os.chdir(ROOT)
    figures |= {
        "command": " ".join(["python", *sys.argv]),
        "date": time.strftime("%Y-%m-%d"),
        "inspect_ai": inspect_ai.__version__,
    }
    print(json.dumps(figures, indent=1))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")
    return 0 if not figures["differ"] and figures["problems"] == options.problems else 1


if __name__ == "__main__":
    raise SystemExit(main())
