"""The run of an experiment: planned, carried out, recorded cell by cell, read again."""

from orthought.evaluation.runner.carrying_out import Conduct, Progress
from orthought.evaluation.runner.folder import EvaluationRun, read_run, read_runs
from orthought.evaluation.runner.plan import Shard

__all__ = ["Conduct", "EvaluationRun", "Progress", "Shard", "read_run", "read_runs"]
