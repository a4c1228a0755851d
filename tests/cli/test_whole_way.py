"""Whole solves as a user does them: by hand, from a record, killed and repeated."""

# ruff: noqa: RUF001 - Chinese has commas of its own

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from orthought.llm.embedded import weights
from orthought.runs import read_events
from tests.agent import scripts
from tests.cli.conftest import Program, Run
from tests.cli.test_solving import wait_for, waiting, write_script

ROOT = Path(__file__).resolve().parents[2]
FORMAT_1 = ROOT / "tests" / "data" / "run-format-1"


def prompt_of(run_folder: Path) -> str:
    """Return the user's part of the first prompt of a run."""
    call = next(event for event in read_events(run_folder) if event["type"] == "call")
    return str(call["messages"][-1]["content"])


def answer_prompts(folder: Path, reply: str, done: threading.Event) -> None:
    """Do what a person with a chat window does: read each prompt and save a reply beside it."""
    while not done.wait(0.05):
        for prompt in folder.glob("*.prompt.md"):
            answer = prompt.with_name(prompt.name.replace(".prompt.", ".reply."))
            if not answer.exists():
                answer.write_text(reply)


@pytest.mark.covers("manual")
def test_a_person_answers_in_the_models_place(run: Run, tmp_path: Path) -> None:
    done = threading.Event()
    person = threading.Thread(target=answer_prompts, args=(tmp_path / "exchange", scripts.LP, done))
    person.start()
    try:
        args = ["solve", scripts.LP_TEXT, "--llm", "manual:exchange", "--out", "first", "--json"]
        first = run(*args)
    finally:
        done.set()
        person.join()
    content = json.loads(first.stdout)
    assert (first.exit_code, content["status"], content["objective"]) == (0, "checked", 9)
    assert (content["usage"]["calls"], content["usage"]["cost_usd"]) == (1, 0)
    (prompt,) = (tmp_path / "exchange").glob("*.prompt.md")
    assert scripts.LP_TEXT in prompt.read_text()
    assert run(*args).stdout == first.stdout


@pytest.mark.covers("replay")
def test_a_recorded_run_answers_in_the_models_place(run: Run, tmp_path: Path) -> None:
    broken = scripts.LP.replace('data["need"]', 'data["needed"]')
    (tmp_path / "script.json").write_text(json.dumps([broken, scripts.LP]))
    first = run("solve", scripts.LP_TEXT, "--llm", "scripted:script.json", "--out", "first")
    assert first.exit_code == 0, first.output
    again = run("solve", scripts.LP_TEXT, "--llm", "replay:first", "--out", "again", "--json")
    content = json.loads(again.stdout)
    assert (content["status"], content["objective"], content["attempts"]) == ("checked", 9, 2)
    other = run("solve", scripts.MILP_TEXT, "--llm", "replay:first", "--out", "other")
    assert other.exit_code == 3
    assert "replay" in other.stderr
    assert "Traceback" not in other.output


LARGE = scripts.reply_of(
    scripts.formulation_of(
        {"shops": 2001, "least": 1, "cost": 3}, {"units": "continuous"}, constraints=("supply",)
    ),
    """
def build_model(data):
    model = pyo.ConcreteModel()
    shops = range(data["shops"])
    model.units = pyo.Var(shops, domain=pyo.NonNegativeReals)
    model.total = pyo.Objective(expr=sum(data["cost"] * model.units[s] for s in shops))
    model.supply = pyo.Constraint(shops, rule=lambda m, s: m.units[s] >= data["least"])
    return model
""",
)


@pytest.mark.covers("licence-fallback", "deviations-named")
def test_a_licence_that_is_too_small_falls_back_by_name(run: Run, tmp_path: Path) -> None:
    if os.environ.get("GRB_LICENSE_FILE"):
        pytest.skip("a licence without the limit may be here")
    model = write_script(tmp_path, LARGE)
    text = "Each of 2001 shops gets at least 1 unit at a cost of 3 a unit; pay the least."
    done = run("solve", text, "--llm", model, "--solver", "gurobi", "--json")
    content = json.loads(done.stdout)
    assert content["objective"] == pytest.approx(6003)
    assert content["outcome"]["solver"] == "highs"
    (deviation,) = [line for line in content["deviations"] if "gurobi" in line.lower()]
    assert "licence" in deviation
    assert "highs" in deviation.lower()
    shown = run("solve", text, "--llm", model, "--solver", "gurobi")
    assert "licence" in shown.stdout


