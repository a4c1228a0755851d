"""Attacks by the wider surface of the kernel."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from orthought.execution.conformance import effects
from orthought.execution.conformance.attack import Attack, Ran
from orthought.execution.conformance.scene import Scene

STRANGER: Final = 54321


def _mount_point(scene: Scene) -> dict[str, Any]:
    place = scene.folder / "mount"
    place.mkdir()
    scene.unmount_later(place)
    return {"place": str(place)}


def _mounted(scene: Scene, ran: Ran) -> str:
    place = scene.folder / "mount"
    return f"{place.name} is mounted on the host" if os.path.ismount(place) else ""


def _raised(scene: Scene, ran: Ran) -> str:
    if ran.watch.changed_namespace:
        return "it made a user namespace of its own"
    return "it gained capabilities" if ran.watch.gained_privilege else ""


def _became(scene: Scene, ran: Ran) -> str:
    return "it became another user" if STRANGER in ran.watch.users else ""


def _dumped(scene: Scene, ran: Ran) -> str:
    found = [*scene.folder.glob("core*"), *Path.cwd().glob(f"core*{scene.word}*")]
    return f"{found[0].name} was written" if found else ""


def _opened(scene: Scene, ran: Ran, *words: str) -> str:
    """See the kernel's object in the process, or where that cannot be seen, believe its claim."""
    seen = [link for link in ran.watch.opened if any(word in link for word in words)]
    if seen:
        return f"it holds {seen[0]}"
    return "it says that it holds one" if f"opened-{scene.word}" in ran.text else ""


def _object(name: str, tries: str, numbers: str, *words: str) -> Attack:
    body = f"""
    argument = ctypes.create_string_buffer(struct.pack("<IIII", 2, 4, 8, 4) + bytes(240))
    handle = {numbers}
    if handle >= 0:
        take("opened-" + data["word"])
    time.sleep(0.2)
    """
    return Attack(name, tries, body, lambda scene, ran: _opened(scene, ran, *words))


KERNEL: Final = (
    Attack(
        "user-namespace", "Makes a user namespace, in which it is root.",
        "time.sleep(0.15)\nlibc.unshare(0x10000000)\ntime.sleep(0.3)", _raised,
    ),
    Attack(
        "mount", "Mounts a file system, in namespaces of its own where it has to.",
        """
        place = data["place"].encode()
        if libc.mount(b"tmpfs", place, b"tmpfs", 0, b"size=1m") != 0:
            libc.unshare(0x10020000)
            libc.mount(b"tmpfs", place, b"tmpfs", 0, b"size=1m")
        """,
        _mounted, _mount_point,
    ),
    Attack(
        "setuid", "Becomes another user.",
        f"os.setresuid({STRANGER}, {STRANGER}, {STRANGER})\ntime.sleep(0.3)", _became,
    ),
    _object("bpf", "Makes a map of the kernel's virtual machine.",
            "call(321, 280, 0, argument, 120)", "bpf"),
    _object("io-uring", "Opens a ring for input and output around the filter of calls.",
            "call(425, 425, 4, ctypes.create_string_buffer(240))", "io_uring"),
    _object("userfaultfd", "Handles page faults by itself, to win races in the kernel.",
            "call(323, 282, 1)", "userfaultfd"),
    _object("inotify", "Watches the user's folder for names of files.",
            "(lambda k: libc.inotify_add_watch(k, data['folder'].encode(), 256))"
            "(libc.inotify_init1(0))", "no such word"),
    _object("keyring", "Reads from the kernel's keyring of the user's session.",
            "call(250, 219, 0, -3, 1)", "no such word"),
    _object("message-queue", "Opens a message queue, which outlives it.",
            "(lambda k: (libc.msgctl(k, 0, None), k)[1])(libc.msgget(0, 0o1600))", "no such word"),
    _object("performance", "Counts what the processor does, to learn of other processes.",
            "call(298, 241, ctypes.create_string_buffer("
            "struct.pack('<IIQ', 1, 112, 0) + bytes(96)), -1, 0, -1, 0)", "perf_event"),
    Attack(
        "core-file", "Crashes and leaves its memory in a core file.",
        """
        every(lambda: resource.setrlimit(resource.RLIMIT_CORE, (2**20, -1)),
              lambda: resource.setrlimit(resource.RLIMIT_CORE, (2**20, 2**20)),
              lambda: os.chdir(data["folder"]))
        ctypes.string_at(0)
        """,
        _dumped,
    ),
    Attack(
        "chroot-escape", "Leaves its root by a second one.",
        """
        place = "/tmp" if data["folder"] != os.getcwd() else data["folder"]
        os.makedirs(place + "/root", exist_ok=True)
        outside = os.open("/", os.O_RDONLY)
        os.chroot(place + "/root")
        os.fchdir(outside)
        for _ in range(64):
            os.chdir("..")
        os.chroot(".")
        open(data["folder"] + "/orthought-" + data["word"], "w").write("mine")
        """,
        effects.left_a_trace,
    ),
)  # fmt: skip
