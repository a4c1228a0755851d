"""Readers of what others wrote outlive damaged inputs; and the fuzzer sees what does not."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import broken
from tests.fuzz.driver import fuzz
from tests.fuzz.targets import ROOT, TARGETS
from tests.fuzz.worker import make_input

SECONDS = 30
"""For all readers together; `make long` takes ten minutes for the three that strangers feed."""

pytest.importorskip("resource", reason="limits of processes are those of Unix")


@pytest.mark.siege
@pytest.mark.covers("readers-fuzzed")
@pytest.mark.timeout(240)
def test_readers_outlive_damaged_inputs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--seconds", str(SECONDS),
         "--keep", str(tmp_path / "kept"), "--out", str(tmp_path / "fuzz.json")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((tmp_path / "fuzz.json").read_text())["targets"]
    assert set(told) == set(TARGETS)
    for name, report in told.items():
        assert report["inputs"] == report["accepted"] + report["refused"]
        assert report["accepted"], name
        # The reply parser refuses nothing: it says what is wrong with a reply.
        assert report["refused"] or name == "reply", name


@pytest.mark.siege
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("raise_wrong", "KeyError at broken.py"),
        ("compute", "time: too much"),
        ("sleep", "hang"),
        ("allocate", "memory: "),
        ("die", "death by SIGABRT"),
    ],
)
def test_the_fuzzer_sees_a_broken_reader(name: str, words: str) -> None:
    # What sleeps is found by the clock, and the rest must not be taken for it.
    patience = 2.0 if name == "sleep" else 60.0
    report = fuzz(name, 60, targets="tests.fuzz.broken:TARGETS", patience=patience, most=1)
    finding = report.findings[0]
    assert words in finding["what"]
    assert make_input(broken.TARGETS[name], finding["number"]) == b"x"


def test_memory_of_the_caller_is_not_counted() -> None:
    # Else a large caller hides what a reader takes: getrusage hands the peak on to a new program.
    held = bytearray(b"x") * (512 << 20)
    done = subprocess.run(
        [sys.executable, "-c", "from tests.fuzz.worker import peak; print(peak())"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(done.stdout) < len(held) // 1024 // 2


def test_inputs_are_the_same_everywhere() -> None:
    for target in TARGETS.values():
        first = [make_input(target, number) for number in range(5)]
        assert first == [make_input(target, number) for number in range(5)]
        assert len(set(first)) > 1


def test_an_input_is_no_larger_than_the_memory_that_it_may_take() -> None:
    chance = random.Random(1)
    assert all(len(target.make(chance)) < 2**23 for target in TARGETS.values() for _ in range(20))
