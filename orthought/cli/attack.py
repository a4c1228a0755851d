"""`orthought doctor --attack`: attack this machine's sandboxes and show what holds."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from orthought.cli.terminal import clean_line, is_terminal, session, show, show_json
from orthought.errors import SandboxUnavailableError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from orthought.execution.conformance import Verdict
    from orthought.execution.interface import Tier
    from orthought.settings import Settings


def attack(settings: Settings) -> int:
    """Run every attack in every confining tier, show a table, return the exit code.

    Returns:
        1 where the tier in use is breached, else 0.

    Raises:
        SandboxUnavailableError: there is no tier to attack.
    """
    from orthought.execution import paths
    from orthought.execution.interface import Tier
    from orthought.execution.probe import probe_tier

    tiers = [tier for tier in (Tier.STRONG, Tier.MEDIUM) if probe_tier(tier).available]
    if not paths.on_linux() or not tiers:
        report = probe_tier(Tier.STRONG)
        raise SandboxUnavailableError(
            f"there is no sandbox to attack: {report.reason}", fix=report.fix
        )
    used = tiers[0] if settings.sandbox == "best" else Tier(settings.sandbox)
    return attack_tiers([*tiers, used] if used not in tiers else tiers, used)


def attack_tiers(tiers: list[Tier], used: Tier, names: Collection[str] = ()) -> int:
    """Attack these tiers (with these attacks only), show what came of it, return the exit code."""
    verdicts = list(_run(tiers, names))
    breached = any(v.outcome == "breached" and v.tier is used for v in verdicts)
    if session.json:
        found = [asdict(verdict) for verdict in verdicts]
        show_json({"tier_in_use": used, "breached": breached, "verdicts": found})
    else:
        show(*_page(verdicts, used))
    return int(breached)


def _run(tiers: list[Tier], names: Collection[str]) -> Iterator[Verdict]:
    from orthought.execution.conformance import ATTACKS, run_suite

    attacks = [attack for attack in ATTACKS if attack.name in names] or ATTACKS
    total = len(tiers) * (len(attacks) + 1)
    for number, verdict in enumerate(run_suite(attacks, tiers), start=1):
        if is_terminal(sys.stderr) and not session.quiet:
            sys.stderr.write(f"\r\x1b[K{number}/{total} {verdict.attack} {verdict.tier}")
            sys.stderr.flush()
        yield verdict
    if is_terminal(sys.stderr) and not session.quiet:
        sys.stderr.write("\r\x1b[K")


def _page(verdicts: list[Verdict], used: Tier) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    tiers = list(dict.fromkeys(verdict.tier for verdict in verdicts))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("attack", *(f"{t} (in use)" if t is used else str(t) for t in tiers), "why"):
        table.add_column(title, overflow="fold")
    by_name: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_name.setdefault(verdict.attack, []).append(verdict)
    for name, row in by_name.items():
        cells = [Text(v.outcome, style="bold" if v.outcome == "breached" else "") for v in row]
        table.add_row(name, *cells, Text(clean_line(_why(row))))
    yield table
    for tier in tiers:
        yield Text(_count(tier, [v for v in verdicts if v.tier is tier]), style="bold")


def _why(row: Iterable[Verdict]) -> str:
    return next((v.evidence for v in row if v.outcome != "held"), "")


def _count(tier: Tier, verdicts: list[Verdict]) -> str:
    counts = [
        f"{sum(v.outcome == outcome for v in verdicts)} {outcome}"
        for outcome in ("held", "breached", "not exercised")
    ]
    return f"{tier}: {', '.join(counts)}"
