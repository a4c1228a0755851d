"""Benchmark sets and methods as a task of inspect_ai, with its models, log viewer and eval sets.

    inspect eval orthought/benchmark -T bench=starter -T method=orthought --model openai/gpt-4.1

The method asks inspect's model, so that providers, limits and retries are inspect's; everything
else, from the sandbox to the scoring, is that of `orthought eval run`, and on the same replies the
scores are the same. The only file that imports inspect_ai.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, cast

from orthought.agent.workplace import Shared
from orthought.errors import EndpointFaultError, MissingExtraError
from orthought.evaluation.experiment import Experiment, make_experiment
from orthought.evaluation.problems import LabelVersion, Target
from orthought.evaluation.report.inputs import StoredLabels
from orthought.evaluation.results import CellResult
from orthought.evaluation.rules import rule_of
from orthought.evaluation.runner.cells import solve_cell
from orthought.evaluation.runner.plan import Shard, Task, choose_from, make_tasks
from orthought.evaluation.scoring import score
from orthought.evaluation.sets import load_set
from orthought.llm.protocol import Message, OnText, Reply, Request, TokenCount
from orthought.llm.throttle import Throttle

try:
    import inspect_ai
    import inspect_ai.dataset
    import inspect_ai.model
    import inspect_ai.scorer
    import inspect_ai.solver
except ImportError as error:
    raise MissingExtraError(
        "the task needs a package that is not installed", fix="pip install 'orthought[inspect]'"
    ) from error

RESULT: Final = "orthought"
"""Where a sample's record stands in its metadata."""
_FINISH: Final[dict[str, Literal["stop", "length", "filtered"]]] = {
    "stop": "stop",
    "max_tokens": "length",
    "model_length": "length",
    "content_filter": "filtered",
}
_PROVIDERS: Final = {"google": "google_genai", "grok": "xai"}
"""inspect's names of providers that have another one here."""


@inspect_ai.task  # type: ignore[untyped-decorator]
def benchmark(
    bench: str = "starter",
    method: str = "orthought",
    labels: str = "corrected",
    rule: str = "strict",
    filter: str = "",
    slice: str = "",
    profile: str = "",
    folder: str = "",
    seed: int = 0,
    temperature: float | None = None,
    max_tokens: int | None = None,
    max_repairs: int | None = None,
    checker: bool | None = None,
) -> Any:
    """A benchmark set under a method.

    Args:
        bench: the set; see `orthought bench list`.
        method: with its ablation behind a plus sign.
        labels: `published`, `corrected` or `undisputed`; problems without such a label are left
            out.
        rule: when an objective counts as right.
        filter: conditions such as 'type=LP'.
        slice: part of what is left, such as '0:10'.
        profile: the model's name here, such as 'openai:gpt-4.1', where inspect's tells too little.
        folder: where run folders are kept and gone on with; '': nowhere.
        seed: of the first epoch.
        temperature: unset: the method's or the model's own.
        max_tokens: of a reply; unset: what suits the model.
        max_repairs: unset: what suits method and model.
        checker: a second reading of each answer; unset: what suits the model.

    Raises:
        InputError: no such set, filter, rule or value.
    """
    experiment = make_experiment(
        {
            "name": f"inspect-{bench}",
            "bench": [bench],
            "method": [method],
            "llm": [profile or _name_of(inspect_ai.model.get_model())],
            "filter": filter,
            "slice": slice,
            "seed": seed,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "max_repairs": max_repairs,
            "checker": checker,
        },
        "the task",
    )
    targets = _targets(experiment, cast(LabelVersion, labels))
    return inspect_ai.Task(
        name=f"orthought-{bench}",
        dataset=[_sample(problem, target) for problem, target in targets.values()],
        solver=work_through(experiment, targets, folder),
        scorer=objective(rule, targets),
        metadata={"method": method, "labels": labels, "rule": rule},
    )


Targets = Mapping[str, tuple[Any, Target]]
"""Identifier -> the problem with what its label version accepts."""


def _targets(experiment: Experiment, version: LabelVersion) -> Targets:
    source, found = StoredLabels(), {}
    for problem in choose_from(experiment, load_set(experiment.bench[0])):
        target = source.target_of(problem, version)
        if target is not None:
            found[problem.identifier] = (problem, target)
    return found


def _sample(problem: Any, target: Target) -> Any:
    return inspect_ai.dataset.Sample(
        id=problem.identifier,
        input=problem.text,
        target=[label.written or str(label.objective or label.status) for label in target.accepted],
        metadata={"type": problem.type, "size": problem.size, "files": len(problem.files)},
    )


