"""What a sandbox takes and gives, whatever its tier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import Field

from orthought.base import Model
from orthought.instance import Instance
from orthought.problem import Data


class Tier(StrEnum):
    """How well a machine can hold a hostile program."""

    STRONG = "strong"
    """Namespaces, own tmpfs root, no /proc, no capabilities, rlimits, seccomp."""
    MEDIUM = "medium"
    """Landlock, seccomp, rlimits and a supervisor; no namespaces."""
    UNSAFE = "unsafe"
    """A process with rlimits only. Refused unless it is asked for by name."""


class Limits(Model):
    """What one build may use."""

    seconds: float = Field(default=60.0, gt=0)
    """Wall clock of the build."""
    memory_mb: int = Field(default=4096, gt=0)
    """MiB of address space."""
    frame_mb: int = Field(default=1024, gt=0)
    """MiB of the instance that may come back."""
    disk_mb: int = Field(default=64, gt=0)
    """MiB of the private temporary folder."""
    output_bytes: int = 64 * 1024
    """Bytes of standard output and error that are kept; the rest is dropped."""


class BuildFailure(Model):
    """Why no instance came back. Its texts come from the program: never trust, always escape."""

    kind: Literal["syntax", "program", "refused", "timeout", "memory", "crash", "frame"]
    """refused: the model holds something that an instance cannot carry (named in message)."""
    message: str
    traceback: str = ""
    """The program's own frames only, at most 4,000 characters."""
    line: int | None = None
    """Line of the program, where known."""


@dataclass(frozen=True)
class BuildResult:
    """An instance or a failure, never both."""

    instance: Instance | None
    failure: BuildFailure | None
    tier: Tier
    seconds: float
    output: str = ""
    """What the program printed (lossy UTF-8, control characters escaped); never an answer."""


class TierReport(Model):
    """Whether this machine gives a tier, found by running it."""

    tier: Tier
    available: bool
    reason: str = ""
    """Why not, in one line."""
    fix: str = ""
    """The line that would raise it."""


class Sandbox(Protocol):
    """Builds instances from programs that nobody trusts. Safe to call from several threads."""

    tier: Tier

    def start(self) -> None:
        """Start the warm process in the background; build() does so itself when needed."""
        ...

    def build(self, program: str, data: Data, limits: Limits | None = None) -> BuildResult:
        """Run `build_model(data)` and return its instance or why there is none.

        Raises SandboxError only where the sandbox itself fails; whatever the program does is a
        BuildFailure.
        """
        ...

    def close(self) -> None:
        """End every process. Idempotent."""
        ...
