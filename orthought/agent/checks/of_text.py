"""Checks of the formulation by itself and against the sentences of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

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
    """Note sentences that state a limit and that no part of the model cites, and invented ones."""
    name = "sentences with limits"
    if formulation.derived:
        return Check(name=name, verdict="not_applicable", message="nothing is cited")
    parts = (
        *formulation.sets,
        *formulation.parameters,
        *formulation.variables,
        *formulation.constraints,
        *((formulation.objective,) if formulation.objective else ()),
    )
    cited = {number for part in parts for number in part.sentences}
    beyond = sorted(cited - {sentence.number for sentence in sentences})
    if beyond:
        return Check(
            name=name,
            verdict="objects",
            severity="note",
            message=f"cited but not in the text: {', '.join(map(str, beyond[:5]))}",
            evidence=tuple(f"sentence {number}" for number in beyond[:10]),
            repair_hint="Cite the sentences of the text by their numbers.",
        )
    limits = [s for s in sentences if _LIMIT.search(s.text)]
    left = [sentence for sentence in limits if sentence.number not in cited]
    if not left:
        return Check(name=name, verdict="holds", message=f"all {len(limits)} are cited")
    said = tuple(f"sentence {s.number}: {' '.join(s.text.split())[:120]}" for s in left)
    return Check(
        name=name,
        verdict="objects",
        severity="note",
        message=f"no part of the model cites {', '.join(item.split(':')[0] for item in said[:5])}",
        evidence=said[:10],
        repair_hint="Write the rows that these sentences ask for, or cite them where they stand.",
    )


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
_LIMIT: Final = re.compile(
    r"\b(?:at most|at least|no more than|not more than|no fewer than|no less than|must not|cannot|"
    r"must be|may not|up to|exceed|maximum of|minimum of|exactly)\b",
    re.IGNORECASE,
)
