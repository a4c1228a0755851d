"""What may be tried: parameters, the rules between them, and points of the space."""

from __future__ import annotations

from orthought.campaign.space.parameters import (
    Categorical,
    Continuous,
    Discrete,
    Integer,
    Option,
    Parameter,
    Point,
    Value,
)
from orthought.campaign.space.rules import (
    Among,
    Condition,
    Either,
    Every,
    Forbid,
    Linear,
    Listed,
    Not,
    Require,
    Rule,
    Term,
)
from orthought.campaign.space.space import Key, Space
from orthought.campaign.space.writing import read_rule, read_rules, write_rule

__all__ = [
    "Among",
    "Categorical",
    "Condition",
    "Continuous",
    "Discrete",
    "Either",
    "Every",
    "Forbid",
    "Integer",
    "Key",
    "Linear",
    "Listed",
    "Not",
    "Option",
    "Parameter",
    "Point",
    "Require",
    "Rule",
    "Space",
    "Term",
    "Value",
    "read_rule",
    "read_rules",
    "write_rule",
]
