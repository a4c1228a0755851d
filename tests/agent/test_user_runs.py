"""What a user's own files, odd names and new numbers must not break: found by trying."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.agent.attempt import Draft
from orthought.agent.mathematics import formulation_markdown
from orthought.agent.report import check_data_used
from orthought.agent.stored import replace_tables
from orthought.errors import InputError, RunFolderError, SettingsError
from orthought.formulation import (
    Constraint,
    Formulation,
    Objective,
    Parameter,
    SetDeclaration,
    Variable,
)
from orthought.problem import Problem
from orthought.runs import open_run, read_events
from orthought.settings import load_settings
from orthought.tables import load


def test_files_of_the_user_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "model.py").write_text("mine")
    with (
        pytest.raises(RunFolderError, match=r"data, model\.py, which a run would write over"),
        open_run(tmp_path),
    ):
        pass
    assert (tmp_path / "model.py").read_text() == "mine"


def test_other_files_beside_a_run_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "problem.md").write_text("mine")
    with open_run(tmp_path) as run:
        run.start({"digest": "1"})
        run.write("model.py", "ours")
    with open_run(tmp_path) as run:
        assert run.events[0]["digest"] == "1"


def test_a_folder_that_is_there_is_not_called_absent(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError) as caught:
        read_events(tmp_path)
    assert caught.value.message == f"{tmp_path} holds no run"


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_an_endless_time_limit_is_misuse(value: float) -> None:
    with pytest.raises(SettingsError, match="time_limit"):
        load_settings({"time_limit": value})


DRAFT = Draft(
    Formulation(
        sets=(SetDeclaration(name="products", elements=("rye", "brioche")),),
        parameters=(
            Parameter(name="flour", value=120),
            Parameter(name="earning", index=("products",), value={"rye": 2, "brioche": 3}),
            Parameter(name="weeks", value=[1, 2]),
        ),
    ),
    "def build_model(data): ...",
)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"flour": "many"}, "flour does not fit"),
        ({"flour": None}, "flour does not fit"),
        ({"flour": True}, "flour does not fit"),
        ({"earning": {"rye": 2}}, "earning lacks brioche"),
        ({"earning": 4}, "earning does not fit"),
        ({"earning": {"rye": 2, "brioche": "3,1"}}, r"earning\[brioche\] does not fit"),
        ({"weeks": [1]}, "weeks does not fit"),
        ({"products": "rye"}, "products are no list"),
    ],
)
def test_new_numbers_that_do_not_fit_are_named(new: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        replace_tables(load({}), load({"new": new}), DRAFT)


def test_new_numbers_that_fit_take_their_place() -> None:
    new = {"flour": 140.5, "products": ["rye"], "earning": {"rye": 2.5}}
    formulation = replace_tables(load({}), load({"new": new}), DRAFT)[1].formulation
    assert formulation.sets[0].elements == ("rye",)
    assert [p.value for p in formulation.parameters] == [140.5, {"rye": 2.5}, [1, 2]]


def test_a_table_that_the_program_leaves_out_is_a_doubt() -> None:
    loaded = load({"demand": {"a": 1}, "cost": {"b": 2}})
    problem = Problem(text="t", tables=loaded.tables, documents=loaded.documents)
    check = check_data_used(Draft(Formulation(), 'data["demand"]["a"]'), problem)
    assert (check.verdict, check.severity) == ("objects", "doubt")
    assert check.message.endswith(": cost")
    used = check_data_used(Draft(Formulation(), 'data["demand"], data["cost"]'), problem)
    assert used.verdict == "holds"


def markdown(expression: str, meaning: str = "") -> str:
    """Return the formulation of one row."""
    return formulation_markdown(
        Formulation(
            variables=(Variable(name="flour_per_loaf"), Variable(name="x")),
            objective=Objective(sense="minimize", expression="x", meaning="cost"),
            constraints=(Constraint(name="row", expression=expression, meaning=meaning),),
        ),
        (),
    )


def test_names_in_formulas_are_one_symbol_each() -> None:
    text = markdown("\\sum_i flour_per_loaf_i \\, x_i \\le flour\\_per\\_loaf_{0}")
    name = "\\mathrm{flour\\_per\\_loaf}"
    assert f"$$\n\\sum_i {name}_i \\, x_i \\le {name}_{{0}}\n$$" in text


@pytest.mark.parametrize("broken", ["\\frac{1}{2", "a_b_c <= 1", "x $ y", "a & b", "\\left( x"])
def test_what_is_no_latex_stands_as_text(broken: str) -> None:
    assert f"```text\n{broken}\n```" in markdown(broken)


def test_texts_are_no_markup() -> None:
    text = markdown("x \\le 1", "a *b* _c_ <i>d</i> $5 and $6 e|f `g` [h](i) \x1b[31m")
    assert "a \\*b\\* \\_c\\_ &lt;i>d&lt;/i> \\$5 and \\$6 e\\|f \\`g\\` \\[h\\](i)" in text
    assert "\x1b" not in text


def test_the_sets_of_a_row_stand_apart_from_its_name() -> None:
    row = Constraint(name="row", index=("t",), expression="x_t", meaning="m")
    assert "**row** for each t: m\n" in formulation_markdown(Formulation(constraints=(row,)), ())