@pytest.mark.covers("bad-input")
def test_a_solver_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    model = write_script(tmp_path, scripts.LP)
    done = run("solve", scripts.LP_TEXT, "--llm", model, "--solver", "cplex")
    assert done.exit_code == 2
    assert "cplex" in done.stderr
    assert "highs" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.covers("contradictory-data", "infeasible")
def test_contradictory_data_name_the_sentences_that_contradict(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "script.json"
    path.write_text(json.dumps([scripts.INFEASIBLE, scripts.CONFIRM_INFEASIBLE]))
    done = run("solve", scripts.INFEASIBLE_TEXT, "--llm", f"scripted:{path}")
    assert done.exit_code == 4
    assert done.stdout.startswith("infeasible")
    assert "contradict" in done.stdout
    assert f'low: "{scripts.INFEASIBLE_TEXT}"' in " ".join(done.stdout.split())
    assert f'high: "{scripts.INFEASIBLE_TEXT}"' in " ".join(done.stdout.split())


LANGUAGES = {
    "german": "Kaufe zusammen mindestens 4 Einheiten x und y möglichst günstig; x kostet 3,00 € "
    "und y kostet 2,00 €, von x mindestens 1.",
    "french": "Achetez au moins 4 unités de x et y au moindre coût ; x coûte 3,00 € et y coûte "
    "2,00 €, et il faut au moins 1 x.",
    "chinese": "x 和 y 一共至少买 4 个，成本最低；x 每个 3 元，y 每个 2 元，x 至少 1 个。",
}


@pytest.mark.covers("any-language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_in_other_languages_reach_the_model_whole(
    run: Run, tmp_path: Path, language: str
) -> None:
    model, text = write_script(tmp_path, scripts.LP), LANGUAGES[language]
    (tmp_path / "problem.md").write_text(text, encoding="utf-8")
    done = run("solve", "problem.md", "--llm", model, "--out", "first", "--json")
    content = json.loads(done.stdout)
    assert (content["status"], content["objective"]) == ("checked", 9), content["checks"]
    assert content["text"].strip() == text
    assert text in " ".join(prompt_of(tmp_path / "first").split())


@pytest.mark.covers("long-text")
def test_a_text_of_100_kb_is_answered_in_time(run: Run, tmp_path: Path) -> None:
    model = write_script(tmp_path, scripts.LP)
    story = " ".join(
        f"The shop of row {n} has {n % 7} shelves, which do not matter." for n in range(1900)
    )
    text = f"{scripts.LP_TEXT}\n\n{story}"
    assert len(text) > 100_000
    (tmp_path / "long.md").write_text(text)
    done = run("solve", "long.md", "--llm", model, "--out", "first", "--json")
    content = json.loads(done.stdout)
    assert content["objective"] == 9
    assert content["status"] in ("checked", "doubtful")
    assert "The shop of row 1899 has 2 shelves" in prompt_of(tmp_path / "first")


@pytest.mark.covers("long-text", "bad-input")
def test_a_text_that_is_far_too_long_is_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.md").write_text("buy 3 units. " * 40_000)
    done = run("solve", "long.md", "--llm", write_script(tmp_path, scripts.LP))
    assert done.exit_code == 2
    assert "more than 400,000" in done.stderr
    assert "--data" in done.stderr


@pytest.mark.covers("bad-input")
def test_a_folder_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    (tmp_path / "sealed").mkdir(mode=0o500)
    done = run(
        "solve", scripts.LP_TEXT, "--llm", write_script(tmp_path, scripts.LP), "--out", "sealed/run"
    )
    assert done.exit_code == 2
    assert "cannot write to sealed/run" in done.stderr
    assert "--out" in done.stderr


# Four seconds, which the program takes from the data.
SLOW = scripts.LP.replace("import pyomo", "import time\nimport pyomo", 1).replace(
    "    model = pyo.ConcreteModel()\n",
    '    time.sleep(data["need"])\n    model = pyo.ConcreteModel()\n',
)


@pytest.mark.covers("killed", "resume")
def test_killed_during_the_model_call_and_finished_by_the_same_command(
    program: Program, tmp_path: Path
) -> None:
    args = ["solve", scripts.LP_TEXT, "--llm", "manual:exchange", "--out", "first", "--json"]
    with waiting(*args) as process:
        wait_for(tmp_path / "first", type="call")
        while not (prompts := list((tmp_path / "exchange").glob("*.prompt.md"))):
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
    reply = prompts[0].with_name(prompts[0].name.replace(".prompt.", ".reply."))
    reply.write_text(scripts.LP)
    done = program(*args)
    content = json.loads(done.stdout)
    assert (done.returncode, content["status"], content["objective"]) == (0, "checked", 9)
    assert len(list((tmp_path / "exchange").glob("*.prompt.md"))) == 1


@pytest.mark.covers("killed", "resume")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("stage", ["build", "solve"])
def test_ended_at_a_stage_and_finished_by_the_same_command(
    program: Program, tmp_path: Path, stage: str, how: signal.Signals
) -> None:
    text, reply = (scripts.LP_TEXT, SLOW) if stage == "build" else (scripts.HARD_TEXT, scripts.HARD)
    model = write_script(tmp_path, reply)
    args = ["solve", text, "--llm", model, "--out", "first", "--json", "--time-limit", "2"]
    with waiting(*args) as process:
        wait_for(tmp_path / "first", type="stage", stage=stage)
        time.sleep(0.3)
        os.killpg(process.pid, how)
        process.wait(timeout=20)
    assert not (tmp_path / "first" / "solution.json").exists()
    (tmp_path / "script.json").write_text("[]")  # whoever would be asked again has no answer
    done = program(*args)
    content = json.loads(done.stdout)
    assert "error" not in content, content
    assert (content["usage"]["calls"], content["usage"]["cached_calls"]) == (0, 1)
    assert (tmp_path / "first" / "solution.json").exists()
    if stage == "build":
        assert (done.returncode, content["objective"]) == (0, 9)
    else:
        assert (done.returncode, content["outcome"]["termination"]) == (1, "time_limit")


@pytest.mark.covers("older-runs-readable", "show-run")
def test_a_run_of_format_1_is_read(run: Run, tmp_path: Path) -> None:
    import orthought

    old = tmp_path / "old"
    shutil.copytree(FORMAT_1, old)
    assert read_events(old)[0]["format"] == 1
    solution = orthought.load(old)
    assert (solution.status, solution.objective) == ("checked", 280.5)
    assert solution.formulation is not None
    assert len(solution.findings) == 3
    shown = run("show", str(old))
    assert shown.exit_code == 0
    assert shown.stdout.startswith("checked")
    assert "maximum = 280.5" in " ".join(shown.stdout.split())
    (tmp_path / "new.json").write_text(json.dumps({"hours_available": 60}))
    again = run("solve", "--model", str(old), "--data", "new.json", "--out", "new", "--json")
    assert json.loads(again.stdout)["objective"] == 400.5
    replayed = run("solve", solution.text, "--data", str(old / "data" / "orders.csv"),
                   "--llm", f"replay:{old}", "--out", "replayed", "--json")  # fmt: skip
    told = json.loads(replayed.stdout)
    assert told.get("objective") == 280.5, told


@pytest.mark.covers("shell-completion")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_shown_and_installed(program: Program, tmp_path: Path, shell: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    variables = {
        "HOME": str(home),
        "SHELL": f"/bin/{shell}",
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1",
    }
    shown = program("--show-completion", shell, variables=variables)
    assert shown.returncode == 0, shown.stderr
    assert "_ORTHOUGHT_COMPLETE" in shown.stdout
    installed = program("--install-completion", shell, variables=variables)
    assert installed.returncode == 0, installed.stderr
    written = [path for path in home.rglob("*") if path.is_file()]
    assert any("_ORTHOUGHT_COMPLETE" in path.read_text() for path in written), written


REAL_WEIGHTS = weights.models_folder() / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


@pytest.mark.live
@pytest.mark.timeout(600)
@pytest.mark.covers("demo-example", "embedded-never-checked")
@pytest.mark.skipif(not REAL_WEIGHTS.exists(), reason="the weights are not on this machine")
def test_the_demo_comes_out_right(run: Run) -> None:
    example = str(ROOT / "examples" / "bakery.md")
    done = run("solve", example, "--llm", f"local:{REAL_WEIGHTS}", "--out", "demo", "--json")
    content = json.loads(done.stdout)
    assert content["objective"] == pytest.approx(705)
    assert content["status"] == "solved"
    assert done.exit_code == 0
