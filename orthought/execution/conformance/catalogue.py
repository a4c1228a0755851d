"""All attacks."""

from __future__ import annotations

from typing import Final

from orthought.execution.conformance.attack import Attack
from orthought.execution.conformance.files import FILES
from orthought.execution.conformance.kernel import KERNEL
from orthought.execution.conformance.network import NETWORK
from orthought.execution.conformance.processes import PROCESSES
from orthought.execution.conformance.resources import RESOURCES
from orthought.execution.conformance.results import RESULTS
from orthought.execution.conformance.secret import SECRETS

ATTACKS: Final[tuple[Attack, ...]] = (
    *NETWORK,
    *SECRETS,
    *FILES,
    *RESOURCES,
    *PROCESSES,
    *KERNEL,
    *RESULTS,
)
