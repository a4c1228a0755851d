"""Kill a simulated campaign at random moments and see that nothing is lost and nothing paid twice.

    python evals/campaign_kill.py [--kills 20] [--runs 4] [--budget 12] [--latency 0.3] [--out F]

Three proposers (gp, random, and llm with an endpoint on loopback that answers by the digest of the
prompt) run campaigns on an invented set. After each kill -9 the same command goes on. At the end
every trajectory must equal that of an undisturbed simulation; no prompt whose reply was recorded
may have been requested again; and no more requests may have been repeated than were in flight when
the process was killed. A simulation that ends before all kills are spent is compared, and another
one is begun.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from scripted_endpoint import Endpoint, _Handler

OPTIONS = {"ligand": 6, "base": 4, "solvent": 5}
CONCENTRATIONS = (25, 50, 100)


class _Seeded(_Handler):
    """Lets the seed count as a part of the prompt: runs differ in nothing else at their start."""

    def do_POST(self) -> None:
        stream = self.rfile
        try:
            body = json.loads(stream.read(int(self.headers["Content-Length"])))
        except ValueError:  # the client was killed while it wrote
            self.close_connection = True
            return
        body["messages"].append({"role": "user", "content": f"seed {body.get('seed')}"})
        content = json.dumps(body).encode()
        self.headers.replace_header("Content-Length", str(len(content)))
        self.rfile = io.BytesIO(content)
        super().do_POST()
        self.rfile = stream


class Oracle(Endpoint):
    """Answers any prompt for experiments, always in the same way for the same prompt and seed."""

    def __init__(self, latency: float) -> None:
        super().__init__([], latency, None)
        self.RequestHandlerClass = _Seeded

    def reply_to(self, prompt: str) -> str:
        """Return experiments drawn by the digest of the prompt; some are repeats, some invalid."""
        super().reply_to(prompt)
        chance = random.Random(hashlib.sha256(prompt.encode()).digest())
        codes = {
            key: f"{key}{chance.randint(1, count)}"
            for key, count in zip("abc", OPTIONS.values(), strict=True)
        }
        amount = chance.choice([*CONCENTRATIONS, 30])  # 30 is none of the values
        experiment = {"why": f"draw {chance.randint(0, 999)}", **codes, "d": amount}
        return json.dumps({"hypothesis": "ligand decides", "experiments": [experiment]})


@dataclass
class Trial:
    """What is run and where."""

    folder: Path
    endpoint: Oracle
    runs: int
    budget: int
    concurrency: int
    longest: float
    """Seconds after a process's first step at which it is killed at the latest."""
    kills: int = 0
    repeated: int = 0
    in_flight: int = 0
    requested_though_recorded: int = 0
    results: list[dict[str, Any]] = field(default_factory=list)

    def command(self, out: Path) -> list[str]:
        """Return the command line of a simulation."""
        tool = Path(sys.executable).parent / "orthought"
        words = [
            str(tool),
            "--quiet",
            "campaign",
            "simulate",
            "--set",
            str(self.folder / "set.csv"),
        ]
        words += ["--objective", "yield", "--proposer", "gp", "--proposer", "random"]
        words += ["--proposer", "llm", "--llm", "openai:scripted", "--base-url", self.endpoint.url]
        words += ["--runs", str(self.runs), "--budget", str(self.budget), "--no-cache"]
        return [*words, "--concurrency", str(self.concurrency), "--out", str(out)]

    def start(self, out: Path) -> subprocess.Popen[bytes]:
        """Begin, or go on with, a simulation in a process of its own."""
        own = {name: str(self.folder / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        own |= {"OPENAI_API_KEY": "none-is-needed", "ORTHOUGHT_CACHE": str(self.folder / "cache")}
        return subprocess.Popen(
            self.command(out),
            env={**os.environ, **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            cwd=self.folder,
        )

    def finish(self, out: Path) -> dict[str, Any]:
        """Run to the end and return what counts of the trajectories."""
        process = self.start(out)
        _, errors = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"exit code {process.returncode}: {errors.decode()[-2000:]}")
        return essence(out)


def write_set(path: Path) -> None:
    """Write an invented set: every combination of the options, with a result by a formula."""
    lines = [",".join([*OPTIONS, "concentration", "yield"])]
    for places in itertools.product(*map(range, OPTIONS.values()), range(len(CONCENTRATIONS))):
        names = [f"{name} {k + 1}" for name, k in zip(OPTIONS, places[:-1], strict=True)]
        seed = random.Random(repr(places))
        result = 20 + 12 * (places[0] % 4) - 5 * abs(places[1] - 2) + 4 * places[3]
        lines.append(
            ",".join([*names, str(CONCENTRATIONS[places[3]]), f"{result + seed.random():.3f}"])
        )
    path.write_text("\n".join(lines) + "\n")


def essence(out: Path) -> dict[str, Any]:
    """Return what must not depend on interruptions: each run with its proposals and results."""
    found = {}
    for path in sorted(out.glob("runs/*/*/*/trajectory.json")):
        content = json.loads(path.read_text())
        parts = ("proposals", "observations", "known", "seed")
        found[str(path.parent.relative_to(out))] = {part: content[part] for part in parts}
    return found


def read_logs(out: Path) -> tuple[dict[str, str], Counter[str], set[str]]:
    """Return of all runs: the prompt behind each key, how often it was called, what was replied."""
    prompts: dict[str, str] = {}
    calls: Counter[str] = Counter()
    replies: set[str] = set()
    for log in out.glob("runs/*/*/*/events.jsonl"):
        for line in log.read_text().split("\n"):
            try:
                event = json.loads(line)
            except ValueError:
                continue  # cut by the kill
            key = f"{log.parent} {event.get('key')}"
            if event.get("type") == "call":
                said = [message["content"] for message in event["messages"]]
                text = "\n".join([*said, f"seed {event['seed'] + event.get('sample', 0)}"])
                prompts[key] = hashlib.sha256(text.encode()).hexdigest()
                calls[key] += 1
            elif event.get("type") == "reply":
                replies.add(key)
    return prompts, calls, replies


def size_of(out: Path) -> int:
    """Return how much all logs hold: it grows with every step."""
    return sum(log.stat().st_size for log in out.glob("**/events.jsonl"))


def kill_once(trial: Trial, out: Path, chance: random.Random) -> bool:
    """Run and kill; return whether the process was still running then.

    One kill in five falls into the start of the process, the others some time after its first
    step.
    """
    before = size_of(out)
    process = trial.start(out)
    if chance.random() < 0.2:
        wait = chance.uniform(0.1, 2.0)
    else:
        while size_of(out) == before and process.poll() is None:
            time.sleep(0.02)
        wait = chance.uniform(0.0, trial.longest)
    try:
        process.wait(timeout=wait)
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        return True


def one_simulation(trial: Trial, out: Path, kills: int, chance: random.Random) -> None:
    """Disturb one simulation until it ends or the kills are spent, then let it end."""
    first = len(trial.endpoint.prompts)
    waits: list[tuple[set[str], int]] = []
    before: Counter[str] = Counter()
    while trial.kills < kills and kill_once(trial, out, chance):
        trial.kills += 1
        time.sleep(0.1)  # requests that were on the way reach the endpoint
        prompts, calls, replies = read_logs(out)
        # In flight: called by the process that was killed, and not answered.
        trial.in_flight += len(set(calls - before) - replies)
        before = calls
        waits.append(({prompts[key] for key in replies}, len(trial.endpoint.prompts)))
    trial.results.append(trial.finish(out))
    asked = trial.endpoint.prompts[first:]
    trial.repeated += len(asked) - len(set(asked))
    for known, position in waits:
        trial.requested_though_recorded += len(known & set(trial.endpoint.prompts[position:]))


def run_trial(
    folder: Path,
    *,
    kills: int,
    runs: int = 4,
    budget: int = 12,
    latency: float = 0.3,
    concurrency: int = 4,
    longest: float = 4.0,
    seed: int = 0,
) -> dict[str, Any]:
    """Run undisturbed, then with kills; return the figures and whether all holds."""
    write_set(folder / "set.csv")
    endpoint = Oracle(latency)
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    trial = Trial(folder, endpoint, runs, budget, concurrency, longest)
    try:
        whole = trial.finish(folder / "undisturbed")
        requests = len(endpoint.prompts)
        repeated = requests - len(set(endpoint.prompts))
        chance, number = random.Random(seed), 0
        while trial.kills < kills:
            one_simulation(trial, folder / f"disturbed-{number}", kills, chance)
            number += 1
    finally:
        endpoint.shutdown()
        endpoint.server_close()
    return {
        "kills": trial.kills,
        "simulations": len(trial.results),
        "runs": len(whole),
        "steps": sum(len(run["proposals"]) for run in whole.values()),
        "requests_undisturbed": requests,
        "equal_to_undisturbed": all(result == whole for result in trial.results),
        "recorded_replies_requested_again": trial.requested_though_recorded,
        "requests_repeated": trial.repeated - repeated * len(trial.results),
        "in_flight_when_killed": trial.in_flight,
    }


def holds(figures: dict[str, Any]) -> bool:
    """Tell whether nothing was lost and nothing paid twice."""
    return bool(
        figures["equal_to_undisturbed"]
        and figures["recorded_replies_requested_again"] == 0
        and figures["requests_repeated"] <= figures["in_flight_when_killed"]
    )


def main() -> int:
    """Run the trial; return 0 where everything holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--budget", type=int, default=12)
    parser.add_argument("--latency", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run_trial(
            Path(folder),
            kills=options.kills,
            runs=options.runs,
            budget=options.budget,
            latency=options.latency,
            seed=options.seed,
        )
    figures |= {"command": " ".join(["python", *sys.argv]), "date": time.strftime("%Y-%m-%d")}
    print(json.dumps(figures, indent=1))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")
    return 0 if holds(figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