@inspect_ai.solver.solver  # type: ignore[untyped-decorator]
def work_through(experiment: Experiment, targets: Targets, folder: str) -> Any:
    """Let the experiment's method work on a sample."""

    async def solve(state: Any, generate: Any) -> Any:
        model = InspectModel(inspect_ai.model.get_model())
        cell = _cell(experiment, targets[str(state.sample_id)][0], state.epoch - 1)
        if folder:
            result, text = await _worked(cell, experiment, Path(folder), model)
        else:
            with tempfile.TemporaryDirectory() as place:
                result, text = await _worked(cell, experiment, Path(place), model)
        state.metadata[RESULT] = result.model_dump(mode="json")
        state.output = inspect_ai.model.ModelOutput.from_content(model.name, text)
        state.completed = True
        return state

    return solve


def _cell(experiment: Experiment, problem: Any, epoch: int) -> Task:
    several = experiment.model_copy(update={"samples": epoch + 1})
    return make_tasks(several, [problem], Shard())[epoch]


async def _worked(
    cell: Task, experiment: Experiment, root: Path, model: InspectModel
) -> tuple[CellResult, str]:
    shared = Shared(model=model, throttle=Throttle())
    result = await solve_cell(cell, experiment, root, shared, {"cache": False})
    if result is None:
        raise EndpointFaultError(
            model.fault or "the model failed at this problem",
            fix="see what ails it, then say `inspect eval-retry LOG`",
        )
    program = root / cell.folder / "model.py"
    code = f"\n\n```python\n{program.read_text('utf-8')}\n```" if program.is_file() else ""
    return result, f"{_answer(result)}{code}"


def _answer(result: CellResult) -> str:
    if result.objective is None:
        return f"{result.status}: {result.message or result.termination or 'no answer'}"
    return f"{result.objective:.12g} ({result.status})"


@inspect_ai.scorer.scorer(  # type: ignore[untyped-decorator]
    metrics=[inspect_ai.scorer.accuracy(), inspect_ai.scorer.stderr()]
)
def objective(rule: str, targets: Targets) -> Any:
    """Score as `orthought eval report` does."""
    chosen = rule_of(rule)

    async def judge(state: Any, _target: Any) -> Any:
        result = CellResult.model_validate(state.metadata[RESULT])
        problem, target = targets[str(state.sample_id)]
        made = score(result, target, chosen, problem.details, published_type=problem.type)
        return inspect_ai.scorer.Score(
            value=inspect_ai.scorer.CORRECT if made.right else inspect_ai.scorer.INCORRECT,
            answer=_answer(result),
            explanation=_why(made.deviation, made.rule),
            metadata=made.model_dump(mode="json"),
        )

    return judge


def _why(deviation: float | None, rule: str) -> str:
    if deviation is None:
        return "no verified objective to compare"
    return f"{deviation:.3g} from the nearest accepted label, relatively; rule {rule}"


class InspectModel:
    """inspect's model behind our protocol."""

    def __init__(self, model: Any) -> None:
        self.name = _name_of(model)
        self.destination = str(model)
        self.fault = ""
        """What failed last: the runner passes over it, because for it there is a next time."""
        self._model = model

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return the reply; inspect keeps time and repeats what failed.

        Raises:
            EndpointFaultError: whatever inspect could not mend.
        """
        try:
            output = await self._model.generate(
                [_turn(message) for message in request.messages], config=_config(request)
            )
        except Exception as error:  # each provider throws its own
            self.fault = f"{self.name} failed: {error}"[:400]
            raise EndpointFaultError(self.fault) from error
        if on_text is not None:
            on_text(output.completion)
        return Reply(
            text=output.completion,
            finish=_FINISH.get(str(output.stop_reason), "unknown"),
            tokens=_tokens(output.usage),
            model=output.model,
            seconds=output.time or 0.0,
        )

    async def aclose(self) -> None:
        """The model is inspect's."""


def _name_of(model: Any) -> str:
    """Return our name of inspect's model: 'openai:gpt-4.1' for 'openai/gpt-4.1'."""
    provider, _, name = str(model).partition("/")
    return f"{_PROVIDERS.get(provider, provider)}:{name}"


def _turn(message: Message) -> Any:
    kinds = {
        "system": inspect_ai.model.ChatMessageSystem,
        "user": inspect_ai.model.ChatMessageUser,
        "assistant": inspect_ai.model.ChatMessageAssistant,
    }
    return kinds[message.role](content=message.content)


def _config(request: Request) -> Any:
    return inspect_ai.model.GenerateConfig(
        max_tokens=request.max_tokens,
        temperature=request.temperature,
        seed=None if request.seed is None else request.seed + request.sample,
        stop_seqs=list(request.stop) or None,
    )


def _tokens(usage: Any) -> TokenCount:
    if usage is None:
        return TokenCount()
    cached = usage.input_tokens_cache_read or 0
    return TokenCount(
        prompt=usage.input_tokens + cached,
        completion=usage.output_tokens,
        reasoning=usage.reasoning_tokens or 0,
        cached_prompt=cached,
    )
