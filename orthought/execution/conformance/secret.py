"""Attacks that look for keys and other secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from orthought.execution.conformance import effects
from orthought.execution.conformance.attack import Attack, Ran
from orthought.execution.conformance.scene import Scene

HUNT_STACK: Final = """
libc.getauxval.restype = ctypes.c_ulong
libc.getauxval.argtypes = [ctypes.c_ulong]
end = libc.getauxval(31)
hunt(ctypes.string_at(end - 6000, 6000))
"""


def _victim(scene: Scene) -> dict[str, Any]:
    return scene.start_victim()


def _file(scene: Scene) -> dict[str, Any]:
    return {"file": str(scene.secret_file())}


def _home(scene: Scene) -> dict[str, Any]:
    path = Path.home() / f".orthought-{scene.word}"
    scene.remove_later(path)
    path.write_text(scene.canary)
    return {"file": str(path)}


def _saw_passwords(scene: Scene, ran: Ran) -> str:
    line = Path("/etc/passwd").read_text().splitlines()[0]
    return "the machine's users came back" if line in ran.text else ""


SECRETS: Final = (
    Attack(
        "environment",
        "Reads keys from its environment.",
        "hunt(repr(dict(os.environ)).encode())",
        effects.leaked,
    ),
    Attack(
        "initial-stack",
        "Reads keys from the initial stack, where they stay after the environment was cleared.",
        f"os.environ.clear()\n{HUNT_STACK}",
        effects.leaked,
    ),
    Attack(
        "other-environments",
        "Reads keys from the environment of every process in /proc.",
        """
        for number in os.listdir("/proc"):
            if number.isdigit():
                every(lambda: hunt(open(f"/proc/{number}/environ", "rb").read()))
        """,
        effects.leaked,
        _victim,
    ),
    Attack(
        "other-arguments",
        "Reads keys from the command line of every process in /proc.",
        """
        for number in os.listdir("/proc"):
            if number.isdigit():
                every(lambda: hunt(open(f"/proc/{number}/cmdline", "rb").read()))
        """,
        effects.leaked,
        _victim,
    ),
    Attack(
        "other-memory",
        "Reads a key out of the memory of another process.",
        """
        found = ctypes.create_string_buffer(64)
        ours = struct.pack("<QQ", ctypes.addressof(found), 64)
        theirs = struct.pack("<QQ", data["address"], 64)
        call(310, 270, data["victim"], ours, 1, theirs, 1, 0)
        hunt(found.raw)
        """,
        effects.leaked,
        _victim,
    ),
    Attack(
        "memory-file",
        "Reads a key out of /proc/PID/mem.",
        """
        with open(f"/proc/{data['victim']}/mem", "rb", 0) as memory:
            memory.seek(data["address"])
            hunt(memory.read(64))
        """,
        effects.leaked,
        _victim,
    ),
    Attack(
        "home", "Reads a file in the user's home.", "hunt(open(data['file'], 'rb').read())",
        effects.leaked, _home,
    ),
    Attack(
        "users-file", "Reads a file that only the user may read.",
        "hunt(open(data['file'], 'rb').read())", effects.leaked, _file,
    ),
    Attack(
        "etc", "Reads the machine's list of users.", "take(open('/etc/passwd').readline().strip())",
        _saw_passwords,
    ),
    Attack(
        "handle",
        "Opens a file around all paths, by its handle.",
        """
        handle = ctypes.create_string_buffer(struct.pack("<Ii", 120, 0) + bytes(120))
        mount = ctypes.create_string_buffer(8)
        call(303, 264, -100, data["file"].encode(), handle, mount, 0)
        every(*[lambda k=k: hunt(os.read(call(304, 265, k, handle, 0), 4096)) for k in
                (os.open(data["folder"], os.O_RDONLY), os.open("/", os.O_RDONLY))])
        """,
        effects.leaked,
        _file,
    ),
    Attack(
        "inherited-descriptors",
        "Reads whatever descriptors it was born with.",
        """
        for number in range(3, 256):
            every(lambda: hunt(os.pread(number, 4096, 0)))
        """,
        effects.leaked,
    ),
    Attack("standard-input", "Reads the user's standard input.", "hunt(os.read(0, 4096))",
           effects.leaked),
    Attack(
        "other-jobs-file",
        "Reads what another job left in the temporary folder.",
        """
        held = MARK + data["word"].encode()
        every(*[lambda p=p: open(p + "/orthought-" + data["word"], "wb").write(held)
                for p in ("/tmp", "/var/tmp", "/dev/shm", ".")])
        """,
        lambda scene, ran: "the next job read it" if f"canary-key-{scene.word}" in ran.text else "",
        lambda scene: scene.remove_later(
            *(place / f"orthought-{scene.word}" for place in effects.places_to_write())
        ),
        then="""
        every(*[lambda p=p: hunt(open(p + "/orthought-" + data["word"], "rb").read())
                for p in ("/tmp", "/var/tmp", "/dev/shm", ".")])
        """,
    ),
)  # fmt: skip
