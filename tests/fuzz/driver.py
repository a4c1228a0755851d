"""Feed readers for a while, outlive what kills them, and keep each finding with its number."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.fuzz.targets import ROOT, TARGETS
from tests.fuzz.worker import make_input

HANG_SECONDS: Final = 20.0
"""An input that takes longer by the clock, without using the processor, hangs."""
MOST_FINDINGS: Final = 20
DEFAULT: Final = "tests.fuzz.targets:TARGETS"


@dataclass
class Report:
    """What became of the inputs of one target."""

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    findings: list[dict[str, Any]] = field(default_factory=list)


def fuzz(
    name: str,
    seconds: float,
    *,
    first: int = 0,
    targets: str = DEFAULT,
    patience: float = HANG_SECONDS,
    most: int = MOST_FINDINGS,
) -> Report:
    """Feed one target from input `first` on until the time is over or `most` things were found."""
    report, number = Report(), first
    with tempfile.TemporaryDirectory(prefix="orthought-fuzz-") as folder:
        while report.seconds < seconds and len(report.findings) < most:
            command = [sys.executable, "-m", "tests.fuzz.worker", targets, name, str(number)]
            command += [str(seconds - report.seconds), str(most - len(report.findings))]
            number = _feed(command, Path(folder), patience, report)
    report.inputs = number - first
    report.seconds = round(report.seconds, 1)
    return report


def _feed(command: list[str], folder: Path, patience: float, report: Report) -> int:
    """Run one worker to its end; return the number of the next input."""
    progress, said, stderr = folder / "progress", folder / "said", folder / "stderr"
    progress.write_bytes(b"")
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    with said.open("wb") as out, stderr.open("wb") as err:
        worker = subprocess.Popen(
            [*command, str(progress)], cwd=ROOT, stdout=out, stderr=err, env=environment
        )
        hung, fed = _wait(worker, progress, patience)
    report.seconds += fed
    lines = [json.loads(line) for line in said.read_text("utf-8").splitlines()]
    counts = lines.pop() if lines and "next" in lines[-1] else None
    report.findings += lines
    if counts is not None:
        report.accepted += counts["accepted"]
        report.refused += counts["refused"]
        return int(counts["next"])
    at = progress.read_bytes()
    if not at:
        raise RuntimeError(f"{command} did not begin: {stderr.read_text('utf-8', 'replace')}")
    number, accepted, refused = map(int, at.split())
    report.accepted += accepted
    report.refused += refused
    what = "hang" if hung else _death(worker.returncode)
    report.findings.append({"number": number, "what": what})
    return number + 1


def _wait(worker: subprocess.Popen[bytes], progress: Path, patience: float) -> tuple[bool, float]:
    """Wait for a worker's end; return whether it had to be killed at one input, and the seconds.

    The seconds are those since its first input: how long a busy machine takes to start it is not
    what is measured.
    """
    before, since = b"", time.monotonic()
    began: float | None = None
    while worker.poll() is None:
        time.sleep(0.05)
        now = progress.read_bytes()
        if now and began is None:
            began = time.monotonic()
        if now != before:
            before, since = now, time.monotonic()
        elif now and time.monotonic() - since > patience:
            worker.kill()
            worker.wait()
            return True, time.monotonic() - (began or since)
    return False, time.monotonic() - (began or time.monotonic())


def _death(code: int) -> str:
    if code == -signal.SIGPROF:
        return "time: too much of the processor's"
    return f"death by {signal.Signals(-code).name}" if code < 0 else f"exit with code {code}"


def keep_findings(name: str, report: Report, folder: Path) -> None:
    """Write the input of each finding to a folder, with what it did."""
    for finding in report.findings:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}-{finding['number']}.bin"
        path.write_bytes(make_input(TARGETS[name], finding["number"]))
        path.with_suffix(".txt").write_text(finding["what"] + "\n", encoding="utf-8")
