"""Run the whole suite and write one JSON text a line: `python -m orthought.execution.conformance`.

Names of tiers may follow; without them every confining tier that works here is tried.
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
    named = [Tier(name) for name in sys.argv[1:]]
    tiers = named or [t for t in (Tier.STRONG, Tier.MEDIUM) if probe_tier(t).available]
    for verdict in run_suite(ATTACKS, tiers):
        sys.stdout.write(json.dumps(asdict(verdict)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
