"""Replies in every state that language models leave them in."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.agent.replies.reply import ParsedReply, parse_reply
from orthought.formulation import (
    Constraint,
    Formulation,
    Objective,
    Parameter,
    SetDeclaration,
    Variable,
)
from tests.agent.replies import FORMULATION, PROGRAM, STARTER, reply
from tests.growth import assert_gentle_growth

SMALL = """Analysis: two products share an oven.
```python
import pyomo.environ as pyo

data = {
    "products": ["rye", "roll"],
    "profit": {"rye": 3, "roll": 2.5 * 2},
    "hours": 40,
    "cap": {1: 7, 2: 8},
    "cost": {("rye", 1): 2.5, ("roll", 2): 4},
    "arcs": [("a", "b"), ("b", "c")],
}

def build_model(data):
    model = pyo.ConcreteModel()
    model.make = pyo.Var(data["products"], domain=pyo.NonNegativeIntegers, bounds=(0, 9))
    model.use = pyo.Var(data["arcs"], within=pyo.Binary)
    model.earn = pyo.Objective(
        expr=sum(data["profit"][p] * model.make[p] for p in data["products"])
        - data["cost"]["rye", 1], sense=pyo.maximize)
    model.oven = pyo.Constraint(
        expr=sum(model.make[p] for p in data["products"]) <= data["hours"] + data["cap"][1])
    return model

model = build_model(data)
pyo.SolverFactory("glpk").solve(model)
print(pyo.value(model.earn))
```"""


def build(parsed: ParsedReply) -> Any:
    """Run a parsed program; only on programs that stand in this file."""
    assert parsed.formulation is not None
    assert parsed.program is not None
    names: dict[str, Any] = {}
    exec(compile(parsed.program, "program", "exec"), names)
    data = json.loads(json.dumps(parsed.formulation.data()))
    return names["build_model"](data)


def assert_bakery(parsed: ParsedReply) -> None:
    assert parsed.problems == ()
    assert parsed.program is not None
    assert "def build_model" in parsed.program
    formulation = parsed.formulation
    assert formulation is not None
    assert [p.name for p in formulation.parameters] == ["profit", "hours"]
    assert formulation.parameters[0].value == {"rye": 3, "roll": 5}
    assert formulation.objective is not None
    assert formulation.objective.sense == "maximize"


@pytest.mark.parametrize("path", sorted(STARTER.glob("*.md")), ids=lambda path: path.stem)
def test_starter_replies_are_read_to_the_letter(path: Path) -> None:
    parsed = parse_reply(path.read_text("utf-8"))
    assert parsed.problems == ()
    assert parsed.notes == ()
    assert parsed.formulation is not None
    assert parsed.formulation.understanding.startswith("We decide")


@pytest.mark.covers("parser-tolerant")
@pytest.mark.parametrize(
    "text",
    [
        reply(),
        reply().replace("```json", "```").replace("```python", "```"),
        reply().replace("```json", "```JSON").replace("```python", "```Python3"),
        reply().replace("```", "~~~"),
        reply().replace("```json\n", "```json title=model\n"),
        "Sure! Here it is.\n\n" + reply() + "\nLet me know if `x` is unclear.",
        reply().rstrip().removesuffix("```"),
        reply().replace("\n```\n\n## Program", "\n\n## Program"),
        "````markdown\n" + reply() + "````\n",
        "<think>\nFirst ```python\nx = 1\n``` no.\n</think>\n" + reply(),
        '<thinking>unsure {"a": 1}</thinking>' + reply(),
        "the template opened it </think>\n" + reply(),
        "◁think▷ hm ◁/think▷\n" + reply(),
        "<think>\nI never stop thinking.\n" + reply(),
        reply().replace("\n", "\r\n"),
        "```python\nprint('a sketch')\n```\n" + reply(),
        reply() + "\nTo run it:\n```bash\npip install pyomo\n```\n",
        reply() + "\nTo solve it:\n```python\nimport pyomo.environ as pyo\nm = build_model(d)\n```",
        "> " + reply().replace("```json", "> ```json", 1).removeprefix("> "),
        json.dumps({"formulation": FORMULATION, "program": PROGRAM}),
        json.dumps({"formulation": FORMULATION, "program": f"```python\n{PROGRAM}\n```"}),
        reply(json.dumps(FORMULATION)[:-1]),
        "## Formulation\n" + json.dumps(FORMULATION) + "\n\n## Program\n" + PROGRAM + "\nDone.",
    ],
)
def test_frames(text: str) -> None:
    assert_bakery(parse_reply(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"missing": []', '"missing": [],'),
        ('"missing": []', '"missing": [] // none'),
        ('"missing": []', '"missing": [] /* none */'),
        ('"missing": []', '"missing": None'),
        ('"missing": []', '# none\n"missing": []'),
        ('"title"', "title"),
        ('"title"', "'title'"),
        ('"\\\\sum_p profit_p make_p"', '"\\sum_p profit_p \\times make_p"'),
        ('"lower": 0', '"lower": 0,,'),
        ('"lower": 0', '"lower": "0", "colour": "red"'),
        ('"hours"', '"hours", "sentence": "S3"'),
        ('"value": 40', '"value": "40"'),
        ('"variables"', '"decision_variables"'),
        ('"variables"', '"Vars"'),
        ('"objective"', '"goal"'),
        ('"parameters"', '"params"'),
        ('"constraints"', '"subject to"'),
        ('"kind": "continuous"', '"type": "NonNegativeReals"'),
        ('"sense": "maximize"', '"direction": "Max"'),
        ('"lower": 0', '"lower_bound": 0, "upper_bound": "inf"'),
    ],
)
def test_broken_json_is_mended(old: str, new: str) -> None:
    written = json.dumps(FORMULATION, indent=1)
    assert old in written
    parsed = parse_reply(reply(written.replace(old, new)))
    assert_bakery(parsed)
    assert parsed.formulation is not None
    assert parsed.formulation.sets[0].elements == ("rye", "roll")
    assert parsed.formulation.variables[0].lower == 0
    assert parsed.formulation.parameters[0].sentences == (2,)


def test_parts_as_mappings() -> None:
    raw = {
        "sets": {"products": ["rye", "roll"]},
        "parameters": {"profit": {"rye": 3, "roll": 5}, "hours": 40},
        "variables": {"make": {"type": "integer", "meaning": "loaves"}},
        "objective": {"maximize": "\\sum_p profit_p make_p"},
        "constraints": ["\\sum_p make_p \\le hours"],
    }
    parsed = parse_reply(reply(raw))
    assert_bakery(parsed)
    assert parsed.formulation is not None
    assert parsed.formulation.variables[0].kind == "integer"
    assert parsed.formulation.constraints[0].expression.startswith("\\sum")


def test_the_correction_wins() -> None:
    first = json.dumps({**FORMULATION, "title": "draft"})
    parsed = parse_reply(f"```json\n{first}\n```\nWait, that is wrong.\n{reply()}")
    assert_bakery(parsed)
    assert parsed.formulation is not None
    assert parsed.formulation.title == "Bakery"
    old = PROGRAM.replace("maximize", "minimize")
    parsed = parse_reply(f"```python\n{old}\n```\nBetter:\n{reply()}")
    assert parsed.program is not None
    assert "maximize" in parsed.program


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("I cannot help with that.", "build_model"),
        (reply().split("## Program")[0], "build_model"),
        (reply().split("return model")[0][:-120], "cut off"),
        ("```python\n" + PROGRAM + "\n```", "formulation"),
        (reply("{this is not JSON at all"), "JSON"),
        (reply({**FORMULATION, "objective": {"meaning": "money"}}, "x = 1"), "sense"),
        (reply({**FORMULATION, "variables": []}, "x = 1"), "variables"),
        ("```python\ndef build_model(data:\n    return\n```", "syntax"),
        (reply(json.dumps(FORMULATION)[:520]), "cut off"),
    ],
)
def test_problems_name_what_is_wrong(text: str, said: str) -> None:
    problems = parse_reply(text).problems
    assert problems
    assert any(said in problem for problem in problems), problems
    assert all(problem.endswith(".") for problem in problems)


def test_a_syntax_error_beside_a_formulation_goes_to_the_build() -> None:
    parsed = parse_reply(reply(program=PROGRAM.replace("<= data", "=< data")))
    assert parsed.problems == ()
    assert any("syntax" in note for note in parsed.notes)


@pytest.mark.parametrize("frame", ["{}", "Well.\n```json\n{}\n```", "<think>x</think>\n{}\nSorry."])
def test_short_answers(frame: str) -> None:
    def said(raw: dict[str, object]) -> ParsedReply:
        return parse_reply(frame.replace("{}", json.dumps(raw)))

    assert said({"not_a_problem": "it is a poem"}).not_a_problem == "it is a poem"
    confirmed = said({"confirm": "infeasible", "reason": "3 > 2"})
    assert (confirmed.confirmed_status, confirmed.reason) == ("infeasible", "3 > 2")
    assert said({"confirm": "unbounded", "reason": ""}).confirmed_status == "unbounded"
    assert said({"problem_class": "blending", "overrule": True}).overruled_class == "blending"
    assert said({"confirm": "perhaps"}).problems


@pytest.mark.covers("parser-tolerant")
def test_small_shape_gives_its_numbers_to_the_data() -> None:
    parsed = parse_reply(SMALL)
    assert parsed.problems == ()
    formulation, program = parsed.formulation, parsed.program
    assert formulation is not None
    assert program is not None
    assert formulation.derived
    assert formulation.understanding == "two products share an oven."
    assert formulation.data()["profit"] == {"rye": 3, "roll": 5}
    assert [s.name for s in formulation.sets] == ["products"]
    make, use = formulation.variables
    assert (make.kind, make.lower, make.upper, make.index) == ("integer", 0, 9, ("products",))
    assert (use.kind, use.lower, use.upper) == ("binary", 0, 1)
    assert formulation.objective is not None
    assert formulation.objective.sense == "maximize"
    assert [c.name for c in formulation.constraints] == ["oven"]
    assert "glpk" not in program
    assert "40" not in program


def test_small_shape_still_builds_with_keys_that_json_cannot_carry() -> None:
    model = build(parse_reply(SMALL))
    assert model.oven.upper() == 47
    assert ("a", "b") in model.use


def test_literals_are_never_run(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    text = SMALL.replace('"hours": 40', f'"hours": open({str(trap)!r}, "w").write("x")')
    parse_reply(text)
    assert not trap.exists()
    slow = SMALL.replace('"hours": 40', '"hours": 9**9**9**9**9')
    parse_reply(slow)  # to work it out would take for ever


def test_top_level_programs_are_wrapped() -> None:
    text = """```python
import pyomo.environ as pyo
profit = {"rye": 3, "roll": 5}
hours = 40
model = pyo.ConcreteModel()
model.make = pyo.Var(profit.keys(), within=pyo.NonNegativeReals)

def total(m):
    return sum(profit[p] * m.make[p] for p in profit)

model.earn = pyo.Objective(rule=total, sense=pyo.maximize)
model.oven = pyo.Constraint(expr=sum(model.make[p] for p in profit) <= hours)
solver = pyo.SolverFactory("cbc")
solver.solve(model)
```"""
    parsed = parse_reply(text)
    assert parsed.problems == ()
    assert any("build_model" in note for note in parsed.notes)
    model = build(parsed)
    assert model.oven.upper() == 40


@pytest.mark.parametrize("head", ["def build_model():", "def create_model(data):"])
def test_other_heads_are_accepted(head: str) -> None:
    parsed = parse_reply(reply(program=PROGRAM.replace("def build_model(data):", head)))
    assert_bakery(parsed)
    assert parsed.notes
    assert build(parsed).oven.upper() == 40


def test_typographic_quotes_and_prompts() -> None:
    curly = PROGRAM.replace('"products"', "\u201cproducts\u201d").replace("    ", "\u00a0   ", 1)
    assert_bakery(parse_reply(reply(program=curly)))
    prompts = "\n".join(f">>> {line}" for line in PROGRAM.splitlines())
    assert_bakery(parse_reply(reply(program=prompts)))


names = st.from_regex(r"[a-z][a-z_]{0,7}[a-z]", fullmatch=True)
values = st.recursive(
    st.one_of(st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6), st.just("text")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)
texts = st.text(
    st.characters(exclude_categories=("C",), exclude_characters="`~\u2028\u2029"), max_size=20
)
cited = st.lists(st.integers(1, 99), max_size=3, unique=True).map(tuple)
formulations = st.builds(
    Formulation,
    title=texts,
    problem_class=names,
    sets=st.lists(
        st.builds(SetDeclaration, name=names, meaning=texts, sentences=cited,
                  elements=st.lists(names, max_size=3).map(tuple)),
        max_size=2,
    ).map(tuple),
    parameters=st.lists(
        st.builds(Parameter, name=names, value=values, unit=texts, sentences=cited), max_size=3
    ).map(tuple),
    variables=st.lists(
        st.builds(Variable, name=names, kind=st.sampled_from(["continuous", "integer", "binary"]),
                  lower=st.none() | st.floats(-1e6, 1e6), upper=st.none() | st.just("cap")),
        min_size=1, max_size=3,
    ).map(tuple),
    objective=st.builds(Objective, sense=st.sampled_from(["minimize", "maximize"]),
                        expression=texts, sentences=cited),
    constraints=st.lists(
        st.builds(Constraint, name=names, index=st.lists(names, max_size=2).map(tuple),
                  expression=texts, meaning=texts), max_size=3,
    ).map(tuple),
)  # fmt: skip


@given(formulations)
@settings(max_examples=150, deadline=None)
def test_round_trip(formulation: Formulation) -> None:
    parsed = parse_reply(reply(formulation))
    assert parsed.problems == ()
    assert parsed.formulation is not None
    back = parsed.formulation.model_copy(update={"understanding": ""})
    assert back == formulation
    assert parsed.program is not None
    assert ast.dump(ast.parse(parsed.program)) == ast.dump(ast.parse(PROGRAM))


PIECES = st.sampled_from(
    ["```", "```json\n", "```python\n", "~~~\n", "{", "}", '"', "'", ":", ",", "[", "]", "\n",
     "<think>", "</think>", "def build_model(data):\n", "    return model\n", "variables", "data",
     " = ", "import pyomo.environ as pyo\n", '"objective": ', "(", ")", "\\", "\x00", "\ud800"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
@settings(max_examples=400, deadline=None)
def test_never_raises(text: str) -> None:
    parsed = parse_reply(text)
    is_short = parsed.not_a_problem or parsed.confirmed_status or parsed.overruled_class
    is_full = parsed.formulation is not None and parsed.program is not None
    assert parsed.problems or is_short or is_full


@pytest.mark.parametrize(
    "piece",
    ["{", '{"', "{'a':[", "```\n", "```json\n{\n", "```python\n", "<think>", "</think>", "\\",
     "import pyomo\n", "x = (\n", "def build_model(data):\n", "{/*", '{"a": "', "((((", "-", "a.",
     "    ", "'''", '{"variables": [', "{a: ", "\n", " \n", "\t", "from a "],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "```python\nx = ", "```json\n", "```\n"])
def test_garbage_is_fast(piece: str, before: str) -> None:
    assert_gentle_growth(lambda times: parse_reply(before + piece * times), 100_000 // len(piece))
