"""Ray's machines build and solve. The only file that imports ray."""

from __future__ import annotations

import logging
import threading
from typing import Any, Final

from orthought.errors import (
    MissingExtraError,
    OrthoughtError,
    SandboxError,
    SettingsError,
    SolverCrashedError,
)
from orthought.evaluation.runner.remote import Call, answer_build, answer_solve

RETRIES: Final = 4
"""Machines that may be lost at the same call before it is given up."""


class RayCluster:
    """An existing cluster.

    Args:
        address: such as `ray://head:10001` or `head:6379`; '' takes RAY_ADDRESS, else the cluster
            that runs on this machine.

    Raises:
        MissingExtraError: ray is not installed.
        SettingsError: no cluster is there.
    """

    def __init__(self, address: str = "") -> None:
        self._ray = _import_ray()
        self._pending: set[Any] = set()
        self._lock = threading.Lock()
        self._joined = not self._ray.is_initialized()
        if self._joined:
            self._join(address)
        # A call is answered by processor time of the machine alone; what it builds is not shared.
        remote = self._ray.remote(max_retries=RETRIES, num_cpus=1)
        self._build, self._solve = remote(answer_build), remote(answer_solve)

    def _join(self, address: str) -> None:
        try:
            self._ray.init(
                address=address or "auto", log_to_driver=False, logging_level=logging.ERROR
            )
        except Exception as error:  # ray throws its own, grpc's and plain ones
            where = f"at {address}" if address else "on this machine"
            raise SettingsError(
                f"no Ray cluster answers {where}: {_first_line(error)}",
                fix="start one (`ray start --head`), or name it with --ray-address HOST:PORT",
            ) from None

    def build(self, call: Call) -> Call:
        """Build on some machine; another one where it is lost."""
        return self._get(self._build.remote(call), SandboxError)

    def solve(self, call: Call, threads: int) -> Call:
        """Solve on some machine; another one where it is lost."""
        ready = self._solve.options(num_cpus=max(1, threads))
        return self._get(ready.remote(call), SolverCrashedError)

    def _get(self, reference: Any, lost: type[OrthoughtError]) -> Call:
        with self._lock:
            self._pending.add(reference)
        try:
            answer: Call = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, OrthoughtError):
                raise error.cause from None
            raise lost(f"a machine of the cluster failed: {_first_line(error.cause)}") from None
        except self._ray.exceptions.RayError as error:
            raise lost(
                f"{RETRIES + 1} machines of the cluster were lost at this: {_first_line(error)}",
                fix="see whether they have enough memory, then give the same command again",
            ) from None
        finally:
            with self._lock:
                self._pending.discard(reference)
        return answer

    def cancel(self) -> None:
        """Give up every call that is under way."""
        with self._lock:
            pending = list(self._pending)
        for reference in pending:
            self._ray.cancel(reference, force=True)

    def close(self) -> None:
        """Leave the cluster where it was joined here."""
        if self._joined and self._ray.is_initialized():
            self._ray.shutdown()


def _import_ray() -> Any:
    try:
        import ray
        import ray.exceptions
    except ImportError:
        raise MissingExtraError(
            "the executor 'ray' needs a package that is not installed",
            fix="pip install 'orthought[ray]'",
        ) from None
    return ray


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:300]
