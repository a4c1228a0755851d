"""Run the suite and write one JSON text a line: `python -m orthought.execution.conformance`.

Names of tiers and of attacks may follow; without them every confining tier that works here and
every attack is tried.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from orthought.execution.conformance import ATTACKS, run_suite
from orthought.execution.interface import Tier
from orthought.execution.probe import probe_tier


def main() -> None:
    """Write a verdict as soon as it is found."""
    named = sys.argv[1:]
    tiers = [tier for tier in Tier if tier.value in named]
    works = [tier for tier in (Tier.STRONG, Tier.MEDIUM) if probe_tier(tier).available]
    wanted = [attack for attack in ATTACKS if attack.name in named]
    for verdict in run_suite(wanted or ATTACKS, tiers or works):
        sys.stdout.write(json.dumps(asdict(verdict)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
