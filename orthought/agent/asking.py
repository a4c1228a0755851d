"""From a problem to the requests of each stage: which prompt, which example, which shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from orthought.agent.attempt import Draft
from orthought.agent.classes.library import ProblemClass, load_classes, short_reply
from orthought.agent.context import Context
from orthought.llm.protocol import Message, Request
from orthought.prompting import load_prompt
from orthought.solution import Diagnosis

CODE_GRAMMAR: Final = r"""
root ::= "Analysis: " [^`\n]{20,700} opening code "\n```"
opening ::= "\n```python\nimport pyomo.environ as pyo\n\ndata = {\n"
code ::= line ("\n" line)*
line ::= "" | [^`\n] [^`\n]{0,300}
"""
"""Small models lose a reply's frame first, so it is forced: analysis, then one code block."""


RETRY_TEMPERATURE: Final = 0.6
"""At temperature 0 a small model would write the same unreadable reply again."""


class Shown(Protocol):
    """A worked example that a prompt shows."""

    @property
    def text(self) -> str: ...

    @property
    def reply(self) -> str: ...


def first_request(
    context: Context,
    classes: Sequence[ProblemClass],
    facts: Sequence[str] = (),
    *,
    learned: Sequence[Shown] = (),
    may_overrule: bool = True,
) -> Request:
    """Return the request that asks for understanding, formulation and program at once."""
    if context.profile.reply_shape == "program_only":
        return _request(context, "model", _small_messages(context, classes))
    prompt = load_prompt("orthought/model").render(
        sentences=context.reading.sentences,
        tables=shown_tables(context),
        classes=list(classes),
        identifiers=", ".join(item.identifier for item in load_classes()),
        understanding=_UNDERSTANDING[context.settings.ablation],
        building="simple" if context.settings.ablation == "building_simplified" else "full",
        format=load_prompt("orthought/format").render(),
        facts=list(facts),
        may_overrule=may_overrule,
        learned=list(learned),
    )
    return _request(context, "model", (_system("orthought"), Message(role="user", content=prompt)))


def reask_request(context: Context, first: Request, reply: str, problems: Sequence[str]) -> Request:
    """Return the one targeted question after a reply that could not be read."""
    prompt = load_prompt("orthought/reask").render(problems=list(problems))
    turns = (
        *first.messages,
        Message(role="assistant", content=reply[-20_000:] or "(nothing)"),
        Message(role="user", content=prompt),
    )
    return _request(context, "reask", turns)


def repair_request(
    context: Context, draft: Draft, diagnosis: Diagnosis, number: int, first: Request
) -> Request:
    """Return the request that shows the problem, formulation, program and what went wrong."""
    stage = f"repair-{number}"
    if context.profile.reply_shape == "program_only":
        if not draft.program:  # nothing to mend: draw another sample of the first request
            retry = first.model_copy(update={"stage": stage, "sample": number})
            return retry.model_copy(update={"temperature": RETRY_TEMPERATURE})
        prompt = load_prompt("small/repair").render(
            message=diagnosis.message, details=[line[:400] for line in diagnosis.details[:6]]
        )
        turns = (
            *first.messages,
            Message(role="assistant", content=short_reply(draft.formulation, draft.program)),
            Message(role="user", content=prompt),
        )
        return _request(context, stage, turns, number)
    prompt = load_prompt("orthought/repair").render(
        sentences=context.reading.sentences,
        tables=shown_tables(context),
        formulation=formulation_json(draft),
        program=draft.program,
        kind=diagnosis.kind,
        message=diagnosis.message,
        details=list(diagnosis.details),
        format=load_prompt("orthought/format").render(),
        may_confirm=diagnosis.kind in ("infeasible", "unbounded"),
    )
    # The number makes it another sample: a second repair may meet the very same failure.
    turns = (_system("orthought"), Message(role="user", content=prompt))
    return _request(context, stage, turns, number)


def refine_request(context: Context, draft: Draft, change: str) -> Request:
    """Return the request that changes a model that stands; `change` is the text's last sentence."""
    prompt = load_prompt("orthought/refine").render(
        sentences=context.reading.sentences,
        tables=shown_tables(context),
        formulation=formulation_json(draft),
        program=draft.program,
        change=change,
        change_number=len(context.reading.sentences),
        format=load_prompt("orthought/format").render(),
    )
    return _request(context, "refine", (_system("orthought"), Message(role="user", content=prompt)))


def formulation_json(draft: Draft) -> str:
    """Return the formulation as the prompts show it: without what is empty."""
    return draft.formulation.model_dump_json(
        indent=1, exclude_defaults=True, exclude={"derived", "understanding"}
    )


def _small_messages(context: Context, classes: Sequence[ProblemClass]) -> tuple[Message, ...]:
    """Worked examples become turns of the conversation: small models imitate, they do not obey."""
    turns = [_system("small")]
    for item in classes:
        shown = context.profile.examples
        for example in item.short_examples[-shown:] if shown else ():
            asked = load_prompt("small/problem").render(text=example.problem, tables="")
            turns.append(Message(role="user", content=asked))
            turns.append(Message(role="assistant", content=example.short_reply))
    asked = load_prompt("small/problem").render(
        text=context.problem.text.strip(), tables=shown_tables(context)
    )
    return (*turns, Message(role="user", content=asked))


def _system(family: str) -> Message:
    return Message(role="system", content=load_prompt(f"{family}/system").render())


def shown_tables(context: Context) -> str:
    """Return the tables and documents as prompts show them."""
    from orthought.tables import render

    return render(context.problem.tables, context.problem.documents)


def request_of(
    context: Context,
    stage: str,
    messages: tuple[Message, ...],
    grammar: str | None,
    *,
    schema: str | None = None,
    sample: int = 0,
    temperature: float | None = None,
) -> Request:
    """Return a request with the limits of the settings, else of the model's profile.

    Args:
        context: the problem with its settings.
        stage: for the ledger.
        messages: what is asked.
        grammar: for models that take one; "": the reply has no frame.
        schema: JSON schema as text, for models that take one and no grammar.
        sample: index of the sample.
        temperature: None: the settings', else the profile's.
    """
    settings, profile = context.settings, context.profile
    if temperature is None:
        temperature = settings.temperature
    return Request(
        messages=messages,
        stage=stage,
        max_tokens=settings.max_tokens or profile.max_tokens,
        temperature=profile.temperature if temperature is None else temperature,
        seed=settings.seed,
        sample=sample,
        grammar=(grammar or None) if profile.grammar else None,
        response_schema=schema if profile.structured_output else None,
        timeout=settings.timeout,
    )


def _request(
    context: Context, stage: str, messages: tuple[Message, ...], sample: int = 0
) -> Request:
    return request_of(context, stage, messages, CODE_GRAMMAR, sample=sample)


_UNDERSTANDING: Final = {
    "none": "full",
    "without_understanding": "none",
    "understanding_simplified": "simple",
    "building_simplified": "full",
    "without_grounding": "full",
    "without_checker": "full",
}
