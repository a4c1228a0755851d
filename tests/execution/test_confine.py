"""A confined worker can solve, and not much else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orthought.execution.confine import confine_worker
from orthought.execution.linux import landlock, seccomp

WORKER = """
import os, socket, sys, threading
from pathlib import Path
import numpy as np
import highspy, pyscipopt, gurobipy
from orthought.execution.confine import confine_worker

folder = Path(sys.argv[1])
print(*confine_worker(folder, 1024))
(folder / "own").write_text("fine")

def held(name, action):
    try:
        action()
    except (OSError, MemoryError):
        return
    print("BREACH", name)

held("fork", os.fork)
held("exec", lambda: os.execv("/bin/true", ["true"]))
held("socket", socket.socket)
held("write", lambda: (folder.parent / "stolen").write_text("x"))
held("read", lambda: (folder.parent / "secret").read_text())
held("parent", lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes())
held("signal", lambda: os.kill(os.getppid(), 0))
held("mode", lambda: folder.chmod(0o700))
held("memory", lambda: np.ones(10**9))

thread = threading.Thread(target=print, args=("thread",))
thread.start()
thread.join()

highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
highs.setOptionValue("threads", 2)
highs.setOptionValue("parallel", "on")
x = highs.addIntegral(0, 4)
highs.maximize(x)
print("highs", highs.getObjectiveValue())
model = pyscipopt.Model()
model.hideOutput()
y = model.addVar(vtype="I", ub=9)
model.addCons(y * y <= 20)
model.setObjective(y, "maximize")
model.optimize()
print("scip", model.getObjVal())
with gurobipy.Env(params={"OutputFlag": 0}) as env, gurobipy.Model(env=env) as model:
    model.setObjective(-model.addVar(ub=3.5, vtype="I"))
    model.optimize()
    print("gurobi", model.ObjVal)
"""


@pytest.mark.covers("worker-confined")
def test_a_confined_worker_solves_and_reaches_nothing(tmp_path: Path) -> None:
    if not landlock.version():
        pytest.skip("this kernel offers no Landlock")
    folder = tmp_path / "worker"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "address-space landlock seccomp"
    assert not [line for line in lines if line.startswith("BREACH")]
    assert {"thread", "highs 4.0", "scip 4.0", "gurobi -3.0"} <= set(lines)
    assert (folder / "own").read_text() == "fine"
    assert not (tmp_path / "stolen").exists()


def test_the_filter_is_whole_instructions_that_end_by_allowing() -> None:
    code = seccomp.build_filter(process=1)
    assert len(code) % 8 == 0
    assert code[-8:] == (0x06).to_bytes(2, "little") + b"\0\0" + (0x7FFF0000).to_bytes(4, "little")


def test_the_package_imports_where_posix_modules_are_missing() -> None:
    code = (
        "import sys; sys.modules['fcntl'] = sys.modules['resource'] = None\n"
        "import orthought.execution.tiers, orthought.execution.client\n"
        "import orthought.execution.portable, orthought.execution.confine\n"
        "print('imported')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "imported\n"


def test_importing_costs_none_of_the_heavy_packages() -> None:
    code = (
        "import sys; import orthought.execution.tiers, orthought.execution.confine;"
        "print(*({'pyomo', 'pandas', 'highspy', 'resource'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"resource"}
    assert callable(confine_worker)
