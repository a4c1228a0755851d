"""Every confining tier holds: good programs give instances, bad ones give failures and no more."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from orthought.errors import SandboxError, SandboxUnavailableError
from orthought.execution.client import ForkServerSandbox
from orthought.execution.interface import BuildFailure, BuildResult, Limits, Sandbox, Tier
from orthought.execution.portable import PortableSandbox
from orthought.execution.probe import probe, probe_tier
from orthought.execution.tiers import open_sandbox

GOOD = """
import pyomo.environ as pyo

def build_model(data):
    model = pyo.ConcreteModel()
    model.make = pyo.Var(data["goods"], domain=pyo.NonNegativeReals)
    model.oven = pyo.Constraint(expr=sum(model.make.values()) <= data["hours"])
    model.profit = pyo.Objective(expr=sum(model.make.values()), sense=pyo.maximize)
    return model
"""
DATA = {"goods": ["bread", "cake"], "hours": 8.0}
QUICK = Limits(seconds=5, memory_mb=512, disk_mb=4)


def require_good(result: BuildResult) -> None:
    assert result.failure is None
    assert result.instance is not None
    assert result.instance.variable_names == ("make[bread]", "make[cake]")
    assert result.instance.row_upper.tolist() == [8.0]


def failure_of(result: BuildResult) -> BuildFailure:
    assert result.instance is None
    assert result.failure is not None
    return result.failure


def after(prelude: str) -> str:
    """Return the good program with lines before it."""
    return prelude + GOOD


def attempt(expression: str) -> str:
    """Return a program that prints BREACH where the expression does not raise."""
    return after(
        "import os, socket, subprocess, ctypes, sys\n"
        "try:\n"
        f"    found = {expression}\n"
        "    print('BREACH', found)\n"
        "except Exception as error:\n"
        "    print('held', type(error).__name__)\n"
    )


def test_a_good_program_gives_its_instance(sandbox: Sandbox) -> None:
    result = sandbox.build(after("print('hello \\x1b[31m')\n"), DATA)
    require_good(result)
    assert result.tier is sandbox.tier
    assert result.output == "hello \\x1b[31m\n"


def test_tables_reach_the_program(sandbox: Sandbox) -> None:
    table = pd.DataFrame({"city": ["a", "b"], "tonnes": [3.0, 4.5]})
    program = """
import pyomo.environ as pyo
def build_model(data):
    demand = data["demand"].set_index("city")["tonnes"]
    model = pyo.ConcreteModel()
    model.x = pyo.Var(list(demand.index))
    model.c = pyo.Constraint(list(demand.index), rule=lambda m, k: m.x[k] >= demand[k])
    model.o = pyo.Objective(expr=sum(model.x.values()))
    return model
