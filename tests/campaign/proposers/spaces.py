"""Small spaces, scripted models and campaigns for the tests of proposers that ask a model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.llm import LLMProposer
from orthought.campaign.space import (
    Categorical,
    Continuous,
    Discrete,
    Integer,
    Option,
    Point,
    Space,
)
from orthought.llm.profiles import ModelProfile
from orthought.llm.protocol import Request
from orthought.llm.scripted import Scripted, ScriptedModel

YIELD = (Objective(name="yield"),)
PLAIN = ModelProfile(size="frontier", context=32_000)
HELD = ModelProfile(size="small", grammar=True, structured_output=True, context=8192)


def options(*names: str) -> tuple[Option, ...]:
    return tuple(Option(name=name) for name in names)


def small_space() -> Space:
    """Three ligands, two solvents, three loadings: 18 points."""
    return Space(
        parameters=(
            Categorical(name="ligand", options=options("XPhos", "SPhos", "None")),
            Categorical(name="solvent", options=options("DMA", "NMP")),
            Discrete(name="loading", numbers=(1, 2.5, 5), unit="mol%"),
        ),
        description="A coupling.",
    )


def mixed_space() -> Space:
    """Every kind of parameter: no finite number of points."""
    return Space(
        parameters=(
            Categorical(
                name="base",
                options=(
                    Option(name="CCN(CC)CC", label="triethylamine", smiles="CCN(CC)CC"),
                    Option(name="c1ccncc1", label="pyridine"),
                    Option(name="C1CCNCC1", label="piperidine", descriptors={"pKa": 11.2}),
                ),
            ),
            Discrete(name="equivalents", numbers=(1, 1.5, 2)),
            Integer(name="hours", low=1, high=24, unit="h"),
            Continuous(name="temperature", low=20, high=120, unit="C"),
        )
    )


def reply(*experiments: dict[str, Any], hypothesis: str = "bulky ligands help") -> str:
    """Write a reply in the shape that is asked for."""
    listed = [{"why": "a try", **experiment} for experiment in experiments]
    return json.dumps({"hypothesis": hypothesis, "experiments": listed})


def proposer(
    replies: Sequence[Scripted] | Callable[[Request], str],
    space: Space | None = None,
    **settings: Any,
) -> tuple[LLMProposer, ScriptedModel]:
    """Return a proposer and the scripted model that it asks."""
    many = [replies] * 1000 if callable(replies) else list(replies)
    model = ScriptedModel(many)
    settings = {"profile": PLAIN, "shuffle": False, **settings}
    return LLMProposer(space or small_space(), YIELD, llm=model, **settings), model


def point(ligand: str = "XPhos", solvent: str = "DMA", loading: float = 1.0) -> Point:
    return {"ligand": ligand, "solvent": solvent, "loading": loading}


def told(*points: Point, values: Sequence[float | None] = ()) -> list[Observation]:
    """Return observations of points; values default to 1, 2, 3, ..."""
    numbers = values or [float(number) for number in range(1, len(points) + 1)]
    return [
        Observation(point=p, values={"yield": v}, batch=1)
        for p, v in zip(points, numbers, strict=True)
    ]


def answered(proposal: Proposal, value: float | None, batch: int = 1) -> Observation:
    """Return the observation that answers a proposal, as the loop makes it."""
    return Observation(
        point=proposal.point, values={"yield": value}, batch=batch, reason=proposal.reason
    )


def asked(model: ScriptedModel, number: int = -1) -> str:
    """Return the last message of a request."""
    return model.requests[number].messages[-1].content


def grammar_pattern(grammar: str) -> re.Pattern[str]:
    """Turn a GBNF grammar without recursion into a regular expression that means the same."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.strip().splitlines())
    done: dict[str, str] = {}

    def expand(name: str) -> str:
        if name not in done:
            done[name] = f"(?:{''.join(map(piece, TOKEN.findall(rules[name])))})"
        return done[name]

    def piece(token: str) -> str:
        if token[0] == '"':
            return re.escape(token[1:-1].replace('\\"', '"').replace("\\\\", "\\"))
        if token[0].isalpha():
            return expand(token)
        return "(?:" if token == "(" else token.strip()

    return re.compile(expand("root"))


TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|[a-z]\w*|\{[\d,]+\}|[()|?*+]')
