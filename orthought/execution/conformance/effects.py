"""How effects are seen from outside. Each function returns what came of it, '' for nothing."""

from __future__ import annotations

from pathlib import Path

from orthought.execution.conformance.attack import SLACK_SECONDS, SMALL, Ran
from orthought.execution.conformance.scene import Scene

WARM_BYTES = 320 * 2**20
"""What a warm process may hold before the program's own memory begins."""
DISK_BYTES = 48 * 2**20
MANY = 10


def heard(scene: Scene, ran: Ran) -> str:
    """Somebody reached the listener."""
    return scene.heard()


def leaked(scene: Scene, ran: Ran) -> str:
    """The planted secret came back in output, failure or names."""
    return "the secret came back" if scene.canary in ran.text else ""


def late(scene: Scene, ran: Ran) -> str:
    """The host got its answer too late."""
    allowed = SMALL.seconds + SLACK_SECONDS
    return f"it took {ran.seconds:.1f} s" if ran.seconds > allowed else ""


def late_briefly(scene: Scene, ran: Ran) -> str:
    """The host got its answer too late, where half a second was allowed."""
    return f"it took {ran.seconds:.1f} s of 0.5 s" if ran.seconds > 0.5 + SLACK_SECONDS else ""


def took_memory(scene: Scene, ran: Ran) -> str:
    """All processes together held much more than the limit."""
    allowed = SMALL.memory_mb * 2**20 + WARM_BYTES
    peak = ran.watch.peak_bytes
    return f"{peak >> 20} MiB were held" if peak > allowed else ""


def took_disk(scene: Scene, ran: Ran) -> str:
    """A file or shared memory grew far beyond the limit."""
    size = max((p.stat().st_size for p in traces(scene) if p.is_file()), default=0)
    size = max(size, ran.watch.peak_shared)
    return f"{size >> 20} MiB were written" if size > DISK_BYTES else ""


def many_processes(scene: Scene, ran: Ran) -> str:
    """Many processes were alive at once."""
    count = ran.watch.most_processes
    return f"{count} processes at once" if count > MANY else ""


def left_processes(scene: Scene, ran: Ran) -> str:
    """A process outlived the job."""
    return f"{len(ran.watch.left)} processes were left" if ran.watch.left else ""


def left_a_trace(scene: Scene, ran: Ran) -> str:
    """A file with the scene's word in its name lies on the host."""
    found = traces(scene)
    return f"{found[0]} was made" if found else ""


def traces(scene: Scene) -> list[Path]:
    """Return what an attack left in any place that it may have thought of."""
    places = {scene.folder, *places_to_write(), *python_places()}
    found = []
    for place in places:
        try:
            found += list(place.glob(f"*{scene.word}*"))
        except OSError:
            continue
    return found


def places_to_write() -> list[Path]:
    """Return folders of the host that programs like to write to."""
    import sysconfig

    names = ("/tmp", "/var/tmp", "/dev/shm", "/", sysconfig.get_path("purelib"))
    return [Path(name) for name in names] + [Path.home(), Path.cwd()]


def python_places() -> list[Path]:
    """Return the folders from which this Python imports, and the present one."""
    import sys

    return [*(Path(entry) for entry in sys.path if Path(entry).is_dir()), Path.cwd()]
