"""Who proposes experiments: one module a proposer, found by name in the registry."""
