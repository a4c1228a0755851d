"""Verdicts on published labels, their proofs, and the label versions that follow from them."""

from orthought.evaluation.errata.reading import Accepted, Erratum, read_errata
from orthought.evaluation.errata.versions import (
    audited,
    errata_of,
    labels_digest,
    target_of,
)

__all__ = [
    "Accepted",
    "Erratum",
    "audited",
    "errata_of",
    "labels_digest",
    "read_errata",
    "target_of",
]
