"""Every worked example of the library is read, run and solved to its stated answer."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pyomo.environ as pyo
import pytest
from pyomo.contrib.solver.common.factory import SolverFactory
from pyomo.contrib.solver.common.results import TerminationCondition

from orthought.agent.asking import CODE_GRAMMAR
from orthought.agent.classes.library import (
    Example,
    ProblemClass,
    get,
    load_classes,
    read_class,
    read_classes,
    short_reply,
)
from orthought.agent.reading.sentences import split_sentences
from orthought.agent.replies.literals import foreign_literals
from orthought.errors import InputError, SettingsError
from orthought.formulation import Formulation
from orthought.instance import ProblemType
from orthought.resources import benchmarks_folder, prompts_folder

CLASSES = load_classes()
EXAMPLES = [
    pytest.param(item, example, id=f"{item.identifier}-{number}")
    for item in CLASSES
    for number, example in enumerate(item.all_examples, 1)
]
each_example = pytest.mark.parametrize(("item", "example"), EXAMPLES)


def build(program: str, data: dict[str, Any] | None = None) -> pyo.ConcreteModel:
    names: dict[str, Any] = {}
    exec(compile(program, "example", "exec"), names)
    model: pyo.ConcreteModel = names["build_model"](names["data"] if data is None else data)
    return model


def code_of(reply: str) -> str:
    match = re.search(r"```python\n(.*)\n```", reply, re.S)
    assert match
    return match[1]


def solve(model: pyo.ConcreteModel) -> float:
    """Return the proven optimum; HiGHS where everything is linear, else SCIP."""
    parts = [*model.component_data_objects((pyo.Constraint, pyo.Objective), active=True)]
    bodies = [part.body if part.ctype is pyo.Constraint else part.expr for part in parts]
    linear = all(body.polynomial_degree() in (0, 1) for body in bodies)
    solver = SolverFactory("highs" if linear else "scip_direct")
    result = solver.solve(
        model,
        load_solutions=False,
        raise_exception_on_nonoptimal_result=False,
        solver_options={"mip_rel_gap": 0.0} if linear else {"limits/gap": 0.0},
    )
    assert result.termination_condition is TerminationCondition.convergenceCriteriaSatisfied
    assert result.incumbent_objective is not None
    return float(result.incumbent_objective)


@pytest.mark.covers("class-library")
def test_library_has_the_classes() -> None:
    identifiers = [item.identifier for item in CLASSES]
    assert len(identifiers) == len(set(identifiers)) >= 25
    assert identifiers == sorted(identifiers)
    assert sum(item.second is not None for item in CLASSES) >= 6


@pytest.mark.covers("class-library")
@each_example
def test_program_reaches_the_answer(item: ProblemClass, example: Example) -> None:
    model = build(example.program, example.formulation.data())
    assert solve(model) == pytest.approx(example.answer, rel=1e-6)


@each_example
def test_short_reply_reaches_the_answer(item: ProblemClass, example: Example) -> None:
    model = build(code_of(example.short_reply))
    assert solve(model) == pytest.approx(example.answer, rel=1e-6)


@each_example
def test_short_reply_is_what_the_grammar_lets_pass(item: ProblemClass, example: Example) -> None:
    reply = example.short_reply
    opening = "\n```python\nimport pyomo.environ as pyo\n\ndata = {\n"
    assert opening.replace("\n", "\\n") in CODE_GRAMMAR
    assert re.fullmatch(
        r"Analysis: [^`\n]{20,700}" + re.escape(opening) + r"([^`\n]{0,301}\n)+```", reply
    )


@each_example
def test_program_holds_no_number_of_its_own(item: ProblemClass, example: Example) -> None:
    assert foreign_literals(example.program) == ()
    numbers = {
        node.value
        for node in ast.walk(ast.parse(example.program))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }
    assert numbers <= {0, 1}


@each_example
def test_built_components_are_the_declared_ones(item: ProblemClass, example: Example) -> None:
    model = build(example.program, example.formulation.data())
    formulation = example.formulation
    variables = {part.local_name: part for part in model.component_objects(pyo.Var)}
    rows = {part.local_name for part in model.component_objects(pyo.Constraint)}
    assert set(variables) == {part.name for part in formulation.variables}
    assert rows == {part.name for part in formulation.constraints}
    for declared in formulation.variables:
        for variable in variables[declared.name].values():
            assert kind_of(variable) == declared.kind
    assert len([*model.component_data_objects(pyo.Objective, active=True)]) == 1


def kind_of(variable: Any) -> str:
    if variable.is_binary():
        return "binary"
    return "integer" if variable.is_integer() else "continuous"


@each_example
def test_every_sentence_is_cited_and_exists(item: ProblemClass, example: Example) -> None:
    formulation = example.formulation
    assert formulation.objective is not None
    parts = [
        *formulation.sets,
        *formulation.parameters,
        *formulation.variables,
        *formulation.constraints,
        formulation.objective,
    ]
    cited = {number for part in parts for number in part.sentences}
    assert all(part.sentences for part in parts)
    assert cited == set(range(1, len(split_sentences(example.problem)) + 1))


@each_example
def test_numbers_of_the_formulation_stand_in_the_text(item: ProblemClass, example: Example) -> None:
    """Percentages stand as shares, `half` and `twice` as words; every other number as written."""
    written = {float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", example.problem)}
    shares = {round(number / 100, 6) for number in written}
    words = {0.0, 0.5, 1.0, 2.0}
    values = {
        float(value) for part in example.formulation.parameters for value in leaves(part.value)
    }
    assert values <= written | shares | words


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    return [] if isinstance(value, list | str) else [value]


@each_example
def test_examples_are_short(item: ProblemClass, example: Example) -> None:
    assert 50 <= len(example.problem.split()) <= 150
    assert len(example.program.splitlines()) <= 34
    assert 2 <= len(re.findall(r"[.!?](?: |$)", example.formulation.understanding)) <= 6


@pytest.mark.parametrize("item", CLASSES, ids=lambda item: item.identifier)
def test_type_of_the_class_is_that_of_its_first_example(item: ProblemClass) -> None:
    model = build(item.example.program, item.example.formulation.data())
    discrete = any(
        kind_of(variable) != "continuous" for variable in model.component_data_objects(pyo.Var)
    )
    degree = {part.expr.polynomial_degree() for part in model.component_data_objects(pyo.Objective)}
    rows = {part.body.polynomial_degree() for part in model.component_data_objects(pyo.Constraint)}
    if None in degree | rows:
        expected = "NLP"
    elif 2 in rows:
        expected = "QCP"
    else:
        expected = "QP" if 2 in degree else ("LP", "MILP")[discrete]
    assert item.type is ProblemType(expected)


@pytest.mark.covers("starter-set")
def test_no_example_shares_eight_words_with_a_starter_problem() -> None:
    starter = {
        run
        for path in (benchmarks_folder() / "starter").glob("*/problem.md")
        for run in runs_of_words(path.read_text("utf-8"))
    }
    assert len(starter) > 1000
    for item in CLASSES:
        for example in item.all_examples:
            assert not starter & runs_of_words(example.problem), item.identifier


def runs_of_words(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[k : k + length]) for k in range(len(words) - length + 1)}


def test_full_reply_has_its_three_parts_and_the_keys_in_order() -> None:
    for item in CLASSES:
        for example in item.all_examples:
            assert re.findall(r"^## (.+)$", example.reply, re.M) == [
                "Understanding",
                "Formulation",
                "Program",
            ]
            keys = re.findall(r'^  "(\w+)":', example.reply, re.M)
            assert keys == KEYS


KEYS = [
    "title",
    "problem_class",
    "sets",
    "parameters",
    "variables",
    "objective",
    "constraints",
    "assumptions",
    "missing",
]


def test_short_reply_of_a_bare_formulation_still_runs() -> None:
    program = "import pyomo.environ as pyo\n\n\ndef build_model(data):\n    return data\n"
    reply = short_reply(Formulation(), program)
    names: dict[str, Any] = {}
    exec(code_of(reply), names)
    assert names["build_model"](names["data"]) == {}
    assert reply.count("import pyomo") == 1


def test_get_returns_the_class_and_names_near_misses() -> None:
    assert get("blending").identifier == "blending"
    with pytest.raises(InputError) as caught:
        get("cutting stocks")
    assert "cutting_stock" in str(caught.value.fix)
    with pytest.raises(InputError) as caught:
        get("zzz")
    assert "assignment" in str(caught.value.fix)


BROKEN = {
    "version: 1": ("version: one", "version"),
    "title: ": ("subtitle: ", "title"),
    "sense: maximize": ("sense: minimize", "sense"),
    "\nanswer: 135": ("", "answer"),
    "identifier: knapsack": ("identifier: rucksack", "rucksack|identifier"),
    '"title": "Pieces': ('"name": "Pieces', "name"),
    "## Reply": ("## Answer", "Reply"),
    "hints:": ("hint:", "hint"),
    "---\nversion": ("version", "begin"),
    "type: MILP": ("type: [MILP", "expected"),
}


@pytest.mark.parametrize("old", BROKEN)
def test_misfit_names_file_and_key(tmp_path: Path, old: str) -> None:
    new, named = BROKEN[old]
    text = (prompts_folder() / "classes" / "knapsack.md").read_text("utf-8")
    assert old in text
    path = tmp_path / "knapsack.md"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=named) as caught:
        read_class(path)
    assert str(path) in caught.value.message


def test_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no problem class"):
        read_classes(tmp_path)


@pytest.mark.covers("class-library")
def test_plain_example_stands_last_for_small_models_and_never_for_others() -> None:
    plain = [item for item in CLASSES if item.plain is not None]
    assert len(plain) >= 8
    for item in plain:
        assert item.short_examples == (item.example, item.plain)
        assert item.plain not in item.examples
        assert len(item.plain.program.splitlines()) <= 28
    assert get("tsp").short_examples == (get("tsp").example,)
