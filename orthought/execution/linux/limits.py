"""Resource limits of a job."""

from __future__ import annotations

import math
import resource

MAX_OPEN_FILES = 256
MAX_THREADS = 64


def apply(seconds: float, address_space: int, file_mb: int) -> None:
    """Set limits on this process; a hard limit that is lower already stays.

    Args:
        seconds: wall clock of the job; its processor time may be that and five seconds more.
        address_space: bytes.
        file_mb: MiB of the largest file.
    """
    wanted = {
        resource.RLIMIT_AS: address_space,
        resource.RLIMIT_CPU: math.ceil(seconds) + 5,
        resource.RLIMIT_FSIZE: file_mb * 2**20,
        resource.RLIMIT_NOFILE: MAX_OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: MAX_THREADS,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for kind, limit in wanted.items():
        _lower(kind, limit)


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(kind, (limit, limit))
