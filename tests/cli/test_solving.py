"""`solve` and `refine` as processes of their own: scripted replies, everything else real."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orthought.runs import read_events
from tests.agent import scripts
from tests.cli.conftest import Program, Run, command

ENDLESS = scripts.LP.replace("    model = pyo.ConcreteModel()\n", "    while True: pass\n")

# Market split: a few equations over many binaries keep any solver busy for minutes.
HARD = (
    scripts.LP.partition("def build_model")[0]
    + """def build_model(data):
    model = pyo.ConcreteModel()
    rows, columns = range(6), range(50)
    weight = {(i, j): (7919 * (i + 3) * (j + 11) ** 2 + 104729 * j) % 100
              for i in rows for j in columns}
    model.x = pyo.Var(columns, domain=pyo.Binary)
    model.over = pyo.Var(rows, domain=pyo.NonNegativeReals)
    model.under = pyo.Var(rows, domain=pyo.NonNegativeReals)
    model.slack = pyo.Objective(expr=sum(model.over[i] + model.under[i] for i in rows))
    model.split = pyo.ConstraintList()
    for i in rows:
        half = sum(weight[i, j] for j in columns) // 2
        total = sum(weight[i, j] * model.x[j] for j in columns)
        model.split.add(total + model.over[i] - model.under[i] == half)
    return model
