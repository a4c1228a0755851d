"""The probe finds rows without a reason behind wrong labels of a published set.

Each case is a model under the reading that the published label rests on, with the numbers of the
audited proof and the sentences of the set's own text, which is not part of this project.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pyomo.environ as pyo
import pytest

from orthought import solvers
from orthought.agent.checks import Again
from orthought.agent.context import Reading
from orthought.agent.ledger import ledger_of
from orthought.agent.probing import Probe, check_reasons, probe_reasons
from orthought.evaluation.errata import errata_of
from orthought.evaluation.errata.proofs import find_proof, load_proof
from orthought.execution.extract import extract
from orthought.formulation import Constraint, Formulation, Objective, Variable
from orthought.instance import Instance
from orthought.outcome import SolverOptions

SHARED = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "orthought"
TEXTS = SHARED / "datasets" / "summary" / "summary_logior.json"
OPTIONS = SolverOptions(relative_gap=0.0)
needs_texts = pytest.mark.skipif(
    not TEXTS.is_file(), reason="no copy of the published texts at ../shared/benchmarks"
)
Build = Callable[[ModuleType], pyo.ConcreteModel]


@dataclass(frozen=True)
class Case:
    """A problem, its model under the published reading, and the words of its rows' sentences."""

    problem: str
    build: Build
    cited: dict[str, str]
    """Words of the sentence that each family of rows would cite."""
    habit: str
    """The family that no sentence asks for."""
    reading: str = "plain"
    """The accepted reading in which it is not there."""
    severity: str = "doubt"


def tours_by_depot(proof: ModuleType) -> pyo.ConcreteModel:
    """Problem 016: choose tours; the reference has every truck leave."""
    tours = {
        (depot, members): length
        for depot in range(len(proof.DEPOTS))
        for members, length in proof.shortest_tours(depot)
    }
    model = pyo.ConcreteModel()
    model.drive = pyo.Var(range(len(tours)), domain=pyo.Binary)
    keys = list(tours)
    model.km = pyo.Objective(expr=sum(tours[k] * model.drive[t] for t, k in enumerate(keys)))
    model.visited = pyo.Constraint(
        range(len(proof.CUSTOMERS)),
        rule=lambda m, c: sum(m.drive[t] for t, k in enumerate(keys) if c in k[1]) == 1,
    )
    model.all_leave = pyo.Constraint(
        range(len(proof.DEPOTS)),
        rule=lambda m, d: (
            sum(m.drive[t] for t, k in enumerate(keys) if k[0] == d) == proof.TRUCKS[d]
        ),
    )
    return model


def tours_in_windows(proof: ModuleType) -> pyo.ConcreteModel:
    """Problem 019: choose tours within the windows; the reference has all five trucks leave."""
    tours = list(proof.shortest_tours("all_trucks_leave").items())
    model = pyo.ConcreteModel()
    model.drive = pyo.Var(range(len(tours)), domain=pyo.Binary)
    model.km = pyo.Objective(expr=sum(tour[1] * model.drive[t] for t, tour in enumerate(tours)))
    model.served = pyo.Constraint(
        range(len(proof.SUPERMARKETS)),
        rule=lambda m, s: sum(m.drive[t] for t, tour in enumerate(tours) if s in tour[0]) == 1,
    )
    model.all_leave = pyo.Constraint(expr=sum(model.drive.values()) == proof.TRUCKS)
    return model


def days_of_week(proof: ModuleType) -> pyo.ConcreteModel:
    """Problem 065: which weekly customers come on which day; the reference has all on Monday."""
    import numpy as np

    costs = proof.day_costs(np.array(proof.DEMAND))
    base = proof.alternating(proof.ALTERNATE, 0)
    plans = [(day, part) for day in range(proof.DAYS) for part in proof.subsets(proof.WEEKLY)]
    weekly = proof.members(proof.WEEKLY)
    model = pyo.ConcreteModel()
    model.plan = pyo.Var(plans, domain=pyo.Binary)
    model.visit = pyo.Var(weekly, range(proof.DAYS), domain=pyo.Binary)
    model.km = pyo.Objective(
        expr=sum(float(costs[base[d] | part]) * model.plan[d, part] for d, part in plans)
    )
    model.one_plan = pyo.Constraint(
        range(proof.DAYS), rule=lambda m, d: sum(m.plan[p] for p in plans if p[0] == d) == 1
    )
    model.in_plan = pyo.Constraint(
        weekly,
        range(proof.DAYS),
        rule=lambda m, c, d: (
            sum(m.plan[p] for p in plans if p[0] == d and p[1] >> c & 1) == m.visit[c, d]
        ),
    )
    model.once_a_week = pyo.Constraint(
        weekly, rule=lambda m, c: sum(m.visit[c, d] for d in range(proof.DAYS)) == 1
    )
    model.on_monday = pyo.Constraint(weekly, rule=lambda m, c: m.visit[c, 0] == 1)
    return model


