"""Grounded decoding: what is asked, what may be said, what is made of it."""

from __future__ import annotations

import pytest

from orthought import solvers
from orthought.agent.context import Reading
from orthought.agent.grounded.assemble import Assembly, assemble
from orthought.agent.grounded.dialogue import asked_sentences
from orthought.agent.grounded.examples import WorkedDialogue, worked_dialogues
from orthought.agent.grounded.grammar import opening_lines, sentence_lines
from orthought.agent.grounded.items import COMPARE, Item, items_of
from orthought.agent.grounded.labels import GroundedReading, Label, Opening
from orthought.agent.grounded.mentions import stated_pair
from orthought.agent.grounded.quantities import closest, grouped, likeness
from orthought.agent.grounded.replies import read_labels, read_opening
from orthought.errors import ReplyError
from orthought.execution.interface import Sandbox
from orthought.outcome import SolverOptions
from tests.agent.grounded.gbnf import accepts

EXAMPLES = pytest.mark.parametrize("example", worked_dialogues(), ids=lambda e: e.name)


def read(example: WorkedDialogue) -> GroundedReading:
    opening = read_opening(example.opening)
    labels: list[Label] = []
    asked = asked_sentences(Reading.of(example.text), opening.decisions)
    for (_, items), answer in zip(asked, example.answers, strict=True):
        labels += read_labels(answer, items, opening.decisions)
    return GroundedReading(opening=opening, labels=tuple(labels))


def optimum(assembly: Assembly, sandbox: Sandbox) -> float | None:
    built = sandbox.build(assembly.draft.program, assembly.draft.formulation.data())
    assert built.instance is not None, built.failure
    return solvers.solve(built.instance, SolverOptions()).objective


@EXAMPLES
def test_a_worked_dialogue_makes_the_model_with_its_optimum(
    example: WorkedDialogue, sandbox: Sandbox
) -> None:
    assembly = assemble(read(example))
    assert optimum(assembly, sandbox) == pytest.approx(example.optimum)
    assert assembly.objections == ()


@EXAMPLES
def test_a_worked_dialogue_is_what_the_grammars_let_through(example: WorkedDialogue) -> None:
    assert accepts(opening_lines(example.text).grammar, example.opening)
    decisions = read_opening(example.opening).decisions
    for (sentence, items), answer in zip(
        asked_sentences(Reading.of(example.text), decisions), example.answers, strict=True
    ):
        grammar = sentence_lines(sentence.text, items, decisions, example.text).grammar
        assert accepts(grammar, answer)
        assert not accepts(grammar, answer + "\n7: not used")
        assert not accepts(grammar, answer.replace(items[0].text, "123456", 1))


def test_the_grammar_knows_no_other_names_and_words() -> None:
    (item,) = (Item(text="4", value=4, sentence=1),)
    text = "An oak needs 4 days of work."
    grammar = sentence_lines(text, (item,), ("oak", "ash and elm"), text).grammar
    assert accepts(grammar, "4: each ash and elm and oak, days of work")
    assert accepts(grammar, "4: at least number of all")
    assert not accepts(grammar, "4: each beech, days")
    assert not accepts(grammar, "4: each oak, money")


def test_quotes_and_backslashes_of_a_text_stay_inside_their_literals() -> None:
    text = "The \"big\\\" box holds 3 cans of O'Hara's."
    items = (Item(text="3", value=3, sentence=1),)
    grammar = sentence_lines(text, items, ('the "big\\"',), text).grammar
    assert accepts(grammar, "3: each the \"big\\\", cans of O'Hara's")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Each of the two types needs 4 kg and 12.5% of the oil.", ["4", "12.5%"]),
        ("At least three times as many nuts as dates are packed.", ["three"]),
        ("There must be more nuts than dates.", [COMPARE]),
        ("At least two crews work.", ["two"]),
        ("No more than 14 bags fit.", ["14"]),
        ("The plan is a monthly average.", []),
        ("How many loaves of each should be baked to earn as much as possible?", []),
        ("The bakery wants to earn as much as possible.", []),
    ],
)
def test_items_are_numbers_that_matter_and_comparisons(text: str, items: list[str]) -> None:
    reading = Reading.of(text)
    found = items_of(reading.sentences[0], reading.numbers)
    assert [item.text for item in found] == items


def test_a_number_in_a_name_is_not_asked_about() -> None:
    reading = Reading.of("Beaker 1 needs 4 units of flour and beaker 2 needs 2 units.")
    found = items_of(reading.sentences[0], reading.numbers, ("beaker 1", "beaker 2"))
    assert [item.text for item in found] == ["4", "2"]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "decisions: a\nkind: whole",
        "decisions: ;\nkind: whole\ngoal: maximize x",
        "decisions: a\nkind: some\ngoal: maximize x",
        "decisions: a\nkind: whole\ngoal: improve x",
    ],
)
def test_an_opening_that_does_not_fit_is_refused(reply: str) -> None:
    with pytest.raises(ReplyError):
        read_opening(reply)


