"""Readers that are broken, each in a way that the fuzzer has to see."""

from __future__ import annotations

import os
import random
import time
from typing import Final

from orthought.errors import InputError
from tests.fuzz.targets import Target

TRIGGER: Final = 40
"""About the number of the first input that hits the fault."""


def make(chance: random.Random) -> bytes:
    return b"x" if chance.randrange(TRIGGER) == 0 else b"sound"


def raise_wrong(data: bytes) -> None:
    if data == b"x":
        raise KeyError("x")
    raise InputError("refused")


def compute(data: bytes) -> None:
    while data == b"x":
        pass


def sleep(data: bytes) -> None:
    if data == b"x":
        time.sleep(600)


def allocate(data: bytes) -> None:
    if data == b"x":
        bytearray(b"x") * (400 << 20)


def die(data: bytes) -> None:
    if data == b"x":
        os.abort()


TARGETS: Final = {
    read.__name__: Target(read.__name__, make, read, list)
    for read in (raise_wrong, compute, sleep, allocate, die)
}
