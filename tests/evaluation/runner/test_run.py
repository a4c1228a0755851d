"""An evaluation with scripted replies: recorded, resumed, sharded, bounded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orthought.errors import (
    BudgetError,
    EndpointFaultError,
    EndpointUnavailableError,
    InputError,
    RunFolderError,
)
from orthought.evaluation import Conduct, EvaluationRun, Experiment, Shard, evaluate, read_runs
from orthought.evaluation.results import CellResult
from orthought.llm.protocol import OnText, Reply, Request, TokenCount
from orthought.llm.scripted import ScriptedModel
from tests.evaluation.cases import cases, reply_for, scripted

ONE = Experiment(name="one", bench=("cases",), llm=("scripted",), max_repairs=0)


def run_one(out: Path, model: Any = None, count: int = 4, **options: Any) -> EvaluationRun:
    experiment = options.pop("experiment", ONE)
    return evaluate(
        experiment, out=out, sets=[cases(count)], model=model or scripted(count), **options
    )


def essence(results: tuple[CellResult, ...]) -> list[tuple[Any, ...]]:
    """Return what must not depend on when and how often a run was interrupted."""
    return sorted(
        (r.cell.problem_key, r.cell.method, r.status, r.objective, r.usage.calls) for r in results
    )


@pytest.mark.covers("eval-run")
def test_every_problem_is_solved_and_recorded(tmp_path: Path) -> None:
    run = run_one(tmp_path / "run")
    assert run.complete
    assert [result.objective for result in run.results] == [6.0, 9.0, 12.0, 15.0]
    for result in run.results:
        assert result.status == "checked"
        assert result.built
        assert result.feasible
        assert result.proven
        assert result.usage.calls == 1
        folder = run.folder_of(result)
        assert folder is not None
        assert (folder / "instance.frame").is_file()
        assert (folder / "model.py").is_file()


@pytest.mark.covers("eval-manifest")
def test_the_manifest_traces_a_figure_back(tmp_path: Path) -> None:
    manifest = run_one(tmp_path / "run").manifest
    for name in ("commit", "orthought", "python", "solvers", "seeds", "created", "command"):
        assert name in manifest
    assert manifest["experiment"]["bench"] == ["cases"]
    assert manifest["sets"]["cases"]["digest"] == "0" * 64
    assert set(manifest["labels"]["cases"]) == {"published", "corrected", "undisputed"}
    assert manifest["prompts"]["orthought/model"]["digest"]
    assert manifest["methods"]["orthought"]
    kept = Path(__file__).parents[3] / "evals" / "results" / "quick" / "manifest.json"
    assert list(manifest) == list(json.loads(kept.read_text())), "kept figures keep their shape"


@pytest.mark.covers("eval-resume")
def test_a_finished_run_asks_for_nothing(tmp_path: Path) -> None:
    first = run_one(tmp_path / "run")
    model = ScriptedModel([], name="scripted")
    second = run_one(tmp_path / "run", model)
    assert model.requests == []
    assert first.results == second.results


class Dying(ScriptedModel):
    """Answers some requests, then the endpoint is gone."""

    def __init__(self, answers: int, error: Exception) -> None:
        super().__init__(scripted()._queue, name="scripted")
        self.left, self.error = answers, error

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        if self.left == 0:
            raise self.error
        self.left -= 1
        return await super().complete(request, on_text)


@pytest.mark.covers("eval-resume")
def test_a_run_goes_on_where_the_endpoint_left_it(tmp_path: Path) -> None:
    whole = run_one(tmp_path / "whole")
    gone = EndpointUnavailableError("nobody answers")
    with pytest.raises(EndpointUnavailableError):
        run_one(tmp_path / "run", Dying(2, gone), conduct=Conduct(concurrency=1))
    model = scripted()
    run = run_one(tmp_path / "run", model)
    assert len(model.requests) == 2
    assert essence(run.results) == essence(whole.results)


def test_a_passing_fault_leaves_its_problem_for_the_next_time(tmp_path: Path) -> None:
    with pytest.raises(EndpointFaultError, match="3 of 4"):
        run_one(
            tmp_path / "run",
            Dying(3, EndpointFaultError("429")),
            conduct=Conduct(concurrency=1),
        )
    model = scripted()
    assert run_one(tmp_path / "run", model).complete
    assert len(model.requests) == 1


@pytest.mark.covers("eval-budget")
def test_the_budget_of_the_run_stops_it_and_more_goes_on(tmp_path: Path) -> None:
    with pytest.raises(BudgetError, match="2 of 4") as caught:
        run_one(tmp_path / "run", conduct=Conduct(concurrency=1, budget_calls=2))
    assert caught.value.exit_code == 5
    # What was spent counts: the same budget does not buy two more.
    with pytest.raises(BudgetError):
        run_one(tmp_path / "run", conduct=Conduct(budget_calls=2))
    assert run_one(tmp_path / "run", conduct=Conduct(budget_calls=4)).complete


def test_calls_at_once_do_not_pass_the_budget(tmp_path: Path) -> None:
    model = scripted()
    with pytest.raises(BudgetError):
        run_one(tmp_path / "run", model, conduct=Conduct(concurrency=4, budget_calls=3))
    assert len(model.requests) == 3


@pytest.mark.covers("eval-equal-budgets")
def test_a_budget_for_each_problem_is_the_same_for_every_method(tmp_path: Path) -> None:
    experiment = ONE.model_copy(
        update={"method": ("orthought", "standard"), "cell_calls": 1, "max_repairs": 3}
    )
    model = ScriptedModel([lambda _request: "nonsense"] * 100, name="scripted")
    run = run_one(tmp_path / "run", model, experiment=experiment)
    assert run.complete
    assert {result.usage.calls for result in run.results} == {1}


@pytest.mark.covers("eval-shards")
def test_shards_merge_to_the_whole(tmp_path: Path) -> None:
    whole = run_one(tmp_path / "whole", count=5)
    for number in (1, 2):
        run_one(tmp_path / f"part{number}", count=5, shard=Shard(number, 2))
    (merged,) = read_runs([tmp_path / "part1", tmp_path / "part2"])
    assert merged.complete
    assert essence(merged.results) == essence(whole.results)


def test_repetitions_are_no_shards(tmp_path: Path) -> None:
    run_one(tmp_path / "a", count=2)
    run_one(tmp_path / "b", scripted(2, wrong=[1]), count=2)
    with pytest.raises(RunFolderError, match="differ on cases:beech"):
        read_runs([tmp_path / "a", tmp_path / "b"])


def test_another_experiment_does_not_go_on_in_the_folder(tmp_path: Path) -> None:
    run_one(tmp_path / "run")
    other = ONE.model_copy(update={"seed": 7})
    with pytest.raises(RunFolderError, match="other experiment") as caught:
        run_one(tmp_path / "run", experiment=other)
    assert "--fresh" in str(caught.value.fix)


def test_fresh_sets_the_paid_replies_aside(tmp_path: Path) -> None:
    run_one(tmp_path / "run")
    model = scripted()
    run_one(tmp_path / "run", model, fresh=True)
    assert len(model.requests) == 4
    assert len(list((tmp_path / "run").glob("aside-*/cells/*/*/*/*/result.json"))) == 4


@pytest.mark.covers("eval-nonsense")
def test_a_model_that_answers_nonsense_is_counted_and_does_not_end_the_run(tmp_path: Path) -> None:
    junk = ["", "{", "```", "\x00\ud800", "def build_model(data): pass", "[" * 5000, "none"]
    model = ScriptedModel([lambda r: junk[len(r.messages) % len(junk)]] * 400, name="scripted")
    experiment = ONE.model_copy(update={"samples": 25, "temperature": 1.0})
    run = run_one(tmp_path / "run", model, experiment=experiment)
    assert len(run.results) == 100
    assert {result.status for result in run.results} <= {"failed", "error"}


def test_samples_differ_in_their_requests(tmp_path: Path) -> None:
    model = scripted(1)
    run_one(tmp_path / "run", model, 1, experiment=ONE.model_copy(update={"samples": 3}))
    assert len({request.seed for request in model.requests}) == 3


class Slow(ScriptedModel):
    """Counts how many requests are open at once."""

    def __init__(self) -> None:
        super().__init__(scripted(8)._queue, name="scripted")
        self.open, self.most = 0, 0

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        import asyncio

        self.open += 1
        self.most = max(self.most, self.open)
        await asyncio.sleep(0.2)
        self.open -= 1
        return await super().complete(request, on_text)


def test_many_problems_are_in_flight(tmp_path: Path) -> None:
    model = Slow()
    run_one(tmp_path / "run", model, 8, conduct=Conduct(concurrency=5))
    assert model.most == 5


def test_usage_counts_over_processes(tmp_path: Path) -> None:
    class Counting(ScriptedModel):
        async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
            reply = await super().complete(request, on_text)
            return reply.model_copy(update={"tokens": TokenCount(prompt=100, completion=20)})

    model = Counting([reply_for(0)], name="scripted")
    run_one(tmp_path / "run", model, 1)
    (path,) = (tmp_path / "run").glob("cells/*/*/*/*/result.json")
    path.unlink()
    (path.parent / "solution.json").unlink()
    run = run_one(tmp_path / "run", ScriptedModel([], name="scripted"), 1)
    assert run.results[0].usage.prompt_tokens == 100
    assert run.results[0].usage.calls == 1


def test_a_damaged_result_is_made_again(tmp_path: Path) -> None:
    first = run_one(tmp_path / "run")
    path = next((tmp_path / "run").glob("cells/*/*/*/*/result.json"))
    path.write_text(path.read_text()[:100])
    model = ScriptedModel([], name="scripted")
    assert essence(run_one(tmp_path / "run", model).results) == essence(first.results)


def test_an_unknown_problem_is_named(tmp_path: Path) -> None:
    experiment = ONE.model_copy(update={"problems": ("ash", "beach")})
    with pytest.raises(InputError, match="'beach'") as caught:
        run_one(tmp_path / "run", experiment=experiment)
    assert "beech" in str(caught.value.fix)
    assert not (tmp_path / "run").exists()


def test_a_newer_manifest_is_refused(tmp_path: Path) -> None:
    run_one(tmp_path / "run", count=1)
    path = tmp_path / "run" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(RunFolderError, match="format 99"):
        read_runs([tmp_path / "run"])


def test_importing_the_front_door_is_light() -> None:
    import subprocess
    import sys

    code = (
        "import sys, orthought.evaluation;"
        "heavy = {'pyomo', 'pandas', 'langchain', 'scipy'} & set(sys.modules);"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
