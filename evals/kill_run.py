"""Kill an evaluation run at random moments and see that nothing is lost and nothing paid twice.

    python evals/kill_run.py [--kills 20] [--problems 92] [--concurrency 16] [--latency 2] [--out F]

The endpoint (loopback, scripted right replies) counts requests by prompt. After each kill -9 the
same command goes on. At the end the results must equal those of an undisturbed run; no prompt whose
reply was recorded may have been requested again; and no more requests may have been repeated than
were in flight when the process was killed. A run that ends before all kills are spent is compared,
and another one is begun.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from scenario import cases
from scripted_endpoint import Endpoint, serving


@dataclass
class Trial:
    """What is run and where."""

    folder: Path
    endpoint: Endpoint
    concurrency: int
    longest: float
    """Seconds after a process's first request at which it is killed at the latest."""
    kills: int = 0
    repeated: int = 0
    in_flight: int = 0
    requested_though_recorded: int = 0
    results: list[list[tuple[Any, ...]]] = field(default_factory=list)

    def command(self, out: Path) -> list[str]:
        tool = Path(sys.executable).parent / "orthought"
        words = ["--quiet", "eval", "run", "--bench", "cases", "--llm", "openai:scripted"]
        more = ["--base-url", self.endpoint.url, "--concurrency", str(self.concurrency)]
        return [str(tool), *words, *more, "--no-cache", "--out", str(out)]

    def environment(self) -> dict[str, str]:
        own = {name: str(self.folder / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        # The weights and whatever else the user keeps stay out of it.
        own |= {"OPENAI_API_KEY": "none-is-needed", "ORTHOUGHT_CACHE": str(self.folder / "cache")}
        return {**os.environ, **own}

    def start(self, out: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(out),
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            cwd=self.folder,
        )

    def finish(self, out: Path) -> list[tuple[Any, ...]]:
        """Run to the end and return what counts of the results."""
        process = self.start(out)
        _, errors = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"exit code {process.returncode}: {errors.decode()[-2000:]}")
        return essence(out)


def essence(out: Path) -> list[tuple[Any, ...]]:
    """Return what must not depend on interruptions: identity, status, objective, tokens, calls."""
    found = []
    for path in out.glob("cells/*/*/*/*/result.json"):
        result = json.loads(path.read_text())
        usage = result["usage"]
        found.append(
            (
                result["cell"]["identifier"],
                result["status"],
                result["objective"],
                usage["calls"],
                usage["prompt_tokens"] + usage["completion_tokens"],
            )
        )
    return sorted(found)


def read_logs(out: Path) -> tuple[dict[str, str], Counter[str], set[str]]:
    """Return of all cells: the prompt behind each key, how often it was called, what was replied.

    Keys carry the cell's folder, because cells may ask the same.
    """
    prompts: dict[str, str] = {}
    calls: Counter[str] = Counter()
    replies: set[str] = set()
    for log in out.glob("cells/*/*/*/*/events.jsonl"):
        for line in log.read_text().split("\n"):
            try:
                event = json.loads(line)
            except ValueError:
                continue  # cut by the kill
            key = f"{log.parent} {event.get('key')}"
            if event.get("type") == "call":
                text = "\n".join(message["content"] for message in event["messages"])
                prompts[key] = hashlib.sha256(text.encode()).hexdigest()
                calls[key] += 1
            elif event.get("type") == "reply":
                replies.add(key)
    return prompts, calls, replies


def kill_once(trial: Trial, out: Path, chance: random.Random) -> bool:
    """Run and kill; return whether the process was still running then.

    One kill in five falls into the start of the process. The others fall some time after its first
    request: on a busy machine, most of a few seconds from the start would be the start.
    """
    asked = len(trial.endpoint.prompts)
    process = trial.start(out)
    if chance.random() < 0.2:
        wait = chance.uniform(0.1, 2.0)
    else:
        while len(trial.endpoint.prompts) == asked and process.poll() is None:
            time.sleep(0.02)
        wait = chance.uniform(0.0, trial.longest)
    try:
        process.wait(timeout=wait)
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        return True


def survive(trial: Trial, kills: int, seed: int) -> None:
    """Spend the kills over as many runs as it takes."""
    chance, number = random.Random(seed), 0
    while trial.kills < kills:
        out, number = trial.folder / f"disturbed-{number}", number + 1
        _one_run(trial, out, kills, chance)


def _one_run(trial: Trial, out: Path, kills: int, chance: random.Random) -> None:
    first = len(trial.endpoint.prompts)
    waits: list[tuple[set[str], int]] = []
    before: Counter[str] = Counter()
    while trial.kills < kills and kill_once(trial, out, chance):
        trial.kills += 1
        time.sleep(0.2)  # requests that were on the way reach the endpoint
        prompts, calls, replies = read_logs(out)
        # In flight: called by the process that was killed, and not answered.
        trial.in_flight += len(set(calls - before) - replies)
        before = calls
        waits.append(({prompts[key] for key in replies}, len(trial.endpoint.prompts)))
    trial.results.append(trial.finish(out))
    asked = trial.endpoint.prompts[first:]
    trial.repeated += len(asked) - len(set(asked))
    for prompts, position in waits:
        trial.requested_though_recorded += len(prompts & set(trial.endpoint.prompts[position:]))


def run_trial(
    kills: int,
    problems: int,
    concurrency: int,
    latency: float,
    seed: int,
    folder: Path,
    longest: float = 4.0,
) -> dict[str, Any]:
    """Run undisturbed, then with kills; return the figures and whether all holds."""
    lines, replies = cases(problems)
    content = "\n".join(json.dumps(line) for line in lines)
    (folder / "cases.jsonl").write_text(content)
    with serving(replies, latency) as endpoint:
        trial = Trial(folder, endpoint, concurrency, longest)
        tool = str(Path(sys.executable).parent / "orthought")
        add = [tool, "--quiet", "bench", "add", str(folder / "cases.jsonl"), "--name", "cases"]
        subprocess.run(add, env=trial.environment(), check=True, stdout=subprocess.DEVNULL)
        whole = trial.finish(folder / "undisturbed")
        survive(trial, kills, seed)
    return {
        "kills": trial.kills,
        "runs": len(trial.results),
        "problems": len(whole),
        "equal_to_undisturbed": all(result == whole for result in trial.results),
        "recorded_replies_requested_again": trial.requested_though_recorded,
        "requests_repeated": trial.repeated,
        "in_flight_when_killed": trial.in_flight,
    }


def main() -> int:
    """Run the trial; return 0 where everything holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--problems", type=int, default=92)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--latency", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run_trial(
            options.kills,
            options.problems,
            options.concurrency,
            options.latency,
            options.seed,
            Path(folder),
        )
    figures |= {"command": " ".join(["python", *sys.argv]), "date": time.strftime("%Y-%m-%d")}
    print(json.dumps(figures, indent=1))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")
    holds = (
        figures["equal_to_undisturbed"]
        and figures["recorded_replies_requested_again"] == 0
        and figures["requests_repeated"] <= figures["in_flight_when_killed"]
    )
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