"""
    instance = sandbox.build(program, {"demand": table}).instance
    assert instance is not None
    assert instance.row_names == ("c[a]", "c[b]")
    assert instance.row_lower.tolist() == [3.0, 4.5]


@pytest.mark.parametrize(
    "program",
    [
        GOOD.replace("(data)", "()").replace(
            "def", "data = dict(goods=['bread', 'cake'], hours=8.0)\ndef"
        ),
        GOOD.replace("    return model\n", "") + "model = None\n",
        GOOD + "\nmodel = build_model(data)\nprint(undefined_name)\n",
        GOOD + "\nif __name__ == '__main__':\n    raise SystemExit(3)\n",
    ],
    ids=["no argument", "forgotten return", "trailing error", "main block"],
)
def test_sloppy_programs_are_read_with_good_will(sandbox: Sandbox, program: str) -> None:
    result = sandbox.build(program, DATA)
    if "return model" in program:
        require_good(result)
    else:
        assert "returned None" in failure_of(result).message


@pytest.mark.covers("solving-inside-tolerated")
def test_a_program_that_solves_itself_gives_the_same_instance(sandbox: Sandbox) -> None:
    solving = (
        "    pyo.SolverFactory('appsi_highs').solve(model)\n    print('8.0')\n    return model\n"
    )
    require_good(sandbox.build(GOOD.replace("    return model\n", solving), DATA))
    absent = GOOD + "\npyo.SolverFactory('cbc').solve(build_model(data))\n"
    require_good(sandbox.build(absent, DATA))


def test_annotations_are_evaluated_as_in_a_file_of_its_own(sandbox: Sandbox) -> None:
    program = after("def f(x: undefined_type = 1):\n    pass\n")
    assert "undefined_type" in failure_of(sandbox.build(program, DATA)).message


def test_a_global_model_stands_in_for_a_forgotten_return(sandbox: Sandbox) -> None:
    program = GOOD.replace("    return model\n", "").replace(
        "    model = pyo", "    global model\n    model = pyo"
    )
    require_good(sandbox.build(program, DATA))


@pytest.mark.covers("sandbox-limits")
@pytest.mark.parametrize(
    ("program", "kind", "words", "line"),
    [
        ("def build_model(data)\n    pass\n", "syntax", "line 1: expected ':'", 1),
        ("x = 1\n\ndef build_model(data):\n    return data['gone']\n", "program", "'gone'", 4),
        ("x = 1\n", "program", "no build_model", None),
        ("def build_model(data):\n    return 7\n", "program", "returned int", None),
        ("import sys\nsys.exit(4)\n", "program", "SystemExit: 4", 2),
        ("def f():\n    f()\ndef build_model(data):\n    f()\n", "program", "RecursionError", 2),
        (GOOD.replace("sum(model.make.values()) <=", "pyo.floor(model.make['cake']) <="),
         "refused", "oven: floor is not supported", None),
        (GOOD.replace("Concrete", "Abstract"), "refused", "AbstractModel", None),
        ("x = bytearray(10**11)\n", "memory", "MemoryError", 1),
        ("blocks = []\nwhile True:\n    blocks.append(bytearray(10**7))\n", "memory", "Memory", 3),
        ("while True:\n    pass\n", "timeout", "within 1 s", None),
        ("import time\ntime.sleep(100)\n", "timeout", "within 1 s", None),
        ("import os\nos._exit(0)\n", "crash", "code 0", None),
        ("import ctypes\nctypes.string_at(0)\n", "crash", "SIGSEGV", None),
        ("import os\nos.abort()\n", "crash", "signal", None),
    ],
)  # fmt: skip
def test_failures_are_told_by_kind_and_line(
    sandbox: Sandbox, program: str, kind: str, words: str, line: int | None
) -> None:
    begin = time.monotonic()
    # What is no matter of time has enough of it for a loaded machine.
    seconds = 1 if kind == "timeout" else 30
    failure = failure_of(sandbox.build(program, DATA, Limits(seconds=seconds, memory_mb=256)))
    assert time.monotonic() - begin < 60  # the sleeper would take 100 s
    assert (failure.kind, failure.line) == (kind, line)
    assert words in failure.message
    assert "confinement" not in failure.traceback
    require_good(sandbox.build(GOOD, DATA))


@pytest.mark.covers("sandbox-isolation")
@pytest.mark.parametrize(
    "expression",
    [
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "subprocess.run(['/bin/sh', '-c', 'true'])",
        "socket.socket()",
        "socket.socketpair()",
        "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "open('/etc/passwd').read()",
        "os.listdir(SECRET)",
        "open(SECRET + '/stolen', 'w')",
        "open('/usr/lib/stolen', 'w')",
        "open(os.path.dirname(os.__file__) + '/stolen', 'w')",
        "open('/proc/%d/environ' % os.getppid(), 'rb').read()",
        "open('/proc/self/environ', 'rb').read()",
        "os.kill(os.getppid(), 0)",
        "os.kill(-1, 9)",
        "os.memfd_create('x')",
        "os.chmod('/tmp', 0o700)",
        "os.setuid(0) if os.getuid() else os.mknod('/tmp/d')",
        "os.stat(3) and [os.fstat(k) for k in range(4, 64)]",
        "bytearray(2 * 10**9)",
    ],
)
def test_what_reaches_out_is_refused(sandbox: Sandbox, tmp_path: Path, expression: str) -> None:
    program = attempt(expression.replace("SECRET", repr(str(tmp_path))))
    result = sandbox.build(program, DATA, QUICK)
    require_good(result)
    assert result.output.startswith("held ")
    assert not list(tmp_path.glob("stolen"))


@pytest.mark.covers("sandbox-isolation", "keys-stay-secret")
def test_the_environment_holds_no_secret(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    program = after(
        "import os, ctypes\n"
        "libc = ctypes.CDLL(None)\n"
        "print(dict(os.environ), ctypes.c_char_p.in_dll(libc, 'program_invocation_name').value)\n"
    )
    own = ForkServerSandbox(sandbox.tier)
    try:
        result = own.build(program, DATA)
    finally:
        own.close()
    require_good(result)
    assert "HOME" in result.output
    assert "secret" not in result.output
    assert "OPENAI" not in result.output


@pytest.mark.covers("sandbox-limits")
def test_files_and_bytes_on_the_private_disk_are_bounded(sandbox: Sandbox) -> None:
    program = after(
        "import tempfile\n"
        "count = 0\n"
        "try:\n"
        "    for count in range(10**5):\n"
        "        open(f'/tmp/f{count}', 'wb').write(b'x' * 4096)\n"
        "except OSError:\n"
        "    print('held', count < 3000)\n"
    )
    result = sandbox.build(program, DATA, QUICK)
    require_good(result)
    assert result.output == "held True\n"


@pytest.mark.covers("sandbox-limits")
def test_output_is_cut_and_stays_text(sandbox: Sandbox) -> None:
    program = after(
        "import os, sys\n"
        "os.write(1, b'\\xff\\xfe\\x00')\n"
        "for _ in range(2000):\n"
        "    os.write(2, b'spam' * 4096)\n"
    )
    result = sandbox.build(program, DATA, Limits(output_bytes=1000))
    require_good(result)
    assert len(result.output) <= 1000
    assert result.output.startswith("\N{REPLACEMENT CHARACTER}" * 2 + "\\x00spam")


@pytest.mark.covers("forged-result", "frame-checked")
@pytest.mark.parametrize("blob", ["b'ORTFRM1\\n' + b'\\xff' * 400", "b'\\x80\\x04.' * 9", "b'{}'"])
def test_forged_bytes_on_every_descriptor_are_a_failure(sandbox: Sandbox, blob: str) -> None:
    program = after(
        "import os\n"
        "for number in range(64):\n"
        "    try:\n"
        f"        os.write(number, {blob})\n"
        "    except OSError:\n"
        "        pass\n"
    )
    assert failure_of(sandbox.build(program, DATA)).kind == "frame"
    require_good(sandbox.build(GOOD, DATA))


@pytest.mark.covers("frame-checked")
def test_an_endless_frame_is_cut(sandbox: Sandbox) -> None:
    program = "import os\nwhile True:\n    os.write(3, b'\\0' * 2**20)\n"
    failure = failure_of(sandbox.build(program, DATA, Limits(seconds=20, frame_mb=1)))
    assert failure.kind == "frame"


@pytest.mark.covers("forged-result")
def test_a_program_changes_nothing_for_the_next_one(sandbox: Sandbox) -> None:
    program = after(
        "import builtins, pyomo.environ as pyo, orthought.execution.inside as inside\n"
        "print('Optimal objective 1e9')\n"
        "inside.extract = None\n"
        "pyo.Var.__init__ = None\n"
        "builtins.sum = max\n"
    )
    assert failure_of(sandbox.build(program, DATA)).kind == "program"
    require_good(sandbox.build(GOOD, DATA))


def test_many_threads_build_at_the_same_time(sandbox: Sandbox) -> None:
    programs = [GOOD, "import os\nos._exit(1)\n"] * 8
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda program: sandbox.build(program, DATA), programs))
    for good in results[::2]:
        require_good(good)
    assert {failure_of(bad).kind for bad in results[1::2]} == {"crash"}


def server_process(sandbox: ForkServerSandbox) -> int:
    return sandbox._servers[0]._process.pid


def test_a_dead_fork_server_is_replaced_even_in_the_middle_of_a_job() -> None:
    sandbox = ForkServerSandbox(_some_tier())
    try:
        require_good(sandbox.build(GOOD, DATA))
        os.kill(server_process(sandbox), signal.SIGKILL)
        require_good(sandbox.build(GOOD, DATA))
        killer = threading.Timer(0.3, os.kill, (server_process(sandbox), signal.SIGKILL))
        killer.start()
        require_good(sandbox.build(after("import time\ntime.sleep(1)\n"), DATA))
        killer.join()
    finally:
        sandbox.close()


def test_closing_ends_every_process_and_refuses_more() -> None:
    sandbox = ForkServerSandbox(_some_tier())
    require_good(sandbox.build(GOOD, DATA))
    process = server_process(sandbox)
    children = Path(f"/proc/{process}/task/{process}/children")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(sandbox.build, "while True:\n    pass\n", DATA, Limits(seconds=20))
        supervisors = _wait_for_text(children).split()
        sandbox.close()
        sandbox.close()
        with pytest.raises(SandboxError):
            running.result(timeout=10)
    for number in (process, *supervisors):
        assert _ends(int(number))
    with pytest.raises(SandboxError, match="closed"):
        sandbox.build(GOOD, DATA)


def _wait_for_text(path: Path) -> str:
    for _ in range(500):
        if text := path.read_text():
            return text
        time.sleep(0.01)
    raise AssertionError(f"{path} stayed empty")


def test_the_death_of_the_parent_ends_everything() -> None:
    code = (
        "import sys, threading\n"
        "from orthought.execution.client import ForkServerSandbox\n"
        "from orthought.execution.interface import Tier\n"
        "sandbox = ForkServerSandbox(Tier(sys.argv[1]))\n"
        "sandbox.build('x = 1', {})\n"
        "run = threading.Thread(target=sandbox.build, args=('while True: pass', {}), daemon=True)\n"
        "run.start()\n"
        "print(sandbox._servers[0]._process.pid, flush=True)\n"
        "run.join()\n"
    )
    command = [sys.executable, "-c", code, _some_tier().value]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        supervisors = _wait_for_text(Path(f"/proc/{server}/task/{server}/children")).split()
        parent.kill()
        for number in (server, *supervisors):
            assert _ends(int(number))


def test_builds_leave_no_descriptor_open(sandbox: Sandbox) -> None:
    require_good(sandbox.build(GOOD, DATA))
    before = len(list(Path("/proc/self/fd").iterdir()))
    for program in (GOOD, "import os\nos._exit(1)\n", "x = ", "while True:\n    pass\n"):
        sandbox.build(program, DATA, Limits(seconds=0.3))
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def _ends(process: int) -> bool:
    """Return whether a process ends within two seconds; one that nobody waits for counts."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.01)
    return False


