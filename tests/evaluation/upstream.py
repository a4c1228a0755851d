"""Copies of published sets beside the checkout, and small files of ours in their layouts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orthought.evaluation.sets import SetCard
from orthought.evaluation.sets.store import digest_of

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "benchmarks"
"""Published problems are never part of the repository."""

needs_copies = pytest.mark.skipif(
    not SHARED.is_dir(), reason="no copies of the published sets at ../shared/benchmarks"
)

SUMMARY = """{
 "prob_000": {
  "description": "A shop sells tea for 2 and cake for 3 per piece ...",
  "ground_truth": 12.50,
  "problem_type": "LP",
  "problem_size": "Toy",
  "details": {"variables_num": 2, "constraints_num": 3, "nonzeros_num": 4}
 },
 "prob_007": {
  "description": "A mill must grind more than it can ...",
  "ground_truth": null,
  "problem_type": "ILP",
  "problem_size": "Small",
  "difficulty": "Easy",
  "details": null
 },
 "prob_008": {
  "description": "A loom weaves cloth ...",
  "ground_truth": 40,
  "problem_type": "LP",
  "problem_size": "Small",
  "details": {"variables_num": 5}
 }
}
"""


def card(shape: str = "summary", **fields: Any) -> SetCard:
    """Return the card of a set that exists in tests only."""
    defaults = {
        "name": "tea",
        "title": "Tea and cake",
        "count": 3,
        "path": "data/tea.json",
        "licence": "Apache-2.0",
        "text_fields": ("question",),
        "answer_field": "answer",
    }
    return SetCard.model_validate({**defaults, "shape": shape, **fields})


def summary_card(**fields: Any) -> SetCard:
    """Return the card that knows the digest of SUMMARY."""
    return card(digest=digest_of(SUMMARY.encode()), **fields)


def lines(*entries: dict[str, Any]) -> str:
    """Return one JSON object a line."""
    return "".join(json.dumps(entry) + "\n" for entry in entries)
