"""Run campaigns on a measured set with a language model as proposer, against random with its seeds.

    python evals/campaign_llm.py --set ../shared/campaigns/Reductive_Amination \
        --runs 5 --budget 20 --llm local --out evals/results/campaign-llm-local.json

Each run has a folder below --work with every request and reply; the same command goes on where it
was stopped and pays for no reply twice. Figures of tokens and seconds come from the recorded
replies, so a run that was stopped counts like one that was not. `reasks` are the requests after the
first one of a step, with the problems that they name; `repaired` are points that were none of the
model's own. Random draws without replacement; its exact distribution is given beside the runs that
share the seeds. With --mask names and options are hidden, and the description with them: what is
lost then, the model knew by name. With --predict the model is asked for values of which it was told
none, with and without the names.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import platform
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orthought
from orthought.campaign.leakage import mask_set, probe_predictions_async
from orthought.campaign.lookup import LookupSet, open_set
from orthought.campaign.objectives import scores
from orthought.campaign.observations import Observation, Proposal
from orthought.campaign.proposers.random import RandomProposer
from orthought.campaign.registry import make_proposer
from orthought.llm.keys import fingerprint
from orthought.llm.profiles import profile_of
from orthought.llm.protocol import LanguageModel, Reply
from orthought.llm.registry import open_model
from orthought.llm.session import Session
from orthought.prompting import load_prompt
from orthought.runs import RunFolder, open_run
from orthought.statistics import bootstrap

PROMPTS = ("system", "space", "history", "propose", "reask", "choose")
KEPT_BACK = ("points", "reasons")
"""They stay in the folders of the runs: with the scores, they would be parts of the set."""
REPEATED = "is there already"
"""How a request after the first one names a repeat."""


@dataclass(frozen=True)
class Plan:
    """What is run."""

    lookup: LookupSet
    proposer: str
    options: dict[str, Any]
    budget: int
    llm: str

    def description(self, seed: int) -> dict[str, Any]:
        """Return what makes two runs the same run."""
        digest = json.dumps(
            [
                self.lookup.digest,
                self.proposer,
                self.options,
                self.budget,
                self.llm,
                seed,
                prompts(),
            ]
        )
        return {"digest": digest, "set": self.lookup.name, "proposer": self.proposer, "seed": seed}


def prompts() -> dict[str, str]:
    """Return the digests of the prompts."""
    return {name: load_prompt(f"campaign/{name}").digest[:16] for name in PROMPTS}


async def run_one(plan: Plan, seed: int, folder: Path, model: LanguageModel) -> dict[str, Any]:
    """Run one campaign to its end, or from where it stopped."""
    with open_run(folder) as run:
        run.start(plan.description(seed))
        for event in run.events:
            if event["type"] == "result":
                result: dict[str, Any] = event["result"]
                return result
        recorded = {
            str(event["key"]): Reply.model_validate(event["reply"])
            for event in run.events
            if event["type"] == "reply"
        }
        session = Session(model, recorded=recorded, on_event=run.append)
        rows, proposals = await follow(plan, seed, session)
        result = describe(plan, seed, rows, proposals, run)
        run.append({"type": "result", "result": result})
        return result


async def follow(
    plan: Plan, seed: int, session: Session
) -> tuple[list[Observation], list[Proposal]]:
    """Ask, measure and tell until the budget is used."""
    lookup = plan.lookup
    proposer: Any = make_proposer(
        plan.proposer,
        lookup.space,
        lookup.objectives,
        seed=seed,
        options=plan.options,
        session=session,
    )
    rows: list[Observation] = []
    proposals: list[Proposal] = []
    for step in range(1, plan.budget + 1):
        began = time.monotonic()
        (proposal,) = await proposer.ask_async(1)
        row = measure(lookup, proposal, step)
        proposer.tell([row])
        rows.append(row)
        proposals.append(proposal)
        seconds = time.monotonic() - began
        print(f"  seed {seed}, step {step}: {row.values} in {seconds:.1f} s", flush=True)
    return rows, proposals


def measure(lookup: LookupSet, proposal: Proposal, step: int) -> Observation:
    """Return what the table says; a faulty proposal has no result."""
    nothing: dict[str, float | None] = {objective.name: None for objective in lookup.objectives}
    values = nothing if proposal.fault else lookup.measure(proposal.point)
    return Observation(point=proposal.point, values=values, batch=step, reason=proposal.reason)


def describe(
    plan: Plan,
    seed: int,
    rows: Sequence[Observation],
    proposals: Sequence[Proposal],
    run: RunFolder,
) -> dict[str, Any]:
    """Return the record of a run."""
    found = scores(rows, plan.lookup.objectives)
    replies = [event for event in run.events if event["type"] == "reply"]
    tokens = [event["reply"]["tokens"] for event in replies]
    asked_again = [
        event["messages"][-1]["content"]
        for event in run.events
        if event["type"] == "call" and str(event["stage"]).startswith("reask")
    ]
    problems = [line for text in asked_again for line in text.splitlines() if line.startswith("- ")]
    return {
        "seed": seed,
        "scores": found,
        "best_so_far": best_so_far(found),
        "points": [proposal.point for proposal in proposals],
        "reasons": [proposal.reason for proposal in proposals],
        "repaired": sum(proposal.repaired for proposal in proposals),
        "faults": dict(Counter(proposal.fault for proposal in proposals if proposal.fault)),
        "reasks": len(asked_again),
        "reask_repeats": sum(REPEATED in line for line in problems),
        "reask_other_problems": sum(REPEATED not in line for line in problems),
        "calls": len(replies),
        "prompt_tokens": sum(count["prompt"] for count in tokens),
        "cached_prompt_tokens": sum(count["cached_prompt"] for count in tokens),
        "completion_tokens": sum(count["completion"] for count in tokens),
        "seconds": round(sum(event["reply"]["seconds"] for event in replies), 1),
        "seconds_by_step": [round(s, 1) for s in seconds_by_step(run)],
    }


def seconds_by_step(run: RunFolder) -> list[float]:
    """Return the model's seconds of each step: a step begins with a request that is no re-ask."""
    steps: list[float] = []
    for event in run.events:
        if event["type"] == "reply":
            if not str(event["stage"]).startswith("reask") or not steps:
                steps.append(0.0)
            steps[-1] += event["reply"]["seconds"]
    return steps


