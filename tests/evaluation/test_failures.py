"""Causes of wrong answers: facts, single changes, differences to the reference, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np
import pytest

from orthought import solvers
from orthought.evaluation.failures import (
    MEANINGS,
    Cause,
    CauseKind,
    ProbeLimits,
    align,
    cause_of,
    probe,
)
from orthought.evaluation.failures.alignment import row_signature
from orthought.evaluation.failures.changes import changes
from orthought.evaluation.problems import Details, Label
from orthought.evaluation.rules import STRICT, rule_of
from orthought.instance import BINARY, CONTINUOUS, INTEGER, Indicator, Instance
from tests.evaluation.records import ended, problem, solved, target
from tests.solvers.build import make

NO_SOLVES = ProbeLimits(tries=0)
PATIENT = ProbeLimits(seconds=100, seconds_per_solve=60)
"""So that a busy machine changes no result."""


@pytest.fixture(scope="module", autouse=True)
def end_workers() -> Iterator[None]:
    """Leave no worker behind."""
    yield
    solvers.shutdown()


def bakery(**changes: Any) -> Instance:
    """Two products, whole units, two limits: maximum 25 at (3, 2); its relaxation has 26.25."""
    plain = make(
        [5, 5],
        [([2, 1], None, 8.5), ([1, 2], None, 7.25)],
        sense="maximize",
        kinds=INTEGER,
        lower=0,
    )
    named = replace(plain, variable_names=("bread", "cake"), row_names=("flour[1]", "oven[1]"))
    return replace(named, **changes)


def optimum(instance: Instance) -> float:
    found = solvers.solve(instance).objective
    assert found is not None
    return found


def with_row(instance: Instance, name: str, row: list[float], upper: float) -> Instance:
    """Return the instance with one row a x <= upper more."""
    columns = np.flatnonzero(row).astype(np.int32)
    return replace(
        instance,
        row_names=(*instance.row_names, name),
        row_lower=np.append(instance.row_lower, -np.inf),
        row_upper=np.append(instance.row_upper, upper),
        row_starts=np.append(instance.row_starts, instance.row_starts[-1] + columns.size),
        row_columns=np.append(instance.row_columns, columns).astype(np.int32),
        row_values=np.append(instance.row_values, np.array(row)[columns]),
    )


def without_row(instance: Instance, row: int) -> Instance:
    """Return the instance without one row."""
    first, last = instance.row_starts[row], instance.row_starts[row + 1]
    starts = np.delete(instance.row_starts, row + 1)
    starts[row + 1 :] -= last - first
    return replace(
        instance,
        row_names=tuple(n for k, n in enumerate(instance.row_names) if k != row),
        row_lower=np.delete(instance.row_lower, row),
        row_upper=np.delete(instance.row_upper, row),
        row_starts=starts,
        row_columns=np.delete(instance.row_columns, slice(first, last)),
        row_values=np.delete(instance.row_values, slice(first, last)),
    )


MISTAKES: dict[str, tuple[CauseKind, Instance]] = {
    "relaxed": ("wrong_kind", bakery(kinds=np.full(2, CONTINUOUS, np.uint8))),
    "extra row": ("row_without_reason", with_row(bakery(), "extra[1]", [1, 1], 4)),
    "minimised": ("wrong_objective", bakery(sense="minimize")),
    "constant": ("wrong_objective", bakery(objective_constant=3.0)),
    "unit": ("wrong_objective", bakery(objective=np.array([5000.0, 5000.0]))),
    "bounded": ("row_without_reason", bakery(upper=np.array([2.0, np.inf]))),
}
"""What a model may get wrong about the bakery, and that a single change undoes."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_probing_finds_single_mistakes_without_a_reference(mistake: str) -> None:
    kind, wrong = MISTAKES[mistake]
    label = optimum(bakery())
    assert not STRICT.accepts(optimum(wrong), Label(objective=label))
    found = probe(wrong, target(label), STRICT, limits=PATIENT)
    assert kind in {finding.kind for finding in found.findings}
    cause = cause_of(
        solved(optimum(wrong)), problem(label), target(label), instance=wrong, limits=PATIENT
    )
    assert cause.kind == kind and cause.certainty in ("witness", "evidence") and cause.evidence


