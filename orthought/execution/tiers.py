"""Open a sandbox: the best tier that this machine gives, or the one that is asked for."""

from __future__ import annotations

from orthought.errors import SandboxUnavailableError
from orthought.execution import paths
from orthought.execution.interface import Sandbox, Tier
from orthought.execution.probe import probe_tier


def open_sandbox(tier: Tier | None = None, *, allow_unsafe: bool = False) -> Sandbox:
    """Return a sandbox of the given tier, or of the best one that works here.

    Args:
        tier: the tier that is wanted; None takes strong before medium.
        allow_unsafe: whether a process with resource limits only is acceptable.

    Raises:
        SandboxUnavailableError: this machine does not give the tier, or gives no safe one.
    """
    if tier is Tier.UNSAFE:
        return _open_unsafe(allow_unsafe)
    for candidate in (Tier.STRONG, Tier.MEDIUM) if tier is None else (tier,):
        if probe_tier(candidate).available:
            return _over_fork_server(candidate)
    if tier is None and allow_unsafe:
        return _open_unsafe(allow_unsafe)
    report = probe_tier(tier or Tier.STRONG)
    wanted = "no safe sandbox works" if tier is None else f"the {tier} sandbox does not work"
    raise SandboxUnavailableError(f"{wanted} on this machine: {report.reason}", fix=report.fix)


def _open_unsafe(allow_unsafe: bool) -> Sandbox:
    if not allow_unsafe:
        raise SandboxUnavailableError(
            "the unsafe sandbox lets a program read and write whatever you may",
            fix="ask for it with --allow-unsafe only where the program comes from you",
        )
    if paths.on_linux():
        return _over_fork_server(Tier.UNSAFE)
    from orthought.execution.portable import PortableSandbox

    return PortableSandbox()


def _over_fork_server(tier: Tier) -> Sandbox:
    from orthought.execution.client import ForkServerSandbox

    return ForkServerSandbox(tier)
