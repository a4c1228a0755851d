"""From a reading to formulation and program, with what speaks against the reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orthought.agent.attempt import Draft
from orthought.agent.grounded.building import AMOUNT, Builder
from orthought.agent.grounded.labels import COUNT, GroundedReading, Label
from orthought.agent.grounded.quantities import closest, core, grouped


@dataclass(frozen=True)
class Assembly:
    """A reading as a draft, with the objections to it."""

    draft: Draft
    objections: tuple[str, ...]
    """What a right reading seldom has: a quantity that nothing limits, a limit of something that
    no decision uses, a decision without the goal's number."""


@dataclass(frozen=True)
class _Quantity:
    """A quantity of which each of some decisions has a number."""

    name: str
    labels: tuple[Label, ...]
    expression: str


def assemble(reading: GroundedReading) -> Assembly:
    """Compile a reading. Nothing is added that no label asks for."""
    reading = _recounted(reading)
    builder = Builder(reading.opening)
    quantities = _quantities(builder, reading.labels)
    limited = {
        name for label in reading.labels for name in [_add_row(builder, label, quantities)] if name
    }
    goal = _goal(reading, quantities)
    _object_to_gaps(builder, quantities, goal, limited)
    objective = quantities[goal].expression if goal else builder.everything()
    cited = [label.sentence for label in quantities[goal].labels] if goal else []
    draft = Draft(builder.formulation(objective, cited), builder.program(objective))
    return Assembly(draft, tuple(builder.objections))


def _recounted(reading: GroundedReading) -> GroundedReading:
    """Where a limit of everything counts what each decision has a number for, it limits that.

    A small model takes '150 employees are available' for a limit of how many teams there are; the
    word behind the number tells.
    """
    each = {label.quantity for label in reading.labels if label.role == "each"}
    limited = {
        closest(label.quantity, each)
        for label in reading.labels
        if label.role in ("total", "average")
    }
    free = [name for name in each - limited if closest(reading.opening.goal, (name,)) is None]
    return reading.model_copy(
        update={"labels": tuple(_recount(label, reading, free) for label in reading.labels)}
    )


def _recount(label: Label, reading: GroundedReading, free: Sequence[str]) -> Label:
    everything = label.role == "bound" and label.decisions == reading.opening.decisions
    meant = [name for name in free if core(name) & core(label.after)] if everything else []
    if len(meant) != 1:
        return label
    return label.model_copy(update={"role": "total", "quantity": meant[0], "decisions": ()})


def _quantities(builder: Builder, labels: Sequence[Label]) -> dict[str, _Quantity]:
    each = [label for label in labels if label.role == "each"]
    same = grouped([label.quantity for label in each])
    found: dict[str, list[Label]] = {}
    for label in each:
        found.setdefault(same[label.quantity], []).append(label)
    return {name: _quantity(builder, name, members) for name, members in found.items()}


def _quantity(builder: Builder, name: str, labels: Sequence[Label]) -> _Quantity:
    values: dict[str, float] = {}
    for label in labels:
        for decision in label.decisions:
            item = builder.item(decision)
            if item in values:
                builder.objections.append(f"{decision} has two numbers for {name}")
            values.setdefault(item, _fraction(label))
    sentences = [label.sentence for label in labels]
    data = builder.numbers_each(f"{name} each", values, f"{name} of one", sentences)
    terms = [f'{data}["{item}"] * model.{AMOUNT}["{item}"]' for item in values]
    return _Quantity(name, tuple(labels), " + ".join(terms))


def _goal(reading: GroundedReading, quantities: Mapping[str, _Quantity]) -> str:
    """Return the quantity that the goal means, '' where the decisions themselves are counted."""
    goal = reading.opening.goal
    if goal == COUNT:
        return ""
    found = closest(goal, quantities)
    if found is None:
        held = ("total", "average")
        limits = [closest(x.quantity, quantities) for x in reading.labels if x.role in held]
        free = [name for name in quantities if name not in limits]
        # The only quantity that nothing limits is what is wanted, whatever it is called.
        return free[0] if len(free) == 1 else ""
    return found


def _object_to_gaps(
    builder: Builder, quantities: Mapping[str, _Quantity], goal: str, limited: set[str]
) -> None:
    # A limit whose quantity no decision has a number for counts the decisions, and that is often
    # meant; where a quantity is left without a limit as well, two names were meant to be one.
    for name in quantities:
        if name not in limited and name != goal:
            builder.objections.append(f"nothing limits {name}")
    if goal:
        known = {name for label in quantities[goal].labels for name in label.decisions}
        missing = [name for name in builder.opening.decisions if name not in known]
        if missing:
            builder.objections.append(f"{goal} is not known of {', '.join(missing)}")


def _fraction(label: Label) -> float:
    return label.value / 100 if label.percent else label.value


def _add_row(builder: Builder, label: Label, quantities: Mapping[str, _Quantity]) -> str | None:
    """Add the row that a label asks for; return the quantity that it limits."""
    if label.role in ("total", "average"):
        return _limit(builder, label, quantities)
    if label.role in ("each", "unused"):
        return None
    if set(label.decisions) & set(label.others):
        builder.objections.append("something is compared with itself")
        return None
    names = " and ".join(label.decisions)
    right = {"bound": _bound, "share": _share, "ratio": _ratio, "compare": _compare}[label.role]
    builder.row(
        f"{label.role} {names}"[:60],
        builder.count(label.decisions),
        label.relation,
        right(builder, label),
        f"{label.role} of {names}",
        label.sentence,
    )
    return None


def _bound(builder: Builder, label: Label) -> str:
    names = " and ".join(label.decisions)
    return builder.number(f"limit {names}"[:60], label.value, f"limit of {names}", label.sentence)


def _share(builder: Builder, label: Label) -> str:
    share = label.value / 100 if label.percent or label.value > 1 else label.value
    number = builder.number("share", share, "part of everything", label.sentence)
    return f"{number} * ({builder.everything()})"


def _ratio(builder: Builder, label: Label) -> str:
    number = builder.number("factor", _fraction(label), "how many times", label.sentence)
    return f"{number} * ({builder.count(label.others)})"


def _compare(builder: Builder, label: Label) -> str:
    right = builder.count(label.others)
    if not label.strict or builder.opening.kind == "continuous":
        return right
    return right + (" + 1" if label.relation == ">=" else " - 1")


def _limit(builder: Builder, label: Label, quantities: Mapping[str, _Quantity]) -> str | None:
    name = closest(label.quantity, quantities)
    meaning = f"limit of {label.quantity}"
    right = builder.number(f"{label.quantity} limit", _fraction(label), meaning, label.sentence)
    left = quantities[name].expression if name else _counted(builder, label.quantity)
    if label.role == "average":
        right = f"{right} * ({builder.everything()})"
    builder.row(label.quantity, left, label.relation, right, meaning, label.sentence)
    return name


def _counted(builder: Builder, quantity: str) -> str:
    """A limit of what no decision has a number for counts the decisions that its name names."""
    decisions = builder.opening.decisions
    named = [name for name in decisions if core(quantity) & core(name)]
    return builder.count(named or decisions)