@pytest.mark.covers("failure-causes")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_difference_to_the_reference_is_a_witness(mistake: str) -> None:
    kind, wrong = MISTAKES[mistake]
    found = align(wrong, bakery())
    assert found.confined and found.findings[0].kind == kind
    cause = cause_of(
        solved(optimum(wrong)),
        problem(25.0),
        target(25.0),
        instance=wrong,
        reference=bakery(),
        limits=NO_SOLVES,
    )
    assert (cause.kind, cause.certainty) == (kind, "witness")


def test_probing_names_the_row_family() -> None:
    _, wrong = MISTAKES["extra row"]
    found = probe(wrong, target(25.0), STRICT, limits=PATIENT)
    assert "without the rows extra" in found.findings[0].text
    assert found.complete


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (without_row(bakery(), 1), "missing_row"),
        (replace(bakery(), row_upper=np.array([8.5, 9.0])), "wrong_coefficient"),
        (replace(bakery(), row_values=np.array([2.0, 1.0, 1.0, 3.0])), "wrong_coefficient"),
        (replace(bakery(), row_lower=np.array([-np.inf, 7.25])), "wrong_row"),
        (replace(bakery(), objective=np.array([5.0, 4.0])), "wrong_objective"),
        (make([5], [([2], None, 8.5)], sense="maximize", kinds=INTEGER), "missing_variable"),
    ],
)
def test_differences_to_the_reference(wrong: Instance, kind: str) -> None:
    found = align(wrong, bakery())
    assert found.findings[0].kind == kind
    assert found.confined == (kind != "missing_variable")


def test_writing_a_model_otherwise_is_no_difference() -> None:
    reference = make(
        [1, 2, 3],
        [([1, 2, 0], None, 4), ([0, 1, -1], 2, 2), ([1, 0, 0], None, 7), ([1, 1, 1], 1, None)],
        kinds=[CONTINUOUS, INTEGER, BINARY],
        upper=[None, None, 1],
    )
    order = [2, 0, 1]  # the same columns in another order
    rewritten = make(
        [-3, -1, -2],
        [
            ([-3, 0, 3], 6, 6),  # three times the second row
            ([0, -0.5, -1], -2, None),  # half the first, turned round
            ([-2, -2, -2], None, -2),
        ],
        sense="maximize",
        kinds=[INTEGER, CONTINUOUS, INTEGER],
        upper=[1, 7, None],  # the third row as a bound
    )
    assert len(order) == rewritten.variable_count
    assert align(rewritten, reference).findings == ()
    assert align(reference, reference).findings == ()


def test_signatures_keep_equations_ranges_and_sides_apart() -> None:
    rows = [([1, 2], 1, 1), ([1, 2], None, 1), ([1, 2], 1, None), ([1, 2], 0, 1), ([1, -2], 1, 1)]
    instance = make([0, 0], rows)
    assert len({row_signature(instance, row) for row in range(5)}) == 5


def test_a_label_that_its_reference_does_not_bear_out() -> None:
    cause = cause_of(
        solved(25.0),
        problem(24.0),
        target(24.0),
        instance=bakery(),
        reference=bakery(),
        limits=PATIENT,
    )
    assert (cause.kind, cause.certainty) == ("label", "witness")
    assert "25" in cause.evidence[0]


@dataclass
class Found:
    """Stands for a comparison's witness."""

    kind: str
    feasible_in: str
    row: str = ""


@dataclass
class Compared:
    """Stands for a comparison: the two attributes that are asked."""

    verdict: str
    witness: Found | None = None


def test_an_equivalent_model_with_another_value_speaks_against_the_label() -> None:
    def cause(**changes: Any) -> Cause:
        return cause_of(
            solved(25.0, **changes),
            problem(24.0),
            target(24.0),
            instance=with_row(bakery(), "idle", [1, 1], 1000),
            reference=bakery(kinds=np.zeros(2, np.uint8)),
            comparison=Compared("equivalent"),
            limits=NO_SOLVES,
        )

    assert (cause().kind, cause().certainty) == ("label", "witness")
    assert cause(proven=False).kind != "label"


