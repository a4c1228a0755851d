"""The requests of the baselines: one system message that shows the program's shape, one question.

Every profile gets the same words. Models that take a grammar are held to the frame of the reply,
as they are under `orthought`, so that a comparison is about the method and not about the frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orthought.agent.asking import request_of
from orthought.agent.context import Context
from orthought.agent.methods.feedback import Feedback
from orthought.llm.protocol import Message, Request
from orthought.prompting import load_prompt

_PROGRAM: Final = r"""
program ::= opening lines "\n}\n\n\ndef build_model(data):\n" lines "\n" "\n"{0,2} "```"
opening ::= "```python\nimport pyomo.environ as pyo\n\ndata = {\n"
lines ::= line ("\n" "\n"? line)*
line ::= " " [^`\n]{1,300}
"""
"""The data and one function: small models go on to solve and print otherwise."""
PROGRAM_GRAMMAR: Final = "\nroot ::= program" + _PROGRAM
"""One code block and nothing before it: a line of prose would already be a thought."""


COT_GRAMMAR: Final = (
    r"""
root ::= "Let us think step by step. " [^`]{20,900} "\n\n" program"""
    + _PROGRAM
)
REFLECTION_GRAMMAR: Final = r"""
root ::= "VERDICT: right" | thought "\nVERDICT: wrong"
thought ::= [^`\n]{20,600}
"""
FAILURE_GRAMMAR: Final = r"""
root ::= [^`\n]{20,600}
"""


def standard_request(context: Context) -> Request:
    """Return the one question of `standard`: write the program."""
    return request_of(context, "model", question(context, "standard/model"), PROGRAM_GRAMMAR)


def cot_request(context: Context, *, sample: int = 0, temperature: float | None = None) -> Request:
    """Return the question that lets the model think first; `sample` makes it another draw."""
    messages = question(context, "cot/model")
    return request_of(
        context, "model", messages, COT_GRAMMAR, sample=sample, temperature=temperature
    )


def reflect_request(context: Context, reply: str, feedback: Feedback, number: int) -> Request:
    """Return the question what is wrong with the last program, given what became of it."""
    prompt = load_prompt("reflexion/reflect").render(
        answered=feedback.answered, message=feedback.message, details=list(feedback.details)
    )
    grammar = REFLECTION_GRAMMAR if feedback.answered else FAILURE_GRAMMAR
    return request_of(
        context, f"reflect-{number}", _turns(context, reply, prompt), grammar, sample=number
    )


def retry_request(context: Context, reply: str, reflections: Sequence[str], number: int) -> Request:
    """Return the request for another program, with every reflection so far as memory."""
    prompt = load_prompt("reflexion/retry").render(reflections=list(reflections))
    return request_of(
        context, f"retry-{number}", _turns(context, reply, prompt), PROGRAM_GRAMMAR, sample=number
    )


def again_request(request: Request, reply: str, problem: str) -> Request:
    """Return the one question after a reply that could not be read."""
    prompt = load_prompt("standard/reask").render(problem=problem.strip()[:1500])
    turns = (
        *request.messages,
        Message(role="assistant", content=reply[-20_000:] or "(nothing)"),
        Message(role="user", content=prompt),
    )
    return request.model_copy(update={"messages": turns, "stage": f"{request.stage}-reask"})


def _turns(context: Context, reply: str, prompt: str) -> tuple[Message, ...]:
    """The problem, the last reply alone (earlier ones would overflow a small context), a turn."""
    return (
        *question(context, "standard/model"),
        Message(role="assistant", content=reply[-20_000:] or "(nothing)"),
        Message(role="user", content=prompt),
    )


def question(context: Context, prompt: str) -> tuple[Message, ...]:
    """Return the system message and the problem, asked for as that prompt says."""
    from orthought.tables import render

    tables = render(context.problem.tables, context.problem.documents)
    asked = load_prompt(prompt).render(text=context.problem.text.strip(), tables=tables)
    return (
        Message(role="system", content=load_prompt("standard/system").render()),
        Message(role="user", content=asked),
    )