def _some_tier() -> Tier:
    for tier in (Tier.STRONG, Tier.MEDIUM):
        if probe_tier(tier).available:
            return tier
    pytest.skip("no confining tier on this machine")


@pytest.mark.covers("sandbox-tiers")
def test_the_best_tier_is_opened_and_the_unsafe_one_only_by_name() -> None:
    reports = probe()
    assert [report.tier for report in reports] == list(Tier)
    for report in reports:
        assert report.available or (report.reason and report.fix)
    opened = open_sandbox()
    assert opened.tier is _some_tier()
    opened.close()
    with pytest.raises(SandboxUnavailableError, match="unsafe"):
        open_sandbox(Tier.UNSAFE)


@pytest.mark.covers("sandbox-tiers")
def test_without_user_namespaces_the_medium_tier_takes_over() -> None:
    if not probe_tier(Tier.MEDIUM).available:
        pytest.skip("no medium tier on this machine")
    forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" "$@"'
    wrapped = ["unshare", "-Ur", "sh", "-c", forbid]
    try:
        subprocess.run([*wrapped, "true"], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"unshare does not work here: {error}")
    code = (
        "from orthought.execution.interface import Tier\n"
        "from orthought.execution.probe import probe_tier\n"
        "from orthought.execution.tiers import open_sandbox\n"
        "print(probe_tier(Tier.STRONG).fix, open_sandbox().tier, sep='\\n')\n"
        "try:\n"
        "    open_sandbox(Tier.STRONG)\n"
        "except Exception as error:\n"
        "    print(type(error).__name__)\n"
    )
    command = [*wrapped, sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    expected = "sudo sysctl -w user.max_user_namespaces=10000\nmedium\nSandboxUnavailableError\n"
    assert done.stdout == expected


def test_the_fork_server_has_one_thread(sandbox: Sandbox) -> None:
    require_good(sandbox.build(GOOD, DATA))
    assert isinstance(sandbox, ForkServerSandbox)
    assert len(list(Path(f"/proc/{server_process(sandbox)}/task").iterdir())) == 1


def test_the_unsafe_tier_ends_what_a_program_leaves_behind(tmp_path: Path) -> None:
    marker = tmp_path / "child"
    program = after(
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        f"    open({str(marker)!r}, 'w').write(str(os.getpid()))\n"
        "    time.sleep(60)\n"
        "time.sleep(0.3)\n"
    )
    sandbox = open_sandbox(Tier.UNSAFE, allow_unsafe=True)
    try:
        require_good(sandbox.build(program, DATA))
        assert _ends(int(_wait_for_text(marker)))
    finally:
        sandbox.close()


def test_the_portable_sandbox_gives_instances_and_failures() -> None:
    sandbox = PortableSandbox()
    result = sandbox.build(after("print('hello')\n"), DATA)
    require_good(result)
    assert result.output == "hello\n"
    assert (
        failure_of(sandbox.build("while True:\n    pass", {}, Limits(seconds=3))).kind == "timeout"
    )
    assert failure_of(sandbox.build("import os\nos._exit(5)", {})).kind == "crash"


def test_the_portable_sandbox_takes_endless_limits() -> None:
    require_good(PortableSandbox().build(GOOD, DATA, Limits(seconds=math.inf)))
