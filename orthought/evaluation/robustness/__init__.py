"""Robustness: benchmark sets changed in ways that a sound method should not mind."""

from orthought.evaluation.robustness.rewording import RULES, Reworded, Rule, reword, rule_of

__all__ = ["RULES", "Reworded", "Rule", "reword", "rule_of"]
