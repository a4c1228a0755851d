"""Commands that need no language model, and how every command ends when something is wrong."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orthought import __version__
from orthought.cli import failure
from orthought.cli.logs import CleanFormatter
from orthought.cli.main import hoist
from orthought.settings import Settings
from tests.cli import solutions
from tests.cli.conftest import Program, Run, command

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """Return a folder with a finished run."""
    return store("checked", tmp_path)


def store(kind: str, folder: Path) -> Path:
    """Write a solution as a finished run."""
    path = folder / kind
    path.mkdir()
    (path / "solution.json").write_text(solutions.all_kinds()[kind].model_dump_json())
    return path


def test_version(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"orthought {__version__}\n")


def test_start_is_light(program: Program) -> None:
    code = "import sys, orthought.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    heavy = {"pyomo", "pandas", "numpy", "langchain", "langchain_core", "openai", "highspy"}
    assert "typer" in loaded
    assert not loaded & (heavy | {"pydantic", "orthought.solution", "orthought.agent.api"})


def test_no_command_shows_the_help(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    assert "Usage: orthought" in result.stderr


@pytest.mark.parametrize(
    "args", [[], ["solve"], ["refine"], ["show"], ["doctor"], ["models", "pull"], ["config"]]
)
def test_every_command_explains_itself(run: Run, args: list[str]) -> None:
    result = run(*args, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {' '.join(['orthought', *args])}")


@pytest.mark.covers("shell-completion")
def test_shell_completion_is_there(program: Program) -> None:
    variables = {
        "_ORTHOUGHT_COMPLETE": "complete_bash",
        "COMP_WORDS": "orthought so",
        "COMP_CWORD": "1",
    }
    assert "--install-completion" in program("--help").stdout
    assert program(variables=variables).stdout.split() == ["solve"]


def test_the_page_of_the_command_line_is_fresh() -> None:
    generator = ROOT / "docs" / "generate_cli.py"
    done = subprocess.run(
        [sys.executable, str(generator), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.covers("show-run")
def test_show_prints_the_answer_again(run: Run, finished: Path) -> None:
    result = run("show", str(finished))
    assert result.exit_code == 0
    assert result.stdout.startswith("checked: maximum of")
    assert result.stderr == ""


@pytest.mark.covers("exit-codes")
@pytest.mark.parametrize(
    ("kind", "code"),
    [("checked", 0), ("doubtful", 1), ("failed", 3), ("infeasible", 4), ("unbounded", 4)],
)
def test_the_exit_code_is_the_answers(run: Run, tmp_path: Path, kind: str, code: int) -> None:
    folder = store(kind, tmp_path)
    for args in ([], ["--json"], ["--quiet"]):
        assert run("show", str(folder), *args).exit_code == code


@pytest.mark.covers("json-pure")
def test_json_is_one_object_and_nothing_else(run: Run, finished: Path) -> None:
    result = run("show", str(finished), "--json", "--verbose")
    assert json.loads(result.stdout)["status"] == "checked"
    assert result.stdout.isascii()


@pytest.mark.covers("json-pure", "bad-input")
@pytest.mark.parametrize(
    "args",
    [
        ["show", "nowhere"],
        ["solve", "missing.md"],
        ["solve", "maximize 3", "--solver", "hihgs"],
        ["solve", "--sovler", "x"],
        ["solve", "maximize 3", "--threads", "two"],
        ["refine", "nowhere"],
        ["slove"],
        ["solve", "some text", "--model", "nowhere"],
    ],
)
def test_misuse_is_a_line_with_a_fix_or_an_object(run: Run, args: list[str]) -> None:
    told = run(*args)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert told.stderr.startswith("error: ")
    assert "  fix: " in told.stderr
    assert "Traceback" not in told.stderr
    json_told = run(*args, "--json")
    assert json_told.exit_code == 2
    content = json.loads(json_told.stdout)["error"]
    assert set(content) == {"type", "message", "fix"}
    assert content["fix"]


def test_unknown_values_name_near_misses(run: Run) -> None:
    assert "did you mean highs?" in run("solve", "maximize 3", "--solver", "hihgs").stderr
    assert "--solver" in run("solve", "maximize 3", "--sovler", "x").stderr
    assert "'solve'" in run("slove").stderr
    assert "did you mean strong?" in run("solve", "maximize 3", "--sandbox", "storng").stderr


def test_an_unforeseen_error_is_one_line_and_a_log(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    try:
        raise ZeroDivisionError("some \x1b[31mreason")
    except ZeroDivisionError as error:
        assert failure.report_crash(error) == 3
    told = capsys.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert len(lines) == 2
    assert lines[0] == "error: unexpected ZeroDivisionError: some reason"
    assert "please report" in lines[1]
    log = Path(lines[1].rpartition("details are in ")[2])
    assert log.is_relative_to(tmp_path)
    assert "raise ZeroDivisionError" in log.read_text()


@pytest.mark.covers("keys-stay-secret")
def test_a_key_does_not_reach_the_crash_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-very-secret-value")
    failure.report_crash(ValueError("key a-very-secret-value refused"))
    log = Path(capsys.readouterr().err.strip().rpartition("details are in ")[2])
    assert "a-very-secret-value" not in log.read_text()


def test_a_folder_of_another_kind_is_a_misuse(run: Run, tmp_path: Path) -> None:
    (tmp_path / "run" / "solution.json").mkdir(parents=True)
    (tmp_path / "run" / "events.jsonl").mkdir()
    result = run("show", "run")
    assert result.exit_code == 2
    assert "holds no run" in result.stderr


BROKEN = """
class Broken:
    name = "broken"

    async def complete(self, request, on_text=None):
        raise ZeroDivisionError("a fault of its own")

    async def aclose(self):
        pass
