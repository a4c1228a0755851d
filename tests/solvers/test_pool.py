"""Workers that die, hang, chatter, look around or serve several threads."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orthought import solvers
from orthought.errors import SolverCrashedError
from orthought.outcome import SolverOptions, Termination
from orthought.solvers.job import Job
from orthought.solvers.pool import Pool, shared_pool
from orthought.solvers.process import Key, clean_environment
from tests.solvers.build import make
from tests.solvers.cases import CASES
from tests.solvers.test_solving import hard

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
OWN = "tests.solvers.own_backend"


@pytest.fixture
def pool() -> Iterator[Pool]:
    """A pool of the test's own."""
    made = Pool()
    yield made
    made.shutdown()


@pytest.mark.covers("worker-isolated")
def test_worker_killed_in_the_middle(pool: Pool) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            pool.run(hard(), Job("highs", time_limit=60))
        except SolverCrashedError as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 10
    while not pool.process_ids() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.5)
    os.kill(pool.process_ids()[0], 9)
    thread.join(10)
    assert len(failures) == 1 and "signal 9" in str(failures[0])
    assert pool.run(make([1], lower=2), Job("highs")).objective == 2


def test_crash_falls_to_the_next_solver() -> None:
    outcome = solvers.solve(make([1], lower=2), SolverOptions(solver=f"{OWN}:Dies"))
    assert outcome.objective == 2 and outcome.solver == "highs"
    assert "signal 9" in outcome.deviations[0]


@pytest.mark.covers("worker-isolated")
def test_hang_is_ended(pool: Pool) -> None:
    answer = pool.run(make([1]), Job(f"{OWN}:Hangs", time_limit=0.1))
    assert answer.termination == Termination.TIME_LIMIT
    assert "did not stop" in answer.deviations[0]
    assert pool.process_ids() == ()


def test_shutdown_ends_a_solve_under_way(pool: Pool) -> None:
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(pool.run, hard(), Job("highs", time_limit=60))
        while not pool.process_ids():
            time.sleep(0.01)
        time.sleep(0.3)
        pool.shutdown()
        with pytest.raises(SolverCrashedError):
            future.result(timeout=5)


@pytest.mark.covers("worker-isolated")
def test_four_threads() -> None:
    names = [name for name in CASES if name not in ("pooling",)][:8] * 2

    def run(name: str) -> float | None:
        return solvers.solve(CASES[name][0]).objective

    with ThreadPoolExecutor(4) as executor:
        found = list(executor.map(run, names))
    assert found == pytest.approx([CASES[name][1] for name in names], rel=1e-6, abs=1e-6)


@LINUX
def test_workers_outlive_the_thread_that_asked(pool: Pool) -> None:
    thread = threading.Thread(target=lambda: pool.run(make([1]), Job("highs")))
    thread.start()
    thread.join()
    first = pool.process_ids()
    time.sleep(0.1)
    pool.run(make([1]), Job("highs"))
    assert pool.process_ids() == first


@LINUX
def test_workers_die_with_their_parent() -> None:
    code = (
        "import os, sys; from tests.solvers.build import make; from orthought import solvers;"
        "from orthought.solvers.pool import shared_pool;"
        "solvers.solve(make([1])); print(shared_pool().process_ids()[0], flush=True);"
        "os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=root, check=False)
    worker = int(done.stdout)
    deadline = time.monotonic() + 5
    while _runs(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(worker)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.covers("worker-confined")
def test_workers_see_no_keys(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("GRB_LICENSE_FILE", "/nowhere/gurobi.lic")
    answer = pool.run(make([1]), Job(f"{OWN}:Looks"))
    assert (
        "KEY" not in answer.message and "GRB" not in answer.message and "HOME" not in answer.message
    )
    licence = clean_environment("gurobi", Path("x"), os.environ)["GRB_LICENSE_FILE"]
    assert licence == "/nowhere/gurobi.lic"


@pytest.mark.covers("worker-confined")
def test_workers_are_confined(pool: Pool) -> None:
    answer = pool.run(make([1]), Job(f"{OWN}:Escapes"))
    if any("without" in note or "unconfined" in note for note in answer.deviations):
        pytest.skip("this machine confines only in part, and the answer says so")
    assert answer.message == "escaped: "


def test_missing_solver_is_a_refusal(pool: Pool) -> None:
    answer = pool.run(make([1]), Job("no.such.module:Solver"))
    assert answer.refused and "cannot be imported" in answer.message


def test_warm_starts_one_worker(pool: Pool) -> None:
    pool.warm(Key("highs", 4096))
    deadline = time.monotonic() + 10
    while not pool.process_ids() and time.monotonic() < deadline:
        time.sleep(0.01)
    first = pool.process_ids()
    pool.run(make([1]), Job("highs"))
    assert pool.process_ids() == first and len(first) == 1
    pool.shutdown()
    assert pool.process_ids() == ()


def test_the_calling_process_loads_no_solver() -> None:
    code = (
        "import sys; from tests.solvers.build import make; from orthought import solvers;"
        "solvers.solve(make([1])); solvers.installed(); solvers.shutdown();"
        "assert not {'highspy', 'gurobipy', 'pyscipopt', 'pyomo'} & set(sys.modules)"
    )
    root = Path(__file__).parent.parent.parent
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)


def test_shared_pool_is_one() -> None:
    assert shared_pool() is shared_pool()
