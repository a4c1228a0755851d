"""A checker's program brought to claims, in the sandbox: limits and an objective on decisions."""

from __future__ import annotations

import asyncio
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from orthought.agent.checker.frame import PLAN
from orthought.agent.checker.plan import Plan
from orthought.agent.report import split_name
from orthought.execution.interface import BuildFailure, BuildResult, Limits, Sandbox
from orthought.instance import Instance
from orthought.problem import Data

_SENTENCE: Final = re.compile("-?[0-9]{1,9}")
MALFORMED: Final = "ValueError"
"""Begins what the frame says of claims that have not their form."""


@dataclass(frozen=True)
class Claims:
    """What a checker claims: over the decisions, or where it only computes, at one point."""

    instance: Instance
    is_symbolic: bool
    """Whether the instance's variables are the plan's decisions, in the plan's order; else each
    holds the left side of a limit at the point."""

    def claim(self, row: int) -> tuple[int, str]:
        """Return the sentence of a row's limit, and what it limits; 0: the kind of a decision."""
        _, (_, sentence, what) = split_name(self.instance.row_names[row])
        return int(sentence), what

    def point(self, values: Sequence[float]) -> Any:
        """Return the point of the instance for values of the decisions, in the plan's order."""
        return np.asarray(values if self.is_symbolic else self.instance.lower, dtype=np.float64)


@dataclass(frozen=True)
class Checker:
    """A checker's program, ready to be asked about points of one plan."""

    text: str
    plan: Plan
    data: Data
    """The tables of the problem; nothing of the formulation."""
    sandbox: Sandbox
    limits: Limits

    async def over_decisions(self) -> Claims | BuildFailure:
        """Return the claims over all plans, or why there are none."""
        return await self._claims(None)

    async def at_point(self, values: Sequence[float]) -> Claims | BuildFailure:
        """Return the claims as numbers at values of the decisions, in the plan's order."""
        return await self._claims(values)

    async def _claims(self, values: Sequence[float] | None) -> Claims | BuildFailure:
        result: BuildResult = await asyncio.to_thread(
            self.sandbox.build,
            f"{self.text.rstrip()}\n\n\n{frame_text()}",
            {**self.data, PLAN: self.plan.shape(values)},
            self.limits,
        )
        if result.instance is None:
            assert result.failure is not None
            return result.failure
        if not _is_readable(result.instance, self.plan, values is None):
            # The frame is ours, but the text before it can reach into it.
            return BuildFailure(kind="program", message="the claims do not have their form")
        return Claims(result.instance, values is None)


def _is_readable(instance: Instance, plan: Plan, is_symbolic: bool) -> bool:
    """Whether an instance has the form of claims."""
    if is_symbolic and instance.variable_count != len(plan.columns):
        return False
    parts = [split_name(name)[1] for name in instance.row_names]
    return all(len(part) == 3 and _SENTENCE.fullmatch(part[1]) for part in parts)


@cache
def frame_text() -> str:
    """Return the source that is put behind a checker's text."""
    source = importlib.resources.files(__package__).joinpath("frame.py").read_text("utf-8")
    return source.replace("from __future__ import annotations\n", "")
