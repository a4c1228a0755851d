"""Attacks that use up memory, disk, time or patience."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from orthought.execution.conformance import effects
from orthought.execution.conformance.attack import BRIEF, SMALL, Attack, Naive, Ran
from orthought.execution.conformance.scene import Scene

MANY_FILES: Final = 5000
MANY_THREADS: Final = 150


def _places(scene: Scene) -> dict[str, Any]:
    places = [scene.folder, Path("/tmp"), Path("/dev/shm"), Path("/var/tmp")]
    scene.remove_later(*(place / f"orthought-{scene.word}" for place in places))
    return {"places": [str(place) for place in places]}


def _made_files(scene: Scene, ran: Ran) -> str:
    here = len(effects.traces(scene))
    count = max(here, ran.watch.most_files)
    return f"{count} files were made" if count > MANY_FILES else ""


def _made_threads(scene: Scene, ran: Ran) -> str:
    count = ran.watch.most_threads
    return f"{count} threads at once" if count > MANY_THREADS else ""


def _flooded(scene: Scene, ran: Ran) -> str:
    size = len(ran.output)
    if size > 2 * SMALL.output_bytes:
        return f"{size} characters were kept"
    return effects.late(scene, ran)


def _unreadable(scene: Scene, ran: Ran) -> str:
    if "decode" in ran.error:
        return ran.error
    return "the output is no text" if not ran.output.isascii() and "\udcff" in ran.output else ""


def _escaped(scene: Scene, ran: Ran) -> str:
    return "the terminal would obey the output" if "\x1b" in ran.text.split("x1b5b")[0] else ""


def _memory(name: str, tries: str, body: str) -> Attack:
    return Attack(name, tries, body, effects.took_memory)


FILL: Final = """
def fill(size):
    block = bytearray(size)
    block[::4096] = b"x" * len(block[::4096])
    return block
"""

RESOURCES: Final = (
    _memory(
        "memory", "Takes memory in one piece.",
        FILL + "\nkept = fill(700 * 2**20)\ntime.sleep(0.3)",
    ),
    _memory(
        "memory-raised-limit", "Raises its own limits, then takes memory.",
        FILL + """
        every(lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
              lambda: resource.prlimit(0, resource.RLIMIT_AS, (-1, -1)))
        kept = fill(700 * 2**20)
        time.sleep(0.3)
        """.replace("\n        ", "\n"),
    ),
    _memory(
        "memory-by-many", "Takes memory in several processes, each below the limit.",
        FILL + """
for _ in range(6):
    if os.fork() == 0:
        kept = fill(200 * 2**20)
        time.sleep(1)
        os._exit(0)
time.sleep(1.2)
""",
    ),
    _memory(
        "memory-anonymous-file", "Takes memory in a file without a name.",
        """
        handle = call(319, 279, b"x", 0)
        if handle < 0:
            raise OSError("memfd refused")
        for _ in range(11):
            os.write(handle, bytes(64 * 2**20))
        time.sleep(0.3)
        """,
    ),
    _memory(
        "memory-shared", "Takes memory in segments of System V, which outlive it.",
        """
        libc.shmat.restype = ctypes.c_void_p
        for _ in range(11):
            handle = libc.shmget(0, ctypes.c_size_t(64 * 2**20), 0o1600)
            if handle < 0:
                raise OSError("shmget refused")
            place = libc.shmat(handle, None, 0)
            libc.shmctl(handle, 0, None)
            ctypes.memset(place, 1, 64 * 2**20)
        time.sleep(0.3)
        """,
    ),
    _memory(
        "memory-on-disk", "Takes memory by files in /dev/shm and /tmp.",
        """
        def write(path):
            with open(path, "wb", 0) as target:
                os.unlink(path)
                for _ in range(11):
                    target.write(bytes(64 * 2**20))
                time.sleep(0.3)
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
        write(place + "/orthought-" + data["word"])
        """,
    ),
    _memory(
        "decompression-bomb", "Unpacks a few bytes to hundreds of megabytes.",
        """
        import zlib
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
        kept = zlib.decompress(block * 700 + packer.flush(), -15)
        time.sleep(0.3)
        """,
    ),
    Attack(
        "threads", "Starts many threads.",
        """
        threading.stack_size(64 * 1024)
        threads = [threading.Thread(target=time.sleep, args=(0.5,)) for _ in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        """,
        _made_threads,
    ),
    Attack(
        "huge-file", "Writes a huge file.",
        """
        def write(path):
            with open(path, "wb", 0) as target:
                for _ in range(12):
                    target.write(bytes(8 * 2**20))
            time.sleep(0.1)
            raise StopIteration
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for place in data["places"]:
            try:
                write(place + "/orthought-" + data["word"])
            except OSError as error:
                take(error)
        """,
        effects.took_disk, _places,
    ),
    Attack(
        "many-files", "Makes many small files.",
        f"""
        def make(place):
            for number in range({MANY_FILES + 500}):
                path = f"{{place}}/{{data['word']}}-{{number}}"
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        every(lambda: make("/tmp/." if data["folder"] != os.getcwd() else data["folder"]))
        time.sleep(0.1)
        """,
        _made_files, _places,
    ),
    Attack("processor-loop", "Never ends.", "while True:\n    pass", effects.late_briefly,
           limits=BRIEF),
    Attack("sleep", "Sleeps for a minute.", "time.sleep(60)", effects.late_briefly, limits=BRIEF),
    Attack(
        "stop",
        "Stops itself, so that it never ends by itself.",
        "os.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(60)",
        effects.late_briefly,
        limits=BRIEF,
    ),
    Attack(
        "ignored-signals", "Ignores every signal that it may, and sleeps.",
        """
        for number in range(1, 65):
            every(lambda: signal.signal(number, signal.SIG_IGN))
        time.sleep(60)
        """,
        effects.late_briefly, limits=BRIEF, naive=Naive(terminate=True),
    ),
    Attack(
        "endless-output", "Prints without end.",
        "for _ in range(1500):\n    os.write(1, b'spam' * 4096)\n    os.write(2, b'eggs' * 4096)",
        _flooded,
    ),
    Attack("invalid-utf-8", "Prints bytes that are no text.", "os.write(1, b'\\xff\\xfe\\xc0')",
           _unreadable),
    Attack(
        "terminal-escapes", "Prints commands for the user's terminal, and raises them.",
        "os.write(1, b'\\x1b[2J\\x1b]0;mine\\x07')\nraise SystemExit('\\x1b[31mred')", _escaped,
    ),
    Attack(
        "billion-rows", "Builds a model with 10^9 rows.",
        """
        import pyomo.environ as pyo
        model = pyo.ConcreteModel()
        model.x = pyo.Var(bounds=(0, 1))
        model.rows = pyo.Constraint(range(10**9), rule=lambda m, k: m.x <= k)
        """,
        effects.late_briefly, limits=BRIEF,
    ),
)  # fmt: skip
