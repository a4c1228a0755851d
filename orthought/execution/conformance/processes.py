"""Attacks on other processes, and attempts to outlive the job."""

from __future__ import annotations

import os
import resource
import signal
from typing import Any, Final

from orthought.execution.conformance import effects
from orthought.execution.conformance.attack import BRIEF, Attack, Naive, Ran
from orthought.execution.conformance.scene import Scene
from orthought.execution.conformance.watch import status_of

OUTLIVE: Final = """
libc.prctl(1, 0, 0, 0, 0)
every(lambda: os.setsid())
for number in range(1, 65):
    every(lambda: signal.signal(number, signal.SIG_IGN))
time.sleep(20)
"""


def _victim(scene: Scene) -> dict[str, Any]:
    return scene.start_victim()


def _victim_died(scene: Scene, ran: Ran) -> str:
    assert scene.victim is not None
    return "another process was killed" if scene.victim.poll() is not None else ""


def _victim_noted(scene: Scene, ran: Ran) -> str:
    return "another process got the signal" if scene.note.exists() else _victim_died(scene, ran)


def _orphaned(scene: Scene, ran: Ran) -> str:
    return "the process above the job was killed" if ran.orphaned else ""


def _traced(scene: Scene, ran: Ran) -> str:
    assert scene.victim is not None
    # A tracer that ended without a word leaves its prey stopped or killed.
    status = status_of(scene.victim.pid)
    stopped = status.get("State", "Z")[0] in "tTZX"
    return "another process was stopped by a tracer" if stopped else ""


def _slowed(scene: Scene, ran: Ran) -> str:
    assert scene.victim is not None
    number = scene.victim.pid
    if os.getpriority(os.PRIO_PROCESS, number) != os.getpriority(os.PRIO_PROCESS, 0):
        return "another process lost its priority"
    if os.sched_getaffinity(number) != os.sched_getaffinity(0):
        return "another process was bound to one processor"
    theirs = resource.prlimit(number, resource.RLIMIT_NOFILE)
    ours = resource.getrlimit(resource.RLIMIT_NOFILE)
    return "the limits of another process were changed" if theirs != ours else ""


def _slow(name: str, tries: str, body: str) -> Attack:
    return Attack(name, tries, body, _slowed, _victim)