"""


@pytest.mark.covers("exit-codes", "bad-input")
def test_a_fault_that_nobody_foresaw_exits_3_without_a_traceback(
    program: Program, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "models.py").write_text(BROKEN)
    args = ("solve", "maximize 3 x up to 4", "--llm", "own.models:Broken")
    variables = {"PYTHONPATH": str(tmp_path)}
    told = program(*args, "--quiet", variables=variables)
    assert (told.returncode, told.stdout) == (3, "")
    assert len(told.stderr.splitlines()) == 2
    assert "unexpected ZeroDivisionError: a fault of its own" in told.stderr
    content = json.loads(program(*args, "--json", variables=variables).stdout)
    assert content["error"]["type"] == "ZeroDivisionError"
    assert "Traceback" in program(*args, "--verbose", variables=variables).stderr


@pytest.mark.covers("settings-precedence")
def test_config_show_names_each_origin(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORTHOUGHT_SEED", "7")
    (tmp_path / "orthought.toml").write_text("threads = 2")
    lines = {line.split()[0]: line.split() for line in run("config", "show").stdout.splitlines()}
    assert lines["seed"][1:] == ["7", "environment", "ORTHOUGHT_SEED"]
    assert lines["threads"][1:] == ["2", "orthought.toml"]
    content = json.loads(run("config", "show", "--json").stdout)
    assert set(content) == set(Settings.model_fields)
    assert content["seed"] == {"value": 7, "origin": "environment ORTHOUGHT_SEED"}


def test_a_broken_configuration_is_a_misuse(run: Run, tmp_path: Path) -> None:
    (tmp_path / "orthought.toml").write_text("threads = ")
    result = run("config", "show")
    assert result.exit_code == 2
    assert "orthought.toml cannot be read" in result.stderr


@pytest.mark.covers("models-command")
def test_models_are_listed_pulled_from_a_folder_and_removed(run: Run, tmp_path: Path) -> None:
    listed = json.loads(run("models", "list", "--json").stdout)["models"]
    assert [model["present"] for model in listed] == [False] * len(listed)
    assert listed[0]["card"]["name"] in run("models", "list").stdout
    empty = tmp_path / "empty"
    empty.mkdir()
    pulled = run("models", "pull", "--from", str(empty))
    assert pulled.exit_code == 3
    assert "could not be obtained" in pulled.stderr
    assert "models pull" in pulled.stderr
    unknown = run("models", "pull", "qwen2.5-codr")
    assert (unknown.exit_code, "did you mean" in unknown.stderr) == (2, True)
    assert "nothing of" in run("models", "remove").stderr


@pytest.mark.covers("doctor")
def test_doctor_names_every_part(run: Run) -> None:
    content = json.loads(run("doctor", "--json").stdout)
    areas = {item["area"] for item in content["items"]}
    assert areas == {"model", "solver", "sandbox", "extra", "runs"}
    by_name = {item["name"]: item for item in content["items"]}
    assert by_name["highs"]["usable"]
    assert "2,000 variables" in by_name["gurobi"]["message"]
    assert by_name["openai"]["fix"] == "set the environment variable OPENAI_API_KEY"
    assert "orthought models pull" in by_name["local weights"]["fix"]
    missing = [item for item in content["items"] if item["needed"] and not item["usable"]]
    assert all(item["fix"] for item in missing)


def test_doctor_sees_a_key_and_never_prints_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a-very-secret-value")
    result = run("doctor", "--verbose")
    assert "OPENAI_API_KEY is set" in result.stdout
    assert "a-very-secret-value" not in result.output


@pytest.mark.covers("doctor")
def test_doctor_names_a_server_that_does_not_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORTHOUGHT_BASE_URL", "http://127.0.0.1:1/v1")
    result = run("doctor")
    assert result.exit_code == 3
    assert "no answer at http://127.0.0.1:1/v1" in " ".join(result.stdout.split())


def test_doctor_names_a_folder_that_cannot_be_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ORTHOUGHT_RUNS", str(tmp_path / "file" / "runs"))
    result = run("doctor")
    assert result.exit_code == 3
    assert "cannot be written" in result.stdout


def test_options_of_the_program_may_stand_anywhere() -> None:
    assert hoist(["solve", "x", "-q", "--log-file", "f", "--json"]) == [
        "-q", "--log-file", "f", "solve", "x", "--json",
    ]  # fmt: skip
    assert hoist(["solve", "--", "-q"]) == ["solve", "--", "-q"]
    assert hoist(["solve", "--log-file"]) == ["--log-file", "solve"]


@pytest.mark.covers("verbosity")
def test_the_log_file_holds_what_stderr_does_not(run: Run, finished: Path, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "all.log"
    result = run("show", str(finished), "--quiet", "--log-file", str(log))
    assert (result.exit_code, result.stderr) == (0, "")
    assert log.exists()
    assert not [h for h in logging.getLogger().handlers if isinstance(h.formatter, CleanFormatter)]
    refused = run("show", str(finished), "--log-file", str(finished / "solution.json" / "x"))
    assert refused.exit_code == 2
    assert "--log-file" in refused.stderr
    assert "holds: literals" in run("show", str(finished), "--verbose").stdout


def test_a_reader_that_goes_away_is_no_error(finished: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        command("show", str(finished)), stdout=writing, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(writing)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (0, "")


def test_a_terminal_without_unicode_is_no_error(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    solution = solutions.solution(assumptions=("größer als ≥ 数",))
    (folder / "solution.json").write_text(solution.model_dump_json())
    result = program("show", str(folder), variables={"PYTHONIOENCODING": "ascii"})
    assert (result.returncode, result.stderr) == (0, "")
    assert "gr" in result.stdout


def test_narrow_pipes_are_respected(program: Program, finished: Path) -> None:
    result = program("show", str(finished), variables={"COLUMNS": "40"})
    assert max(map(len, result.stdout.splitlines())) <= 40


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_colour_on_a_terminal_and_none_with_no_color(finished: Path) -> None:
    assert "\x1b[" in on_terminal(finished, {})
    assert "\x1b[" not in on_terminal(finished, {"TERM": "dumb"})
    plain = on_terminal(finished, {"NO_COLOR": "1"})
    assert "\x1b[3" not in plain
    assert "\x1b[9" not in plain


def on_terminal(folder: Path, variables: dict[str, str]) -> str:
    """Return what `show` writes to a terminal."""
    import pty

    master, slave = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS"}}
    with subprocess.Popen(
        command("show", str(folder)),
        stdout=slave,
        stderr=slave,
        stdin=subprocess.DEVNULL,
        env={**environment, "TERM": "xterm-256color", **variables},
    ) as process:
        os.close(slave)
        written = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            written += piece
        process.wait(timeout=30)
    os.close(master)
    return written.decode()


def test_problem_classes_are_listed_and_shown(run: Run) -> None:
    listed = json.loads(run("classes", "list", "--json").stdout)["classes"]
    assert len(listed) >= 12
    assert listed[0]["identifier"] in run("classes", "list").stdout
    shown = run("classes", "show", "knapsack")
    assert shown.exit_code == 0
    assert "def build_model(data)" in shown.stdout
    assert json.loads(run("classes", "show", "knapsack", "--json").stdout)["hints"]
    unknown = run("classes", "show", "knapsak")
    assert (unknown.exit_code, "knapsack" in unknown.stderr) == (2, True)
