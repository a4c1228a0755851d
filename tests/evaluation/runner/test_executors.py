"""An evaluation whose programs are built and solved elsewhere."""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from orthought.errors import (
    FrameError,
    MissingExtraError,
    SandboxError,
    SandboxUnavailableError,
    SettingsError,
    SolverCrashedError,
)
from orthought.evaluation import Conduct, EvaluationRun, evaluate
from orthought.evaluation.runner.executors import ClusterPool, ClusterSandbox, open_executor
from orthought.evaluation.runner.remote import (
    Call,
    answer_build,
    answer_solve,
    build_call,
    read_build,
    read_solve,
    solve_call,
)
from orthought.execution.interface import Limits
from orthought.instance import Instance
from orthought.instance_frames import to_frame
from orthought.settings import Settings
from orthought.solvers.job import Job
from tests.evaluation.cases import PROGRAM, cases, scripted
from tests.evaluation.runner.test_run import ONE, essence

WHOLE = "import pyomo.environ as pyo\n" + PROGRAM
DATA = {"price": 3, "need": 4}


class OneProcess:
    """A cluster of one machine: a process of its own that gets and gives nothing but bytes."""

    made: ClassVar[list[OneProcess]] = []

    def __init__(self, address: str) -> None:
        self.address, self.calls, self.closed = address, Counter[str](), False
        spawn = multiprocessing.get_context("spawn")
        self._machine = ProcessPoolExecutor(1, mp_context=spawn)
        OneProcess.made.append(self)

    def build(self, call: Call) -> Call:
        self.calls["build"] += 1
        return self._machine.submit(answer_build, call).result()

    def solve(self, call: Call, threads: int) -> Call:
        self.calls["solve"] += 1
        assert threads == 1
        return self._machine.submit(answer_solve, call).result()

    def cancel(self) -> None:
        self._machine.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        self.closed = True
        self._machine.shutdown()


class NoMachine(OneProcess):
    """A cluster that has lost all its machines."""

    def build(self, call: Call) -> Call:
        raise SandboxUnavailableError("no machine is left")


class Nonsense(OneProcess):
    """A cluster whose machines answer with other bytes."""

    def build(self, call: Call) -> Call:
        return replace(super().build(call), frames=(b"no frame",))

    def solve(self, call: Call, threads: int) -> Call:
        return Call("{}", (b"no frame",))


def run(out: Path, executor: type[OneProcess] | None = None) -> EvaluationRun:
    conduct = Conduct()
    if executor is not None:
        name = f"{__name__}:{executor.__name__}"
        conduct = Conduct(executor=name, executor_address="there")
    return evaluate(ONE, out=out, sets=[cases()], model=scripted(), conduct=conduct)


@pytest.fixture(scope="module")
def instance() -> Instance:
    built = read_build(answer_build(build_call(WHOLE, DATA, Limits(), Settings())))
    assert built.instance is not None
    return built.instance


@pytest.mark.covers("eval-executor")
def test_elsewhere_gives_the_same_results(tmp_path: Path) -> None:
    OneProcess.made.clear()
    here = run(tmp_path / "here")
    there = run(tmp_path / "there", OneProcess)
    assert essence(there.results) == essence(here.results)
    assert [r.sandbox for r in there.results] == [r.sandbox for r in here.results]
    (cluster,) = OneProcess.made
    assert (cluster.address, cluster.closed) == ("there", True)
    assert cluster.calls["build"] == len(here.results)
    assert cluster.calls["solve"] >= len(here.results)


