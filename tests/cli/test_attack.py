"""`doctor --attack` tells what held, and its exit code whether the sandbox in use did."""

from __future__ import annotations

import json

import pytest

from orthought.cli import attack
from orthought.execution import paths
from orthought.execution.interface import Tier
from orthought.execution.probe import probe_tier
from tests.cli.conftest import Program

pytestmark = pytest.mark.skipif(not paths.on_linux(), reason="the attacks are those of Linux")


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.covers("doctor-attack")
def test_doctor_attacks_what_is_in_use(program: Program) -> None:
    done = program("doctor", "--attack", "--json", seconds=300)
    told = json.loads(done.stdout)
    assert told["tier_in_use"] in ("strong", "medium")
    assert done.returncode == int(told["breached"]) == 0
    assert len({verdict["attack"] for verdict in told["verdicts"]}) > 80


@pytest.mark.covers("doctor-attack")
def test_a_breach_is_told_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    """The unsafe tier is breached by whatever reads a file."""
    if not probe_tier(Tier.UNSAFE).available:
        pytest.skip("no fork server here")
    wanted = ("users-file", "processor-loop")
    assert attack.attack_tiers([Tier.UNSAFE], Tier.UNSAFE, wanted) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["attack", "unsafe", "(in", "use)", "why"]
    rows = {line.split()[0]: line for line in lines}
    assert "breached" in rows["users-file"] and "the secret came back" in rows["users-file"]
    assert "held" in rows["processor-loop"] and "held" in rows["good-program"]
    assert lines[-1] == "unsafe: 2 held, 1 breached, 0 not exercised"
