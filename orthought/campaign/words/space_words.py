"""Rules of a space in words: from a chemist's text to rules of the grammar, read back."""

from __future__ import annotations

from orthought.base import Model
from orthought.campaign.plan import require_points
from orthought.campaign.space import Space
from orthought.campaign.space.rules import Rule
from orthought.campaign.space.writing import read_rules, write_rule
from orthought.campaign.words.asking import Content, ask_object, parameter_lines, texts
from orthought.errors import InputError
from orthought.llm.session import Session
from orthought.prompting import load_prompt

SAMPLE = 2_000
"""Points that are drawn where a space is too large to list."""


class SpaceDraft(Model):
    """Rules of a space as they were understood. Show `words`, and use `rules` when confirmed."""

    rules: tuple[Rule, ...]
    texts: tuple[str, ...]
    """The rules as text, ready for `campaign.toml`."""
    words: tuple[str, ...]
    """Each rule with the share of experiments that it rules out by itself."""
    not_expressed: tuple[str, ...] = ()
    """Sentences that no rule can say: they are NOT kept."""
    asked: int
    """Questions to the language model."""


async def space_rules_from_words(text: str, space: Space, session: Session) -> SpaceDraft:
    """Turn a chemist's words into rules of a space, in the grammar of `space.writing`.

    Args:
        text: which experiments may not be tried, in any language that the model reads.
        space: of the campaign; its own rules stay.
        session: the language model.

    Raises:
        InputError: the text is empty.
        ReplyError: the model found no rules that fit, or only such that leave nothing to try.
        LanguageModelError: the endpoint did not answer.
    """
    if not text.strip():
        raise InputError("no rule is stated", fix="say which experiments may not be tried")
    prompt = load_prompt("campaign/space_rules").render(
        parameters=parameter_lines(space), text=text.strip()
    )
    (rules, unsaid), asked = await ask_object(
        session, "space-rules", prompt, lambda content: _read(content, space)
    )
    written = tuple(write_rule(rule) for rule in rules)
    return SpaceDraft(
        rules=rules,
        texts=written,
        words=_with_shares(rules, written, space),
        not_expressed=unsaid,
        asked=asked,
    )


def _read(content: Content, space: Space) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    stated, unsaid = texts(content, "rules"), texts(content, "not_expressed")
    if not stated and not unsaid:
        raise InputError("there is no rule in it", fix="write at least one rule")
    rules = read_rules(stated, space.parameters)
    require_points(space.model_copy(update={"rules": (*space.rules, *rules)}))
    return rules, unsaid


def _with_shares(
    rules: tuple[Rule, ...], written: tuple[str, ...], space: Space
) -> tuple[str, ...]:
    from numpy.random import default_rng

    if space.is_listable:
        points = list(space.points())
        about = ""
    else:
        points, about = space.sample(default_rng(0), SAMPLE), "about "
    words = []
    for rule, text in zip(rules, written, strict=True):
        gone = sum(not rule.allows(point) for point in points)
        share = "nothing" if not gone else f"{about}{100 * gone / len(points):.3g} % of them"
        words.append(f"{text} (rules out {share})")
    return tuple(words)
