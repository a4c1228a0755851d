"""An evaluation on a Ray cluster of two machines, one killed in the middle, beside one without.

    python evals/ray_cluster.py [--problems 24] [--latency 0.5] [--out evals/results/ray.json]

Needs the extra `ray`. The cluster is local: a head without processors and two machines with one
each, as Ray's own tests make them. The endpoint (loopback, scripted right replies) counts requests.
Some time after the first result one machine is killed with everything on it; what it was at is done
by the other one. Results must equal those of a run without a cluster, on the same replies, and no
prompt may have been asked for twice. Returns 1 where that does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from kill_run import Trial, essence
from scenario import cases
from scripted_endpoint import Endpoint, serving


@contextmanager
def cluster_of_two() -> Iterator[tuple[str, list[Any]]]:
    """Yield the address of a local cluster and its two machines."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    try:
        yield cluster.address, [cluster.add_node(num_cpus=1) for _ in range(2)]
    finally:
        cluster.shutdown()


def kill(machine: Any) -> None:
    """Kill a machine with all its processes, without a word of farewell."""
    machine.kill_all_processes(check_alive=False, allow_graceful=False, wait=True)


def results_in(folder: Path) -> int:
    """Return how many problems are done."""
    return sum(1 for _ in folder.glob("cells/*/*/*/*/result.json"))


def run_on_cluster(trial: Trial, out: Path, problems: int) -> dict[str, Any]:
    """Run, kill one of two machines after a third of the problems, and wait for the end."""
    with cluster_of_two() as (address, machines):
        words = [*trial.command(out), "--executor", "ray", "--ray-address", address]
        process = subprocess.Popen(
            words, env=trial.environment(), stderr=subprocess.PIPE, cwd=trial.folder
        )
        while results_in(out) < problems // 3 and process.poll() is None:
            time.sleep(0.05)
        done = results_in(out)
        kill(machines[0])
        _, errors = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"exit code {process.returncode}: {errors.decode()[-2000:]}")
    return {"done_when_killed": done, "machines": 2, "killed": 1}


def counted(endpoint: Endpoint, since: int) -> dict[str, int]:
    """Return how many prompts were asked, and how many of them more than once."""
    asked = endpoint.prompts[since:]
    return {"requests": len(asked), "asked_twice": len(asked) - len(set(asked))}


def compare(problems: int, latency: float, folder: Path) -> dict[str, Any]:
    """Run both ways; return the figures."""
    lines, replies = cases(problems)
    (folder / "cases.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with serving(replies, latency) as endpoint:
        trial = Trial(folder, endpoint, concurrency=8, longest=0.0)
        tool = str(Path(sys.executable).parent / "orthought")
        add = [tool, "--quiet", "bench", "add", str(folder / "cases.jsonl"), "--name", "cases"]
        subprocess.run(add, env=trial.environment(), check=True, stdout=subprocess.DEVNULL)
        whole = trial.finish(folder / "here")
        asked = len(endpoint.prompts)
        found = run_on_cluster(trial, folder / "there", problems)
        return {
            "problems": problems,
            **found,
            "equal_to_one_machine": essence(folder / "there") == whole,
            **counted(endpoint, asked),
        }


def main() -> int:
    """Compare; return 0 where everything holds."""
    import ray

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problems", type=int, default=24)
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    with tempfile.TemporaryDirectory() as folder:
        figures = compare(options.problems, options.latency, Path(folder))
    figures |= {
        "command": " ".join(["python", *sys.argv]),
        "date": time.strftime("%Y-%m-%d"),
        "ray": ray.__version__,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
    }
    print(json.dumps(figures, indent=1))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")
    return 0 if figures["equal_to_one_machine"] and not figures["asked_twice"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
