"""Run attacks: first in the control, where each has to succeed, then in a tier."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from orthought.execution.conformance.attack import (
    GOOD,
    MARK,
    SMALL,
    Attack,
    Outcome,
    Ran,
    Verdict,
    is_good,
)
from orthought.execution.conformance.isolated import judge_isolated
from orthought.execution.conformance.outlive import count_left
from orthought.execution.conformance.scene import Scene
from orthought.execution.conformance.unprotected import Unprotected
from orthought.execution.conformance.watch import Watch
from orthought.execution.interface import BuildResult, Limits, Sandbox, Tier
from orthought.execution.tiers import open_sandbox

KEY: Final = "CANARY_API_KEY"
HANG_SECONDS: Final = 15.0


class Stage:
    """The control and the tiers under test, with canaries in all that they could inherit.

    Linux only. Keys, standard input and an inheritable descriptor are planted while the processes
    start, and taken away as soon as they have.
    """

    def __init__(self, tiers: Iterable[Tier]) -> None:
        self.canary = MARK + secrets.token_hex(16)
        self._tiers = tuple(tiers)
        self._sandboxes: dict[Tier, Sandbox] = {}
        self._controls: dict[str, tuple[str, str]] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Stage:
        with contextlib.ExitStack() as stack, planted(self.canary) as descriptor:
            self._control = Unprotected(descriptor)
            stack.callback(self._control.close)
            for tier in self._tiers:
                sandbox = open_sandbox(tier, allow_unsafe=True)
                stack.callback(sandbox.close)
                sandbox.start()
                self._sandboxes[tier] = sandbox
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def judge(self, attack: Attack, tier: Tier) -> Verdict:
        """Return what comes of an attack in a tier, and whether good programs pass after it."""
        return judge_isolated(attack, tier) if attack.address else self.judge_here(attack, tier)

    def judge_here(self, attack: Attack, tier: Tier) -> Verdict:
        """Return the same, in the network of this process."""
        began = time.monotonic()
        with alone():
            seen, reason = self._exercise(attack)
            if not seen:
                return Verdict(attack.name, tier, Outcome.NOT_EXERCISED, reason)
            effect = self._try(attack, tier)
            if not effect and not self.passes_good(tier):
                effect = "a good program fails afterwards"
        seconds = time.monotonic() - began
        outcome = Outcome.BREACHED if effect else Outcome.HELD
        return Verdict(attack.name, tier, outcome, effect or f"unprotected: {seen}", seconds)

    def passes_good(self, tier: Tier) -> bool:
        """Return whether a good program gives its instance."""
        return is_good(self._run(tier, (GOOD,), {}, SMALL))

    def _exercise(self, attack: Attack) -> tuple[str, str]:
        """Return what the attack does where nothing is protected, or why it does nothing."""
        if attack.name not in self._controls and attack.ends_host:
            left = count_left(None, attack.ends_host, attack.programs[0])
            seen = f"{left} processes were left" if left else ""
            self._controls[attack.name] = (seen, "nothing is left even unprotected")
        if attack.name not in self._controls:
            with Scene(self.canary) as scene:
                try:
                    data = told(attack, scene)
                except OSError as error:
                    self._controls[attack.name] = ("", f"cannot be set up here: {error}")
                    return self._controls[attack.name]
                ran = self._control.run(attack, scene, data)
                seen = attack.effect(scene, ran)
                lost = " ".join(ran.output.split())[:160] or ran.error
                reason = f"does not succeed even unprotected: {lost or 'without a word'}"
                self._controls[attack.name] = (seen, reason)
        return self._controls[attack.name]

    def _try(self, attack: Attack, tier: Tier) -> str:
        if attack.ends_host:
            left = count_left(tier, attack.ends_host, attack.programs[0])
            return f"{left} processes were left" if left else ""
        with Scene(self.canary) as scene:
            data = told(attack, scene)
            ran = self._run(tier, attack.programs, data, attack.limits)
            effect = attack.effect(scene, ran)
        if effect or not ran.error:
            return effect
        return f"the host fails: {ran.error}"

    def _run(
        self, tier: Tier, programs: tuple[str, ...], data: dict[str, Any], limits: Limits
    ) -> Ran:
        with Watch() as watch:
            began = time.monotonic()
            for program in programs:
                result, error = self._build(tier, program, data, limits)
            seconds = time.monotonic() - began
        if result is None:
            return Ran(watch=watch, seconds=seconds, error=error)
        failure = result.failure
        return Ran(
            watch=watch,
            seconds=seconds,
            instance=result.instance,
            failure=failure,
            output=result.output,
            accepted=result.instance is not None,
            orphaned=failure is not None and "vanished" in failure.message,
        )

    def _build(
        self, tier: Tier, program: str, data: dict[str, Any], limits: Limits
    ) -> tuple[BuildResult | None, str]:
        """Build in a thread, because an attack may also make the host wait for ever."""
        done: list[BuildResult] = []
        wrong: list[str] = []

        def build() -> None:
            try:
                done.append(self._sandboxes[tier].build(program, data, limits))
            except Exception as error:
                wrong.append(f"{type(error).__name__}: {error}")

        worker = threading.Thread(target=build, daemon=True)
        worker.start()
        worker.join(limits.seconds + HANG_SECONDS)
        if worker.is_alive():
            return None, "the host waits for ever"
        return (done[0], "") if done else (None, wrong[0])


def told(attack: Attack, scene: Scene) -> dict[str, Any]:
    """Put up what is attacked and return what the program is told."""
    result = str(scene.folder / "result")
    return {"folder": str(scene.folder), "word": scene.word, "result": result} | attack.prepare(
        scene
    )


@contextlib.contextmanager
def planted(canary: str) -> Iterator[int]:
    """Put the canary into the environment, standard input and an inheritable descriptor."""
    with contextlib.ExitStack() as stack:
        os.environ[KEY] = canary
        stack.callback(os.environ.pop, KEY, None)
        secret = stack.enter_context(tempfile.TemporaryFile())
        secret.write(canary.encode())
        secret.flush()
        # Out of the way of the low numbers that processes set up for themselves.
        high = fcntl.fcntl(secret.fileno(), fcntl.F_DUPFD, 40)
        stack.callback(os.close, high)
        with _standard_input(canary):
            yield high


@contextlib.contextmanager
def _standard_input(canary: str) -> Iterator[None]:
    reading, writing = os.pipe()
    os.write(writing, canary.encode())
    os.close(writing)
    try:
        kept = os.dup(0)
    except OSError:
        kept = os.open(os.devnull, os.O_RDONLY)
    os.dup2(reading, 0)
    os.close(reading)
    try:
        yield
    finally:
        os.dup2(kept, 0)
        os.close(kept)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Keep other suites of this user from running at the same time: memory is seen machine-wide."""
    path = Path(tempfile.gettempdir()) / f"orthought-attacks-{os.getuid()}.lock"
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_suite(attacks: Iterable[Attack], tiers: Iterable[Tier]) -> Iterator[Verdict]:
    """Judge every attack in every tier; a tier in which a good program fails is breached first."""
    wanted = tuple(tiers)
    with Stage(wanted) as stage:
        for tier in wanted:
            passes = stage.passes_good(tier)
            outcome = Outcome.HELD if passes else Outcome.BREACHED
            yield Verdict("good-program", tier, outcome, "" if passes else "it does not pass")
        for attack in attacks:
            for tier in wanted:
                yield stage.judge(attack, tier)
