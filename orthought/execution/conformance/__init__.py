"""Attacks on the sandbox as data, and a runner that first shows that each of them works.

Nothing counts as held that was not seen to succeed where nothing protects: `run_suite` runs every
attack in a control without protection, then in each tier, and looks at its effect from outside.
Linux only.
"""

from __future__ import annotations

from orthought.execution.conformance.attack import Attack, Outcome, Verdict
from orthought.execution.conformance.catalogue import ATTACKS
from orthought.execution.conformance.stage import Stage, run_suite

__all__ = ["ATTACKS", "Attack", "Outcome", "Stage", "Verdict", "run_suite"]