@pytest.mark.parametrize("reply", ["", "4: whatever", "4: each birch, days", "at most total"])
def test_a_label_that_does_not_fit_is_refused(reply: str) -> None:
    with pytest.raises(ReplyError):
        read_labels(reply, (Item(text="4", value=4, sentence=1),), ("oak",))


def test_names_of_quantities_that_mean_the_same() -> None:
    assert likeness("units of iron", "iron") == 1
    assert likeness("iron", "calcium") == 0
    assert closest("the total profit", ["cost", "profits"]) == "profits"
    assert closest("sugar", ["protein", "fat"]) is None
    assert grouped(["wood", "units of wood", "glue"]) == {
        "wood": "wood",
        "units of wood": "wood",
        "glue": "glue",
    }


@pytest.mark.parametrize(
    ("sentence", "cue", "pair"),
    [
        ("As oak is dear, ash must be at least 3 times as much as oak.", "3", ("ash", "oak")),
        ("Plant at least three times as many oaks as ashes.", "three", ("oak", "ash")),
        ("The oaks must not exceed the ashes.", "exceed", ("oak", "ash")),
        ("There must be 3 times as many oaks.", "3", None),
    ],
)
def test_what_is_named_first_stands_on_the_left(
    sentence: str, cue: str, pair: tuple[str, str] | None
) -> None:
    assert stated_pair(sentence, sentence.index(cue), ("oak", "ash")) == pair


OPENING = Opening(decisions=("oak", "ash"), kind="integer", sense="maximize", goal="profit")


def label(role: str, value: float, quantity: str = "", *names: str, **rest: object) -> Label:
    return Label.model_validate(
        {
            "role": role,
            "value": value,
            "sentence": 1,
            "quantity": quantity,
            "decisions": names or OPENING.decisions,
            **rest,
        }
    )


PROFIT = (label("each", 5, "profit", "oak"), label("each", 4, "profit", "ash"))


@pytest.mark.parametrize(
    ("labels", "best"),
    [
        ((label("bound", 10),), 50),
        ((label("bound", 10), label("share", 40, "", "oak", relation="<=", percent=True)), 44),
        ((label("bound", 10), label("ratio", 4, "", "ash", relation=">=", others=("oak",))), 42),
        (
            (label("bound", 10), label("compare", 0, "", "ash", relation=">=", others=("oak",))),
            45,
        ),
        (
            (
                label("bound", 10),
                label("compare", 0, "", "ash", relation=">=", others=("oak",), strict=True),
            ),
            44,
        ),
        (
            (
                label("bound", 10),
                label("each", 8, "risk", "oak"),
                label("each", 2, "risk", "ash"),
                label("average", 5, "risk"),
            ),
            45,
        ),
    ],
)
def test_each_role_makes_its_row(labels: tuple[Label, ...], best: float, sandbox: Sandbox) -> None:
    assembly = assemble(GroundedReading(opening=OPENING, labels=(*PROFIT, *labels)))
    assert optimum(assembly, sandbox) == pytest.approx(best)
    assert assembly.objections == ()


@pytest.mark.parametrize(
    ("labels", "objection"),
    [
        ((label("each", 3, "wood", "oak"),), "nothing limits wood"),
        ((label("ratio", 2, "", "oak", others=("oak",)),), "compared with itself"),
        ((label("each", 9, "profit", "oak"),), "two numbers for profit"),
    ],
)
def test_what_a_right_reading_seldom_has_is_objected_to(
    labels: tuple[Label, ...], objection: str
) -> None:
    assembly = assemble(GroundedReading(opening=OPENING, labels=(*PROFIT, *labels)))
    assert any(objection in said for said in assembly.objections)


def test_a_limit_of_everything_that_counts_a_quantity_limits_that(sandbox: Sandbox) -> None:
    labels = (
        *PROFIT,
        label("each", 3, "workers", "oak"),
        label("each", 2, "workers", "ash"),
        label("bound", 30, after="workers available"),
    )
    assembly = assemble(GroundedReading(opening=OPENING, labels=labels))
    assert assembly.objections == ()
    assert optimum(assembly, sandbox) == pytest.approx(60)


def test_a_decision_without_the_number_of_the_goal_is_objected_to() -> None:
    assembly = assemble(GroundedReading(opening=OPENING, labels=(PROFIT[0], label("bound", 9))))
    assert assembly.objections == ("profit is not known of ash",)
