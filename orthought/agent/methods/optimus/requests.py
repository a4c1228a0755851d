"""The requests of the agents. Each sees the part of the state that its task is about.

Their stages are `parameters`, `clauses`, `formulate`, `code` and `manage`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from orthought.agent.asking import request_of, shown_tables
from orthought.agent.context import Context
from orthought.agent.methods.feedback import Feedback
from orthought.agent.methods.optimus.program import declarations
from orthought.agent.methods.optimus.replies import MOST_SENT_BACK
from orthought.agent.methods.optimus.state import MOST_CLAUSES, Clause, State
from orthought.agent.reading.sentences import Sentence
from orthought.llm.protocol import Message, Request
from orthought.prompting import load_prompt


def parameters_request(context: Context) -> Request:
    """Return the request for what the problem gives."""
    values = {"sentences": context.reading.sentences, "tables": shown_tables(context)}
    return _request(context, "parameters", values, 1)


def clauses_request(context: Context, state: State) -> Request:
    """Return the request for the objective and the constraints in words."""
    values = {
        "sentences": context.reading.sentences,
        "known": _shown(state),
        "most": MOST_CLAUSES - 1,
    }
    return _request(context, "clauses", values, 1)


def formulate_request(context: Context, state: State, clause: Clause, number: int) -> Request:
    """Return the request for one clause in formulas, with all variables that there are so far."""
    values = {
        "clause": clause,
        "sentences": _cited(context, clause),
        "tables": shown_tables(context),
        "known": _shown(state),
        "others": [other for other in state.clauses if other.name != clause.name],
    }
    return _request(context, "formulate", values, number)


def code_request(context: Context, state: State, clause: Clause, number: int) -> Request:
    """Return the request for the code of one clause, with what it is about."""
    part = state.about(clause)
    values = {
        "clause": clause,
        "tables": shown_tables(context),
        "known": _shown(part),
        "declared": list(declarations(part)),
    }
    return _request(context, "code", values, number)


def manage_request(
    context: Context,
    state: State,
    program: str,
    feedback: Feedback,
    suspects: Sequence[str],
    number: int,
) -> Request:
    """Return the question who is to mend what.

    Args:
        context: the problem.
        state: of the failed attempt.
        program: what was built; empty where the state was not complete.
        feedback: what became of it.
        suspects: clauses that the evidence points at.
        number: counted from 1.
    """
    values = {
        "sentences": context.reading.sentences,
        "known": _shown(state),
        "clauses": state.clauses,
        "program": program,
        "answered": feedback.answered,
        "message": feedback.message,
        "details": list(feedback.details),
        "suspects": list(suspects),
        "most": MOST_SENT_BACK,
    }
    return _request(context, "manage", values, number)


def _cited(context: Context, clause: Clause) -> Sequence[Sentence]:
    """Return the sentences that a clause comes from; all where it names none."""
    sentences = context.reading.sentences
    return [one for one in sentences if one.number in clause.sentences] or sentences


def _shown(state: State) -> str:
    parts = {"sets", "parameters", "variables"}
    return state.model_dump_json(indent=1, include=parts, exclude_defaults=True)


def _request(context: Context, stage: str, values: dict[str, Any], number: int) -> Request:
    """The round makes it another sample: a clause may be asked for as it was before."""
    turns = (
        Message(role="system", content=load_prompt("optimus/system").render()),
        Message(role="user", content=load_prompt(f"optimus/{stage}").render(**values)),
    )
    grammar = _CODE if stage == "code" else ""
    return request_of(context, stage, turns, grammar, sample=number)


_CODE: Final = r"""
root ::= "```python\n" line ("\n" line)* "\n```"
line ::= "" | [^`\n] [^`\n]{0,300}
"""
