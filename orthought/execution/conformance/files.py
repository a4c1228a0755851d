"""Attacks that leave something on the host's disk, or change what lies there."""

from __future__ import annotations

import os
import stat
import sysconfig
from pathlib import Path
from typing import Any, Final

from orthought.execution.conformance import effects
from orthought.execution.conformance.attack import Attack, Naive, Ran
from orthought.execution.conformance.scene import Scene

COMMENT: Final = "# nothing"


def _everywhere(scene: Scene) -> dict[str, Any]:
    places = effects.places_to_write()
    scene.remove_later(*(place / f"orthought-{scene.word}" for place in places))
    return {"places": [str(place) for place in (scene.folder, *places)]}


def _packages(scene: Scene) -> dict[str, Any]:
    path = Path(sysconfig.get_path("purelib")) / f"orthought-{scene.word}.pth"
    scene.remove_later(path)
    return {"path": str(path)}


def _file(scene: Scene) -> dict[str, Any]:
    return {"file": str(scene.secret_file())}


def _changed(scene: Scene, ran: Ran) -> str:
    path = scene.folder / "credentials"
    if not path.exists():
        return "the user's file is gone"
    facts = path.lstat()
    if stat.S_IMODE(facts.st_mode) != 0o600:
        return f"the mode of the user's file is {stat.S_IMODE(facts.st_mode):o}"
    if facts.st_nlink != 1:
        return "the user's file has a second name"
    if facts.st_mtime < 10**6:
        return "the time of the user's file was changed"
    if path.read_text() != f"key = {scene.canary}\n":
        return "the user's file was written to"
    return "it has a new attribute" if "user.mine" in os.listxattr(path) else ""


def _linked(scene: Scene, ran: Ran) -> str:
    link = scene.folder / "link"
    return "a link was laid in the user's folder" if link.is_symlink() else _changed(scene, ran)


def _leased(scene: Scene, ran: Ran) -> str:
    return "it holds a lease" if f"leased-{scene.word}" in ran.text else ""


def _has_setuid(scene: Scene, ran: Ran) -> str:
    found = [p for p in effects.traces(scene) if p.lstat().st_mode & stat.S_ISUID]
    return f"{found[0]} runs as its owner" if found else ""


def _change(name: str, tries: str, body: str) -> Attack:
    return Attack(name, tries, body, _changed, _file)


def _hung(scene: Scene, ran: Ran) -> str:
    return effects.late(scene, ran) or (ran.error if "hangs" in ran.error else "")


FILES: Final = (
    Attack(
        "write-outside",
        "Writes into the home, temporary folders, the packages, the root.",
        """
        every(*[lambda p=p: open(p + "/orthought-" + data["word"], "w").write("mine")
                for p in data["places"]])
        """,
        effects.left_a_trace,
        _everywhere,
    ),
    Attack(
        "poisoned-pth",
        "Lays a .pth file into the packages, which every later Python would run.",
        f"open(data['path'], 'w').write({COMMENT!r})",
        effects.left_a_trace,
        _packages,
    ),
    Attack(
        "shadowed-module",
        "Lays modules with well-known names where the next Python looks first.",
        """
        for place in [*sys.path, os.getcwd(), data["folder"]]:
            every(lambda: open(f"{place}/json_{data['word']}.py", "w").write("# nothing"))
        """,
        effects.left_a_trace,
        lambda scene: scene.remove_later(
            *(place / f"json_{scene.word}.py" for place in effects.python_places())
        ),
    ),
    Attack(
        "symbolic-link",
        "Lays symbolic links, and writes through one of its own to the user's file.",
        """
        every(lambda: os.symlink(data["file"], data["folder"] + "/link"),
              lambda: os.symlink(data["file"], "/tmp/" + data["word"]),
              lambda: open("/tmp/" + data["word"], "a").write("mine"))
        """,
        _linked,
        lambda scene: scene.remove_later(Path("/tmp") / scene.word) or _file(scene),
    ),
    _change(
        "hard-link", "Gives the user's file a second name and writes through it.",
        """
        every(*[lambda p=p: os.link(data["file"], p + "/second") for p in (data["folder"], "/tmp")])
        """,
    ),
    _change("append", "Writes to the user's file.", "open(data['file'], 'a').write('mine')"),
    _change("truncate", "Empties the user's file.", "os.truncate(data['file'], 0)"),
    _change("remove", "Removes the user's file.", "os.remove(data['file'])"),
    _change("rename", "Moves the user's file away.", "os.rename(data['file'], data['file'] + '2')"),
    _change("mode", "Opens the user's file to everybody.", "os.chmod(data['file'], 0o666)"),
    _change("times", "Changes the times of the user's file.", "os.utime(data['file'], (1, 1))"),
    Attack(
        "lease",
        "Takes a lease on a library, so that nobody can replace the file for a while.",
        """
        import fcntl
        handle = os.open(json.__file__, os.O_RDONLY)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        take("leased-" + data["word"])
        """,
        _leased,
    ),
    _change(
        "attribute", "Puts an attribute on the user's file.",
        "os.setxattr(data['file'], 'user.mine', b'1')",
    ),
    Attack(
        "setuid-file",
        "Makes a program that runs as its owner.",
        """
        def make(path):
            open(path, "wb").write(b"#!/bin/true")
            os.chmod(path, 0o4755)
        every(*[lambda p=p: make(p + "/orthought-" + data["word"]) for p in data["places"]])
        """,
        _has_setuid,
        _everywhere,
    ),
    Attack(
        "result-as-link",
        "Leaves a link to the user's file in the place of its result.",
        """
        every(lambda: os.symlink(data["file"], data["result"]),
              lambda: os.dup2(os.open(data["file"], os.O_RDONLY), 3))
        sys.stdout.flush()
        os._exit(0)
        """,
        effects.leaked,
        _file,
    ),
    Attack(
        "result-as-fifo",
        "Leaves a FIFO in the place of its result, so that the host waits for ever.",
        """
        every(lambda: os.mkfifo(data["result"]), lambda: os.mkfifo("/tmp/fifo" + data["word"]),
              lambda: os.dup2(os.open("/tmp/fifo" + data["word"], os.O_RDWR), 3))
        os._exit(0)
        """,
        _hung,
        lambda scene: scene.remove_later(Path("/tmp") / f"fifo{scene.word}"),
        naive=Naive(reader="file"),
    ),
)  # fmt: skip