def test_a_witness_of_the_comparison_is_evidence() -> None:
    for feasible_in, kind in (("first", "missing_row"), ("second", "row_without_reason")):
        compared = Compared("different", Found("point", feasible_in, "oven[1]"))
        result = solved(30.0)
        found = cause_of(result, problem(25.0), target(25.0), comparison=compared)
        assert (found.kind, found.certainty) == (kind, "evidence")
        assert "oven[1]" in found.evidence[0]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("BudgetError", "budget"),
        ("EndpointFaultError", "endpoint"),
        ("EmptyReplyError", "endpoint"),
        ("ReplyError", "parse"),
        ("SandboxError", "unknown"),
    ],
)
def test_errors_of_the_harness(error: str, kind: str) -> None:
    result = ended("error", error=error, message="words")
    found = cause_of(result, problem(1.0), target(1.0))
    assert found.kind == kind and found.evidence == (f"{error}: words",)
    assert found.certainty == ("none" if kind == "unknown" else "witness")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"diagnosis": "reply", "replied": False, "built": False}, "parse"),
        ({"diagnosis": "syntax", "built": False}, "program_error"),
        ({"diagnosis": "refused", "built": False}, "program_error"),
        ({"diagnosis": "timeout"}, "timeout"),
        ({"diagnosis": "memory"}, "timeout"),
        ({"replied": False, "built": False}, "parse"),
        ({"built": False}, "program_error"),
        ({"diagnosis": "verification"}, "unknown"),
    ],
)
def test_failures(changes: dict[str, Any], kind: str) -> None:
    found = cause_of(ended("failed", **changes), problem(1.0), target(1.0))
    assert found.kind == kind and found.evidence


def test_a_disputed_label_is_the_cause_under_the_published_version_only() -> None:
    published = problem(51.7829)
    disputed = target(published.label, verdict="wrong")
    result = solved(50.34498)
    assert cause_of(result, published, disputed).certainty == "evidence"
    found = cause_of(result, published, disputed, corrected=target(50.34498, verdict="wrong"))
    assert (found.kind, found.certainty) == ("label", "witness")
    # Wrong by both versions, or wrong by the corrected one: the label is no excuse.
    other = solved(40.0)
    corrected = target(50.34498, verdict="wrong")
    assert cause_of(other, published, disputed, corrected=corrected).kind == "unknown"
    assert cause_of(other, published, corrected).kind == "unknown"
    confirmed = target(published.label, verdict="confirmed")
    assert cause_of(result, published, confirmed).kind == "unknown"


def test_status_against_the_label() -> None:
    found = cause_of(ended("infeasible", message="rows"), problem(3.0), target(3.0))
    assert (found.kind, found.certainty) == ("status", "witness")
    assert found.evidence == ("the answer is infeasible, the label optimal", "rows")
    none = Label(status="no_optimum")
    assert cause_of(solved(3.0), problem(none), target(none)).kind == "status"


def test_an_infeasible_model_with_one_row_too_many() -> None:
    wrong = with_row(bakery(), "extra[1]", [1, 1], -1)
    found = cause_of(
        ended("infeasible"), problem(25.0), target(25.0), instance=wrong, limits=PATIENT
    )
    assert (found.kind, found.certainty) == ("row_without_reason", "witness")
    assert "extra" in found.evidence[0]


def test_an_unbounded_model_for_want_of_integrality_is_not_probed_for_fewer_rows() -> None:
    wrong = without_row(without_row(bakery(), 1), 0)
    found = probe(wrong, target(25.0), STRICT, limits=PATIENT)
    assert found.findings == () and found.complete


def test_time_that_ran_out_before_the_optimum() -> None:
    stopped = {"proven": False, "termination": "time_limit"}
    worse = cause_of(solved(13.0, **stopped), problem(12.0), target(12.0))
    assert (worse.kind, worse.certainty) == ("timeout", "evidence")
    better = cause_of(solved(11.0, **stopped), problem(12.0), target(12.0))
    assert better.kind == "unknown"


