"""The wheel carries prompts and the starter benchmark, and works outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("orthought-*.whl"))


@pytest.mark.covers("resources")
def test_the_wheel_carries_prompts_and_starter_benchmark(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "orthought/_resources/prompts/orthought/model.md" in names
    assert "orthought/_resources/benchmarks/starter/card.toml" in names
    assert "orthought/_resources/benchmarks/logior/card.toml" in names
    published = [n for n in names if "/benchmarks/" in n and "/benchmarks/starter/" not in n]
    # Cards, errata and proofs of published sets are ours; their problems never go along.
    assert {Path(name).suffix for name in published} <= {".toml", ".py"}
    assert "orthought/py.typed" in names
    assert not any(name.startswith(("tests/", "runs/")) for name in names)


@pytest.mark.timeout(240)
@pytest.mark.covers("wheel-solves")
def test_an_installed_wheel_solves_the_example_outside_the_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    target = tmp_path / "site"
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    (tmp_path / "bakery.md").write_text((ROOT / "examples" / "bakery.md").read_text())
    reply = tmp_path / "reply.md"
    reply.write_text((ROOT / "examples" / "bakery.reply.md").read_text())
    environment = {**os.environ, "PYTHONPATH": str(target)}
    where = subprocess.run(
        [sys.executable, "-c", "import orthought; print(orthought.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(target))
    done = subprocess.run(
        [sys.executable, "-m", "orthought", "solve", "bakery.md", "--llm", f"scripted:{reply}"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "705" in done.stdout