```
"""
)


@pytest.fixture
def script(tmp_path: Path) -> str:
    """Return a model that answers the small linear program rightly, again and again."""
    return write_script(tmp_path, scripts.LP)


def write_script(folder: Path, *replies: str, name: str = "script.json") -> str:
    """Write replies and return the name of their model."""
    path = folder / name
    path.write_text(json.dumps([{"text": reply, "repeat": True} for reply in replies]))
    return f"scripted:{path}"


@pytest.mark.covers("solve-text-file-stdin", "answer-first")
def test_text_file_and_stdin_give_the_same_run(run: Run, script: str, tmp_path: Path) -> None:
    (tmp_path / "problem.md").write_text(scripts.LP_TEXT)
    told = run("solve", scripts.LP_TEXT, "--llm", script)
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("checked: ")
    assert "minimum = 9, proven optimum" in " ".join(told.stdout.split())
    assert run("solve", "problem.md", "--llm", script).stdout == told.stdout
    assert run("solve", "-", "--llm", script, text=scripts.LP_TEXT).stdout == told.stdout
    assert len(list((tmp_path / "runs").iterdir())) == 1


@pytest.mark.covers("json-pure", "verbosity")
def test_json_of_a_solve_is_pure_however_much_is_told(program: Program, script: str) -> None:
    done = program("solve", scripts.LP_TEXT, "--llm", script, "--json", "--verbose")
    content = json.loads(done.stdout)
    assert (done.returncode, content["status"], content["objective"]) == (0, "checked", 9)
    assert "DEBUG orthought.run" in done.stderr


@pytest.mark.covers("live-view")
def test_stages_are_lines_when_piped_and_nothing_when_quiet(run: Run, script: str) -> None:
    told = run("solve", scripts.LP_TEXT, "--llm", script, "--fresh").stderr
    stages = [line.split()[0] for line in told.splitlines()]
    order = [stages.index(stage) for stage in ("model", "parse", "build", "solve", "check")]
    assert order == sorted(order)
    assert run("solve", scripts.LP_TEXT, "--llm", script, "--fresh", "--quiet").stderr == ""


@pytest.mark.covers("live-view")
def test_a_terminal_sees_the_stages_and_the_pipe_the_answer(script: str) -> None:
    master, slave = pty.openpty()
    variables = {**os.environ, "TERM": "xterm-256color"}
    args = command("solve", scripts.LP_TEXT, "--llm", script)
    with subprocess.Popen(
        args, stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=variables, text=True
    ) as process:
        os.close(slave)
        seen = b"".join(pieces(master))
        assert process.stdout is not None
        answer = process.stdout.read()
    assert process.returncode == 0
    assert answer.startswith("checked: ")
    assert "\x1b" not in answer
    assert b"reading the reply" in seen
    assert b"\x1b[?25l" in seen, "no live view"
    assert b"\x1b[?25h" in seen, "the cursor did not come back"


def pieces(terminal: int) -> Iterator[bytes]:
    """Yield what is written to a terminal until its last writer has gone."""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        yield piece
    os.close(terminal)


@pytest.mark.covers("exit-codes")
def test_a_failure_exits_3_with_its_diagnosis(run: Run, tmp_path: Path) -> None:
    broken = scripts.LP.replace('data["need"]', 'data["nead"]')
    model = write_script(tmp_path, broken)
    done = run("solve", scripts.LP_TEXT, "--llm", model, "--max-repairs", "0")
    assert done.exit_code == 3
    assert done.stdout.startswith("failed (no answer, see below)")
    assert "nead" in done.stdout
    assert "Next: " in done.stdout
    as_object = run("solve", scripts.LP_TEXT, "--llm", model, "--max-repairs", "0", "--json")
    assert (as_object.exit_code, json.loads(as_object.stdout)["status"]) == (3, "failed")


@pytest.mark.covers("bad-input")
def test_an_unwritable_folder_is_named(run: Run, script: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = str(tmp_path / "file" / "run")
    done = run("solve", scripts.LP_TEXT, "--llm", script, "--out", out)
    assert done.exit_code == 2
    assert f"cannot write to {out}" in done.stderr
    assert "--out" in done.stderr


@pytest.mark.covers("bad-input", "not-a-problem")
@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["Good morning to you."], 2, "states no optimization problem"),
        (["  "], 2, "empty"),
        (["maximize 3 x", "--data", "nowhere.csv"], 2, "nowhere.csv"),
        (["maximize 3 x", "--llm", "openai:gpt-4.1-mini"], 3, "OPENAI_API_KEY"),
        (["maximize 3 x", "--llm", "loacl"], 2, "local"),
        (["maximize 3 x", "--method", "orthougt"], 2, "orthought"),
        (["--model", "nowhere"], 2, "nowhere"),
        (["maximize 3 x", "--llm", "local", "--offline"], 3, "orthought models pull"),
    ],
)
def test_bad_input_gets_a_line_and_a_fix(run: Run, args: list[str], code: int, words: str) -> None:
    done = run("solve", *args)
    assert done.exit_code == code, done.output
    assert words in done.stderr
    assert "Traceback" not in done.output
    assert done.stdout == ""


def test_a_key_in_the_environment_is_a_hint_only(
    run: Run, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-very-secret-value")
    unchosen = run("solve", "maximize 3 x", "--offline")
    assert "a key for openai is set; use --llm openai:MODEL to use it" in unchosen.stderr
    chosen = run("solve", scripts.LP_TEXT, "--llm", script)
    assert "a key for" not in chosen.stderr
    assert "a-very-secret-value" not in unchosen.output + chosen.output


@pytest.mark.covers("ask-missing")
def test_ask_asks_on_stderr_and_reads_stdin(run: Run, tmp_path: Path) -> None:
    formulation = scripts.formulation_of(
        {"need": 4, "cost_x": 3, "cost_y": None, "least_x": 1},
        {"x": "continuous", "y": "continuous"},
        constraints=("together", "x_least"),
        missing=["cost_y"],
    )
    program = scripts.LP.partition("```python\n")[2].partition("```")[0]
    lacking = scripts.reply_of(formulation, program.replace("import pyomo.environ as pyo\n", ""))
    path = tmp_path / "asking.json"
    answered = {"text": scripts.LP, "contains": "cost_y: 2", "repeat": True}
    path.write_text(json.dumps([answered, {"text": lacking, "repeat": True}]))
    model = f"scripted:{path}"
    text = "Buy at least 4 units of food x and y together; x costs 3 and y something, x at least 1."
    nobody = run("solve", text, "--llm", model, "--ask", text="")
    assert nobody.exit_code == 2
    assert "nobody answered" in nobody.stderr
    done = run("solve", text, "--llm", model, "--ask", "--fresh", text="2\n")
    assert "cost_y? " in done.stderr
    assert "minimum = 9" in " ".join(done.stdout.split())


@pytest.mark.covers("model-on-new-data", "refine")
def test_a_model_is_solved_again_and_refined(run: Run, script: str, tmp_path: Path) -> None:
    run("solve", scripts.LP_TEXT, "--llm", script, "--out", "first")
    (tmp_path / "new.json").write_text(json.dumps({"need": 10}))
    again = run("solve", "--model", "first", "--data", "new.json", "--json")
    content = json.loads(again.stdout)
    assert (again.exit_code, content["llm"], content["objective"]) == (0, "none", 21)
    changed = scripts.LP.replace('"value": 4', '"value": 6')
    model = write_script(tmp_path, changed, name="refined.json")
    refined = run("refine", "first", "At least 6 units are needed.", "--llm", model, "--json")
    assert json.loads(refined.stdout)["objective"] == 13, refined.output


@contextmanager
def waiting(*args: str) -> Iterator[subprocess.Popen[str]]:
    """Start a process in a group of its own, as a terminal does."""
    process = subprocess.Popen(
        command(*args),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(run_folder: Path, **wanted: str) -> None:
    """Wait until a run has told of an event with these fields."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if (run_folder / "events.jsonl").exists():
            for event in read_events(run_folder):
                if all(event.get(name) == value for name, value in wanted.items()):
                    return
        time.sleep(0.05)
    raise AssertionError(f"{run_folder} never told of {wanted}")


def interrupt(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Press Ctrl-C: everything in the group gets the signal. Return the code and what was told."""
    os.killpg(process.pid, signal.SIGINT)
    out, told = process.communicate(timeout=20)
    assert out == ""
    return process.returncode, told


@pytest.mark.covers("ctrl-c", "resume", "manual")
def test_ctrl_c_while_a_person_answers_and_the_same_command_goes_on(
    program: Program, tmp_path: Path
) -> None:
    args = ["solve", scripts.LP_TEXT, "--llm", "manual:exchange", "--out", "first"]
    with waiting(*args) as process:
        wait_for(tmp_path / "first", type="call")
        code, told = interrupt(process)
    assert code == 130
    assert "interrupted; the run is kept in first" in told
    assert "the same command goes on from there" in told
    assert "Traceback" not in told
    (prompt,) = (tmp_path / "exchange").glob("*.prompt.md")
    reply = prompt.with_name(prompt.name.replace(".prompt.", ".reply."))
    reply.write_text(scripts.LP)
    done = program(*args)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("checked: ")


@pytest.mark.covers("ctrl-c")
@pytest.mark.parametrize(("stage", "reply"), [("build", ENDLESS), ("solve", HARD)])
def test_ctrl_c_while_the_program_builds_or_the_solver_solves(
    tmp_path: Path, stage: str, reply: str
) -> None:
    model = write_script(tmp_path, reply)
    with waiting("solve", scripts.LP_TEXT, "--llm", model, "--out", "first") as process:
        wait_for(tmp_path / "first", type="stage", stage=stage)
        time.sleep(1)
        code, told = interrupt(process)
    assert code == 130
    assert "the run is kept in first" in told
    assert "Traceback" not in told


@pytest.mark.covers("ctrl-c", "json-pure")
def test_ctrl_c_with_json_is_an_object(tmp_path: Path) -> None:
    args = ["solve", scripts.LP_TEXT, "--llm", "manual:exchange", "--json"]
    with waiting(*args) as process:
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob("exchange/*.prompt.md")) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "the run is kept in runs/" in json.loads(out)["error"]["message"]


def test_a_reader_that_goes_away_does_not_change_the_exit_code(script: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    args = command("solve", scripts.LP_TEXT, "--llm", script, "--quiet")
    with subprocess.Popen(args, stdout=writing, stderr=subprocess.PIPE, text=True) as process:
        os.close(writing)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, "")
