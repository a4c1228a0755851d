"""The grammars and schemas that replies are held to."""

from __future__ import annotations

import itertools
import json

import pytest

from orthought.campaign.proposers.asking.codebook import Codebook
from orthought.campaign.proposers.asking.reading import read_reply
from orthought.campaign.proposers.asking.shape import (
    choice_grammar,
    choice_schema,
    loose_grammar,
    number_list_grammar,
    reply_grammar,
    reply_schema,
)
from orthought.campaign.space import Categorical, Discrete, Space
from orthought.campaign.space.rules import Listed

from .spaces import (
    HELD,
    grammar_pattern,
    mixed_space,
    options,
    point,
    proposer,
    reply,
    small_space,
    told,
)


def compact(*experiments: dict[str, object]) -> str:
    """Write a reply without blanks, as a grammar makes a model write it."""
    value = json.loads(reply(*experiments))
    return json.dumps(value, separators=(",", ":"))


def as_written(book: Codebook, values: dict[str, object]) -> dict[str, object]:
    codes = {key: book.code(p.name, values[p.name]) for key, p in book.parameters.items()}  # type: ignore[arg-type]
    return {
        k: c if isinstance(book.parameters[k], Categorical) else json.loads(c)
        for k, c in codes.items()
    }


def test_exactly_the_listed_points_can_be_written() -> None:
    space = small_space()
    book = Codebook(space)
    everything = list(space.points())
    left = [p for number, p in enumerate(everything) if number % 3]
    pattern = grammar_pattern(reply_grammar(book, 1, left))
    for candidate in everything:
        text = compact(as_written(book, candidate))
        assert (pattern.fullmatch(text) is not None) == (candidate in left)


def test_equal_ends_share_their_rules() -> None:
    """The grammar grows with what was measured, not with the space."""
    names = [f"x{number}" for number in range(12)]
    space = Space(
        parameters=tuple(Categorical(name=name, options=options(*names)) for name in "pqr")
    )
    book = Codebook(space)
    points = list(space.points())
    assert len(reply_grammar(book, 1, points).splitlines()) <= 8
    assert len(reply_grammar(book, 1, points[5:]).splitlines()) <= 10
    assert len(reply_grammar(book, 1, points[::7])) < 40_000


def test_valid_values_where_the_space_is_too_large_to_list() -> None:
    book = Codebook(mixed_space())
    pattern = grammar_pattern(reply_grammar(book, 2))
    good = {"a": "a1", "b": 1.5, "c": 24, "d": 60.25}
    assert pattern.fullmatch(compact(good, {**good, "d": -3}))
    for wrong in ({"a": "a4"}, {"b": 3}, {"c": 25}, {"c": 1.5}, {"d": "hot"}):
        assert not pattern.fullmatch(compact(good, {**good, **wrong}))
    assert not pattern.fullmatch(compact(good))


def test_sentences_keep_to_the_script_of_the_space() -> None:
    text = compact({"a": "a1", "b": "b1", "c": 1}).replace("a try", "a \u8bd5\u9a8c try")
    plain = small_space()
    assert not grammar_pattern(reply_grammar(Codebook(plain), 1)).fullmatch(text)
    chinese = plain.model_copy(update={"description": "\u5076\u8054\u53cd\u5e94"})
    assert grammar_pattern(reply_grammar(Codebook(chinese), 1)).fullmatch(text)
    degrees = compact({"a": "a1", "b": "b1", "c": 1}).replace("a try", "60 \u00b0C, 2 \u00b5L")
    assert grammar_pattern(reply_grammar(Codebook(plain), 1)).fullmatch(degrees)


def test_what_a_grammar_lets_pass_is_read() -> None:
    book = Codebook(small_space())
    drafts = read_reply(compact({"a": "a3", "b": "b2", "c": 2.5}), book, 5).drafts
    assert drafts[0].values == {"a": "a3", "b": "b2", "c": 2.5} and drafts[0].reason == "a try"


def test_a_held_model_cannot_repeat_or_break_a_rule() -> None:
    rule = Listed(parameters=("ligand", "solvent"), rows=(("None", "NMP"),), allowed=False)
    space = Space(parameters=small_space().parameters, rules=(rule,))
    ask, model = proposer([reply({"a": "a2", "b": "b1", "c": 5})], space, profile=HELD)
    ask.tell(told(point()))
    ask.ask(1)
    pattern = grammar_pattern(model.requests[0].grammar or "")
    ways = itertools.product(("a1", "a2", "a3"), ("b1", "b2"), (1, 2.5, 5))
    can = [(a, b, c) for a, b, c in ways if pattern.fullmatch(compact({"a": a, "b": b, "c": c}))]
    assert len(can) == 18 - 3 - 1
    assert ("a1", "b1", 1) not in can and not any(way[:2] == ("a3", "b2") for way in can)


def test_a_held_model_cannot_write_what_was_kept_when_it_is_asked_again() -> None:
    ask, model = proposer(
        [reply({"a": "a2", "b": "b1", "c": 5}), reply({"a": "a2", "b": "b1", "c": 1})],
        profile=HELD,
    )
    ask.ask(2)
    first, again = (grammar_pattern(r.grammar or "") for r in model.requests)
    one = {"a": "a2", "b": "b1", "c": 5}
    assert first.fullmatch(compact(one, one)), "a grammar without memory cannot see it"
    assert not again.fullmatch(compact(one))


def test_the_frame_of_the_paper_leaves_values_free() -> None:
    pattern = grammar_pattern(loose_grammar(Codebook(small_space()), 1))
    assert pattern.fullmatch(compact({"a": "Xantphos", "b": 7, "c": "lots"}))
    assert not pattern.fullmatch(compact({"a": "Xantphos"}))


def test_schemas_list_what_is_valid() -> None:
    schema = json.loads(reply_schema(Codebook(mixed_space())))
    experiment = schema["properties"]["experiments"]["items"]
    assert experiment["required"] == ["why", "a", "b", "c", "d"]
    assert experiment["properties"]["c"] == {"type": "integer", "minimum": 1, "maximum": 24}
    assert experiment["properties"]["d"] == {"type": "number", "minimum": 20, "maximum": 120}
    assert schema["additionalProperties"] is False


def test_choices_and_number_lists() -> None:
    pattern = grammar_pattern(choice_grammar(Codebook(small_space()), [1, 2, 11], 2))
    frame = '{{"hypothesis":"something","why":"because","rows":[{}]}}'
    assert pattern.fullmatch(frame.format("11,2"))
    for wrong in ("3,1", "1", "1,2,11"):
        assert not pattern.fullmatch(frame.format(wrong))
    assert json.loads(choice_schema(11))["properties"]["rows"]["items"]["maximum"] == 11
    assert grammar_pattern(number_list_grammar(3)).fullmatch('{"values":[1,-2.5,30]}')


@pytest.mark.parametrize("number", [1e-7, 1e22, 0.1 + 0.2, -5.0])
def test_odd_numbers_survive_the_grammar(number: float) -> None:
    space = Space(parameters=(Discrete(name="x", numbers=(number, 7)),))
    book = Codebook(space)
    text = '{"hypothesis":"nothing yet","experiments":[{"why":"a try","a":' + book.code("x", number)
    assert grammar_pattern(reply_grammar(book, 1, list(space.points()))).fullmatch(text + "}]}")
    (draft,) = read_reply(text + "}]}", book, 1).drafts
    assert book.value("a", draft.values["a"]) == number
