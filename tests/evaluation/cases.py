"""Small sets of problems with scripted replies for the tests of the evaluator."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.evaluation.problems import BenchmarkProblem, Label
from orthought.evaluation.sets import BenchmarkSet, SetCard
from orthought.llm.scripted import ScriptedModel, ScriptedReply
from tests.agent.scripts import formulation_of, reply_of

PROGRAM = """
def build_model(data):
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeReals)
    model.cost = pyo.Objective(expr=data["price"] * model.x)
    model.least = pyo.Constraint(expr=model.x >= data["need"])
    return model
"""
NAMES = ("ash", "beech", "cherry", "dogwood", "elder", "fig", "guava", "holly")


def problem_of(position: int, answer: float | None = None) -> BenchmarkProblem:
    """Return a problem whose answer is 3 times its need."""
    need, name = position + 2, NAMES[position]
    return BenchmarkProblem(
        set_name="cases",
        identifier=name,
        text=f"The {name} mill buys at least {need} tons of wood at 3 EUR a ton, for little money.",
        label=Label(objective=answer or 3.0 * need, written=f"{answer or 3.0 * need:g}"),
        type="LP",
        size="Toy" if position % 2 else "Small",
    )


def reply_for(position: int) -> str:
    """Return the right reply to a problem, in the shape of large models."""
    formulation = formulation_of(
        {"price": 3, "need": position + 2}, {"x": "continuous"}, constraints=("least",)
    )
    return reply_of(formulation, PROGRAM)


def cases(count: int = 4) -> BenchmarkSet:
    """Return a set of that many problems."""
    problems = tuple(problem_of(position) for position in range(count))
    card = SetCard(
        name="cases", title="Cases", shape="own", count=count, digest="0" * 64, licence="ours"
    )
    return BenchmarkSet(card=card, problems=problems, complete=True, digest="0" * 64)


def scripted(count: int = 4, wrong: Sequence[int] = ()) -> ScriptedModel:
    """Return a model that knows the right reply to each problem but for those named."""
    replies = [
        ScriptedReply(
            text="I cannot say." if position in wrong else reply_for(position),
            contains=f"The {NAMES[position]} mill",
            repeat=True,
        )
        for position in range(count)
    ]
    return ScriptedModel(replies, name="scripted")