CASES = (
    Case(
        "prob_016",
        tours_by_depot,
        {"visited": "visited exactly once", "all_leave": "must depart"},
        "all_leave",
    ),
    Case(
        "prob_019",
        tours_in_windows,
        {"served": "designated supermarkets", "all_leave": "refrigerated trucks leave"},
        "all_leave",
    ),
    Case(
        "prob_065",
        days_of_week,
        {
            "one_plan": "require daily",
            "in_plan": "for each day",
            "once_a_week": "require weekly",
            "on_monday": "require weekly",
        },
        "on_monday",
    ),
    Case(
        "prob_021",
        lambda proof: proof.build("contrast_same_shared"),
        {"meet_need": "forklift requirements", "same_shared": "Shared forklifts"},
        "same_shared",
    ),
    Case(
        "prob_036",
        lambda proof: proof.build("contrast_demand_only"),
        {
            "available": "daily availability",
            "demand": "must be met, but",
            "no_more": "must be met, but",
            "beta": "no more than 35%",
            "viscosity": "minimums",
            "boiling": "minimums",
            "flash": "must be met exactly",
            "density": "must be met exactly",
        },
        "no_more",
        severity="note",
    ),
)


def text_of(problem: str) -> str:
    """Return the problem's text from the user's copy of the set."""
    texts: dict[str, Any] = json.loads(TEXTS.read_text("utf-8"))
    return str(texts[problem]["description"])


def cited_in(reading: Reading, words: str) -> tuple[int, ...]:
    """Return the number of the sentence that holds these words."""
    found = [s.number for s in reading.sentences if words in s.text]
    assert found, words
    return (found[0],)


def probed(problem: str, instance: Instance, cited: dict[str, str]) -> tuple[float, Probe, Reading]:
    """Solve an instance, probe it, and return the optimum, the findings and the reading."""
    reading = Reading.of(text_of(problem))
    formulation = Formulation(
        objective=Objective(sense=instance.sense),
        variables=tuple(
            Variable(name=name) for name in {n.split("[")[0] for n in instance.variable_names}
        ),
        constraints=tuple(
            Constraint(name=name, sentences=cited_in(reading, words))
            for name, words in cited.items()
        ),
    )
    outcome = solvers.solve(instance, OPTIONS)
    assert outcome.objective is not None
    ledger = ledger_of(formulation, reading.sentences, reading.numbers, (), instance)
    again = Again.within(OPTIONS, 30.0)
    found = probe_reasons(formulation, ledger, instance, outcome, reading, again)
    return outcome.objective, found, reading


def accepted(problem: str, reading: str) -> float:
    """Return the proven value of an accepted reading."""
    (value,) = (a.value for a in errata_of("logior")[problem].accepted if a.reading == reading)
    assert value is not None
    return value


@needs_texts
@pytest.mark.covers("probe-rows-without-reason")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.problem)
def test_rows_behind_published_labels_are_found(case: Case) -> None:
    proof = load_proof(find_proof(f"logior:{case.problem}"))
    before, found, reading = probed(case.problem, extract(case.build(proof)), case.cited)
    named = {finding.names: finding for finding in found.findings}
    assert (case.habit,) in named, found
    finding = named[(case.habit,)]
    right = accepted(case.problem, case.reading)
    assert math.isclose(finding.after, right, rel_tol=1e-7)
    assert math.isclose(finding.before, before, rel_tol=1e-9)
    assert not math.isclose(before, right, rel_tol=1e-4)
    check = check_reasons(found, reading)
    assert check.verdict == "objects"
    assert f"{finding.after:.10g}" in check.message
    assert check.severity == case.severity
    # Nothing that a sentence does ask for is doubted.
    assert all(case.habit in f.names for f in found.findings if f.grade == "none" or f.forces)
