"""Mutants of instances with proven truths: what the equivalence engine is measured on."""

from orthought.evaluation.mutants.answers import Answer, Prover
from orthought.evaluation.mutants.generation import KINDS, Mutant, mutate, plan, truth_of
from orthought.evaluation.mutants.harmful import HARMFUL
from orthought.evaluation.mutants.harmless import HARMLESS
from orthought.evaluation.mutants.truth import Truth, compare_by_proof, constructed

__all__ = [
    "HARMFUL",
    "HARMLESS",
    "KINDS",
    "Answer",
    "Mutant",
    "Prover",
    "Truth",
    "compare_by_proof",
    "constructed",
    "mutate",
    "plan",
    "truth_of",
]