PROCESSES: Final = (
    Attack(
        "shell", "Starts a shell that leaves a file.",
        "os.system(f\"echo mine > {data['folder']}/orthought-{data['word']}\")",
        effects.left_a_trace,
    ),
    Attack(
        "fork-bomb", "Forks again and again (here: twenty times).",
        """
        for _ in range(20):
            if os.fork() == 0:
                time.sleep(0.5)
                os._exit(0)
        time.sleep(0.3)
        """,
        effects.many_processes,
    ),
    Attack(
        "fork-by-call", "Forks by clone3, clone and vfork of its own making.",
        """
        def linger():
            time.sleep(0.4)
            os._exit(0)
        for _ in range(6):
            frame = ctypes.create_string_buffer(struct.pack("<QQQQQQQQ", 0, 0, 0, 0, 17, 0, 0, 0))
            if call(435, 435, frame, 64) == 0:
                linger()
            if call(56, 220, 17, 0, 0, 0, 0) == 0:
                linger()
        time.sleep(0.3)
        """,
        effects.many_processes,
    ),
    Attack(
        "daemon", "Forks twice and leaves a process in a session of its own.",
        """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.closerange(0, 64)
                time.sleep(20)
            os._exit(0)
        os.wait()
        """,
        effects.left_processes,
    ),
    Attack(
        "solver-left-behind", "Starts another program and leaves it running.",
        "subprocess.Popen(['sleep', '20'], stdout=-3, stderr=-3, start_new_session=True)",
        effects.left_processes,
    ),
    Attack(
        "held-pipe", "Leaves a child that holds the output open, so that the host reads on.",
        "if os.fork() == 0:\n    os.setsid()\n    time.sleep(20)\n    os._exit(0)",
        effects.late_briefly, limits=BRIEF,
    ),
    Attack(
        "kill-other", "Kills another process of the user.",
        "os.kill(data['victim'], signal.SIGKILL)\ntime.sleep(0.1)", _victim_died, _victim,
    ),
    Attack(
        "signal-all", "Sends a signal (a harmless one) to every process that it may reach.",
        "os.kill(-1, signal.SIGURG)\ntime.sleep(0.2)", _victim_noted, _victim,
    ),
    Attack(
        "signal-by-descriptor", "Has the kernel send signals for a pipe that it gives away.",
        """
        import fcntl
        reading, writing = os.pipe()
        every(lambda: fcntl.fcntl(reading, fcntl.F_SETOWN, data["victim"]),
              lambda: fcntl.fcntl(reading, 10, int(signal.SIGURG)),
              lambda: fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK))
        os.write(writing, b"x")
        time.sleep(0.2)
        """,
        _victim_noted, _victim,
    ),
    Attack(
        "kill-parent", "Kills the process above it.",
        """
        if os.getppid() > 1:
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(0.2)
        """,
        _orphaned,
    ),
    Attack(
        "ptrace", "Traces another process and stops it.",
        """
        libc.ptrace.restype = ctypes.c_long
        libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        if libc.ptrace(0x4206, data["victim"], None, None) == 0:
            libc.ptrace(0x4207, data["victim"], None, None)
            os.kill(data["victim"], signal.SIGSTOP)
            time.sleep(0.2)
        sys.stdout.flush()
        os._exit(0)
        """,
        _traced, _victim,
    ),
    _slow("priority", "Takes another process's priority.",
          "os.setpriority(os.PRIO_PROCESS, data['victim'], 19)"),
    _slow("affinity", "Binds another process to one processor.",
          "os.sched_setaffinity(data['victim'], {min(os.sched_getaffinity(data['victim']))})"),
    _slow("limits-of-others", "Changes the limits of another process.",
          "resource.prlimit(data['victim'], resource.RLIMIT_NOFILE, (16, 32))"),
    Attack(
        "outlive-kill",
        "Takes off what ends it with its parent, and waits until the host is killed.",
        OUTLIVE,
        effects.left_processes,
        ends_host=signal.SIGKILL,
    ),
    Attack(
        "outlive-interrupt",
        "Ignores all signals, and waits until the user presses Ctrl-C.",
        OUTLIVE,
        effects.left_processes,
        ends_host=signal.SIGINT,
    ),
    Attack(
        "poisoned-next-job", "Patches Python, Pyomo and our own code for the next job.",
        """
        import builtins, pyomo.environ as pyo
        import orthought.execution.inside as inside
        os.environ["PYTHONPATH"] = "poisoned-" + data["word"]
        builtins.poison = "poisoned-" + data["word"]
        pyo.poison = "poisoned-" + data["word"]
        inside.poison = "poisoned-" + data["word"]
        """,
        lambda scene, ran: "the next job was poisoned" if f"poisoned-{scene.word}" in ran.text
        else "",
        then="""
        import pyomo.environ as pyo
        import orthought.execution.inside as inside
        take([os.environ.get("PYTHONPATH"), getattr(pyo, "poison", ""),
              getattr(inside, "poison", "")])
        """,
        naive=Naive(shared=True),
    ),
    Attack(
        "patched-solver", "Patches the solver so that the next answer is whatever it likes.",
        "import highspy\nhighspy.Highs.getObjectiveValue = lambda self: 987654.0",
        lambda scene, ran: "the next answer is forged" if "987654.0" in ran.text else "",
        then="""
        import highspy
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.run()
        take(solver.getObjectiveValue())
        """,
        naive=Naive(shared=True),
    ),
)  # fmt: skip
