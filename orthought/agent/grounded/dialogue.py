"""The conversation: worked dialogues first, then the problem, sentence by sentence.

Everything before the problem is the same for all problems, and every turn goes on from the last,
so that a server that keeps what it has read reads each part once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orthought.agent.asking import request_of
from orthought.agent.context import Context, Reading
from orthought.agent.grounded.examples import worked_dialogues
from orthought.agent.grounded.forms import PLAIN, Form, form_for
from orthought.agent.grounded.grammar import Lines, opening_lines, sentence_lines
from orthought.agent.grounded.items import Item, items_of
from orthought.agent.grounded.kinds import with_stated_kind
from orthought.agent.grounded.labels import GroundedReading, Label
from orthought.agent.grounded.replies import read_labels, read_opening
from orthought.agent.grounded.sureness import of_replies
from orthought.agent.reading.sentences import Sentence
from orthought.llm.protocol import Message, Reply
from orthought.prompting import load_prompt

STAGE = "grounded"
MAX_SENTENCES = 40


@dataclass(frozen=True)
class Draw:
    """Which sample of a reading is drawn, and how freely."""

    sample: int = 0
    temperature: float = 0.0


def asked_sentences(
    reading: Reading, decisions: Sequence[str] = ()
) -> Iterator[tuple[Sentence, tuple[Item, ...]]]:
    """Yield the sentences that have something to ask about, with their items."""
    for sentence in reading.sentences:
        items = items_of(sentence, reading.numbers, decisions)
        if items:
            yield sentence, items


async def read_problem(context: Context, draw: Draw) -> GroundedReading:
    """Ask for one whole reading of the problem.

    Raises:
        ReplyError: a reply does not fit the questions.
        LanguageModelError: the model could not answer.
    """
    form = form_for(context.profile)
    assert form is not None  # else this way does not apply
    turns = list(_before(form))
    turns.append(_problem(context.problem.text))
    said = await _ask(context, turns, form, opening_lines(context.problem.text), draw)
    opening, replies = read_opening(form.read(said.text)), [said]
    labels: list[Label] = []
    for sentence, items in asked_sentences(context.reading, opening.decisions):
        turns.append(_sentence(sentence, items))
        lines = sentence_lines(sentence.text, items, opening.decisions, context.problem.text)
        said = await _ask(context, turns, form, lines, draw)
        labels += read_labels(form.read(said.text), items, opening.decisions)
        replies.append(said)
    sureness = of_replies(replies) if form is PLAIN else {}
    opening = with_stated_kind(opening, context.problem.text)
    return GroundedReading(opening=opening, labels=tuple(labels), sureness=sureness)


async def _ask(
    context: Context, turns: list[Message], form: Form, lines: Lines, draw: Draw
) -> Reply:
    request = request_of(
        context,
        STAGE,
        tuple(turns),
        form.grammar(lines),
        schema=form.schema(lines),
        sample=draw.sample,
        temperature=draw.temperature,
    )
    reply = await context.session.complete(request, context.on_text)
    turns.append(Message(role="assistant", content=reply.text.strip()))
    return reply


def _before(form: Form) -> Iterator[Message]:
    yield Message(role="system", content=load_prompt("grounded/system").render())
    for example in worked_dialogues():
        yield _problem(example.text)
        yield Message(role="assistant", content=form.shown(example.opening))
        decisions = read_opening(example.opening).decisions
        asked = asked_sentences(Reading.of(example.text), decisions)
        for (sentence, items), answer in zip(asked, example.answers, strict=True):
            yield _sentence(sentence, items)
            yield Message(role="assistant", content=form.shown(answer))


def _problem(text: str) -> Message:
    content = load_prompt("grounded/problem").render(text=" ".join(text.split()))
    return Message(role="user", content=content)


def _sentence(sentence: Sentence, items: tuple[Item, ...]) -> Message:
    content = load_prompt("grounded/sentence").render(
        sentence=sentence.text, items=[item.text for item in items]
    )
    return Message(role="user", content=content)
