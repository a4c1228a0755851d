"""Plate rules in words: from a chemist's text to rules that are tried out and read back."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from orthought.base import Model
from orthought.campaign.misfits import misfit
from orthought.campaign.plates.choosing import choose_batch
from orthought.campaign.plates.rules import PlateRules, fit_rules
from orthought.campaign.space import Space
from orthought.campaign.words.asking import Content, ask_object, parameter_lines, texts
from orthought.campaign.words.doubts import doubts_of, plate_numbers, plate_values
from orthought.campaign.words.shape import rules_example, rules_grammar, rules_schema
from orthought.campaign.words.trial import Solve, try_rules
from orthought.errors import InputError
from orthought.llm.session import Session
from orthought.prompting import load_prompt


class RulesDraft(Model):
    """Plate rules as they were understood. Show `words` and use `rules` only when confirmed."""

    rules: PlateRules
    words: tuple[str, ...]
    """What the rules say, written from the rules, not by the language model; then what to check."""
    not_expressed: tuple[str, ...] = ()
    """Sentences that no plate rule can say: they are NOT kept."""
    asked: int
    """Questions to the language model."""
    pools: int
    """Small pools on which the optimization model chose what enumeration chose."""
    possible: int
    """Those of them on which a plate was possible."""


async def rules_from_words(
    text: str, space: Space, session: Session, *, solve: Solve = choose_batch, seed: int = 0
) -> RulesDraft:
    """Turn a chemist's words into plate rules.

    The language model writes structured JSON. It is validated against the space, tried out on
    small pools against enumeration, and read back in words; what does not fit is asked again with
    the reason, at most three times.

    Args:
        text: what a plate must be like, in any language that the model reads.
        space: of the campaign.
        session: the language model.
        solve: what chooses plates.
        seed: of the pools.

    Raises:
        InputError: the text is empty.
        ReplyError: the model found no rules that fit.
        SolverError: model and enumeration do not agree.
        LanguageModelError: the endpoint did not answer.
    """
    if not text.strip():
        raise InputError("no plate rule is stated", fix="say what a plate must be like")
    sentence, example = rules_example(space)
    prompt = load_prompt("campaign/plate_rules").render(
        parameters=parameter_lines(space), text=text.strip(), sentence=sentence, example=example
    )
    (rules, unsaid), asked = await ask_object(
        session,
        "plate-rules",
        prompt,
        lambda content: _read(content, space),
        grammar=rules_grammar(space),
        schema=rules_schema(space),
    )
    pools, possible = try_rules(rules, space, solve=solve, seed=seed)
    return RulesDraft(
        rules=rules,
        words=(*rules.words(), *_doubts(text, rules, unsaid, space)),
        not_expressed=unsaid,
        asked=asked,
        pools=pools,
        possible=possible,
    )


def _read(content: Content, space: Space) -> tuple[PlateRules, tuple[str, ...]]:
    unsaid = texts(content, "not_expressed")
    given = {
        name: tuple(map(_without_nulls, part)) if isinstance(part, list) else part
        for name, part in content.items()
        if name != "not_expressed" and part is not None
    }
    try:
        rules = PlateRules.model_validate(given)
    except ValidationError as error:
        raise misfit(error, PlateRules, given, "the rules") from None
    rules = fit_rules(rules, space)
    if not rules.words() and not unsaid:
        raise InputError(
            "there is no rule in it", fix="write the chemist's sentences, or list them as unsaid"
        )
    return rules, unsaid


def _doubts(text: str, rules: PlateRules, unsaid: tuple[str, ...], space: Space) -> tuple[str, ...]:
    said = " ".join(text.split()) if rules.words() else ""
    for sentence in unsaid:
        said = said.replace(sentence, "")
    return doubts_of(said, plate_numbers(rules), plate_values(rules), space)


def _without_nulls(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {name: part for name, part in entry.items() if part is not None}
