"""The requests of a chain: who speaks next, a comment, the program, a look back.

Their stages are `conduct`, the expert's name, `reduce` and `reflect`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orthought.agent.asking import request_of, shown_tables
from orthought.agent.context import Context
from orthought.agent.methods.asking import PROGRAM_GRAMMAR
from orthought.agent.methods.chain_of_experts.cast import Comment, Expert
from orthought.agent.methods.chain_of_experts.replies import ENOUGH
from orthought.agent.methods.feedback import Feedback
from orthought.llm.protocol import Message, Request
from orthought.prompting import load_prompt


def conduct_request(
    context: Context,
    comments: Sequence[Comment],
    experts: Sequence[Expert],
    left: int,
    failure: str,
    trial: int,
) -> Request:
    """Return the question who is to speak next.

    Args:
        context: the problem.
        comments: what was said.
        experts: who may be chosen.
        left: how many may still speak.
        failure: of the last program, in a line; empty before the first.
        trial: counted from 1.
    """
    prompt = load_prompt("chain_of_experts/conduct").render(
        problem=_problem(context, comments),
        experts=list(experts),
        left=left,
        may_end=bool(comments),
        failure=failure,
    )
    names = [expert.name for expert in experts] + ([ENOUGH] if comments else [])
    system = load_prompt("chain_of_experts/conductor").render()
    return _request(context, "conduct", system, prompt, choice_grammar(names), trial)


def choice_grammar(names: Sequence[str]) -> str:
    """Return the frame of a conductor's reply."""
    listed = " | ".join(f'"{name}"' for name in names)
    return f'root ::= "NEXT: " ({listed})'


def comment_request(
    context: Context, expert: Expert, comments: Sequence[Comment], trial: int
) -> Request:
    """Return the request for an expert's comment on the problem and on what was said."""
    prompt = load_prompt("chain_of_experts/comment").render(problem=_problem(context, comments))
    return _request(context, expert.name, _system(expert), prompt, "", trial)


def reduce_request(context: Context, comments: Sequence[Comment], trial: int) -> Request:
    """Return the request for the program that the comments come to."""
    prompt = load_prompt("chain_of_experts/reduce").render(problem=_problem(context, comments))
    system = load_prompt("standard/system").render()
    return _request(context, "reduce", system, prompt, PROGRAM_GRAMMAR, trial)


def reflect_request(
    context: Context,
    comments: Sequence[Comment],
    later: Sequence[Comment],
    program: str,
    feedback: Feedback,
    trial: int,
) -> Request:
    """Return the question whether the last of the comments was at fault.

    Args:
        context: the problem.
        comments: up to and with the one in question.
        later: what those after it said of their own part.
        program: what came out; empty where the reply held none.
        feedback: what became of it.
        trial: counted from 1.
    """
    own = comments[-1]
    prompt = load_prompt("chain_of_experts/reflect").render(
        problem=_problem(context, comments[:-1]),
        own=own.text,
        later=list(later),
        program=program.strip(),
        answered=feedback.answered,
        message=feedback.message,
        details=list(feedback.details),
    )
    system = _system(Expert(own.expert))
    return _request(context, "reflect", system, prompt, REFLECTION_GRAMMAR, trial)


def _problem(context: Context, comments: Sequence[Comment]) -> str:
    return load_prompt("chain_of_experts/problem").render(
        text=context.problem.text.strip(), tables=shown_tables(context), comments=list(comments)
    )


def _system(expert: Expert) -> str:
    shape = load_prompt("standard/system").render()
    return load_prompt("chain_of_experts/system").render(role=expert.role, shape=shape)


def _request(
    context: Context, stage: str, system: str, prompt: str, grammar: str, trial: int
) -> Request:
    """The number of the trial makes it another sample: a chain may begin as one before it did."""
    turns = (Message(role="system", content=system), Message(role="user", content=prompt))
    return request_of(context, stage, turns, grammar, sample=trial)


REFLECTION_GRAMMAR: Final = r"""
root ::= "FAULT: no\n" [^\n]{10,300} | "FAULT: yes\n" [^`]{20,1500}
"""
