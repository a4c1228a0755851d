"""The probe for rows without a reason: what would the answer be without them?"""

from __future__ import annotations

from orthought.agent.probing.candidates import Candidate, candidates
from orthought.agent.probing.probe import (
    Accept,
    Finding,
    Probe,
    check_reasons,
    probe_reasons,
    readings_without,
)

__all__ = [
    "Accept",
    "Candidate",
    "Finding",
    "Probe",
    "candidates",
    "check_reasons",
    "probe_reasons",
    "readings_without",
]
