"""The paper's baselines, behind the interface of `orthought`, so that both meet the same trial."""
