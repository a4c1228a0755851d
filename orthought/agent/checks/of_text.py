"""Checks of the formulation by itself and against the sentences of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from orthought.agent.checks.limits import asks, is_about_kinds, is_firmly_limiting, is_limiting
from orthought.agent.reading.sentences import Sentence
from orthought.agent.replies.vocabulary import words
from orthought.formulation import Formulation, Variable
from orthought.solution import Check


def check_integrality(formulation: Formulation, text: str) -> Check:
    """Note continuous variables whose unit can be counted, where the text allows no fractions."""
    name = "integrality"
    suspicious = [
        variable
        for variable in formulation.variables
        if variable.kind == "continuous" and _countable(variable)
    ]
    if not suspicious:
        return Check(name=name, verdict="holds", message="no countable thing may be divided")
    if _FRACTIONS.search(text):
        return Check(name=name, verdict="holds", message="the text allows fractions")
    said = tuple(f"{v.name} ({v.unit or v.meaning})" for v in suspicious)
    return Check(
        name=name,
        verdict="objects",
        severity="note",
        message="these may be fractions although they count things: " + ", ".join(said[:5]),
        evidence=said,
        repair_hint="Make them integer unless the text speaks of averages or of divisible amounts.",
    )


def check_missing(formulation: Formulation) -> Check:
    """Object where the model says that numbers are missing, or a parameter has no value."""
    name = "missing numbers"
    empty = [p.name for p in formulation.parameters if p.value is None and p.table is None]
    missing = [*formulation.missing, *(name for name in empty if name not in formulation.missing)]
    if not missing:
        return Check(name=name, verdict="holds", message="no number is missing")
    return Check(
        name=name,
        verdict="objects",
        message="the text gives no value for " + ", ".join(missing[:10]),
        evidence=tuple(missing[:20]),
        repair_hint="Say in the assumptions what was taken instead, or ask for the number.",
    )


def check_sentences(formulation: Formulation, sentences: Sequence[Sentence]) -> Check:
    """Object where a sentence states a limit and no row, no bound and no objective carries it.

    It is carried where a row, the objective or a variable cites it, or where a row's formula names
    a parameter that does. A doubt only where the formulation cites sentences throughout and the
    sentence says at most, at least, exactly or forbids; 'must' is often said of what is clear.
    """
    name = "sentences with limits"
    if formulation.derived:
        return Check(name=name, verdict="not_applicable", message="nothing is cited")
    beyond = sorted(_cited(formulation) - {sentence.number for sentence in sentences})
    if beyond:
        return Check(
            name=name,
            verdict="objects",
            severity="note",
            message=f"cited but not in the text: {', '.join(map(str, beyond[:5]))}",
            evidence=tuple(f"sentence {number}" for number in beyond[:10]),
            repair_hint="Cite the sentences of the text by their numbers.",
        )
    left = limits_without_row(formulation, sentences)
    if not left:
        return Check(name=name, verdict="holds", message="every sentence with a limit has its row")
    said = tuple(f"sentence {s.number}: {' '.join(s.text.split())[:120]}" for s in left)
    cites = bool(formulation.constraints) and all(c.sentences for c in formulation.constraints)
    firm = cites and any(is_firmly_limiting(sentence.text) for sentence in left)
    return Check(
        name=name,
        verdict="objects",
        severity="doubt" if firm else "note",
        message=f"no row and no bound carries {', '.join(item.split(':')[0] for item in said[:5])}",
        evidence=said[:10],
        repair_hint="Write the rows that these sentences ask for, or cite them where they stand.",
    )


def limits_without_row(
    formulation: Formulation, sentences: Sequence[Sentence]
) -> tuple[Sentence, ...]:
    """Return the sentences with a limit that no row, bound or objective term carries."""
    carried = {number for c in formulation.constraints for number in c.sentences}
    carried |= {number for v in formulation.variables for number in v.sentences}
    formulas = [c.expression for c in formulation.constraints]
    if formulation.objective is not None:
        carried |= set(formulation.objective.sentences)
        formulas.append(formulation.objective.expression)
    named = " ".join(formulas).replace("\\_", "_")
    for parameter in formulation.parameters:
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(parameter.name)}(?![A-Za-z0-9])", named):
            carried |= set(parameter.sentences)
    return tuple(
        sentence
        for sentence in sentences
        if sentence.number not in carried
        and is_limiting(sentence.text)
        and not _POINTS_TO_TABLE.search(sentence.text)
        and not asks(sentence.text)
        and not is_about_kinds(sentence.text)
    )


_POINTS_TO_TABLE: Final = re.compile(
    r"^\s*\||\\begin\{(?:array|tabular)|"
    r"(?:shown|given|listed|summari[sz]ed|presented|provided|found) (?:in|by) (?:the )?"
    r"(?:following |next )?(?:table|figure)",
    re.IGNORECASE,
)
"""What stands in a table is carried by the parameters that hold it."""


def _cited(formulation: Formulation) -> set[int]:
    parts = (
        *formulation.sets,
        *formulation.parameters,
        *formulation.variables,
        *formulation.constraints,
        *((formulation.objective,) if formulation.objective else ()),
    )
    return {number for part in parts for number in part.sentences}


def _countable(variable: Variable) -> bool:
    unit = re.split(r"[\s/]", variable.unit.strip().lower(), maxsplit=1)[0]
    if unit in _MEASURES:
        return False
    return unit in _COUNTABLE or _NUMBER_OF.search(variable.meaning) is not None


_COUNTABLE: Final = words(
    "truck trucks vehicle vehicles van vans worker workers employee employees person persons "
    "people machine machines nurse nurses guard guards driver drivers plane planes aircraft bus "
    "buses car cars ship ships trip trips shift shifts crew crews box boxes pallet pallets "
    "container containers chair chairs table tables unit units piece pieces item items bottle "
    "bottles loaf loaves bike bikes house houses room rooms seat seats ticket tickets order orders"
)
_MEASURES: Final = words("kg g t ton tons l ml m km h min eur usd kwh mwh m3 m2 ha % litre litres")
_NUMBER_OF: Final = re.compile(
    r"\bnumber of (?:trucks|vehicles|vans|workers|employees|people|machines|nurses|guards|drivers|"
    r"planes|buses|cars|ships|trips|crews|boxes|pallets|containers)\b",
    re.IGNORECASE,
)
_FRACTIONS: Final = re.compile(
    r"fraction|average|divisible|partial|part of a|need not be (?:whole|integer)|continuous|"
    r"any amount|any quantity|decimal|bruchteil|durchschnitt",
    re.IGNORECASE,
)