def best_so_far(found: Sequence[float | None]) -> list[float | None]:
    """Return the best score after each step; None before the first number."""
    track: list[float | None] = []
    best: float | None = None
    for score in found:
        best = score if best is None or (score is not None and score > best) else best
        track.append(best)
    return track


def run_random(plan: Plan, seed: int) -> dict[str, Any]:
    """Run the reference with the same seed."""
    proposer = RandomProposer(plan.lookup.space, plan.lookup.objectives, seed=seed)
    rows = []
    for step in range(1, plan.budget + 1):
        (proposal,) = proposer.ask(1)
        rows.append(measure(plan.lookup, proposal, step))
        proposer.tell(rows[-1:])
    found = scores(rows, plan.lookup.objectives)
    return {"seed": seed, "scores": found, "best_so_far": best_so_far(found)}


def exact_random(lookup: LookupSet, budget: int) -> dict[str, float]:
    """Return mean and quartiles of the best of so many draws without replacement, exactly."""
    known = sorted(s for s in scores(lookup.table, lookup.objectives) if s is not None)
    chances = [math.comb(count, budget) / math.comb(len(known), budget) for count in
               range(1, len(known) + 1)]  # fmt: skip
    mean = sum(
        value * (chance - before)
        for value, chance, before in zip(known, chances, [0.0, *chances], strict=False)
    )
    quartiles = {
        name: next(v for v, chance in zip(known, chances, strict=True) if chance >= share)
        for name, share in (("lower_quartile", 0.25), ("median", 0.5), ("upper_quartile", 0.75))
    }
    return {"mean": mean, **quartiles}