@pytest.mark.parametrize(
    ("objection", "kind"),
    [
        ("number coverage", "data"),
        ("integrality", "wrong_kind"),
        ("sentences with limits", "missing_row"),
    ],
)
def test_objections_are_evidence(objection: str, kind: str) -> None:
    found = cause_of(solved(13.0, objections=(objection,)), problem(12.0), target(12.0))
    assert (found.kind, found.certainty) == (kind, "evidence")
    assert objection in found.evidence[0]


@pytest.mark.parametrize(
    ("published", "kind"),
    [
        ({"details": Details(variables=9)}, "missing_variable"),
        ({"details": Details(variables=4, rows=5)}, "missing_row"),
        ({"details": Details(rows=2)}, "row_without_reason"),
        ({"type": "LP"}, "wrong_kind"),
        ({"type": "MILP", "details": Details(variables=4, rows=3)}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_published_counts_are_the_last_resort(published: dict[str, Any], kind: str) -> None:
    found = cause_of(solved(13.0), problem(12.0, **published), target(12.0))
    assert found.kind == kind
    assert found.certainty == ("none" if kind == "unknown" else "evidence")


def test_probing_keeps_to_its_limits() -> None:
    _, wrong = MISTAKES["extra row"]
    assert probe(wrong, target(-1.0), STRICT, limits=ProbeLimits(tries=2)).tries == 2
    none = probe(wrong, target(25.0), STRICT, limits=NO_SOLVES)
    assert none.findings == () and not none.complete
    tiny = ProbeLimits(max_nonzeros=1)
    assert not probe(wrong, target(25.0), STRICT, limits=tiny).complete
    assert probe(wrong, target(Label(status="infeasible")), STRICT, limits=PATIENT).tries == 0


def test_probing_skips_changes_in_the_wrong_direction() -> None:
    # The label is worse than the bakery's own optimum: dropping rows cannot lead there.
    found = probe(bakery(), target(20.0), STRICT, limits=PATIENT)
    effects = [change.effect for change in changes(bakery())]
    assert found.tries == sum(effect != "relaxes" for effect in effects)
    assert 0 < found.tries < len(effects)


def test_probing_is_repeatable_and_follows_the_rule() -> None:
    _, wrong = MISTAKES["relaxed"]
    assert probe(wrong, target(25.0), STRICT, limits=PATIENT) == probe(
        wrong, target(25.0), STRICT, limits=PATIENT
    )
    loose = probe(wrong, target(25.4), rule_of("optmath"), limits=PATIENT)
    assert loose.findings and not probe(wrong, target(25.4), STRICT, limits=PATIENT).findings


def test_several_explanations_leave_a_doubt() -> None:
    instance = make([1, 1], [([1, 0], 2, None), ([0, 1], 2, None)])
    named = replace(instance, variable_names=("a", "b"))
    # Without a demand the minimum is 2, and so it is without a term of the objective.
    found = cause_of(solved(4.0), problem(2.0), target(2.0), instance=named, limits=PATIENT)
    assert found.certainty == "evidence"
    assert {"the objective without a", "without the row row[0]"} <= {
        text.partition(",")[0] for text in found.evidence
    }
    # One family of variables leaves the rows as the only explanation.
    alike = cause_of(solved(4.0), problem(2.0), target(2.0), instance=instance, limits=PATIENT)
    assert alike.certainty == "witness"


def test_changes_leave_indicators_sound() -> None:
    instance = make(
        [1, 1],
        [([1, 0], 3, None), ([1, 1], 2, None)],
        kinds=[CONTINUOUS, BINARY],
        upper=[9, 1],
        indicators=(Indicator(0, 1, 1),),
    )
    for change in changes(instance):
        made = change.make()
        solvers.solve(made)
        assert all(made.kinds[one.column] == BINARY for one in made.indicators)


def test_every_cause_has_a_meaning() -> None:
    assert set(MEANINGS) == set(get_args(CauseKind))
    assert Cause(kind="parse").meaning == MEANINGS["parse"]
