"""Where a result comes from: versions, commit, machine and prompts."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from orthought import __version__
from orthought.resources import PACKAGE, prompts_folder


def origin() -> dict[str, Any]:
    """Return what tells a result of now from one of another day, version or machine."""
    return {
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "command": " ".join(["orthought", *sys.argv[1:]]).replace(str(Path.home()), "~"),
        "commit": commit(),
        "orthought": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": f"{os.cpu_count()} x {platform.machine()}",
    }


def commit() -> str:
    """Return the checkout's commit, with '+changes' where it has some; '' outside a checkout."""
    if not (PACKAGE.parent / ".git").exists():
        return ""
    head = _git("rev-parse", "--short", "HEAD")
    # Only what a run depends on: results that are being written are no change of the program.
    changed = _git("status", "--porcelain", "--", "orthought", "prompts", "benchmarks")
    return f"{head}+changes" if head and changed else head


def prompt_digests(family: str = "") -> dict[str, dict[str, Any]]:
    """Return version and digest of every prompt file, or of those below one folder."""
    folder = prompts_folder()
    return {
        path.relative_to(folder).with_suffix("").as_posix(): _facts(path.read_bytes())
        for path in sorted((folder / family).rglob("*.md"))
    }


def _facts(content: bytes) -> dict[str, Any]:
    version = re.search(rb"^version: *(\d+)", content, re.MULTILINE)
    return {
        "version": int(version[1]) if version else None,
        "digest": hashlib.sha256(content).hexdigest()[:16],
    }


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(PACKAGE.parent), *words],
            capture_output=True, text=True, check=False, timeout=20,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