def compare(runs: Sequence[dict[str, Any]], random: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the paired differences of the best after the budget and of its mean over the steps."""
    pairs = list(zip(runs, random, strict=True))
    last = [one["best_so_far"][-1] - other["best_so_far"][-1] for one, other in pairs]
    means = [track_mean(one) - track_mean(other) for one, other in pairs]
    return {
        "last_best_minus_random": bootstrap(last).model_dump(),
        "mean_best_minus_random": bootstrap(means).model_dump(),
        "wins_ties_losses": [
            sum(gap > 0 for gap in last),
            sum(gap == 0 for gap in last),
            sum(gap < 0 for gap in last),
        ],
    }


def track_mean(run: dict[str, Any]) -> float:
    """Return the mean of the best so far over the steps; steps before a first number count as 0."""
    return sum(best or 0.0 for best in run["best_so_far"]) / len(run["best_so_far"])


def median(values: Sequence[float]) -> float:
    """Return the median."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def summarise(
    plan: Plan, runs: list[dict[str, Any]], random: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return what a reader wants first."""
    steps = [seconds for run in runs for seconds in run["seconds_by_step"]]
    sums = ("repaired", "reasks", "reask_repeats", "reask_other_problems", "calls",
            "prompt_tokens", "cached_prompt_tokens", "completion_tokens", "seconds")  # fmt: skip
    return {
        "median_best": median([run["best_so_far"][-1] for run in runs]),
        "median_best_random": median([run["best_so_far"][-1] for run in random]),
        "best_by_run": [run["best_so_far"][-1] for run in runs],
        "best_by_run_random": [run["best_so_far"][-1] for run in random],
        "random_exact": exact_random(plan.lookup, plan.budget),
        **{name: round(sum(run[name] for run in runs), 1) for name in sums},
        "faults": dict(sum((Counter(run["faults"]) for run in runs), Counter())),
        "median_seconds_a_step": median(steps) if steps else 0.0,
        "slowest_step_seconds": max(steps, default=0.0),
        **(compare(runs, random) if runs else {}),
    }


def manifest(plan: Plan, model: LanguageModel) -> dict[str, Any]:
    """Return what one needs to know to repeat it."""
    command = " ".join(["python", "evals/campaign_llm.py", *sys.argv[1:]])
    return {
        "command": command.replace(str(Path.home()), "~"),
        "date": time.strftime("%Y-%m-%d"),
        "commit": commit(),
        "orthought": orthought.__version__,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "set": plan.lookup.name,
        "set_digest": plan.lookup.digest,
        "proposer": plan.proposer,
        "options": plan.options,
        "budget": plan.budget,
        "model": fingerprint(model),
        "profile": profile_of(plan.llm).model_dump(mode="json"),
        "prompts": prompts(),
    }


def commit() -> str:
    """Return the checkout's commit, marked where files were changed since."""
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


async def work(plan: Plan, options: argparse.Namespace) -> None:
    """Run all runs; write the file after each."""
    model = open_model(plan.llm, base_url=options.base_url)
    runs: list[dict[str, Any]] = []
    try:
        for seed in range(options.first_seed, options.first_seed + options.runs):
            name = re.sub(r"[^\w.-]+", "_", f"{plan.lookup.name}-{options.label}-{seed}")
            folder = options.work / name
            runs.append(await run_one(plan, seed, folder, model))
            random = [run_random(plan, run["seed"]) for run in runs]
            result = {
                "manifest": manifest(plan, model),
                "summary": summarise(plan, runs, random),
                "runs": [{n: v for n, v in run.items() if n not in KEPT_BACK} for run in runs],
                "random": random,
            }
            write(options.out, result)
            print(json.dumps(result["summary"]), flush=True)
    finally:
        await model.aclose()


async def predict(plan: Plan, options: argparse.Namespace) -> None:
    """Ask for values of which no result was told, with the names and under a mask."""
    model = open_model(plan.llm, base_url=options.base_url)
    try:
        probes = {
            name: await probe_predictions_async(
                lookup, session=Session(model), count=options.predict, profile=profile_of(plan.llm)
            )
            for name, lookup in (("named", plan.lookup), ("hidden", mask_set(plan.lookup, 0)))
        }
    finally:
        await model.aclose()
    shown = {name: probe.model_dump(mode="json") for name, probe in probes.items()}
    asked = {"predict": load_prompt("campaign/predict").digest[:16]}
    write(options.out, {"manifest": manifest(plan, model) | asked, "probes": shown})
    print(json.dumps(shown), flush=True)


def write(path: Path, result: dict[str, Any]) -> None:
    """Write a result as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


def read_options() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", type=Path, required=True, help="folder, or a plain CSV file")
    parser.add_argument("--objective", help="column of a plain CSV file that was measured")
    parser.add_argument("--proposer", default="llm", help="llm or hybrid")
    parser.add_argument("--option", action="append", default=[], help="of the proposer: name=value")
    parser.add_argument("--mask", type=int, help="hide all names, in the order of this seed")
    parser.add_argument("--predict", type=int, help="instead: ask for so many values, untold")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--budget", type=int, default=20)
    parser.add_argument("--llm", default="local")
    parser.add_argument("--base-url")
    parser.add_argument("--label", default="llm", help="part of the names of the folders")
    parser.add_argument("--work", type=Path, default=Path("runs/campaign-llm"))
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def read_value(text: str) -> Any:
    """Return the value of an option: JSON, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def main() -> int:
    """Run the evaluation."""
    options = read_options()
    lookup = open_set(options.set, options.objective)
    if options.mask is not None:
        lookup = mask_set(lookup, options.mask)
    pairs = (text.partition("=") for text in options.option)
    chosen = {name: read_value(value) for name, _, value in pairs}
    plan = Plan(lookup, options.proposer, chosen, options.budget, options.llm)
    asyncio.run(predict(plan, options) if options.predict else work(plan, options))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
