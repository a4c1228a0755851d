"""Numbers of the text against numbers of the formulation, both ways, and of the program."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from orthought.agent.checks.held import (
    combines,
    keys,
    numbers_in,
    numbers_inside,
    sizes_of,
    visible_numbers,
)
from orthought.agent.checks.places import DERIVED, EXACT, ROUGH, UNUSED, readings_of
from orthought.agent.reading.numbers import TextNumber
from orthought.agent.replies.literals import foreign_literals
from orthought.agent.replies.syntax import parse_program
from orthought.agent.wording import counted
from orthought.formulation import Formulation, Parameter
from orthought.problem import TableProfile
from orthought.solution import Check

__all__ = [
    "check_literals",
    "check_number_coverage",
    "check_number_grounding",
    "unplaced",
]

MAX_EVIDENCE: Final = 10


def check_number_coverage(
    numbers: Sequence[TextNumber],
    formulation: Formulation,
    tables: Sequence[TableProfile] = (),
) -> Check:
    """Object where a number of the text is nowhere in the formulation.

    A number counts as used where it is a parameter's value (also as a share of one, or in another
    unit), a bound, a set's size or element, part of a derived parameter, or named in an assumption
    as unused. Labels ('week 3') need no place; 0 and 1 neither.
    """
    name = "number coverage"
    wanted = [number for number in numbers if not number.label and not _is_trivial(number)]
    if not wanted:
        return Check(name=name, verdict="not_applicable", message="the text holds no numbers")
    left = unplaced(numbers, formulation, tables)
    if not left:
        return Check(
            name=name, verdict="holds", message=f"all {len(wanted)} numbers of the text are used"
        )
    firm = any(number.firm for number in left)
    said = [f"sentence {n.sentence}: {_written(n)}" for n in left]
    return Check(
        name=name,
        verdict="objects",
        severity="doubt" if firm else "note",
        message=f"{len(left)} of {len(wanted)} numbers of the text are not in the model: "
        + ", ".join(_written(number) for number in left[:MAX_EVIDENCE]),
        evidence=tuple(said[:MAX_EVIDENCE]),
        repair_hint="Use each of these numbers as a parameter in the row that its sentence asks "
        "for, or name it in the assumptions as 'unused: NUMBER (reason)'.",
    )


def unplaced(
    numbers: Sequence[TextNumber],
    formulation: Formulation,
    tables: Sequence[TableProfile] = (),
) -> tuple[TextNumber, ...]:
    """Return the numbers of the text that are neither in the formulation nor accounted for.

    Labels, 0 and 1 need no place; what stands in another unit or in a derived number has one.
    """
    wanted = [number for number in numbers if not number.label and not _is_trivial(number)]
    held = _Held.of(formulation, tables)
    verdicts = [(number, held.holds(number)) for number in wanted]
    left = [number for number, is_held in verdicts if not is_held]
    spare = _unexplained(formulation, [number for number, is_held in verdicts if is_held])
    left = [number for number in left if not _is_scaled(number, spare)]
    return tuple(number for number in left if not _is_part_of(number, formulation, numbers))


def check_number_grounding(
    numbers: Sequence[TextNumber],
    formulation: Formulation,
    tables: Sequence[TableProfile] = (),
) -> Check:
    """Object where a parameter has a value that neither text nor tables give.

    Derived values are accepted where the parameter's meaning says how they come about.
    """
    name = "number grounding"
    leaves = [
        (parameter, path, value)
        for parameter in formulation.parameters
        if parameter.table is None and not _is_positions(parameter)
        for path, value in numbers_inside(parameter.value, "")
        if value not in (0, 1, -1)
    ]
    if not leaves:
        return Check(name=name, verdict="not_applicable", message="the model holds no own numbers")
    stated = _stated(numbers)
    given = stated | visible_numbers(tables) | sizes_of(formulation)
    wrong = [
        (parameter, path, value)
        for parameter, path, value in leaves
        if not _is_grounded(value, given, stated)
        and not _is_derived(parameter, formulation)
        and not _is_of_cited(parameter, value, numbers)
    ]
    if not wrong:
        return Check(
            name=name, verdict="holds", message=f"all {len(leaves)} values stand in text or tables"
        )
    firm = any(not _is_large_constant(parameter, value) for parameter, _, value in wrong)
    said = tuple(f"{p.name}{path} = {value:g}" for p, path, value in wrong[:MAX_EVIDENCE])
    return Check(
        name=name,
        verdict="objects",
        severity="doubt" if firm else "note",
        message=f"{len(wrong)} of {len(leaves)} values stand in neither text nor tables: "
        + ", ".join(said),
        evidence=said,
        repair_hint="Take each value from the text. Where it is derived, say in the parameter's "
        "meaning how.",
    )


def check_literals(program: str) -> Check:
    """Object where the program holds numbers of its own: neither new data nor checks reach them."""
    name = "numbers in the program"
    if parse_program(program) is None:
        return Check(
            name=name,
            verdict="objects",
            message="the program is too long to be searched for numbers of its own",
            repair_hint="Keep numbers in the data, and the program short.",
        )
    found = foreign_literals(program)
    if not found:
        return Check(name=name, verdict="holds", message="every number comes from the data")
    said = tuple(f"line {item.line}: {item.text}" for item in found[:MAX_EVIDENCE])
    return Check(
        name=name,
        verdict="objects",
        message=f"the program holds {counted(len(found), 'number')} of its own: "
        + ", ".join(item.text for item in found[:MAX_EVIDENCE]),
        evidence=said,
        repair_hint="Make each of these numbers a parameter of the formulation and read it from "
        "data.",
    )


@dataclass(frozen=True)
class _Held:
    """Numbers that the formulation holds somewhere."""

    values: frozenset[float]

    @classmethod
    def of(cls, formulation: Formulation, tables: Sequence[TableProfile]) -> _Held:
        values = set(_parameter_values(formulation)) | sizes_of(formulation)
        for variable in formulation.variables:
            values |= {abs(b) for b in (variable.lower, variable.upper) if isinstance(b, float)}
        texts = [note for note in formulation.assumptions if UNUSED.search(note)]
        texts += [p.unit for p in formulation.parameters]
        texts += [p.meaning for p in formulation.parameters if DERIVED.search(p.meaning)]
        values |= {reading for text in texts for n in numbers_in(text) for reading in n.readings}
        return cls(frozenset(values | visible_numbers(tables)))

    def holds(self, number: TextNumber) -> bool:
        readings = readings_of(number)
        tolerance = ROUGH if number.approximate else EXACT
        if self.values & readings:
            return True
        return any(
            math.isclose(value, reading, rel_tol=tolerance)
            for reading in readings
            for value in self.values
        )


def _parameter_values(formulation: Formulation) -> Iterator[float]:
    for parameter in formulation.parameters:
        for _, value in numbers_inside(parameter.value, ""):
            yield abs(value)
        yield from keys(parameter.value)


def _unexplained(formulation: Formulation, explained: Sequence[TextNumber]) -> set[float]:
    """Parameter values that no number of the text accounts for exactly."""
    taken = {abs(reading) for number in explained for reading in number.readings}
    return {value for value in _parameter_values(formulation) if value not in taken}


def _is_scaled(number: TextNumber, spare: set[float]) -> bool:
    """Whether the number stands in the model in another unit."""
    return any(
        math.isclose(abs(reading) * factor, value, rel_tol=EXACT)
        for reading in number.readings
        for factor in _SCALES
        for value in spare
    )


def _is_part_of(
    number: TextNumber, formulation: Formulation, numbers: Sequence[TextNumber]
) -> bool:
    """Whether a parameter that says it is derived combines this number with another one."""
    derived = [
        parameter
        for parameter in formulation.parameters
        if DERIVED.search(parameter.meaning)
        and (not parameter.sentences or number.sentence in parameter.sentences)
    ]
    if not derived:
        return False
    others = [abs(other.value) for other in numbers if other is not number and not other.label]
    for parameter in derived:
        for _, value in numbers_inside(parameter.value, ""):
            if any(combines(abs(reading), others, value) for reading in number.readings):
                return True
    return False


def _stated(numbers: Iterable[TextNumber]) -> set[float]:
    """Every number of the text in all its readings."""
    given: set[float] = set()
    for number in numbers:
        given |= {abs(reading) for reading in number.readings}
        if number.percent:
            share = abs(number.value) / 100
            given |= {1 - share, 1 + share, 100 - 100 * share, 100 + 100 * share}
    return given


def _is_grounded(value: float, given: set[float], stated: set[float]) -> bool:
    size = abs(value)
    if size in given:
        return True
    if any(math.isclose(size, known, rel_tol=EXACT) for known in given):
        return True
    # 0.33 for a third, 0.667 for two thirds.
    if size < 1 and any(
        math.isclose(size, known, rel_tol=ROUGH) and known < 1 and round(known, 4) != known
        for known in given
    ):
        return True
    return size in _CONVERSIONS or any(
        math.isclose(size, known * factor, rel_tol=EXACT) for known in stated for factor in _SCALES
    )


def _is_derived(parameter: Parameter, formulation: Formulation) -> bool:
    if DERIVED.search(parameter.meaning):
        return True
    named = re.compile(rf"\b{re.escape(parameter.name)}\b")
    return any(named.search(note) for note in formulation.assumptions)


def _is_of_cited(parameter: Parameter, value: float, numbers: Sequence[TextNumber]) -> bool:
    """Whether the value combines two numbers of the sentences that the parameter cites."""
    cited = [abs(n.value) for n in numbers if n.sentence in parameter.sentences and not n.label]
    if len(parameter.sentences) > _FEW or len(cited) > _FEW * 2:
        return False
    return any(
        combines(first, cited[:position] + cited[position + 1 :], value)
        for position, first in enumerate(cited)
    )


def _is_positions(parameter: Parameter) -> bool:
    """Whether the values only count through: 1, 2, 3, ... or 0, 1, 2, ..."""
    values = sorted(value for _, value in numbers_inside(parameter.value, ""))
    count = len(values)
    if count < 2:
        return False
    return values == [float(k) for k in range(count)] or values == [
        float(k) for k in range(1, count + 1)
    ]


def _is_large_constant(parameter: Parameter, value: float) -> bool:
    return _is_power_of_ten(abs(value)) and _BIG.search(parameter.name) is not None


def _is_power_of_ten(value: float) -> bool:
    if value < 1000 and not 0 < value <= 1e-3:
        return False
    power = math.log10(value)
    return abs(power - round(power)) < 1e-12


def _is_trivial(number: TextNumber) -> bool:
    return abs(number.value) in (0, 1) and not number.percent and not number.alternatives


def _written(number: TextNumber) -> str:
    unit = "%" if number.percent else number.unit
    return f"{number.text} {unit}".strip()


_FEW: Final = 4
_FACTORS: Final = (7.0, 12.0, 24.0, 60.0, 168.0, 1440.0, 3600.0, 1e3, 1e6)
_SCALES: Final = (*_FACTORS, *(1 / factor for factor in _FACTORS), 52.0, 365.0)
_CONVERSIONS: Final = frozenset((7.0, 12.0, 24.0, 52.0, 60.0, 100.0, 365.0, 1000.0, 3600.0))
_BIG: Final = re.compile(
    r"(?:^|_)(?:m|big|bigm|large|inf\w*|eps\w*|tol\w*|max\w*|huge)(?:_|$)", re.I
)
