"""What the documents say is true: examples run, generated pages are fresh, features have tests."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))]
RUNNABLE = re.compile(
    r"<!-- run(?P<code>=\d+)? -->\n```(?P<kind>console|python)\n(?P<body>.*?)```", re.S
)


def examples() -> list[tuple[str, str, str, int]]:
    """Return page, kind, body and expected exit code of every example that is marked to run."""
    found = []
    for page in PAGES:
        for match in RUNNABLE.finditer((ROOT / page).read_text(encoding="utf-8")):
            code = int((match["code"] or "=0")[1:])
            found.append((page, match["kind"], match["body"], code))
    return found


def test_there_are_examples() -> None:
    assert len(examples()) >= 3


@pytest.mark.parametrize(("page", "kind", "body", "code"), examples())
def test_examples_run(page: str, kind: str, body: str, code: int, tmp_path: Path) -> None:
    for name in ("examples", "benchmarks"):
        (tmp_path / name).symlink_to(ROOT / name)
    if kind == "python":
        commands = [[sys.executable, "-c", body]]
    else:
        lines = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
        tool = str(Path(sys.executable).parent / "orthought")
        commands = [["sh", "-c", re.sub(r"\borthought\b(?= [a-z-])", tool, line)] for line in lines]
    assert commands, page
    for command in commands:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_links_between_documents_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http|#)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), target


def test_acceptance_is_fresh_and_has_no_gap() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate_acceptance.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
