"""The requests of the checker: write it, mend it, settle what two readers differ in."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.agent.asking import formulation_json, request_of, shown_tables
from orthought.agent.attempt import Draft
from orthought.agent.checker.plan import Plan
from orthought.agent.context import Context, Reading
from orthought.llm.protocol import Message, Request
from orthought.prompting import load_prompt


def write_request(context: Context, plan: Plan) -> Request:
    """Return the request for a checker: the text and the decisions, nothing else of the model."""
    return request_of(
        context, "checker", write_messages(context.reading, shown_tables(context), plan), ""
    )


def write_messages(reading: Reading, tables: str, plan: Plan) -> tuple[Message, ...]:
    """Return what the second reader is shown; `tables` as prompts show them."""
    prompt = load_prompt("checker/write").render(
        sentences=reading.sentences, tables=tables, decisions=list(plan.decisions)
    )
    system = Message(role="system", content=load_prompt("checker/system").render())
    return (system, Message(role="user", content=prompt))


def mend_request(context: Context, first: Request, reply: str, problem: str) -> Request:
    """Return the one question after a checker that cannot be used."""
    turns = (
        *first.messages,
        Message(role="assistant", content=reply[-20_000:] or "(nothing)"),
        Message(
            role="user", content=load_prompt("checker/reask").render(problem=problem.strip()[:1500])
        ),
    )
    return request_of(context, "checker-reask", turns, "")


def settle_request(
    context: Context,
    draft: Draft,
    checker: str,
    findings: Sequence[str],
    rows: Sequence[str],
    *,
    is_decided: bool,
) -> Request:
    """Return the request that shows both readings and where they differ.

    `is_decided`: the user means the second one.
    """
    prompt = load_prompt("checker/settle").render(
        sentences=context.reading.sentences,
        tables=shown_tables(context),
        formulation=formulation_json(draft),
        program=draft.program,
        checker=checker.strip(),
        findings=list(findings),
        rows=list(rows),
        is_decided=is_decided,
        format=load_prompt("orthought/format").render(),
    )
    system = Message(role="system", content=load_prompt("orthought/system").render())
    stage = "chosen" if is_decided else "settle"
    return request_of(context, stage, (system, Message(role="user", content=prompt)), "")