@pytest.mark.covers("eval-executor", "eval-resume")
def test_a_lost_cluster_stops_the_run_and_the_same_command_goes_on(tmp_path: Path) -> None:
    with pytest.raises(SandboxUnavailableError, match="no machine"):
        run(tmp_path / "run", NoMachine)
    model = scripted()
    conduct = Conduct(executor=f"{__name__}:OneProcess")
    again = evaluate(ONE, out=tmp_path / "run", sets=[cases()], model=model, conduct=conduct)
    assert again.complete
    logs = (tmp_path / "run").glob("cells/*/*/*/*/events.jsonl")
    events = [json.loads(line) for log in logs for line in log.read_text().splitlines()]
    replies = [event for event in events if event["type"] == "reply"]
    assert len(replies) == 4, "no reply was asked for twice"


@pytest.mark.covers("eval-executor")
def test_a_finished_run_needs_no_cluster(tmp_path: Path) -> None:
    run(tmp_path / "run")
    assert run(tmp_path / "run", NoMachine).complete


def test_what_a_machine_says_is_checked_again(instance: Instance) -> None:
    cluster = Nonsense("")
    try:
        with pytest.raises(FrameError):
            ClusterSandbox(cluster, Settings()).build(WHOLE, DATA)
        with pytest.raises(SolverCrashedError, match="does not fit"):
            ClusterPool(cluster).run(instance, Job("highs"))
    finally:
        cluster.close()


def test_a_failure_of_the_program_comes_back_as_one() -> None:
    call = build_call("def build_model(data):\n    return 1 / 0\n", {}, Limits(), Settings())
    result = read_build(answer_build(call))
    assert result.instance is None
    assert result.failure is not None
    assert (result.failure.kind, result.failure.line) == ("program", 2)


def test_a_solve_comes_back_as_it_was(instance: Instance) -> None:
    answer = read_solve(answer_solve(solve_call(to_frame(instance), Job("highs"))))
    assert (answer.termination, answer.objective) == ("optimal", 12.0)
    assert answer.values is not None
    assert answer.values.tolist() == [4.0]


def test_a_machine_with_another_version_is_named() -> None:
    call = build_call(WHOLE, DATA, Limits(), Settings())
    older = json.dumps({**json.loads(call.header), "orthought": "0.0.1"})
    with pytest.raises(SettingsError, match=r"is of 0\.0\.1") as caught:
        answer_build(replace(call, header=older))
    assert "same version" in str(caught.value.fix)


@pytest.mark.covers("eval-executor", "bad-input")
@pytest.mark.parametrize("name", ["rey", "no.such.module:Class", "json:Missing"])
def test_an_unknown_executor_is_named_before_anything_is_paid_for(
    name: str, tmp_path: Path
) -> None:
    model = scripted()
    with pytest.raises(SettingsError, match=name.partition(":")[0]):
        evaluate(ONE, out=tmp_path, sets=[cases()], model=model, conduct=Conduct(executor=name))
    assert model.requests == []


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="ray is installed")
def test_a_missing_package_is_named_with_its_line() -> None:
    with pytest.raises(MissingExtraError) as caught:
        open_executor("ray", "")
    assert "orthought[ray]" in str(caught.value.fix)


@pytest.mark.covers("eval-executor")
@pytest.mark.filterwarnings("ignore")
def test_ray_builds_and_solves_and_says_where_no_cluster_is(instance: Instance) -> None:
    ray: Any = pytest.importorskip("ray", reason="the extra 'ray' is not installed")
    with pytest.raises(SettingsError, match="no Ray cluster"):
        open_executor("ray", "")
    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False)
    try:
        cluster = open_executor("ray", "")
        built = ClusterSandbox(cluster, Settings()).build(WHOLE, DATA)
        assert built.instance is not None
        assert ClusterPool(cluster).run(built.instance, Job("highs")).objective == 12.0
        failed = ClusterSandbox(cluster, Settings()).build("1 +", DATA)
        assert failed.failure is not None
        with pytest.raises(SandboxError):
            ClusterSandbox(cluster, Settings(sandbox="unsafe")).build(WHOLE, DATA)
        cluster.close()
        assert ray.is_initialized(), "a cluster that was joined before is left as it was"
    finally:
        ray.shutdown()
