"""The page of a simulation: proposers compared on measured sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from orthought.campaign.measures.comparison import Comparison
from orthought.campaign.observations import Objective
from orthought.campaign.report.course import comparison_course
from orthought.campaign.report.experiments import middle_run, run_table
from orthought.campaign.report.exploring import proposer_maps
from orthought.campaign.report.held_values import held_section
from orthought.campaign.report.tables import comparison_table, pairs_table
from orthought.campaign.report.wording import money, number
from orthought.campaign.simulation.standing import Leaderboard
from orthought.campaign.space import Space
from orthought.campaign.trajectory import Trajectory
from orthought.pages.document import Column, Document, Entry, Fact, Section, Table

DETAILED: Final = 4
"""More sets than these (such as one a substrate) get their tables, but no maps and reasons."""


def simulation_document(
    found: Leaderboard,
    trajectories: Sequence[Trajectory],
    *,
    spaces: Mapping[str, Space] | None = None,
    objectives: Mapping[str, Sequence[Objective]] | None = None,
    facts: Sequence[Fact] = (),
) -> Document:
    """Return the report of one or more simulations, ready for any format.

    Args:
        found: the comparisons and how proposers stand over all sets.
        trajectories: the runs.
        spaces: by name of the set, as far as they are known: for maps and reasons.
        objectives: by name of the set, as far as they are known: for reasons.
        facts: what the head says beside what follows from the comparisons.
    """
    spaces, objectives = spaces or {}, objectives or {}
    sections = list(_over_all(found))
    for place, comparison in enumerate(found.comparisons):
        runs = [run for run in trajectories if run.set_name == comparison.set_name]
        sections += _set_sections(
            comparison,
            runs,
            spaces.get(comparison.set_name),
            objectives.get(comparison.set_name, ()),
            place,
            detailed=len(found.comparisons) <= DETAILED,
        )
    names = ", ".join(comparison.set_name for comparison in found.comparisons[:DETAILED])
    more = len(found.comparisons) - DETAILED
    names += f" and {more} more" if more > 0 else ""
    return Document(
        title=f"Proposers compared: {names}",
        warnings=found.notes,
        facts=(*_facts(found), *facts),
        sections=tuple(sections),
    )


def _facts(found: Leaderboard) -> Iterator[Fact]:
    proposers = dict.fromkeys(s.proposer for c in found.comparisons for s in c.summaries)
    runs = sum(s.runs for c in found.comparisons for s in c.summaries)
    budgets = dict.fromkeys(str(c.budget) for c in found.comparisons)
    yield Fact(name="sets", value=str(len(found.comparisons)))
    yield Fact(name="proposers", value=", ".join(proposers))
    yield Fact(name="runs", value=f"{runs}, each of {' or '.join(budgets)} experiments")


def _over_all(found: Leaderboard) -> Iterator[Section]:
    """Return what is said of all sets together; values of a parameter that was held are such."""
    if found.held is not None:
        yield held_section(found.held, " or ".join(found.held_parameters))
    elif len(found.comparisons) > 1:
        yield _standings(found)


def _standings(found: Leaderboard) -> Section:
    asked = any(standing.tokens is not None for standing in found.standings)
    names = ["sets", "runs", "mean rank", "first on", "regret", "mean regret"]
    names += ["tokens a run", "cost a run"] if asked else []
    rows = []
    for each in found.standings:
        texts = [each.proposer, str(each.sets), str(each.runs), f"{each.rank:.2f}"]
        texts += [str(each.first_on), number(each.regret, 3), number(each.area, 3)]
        if asked:
            known = each.tokens is not None
            texts.append(f"{each.tokens:,.0f}" if each.tokens is not None else "-")
            texts.append(money(each.cost_usd) if known else "-")
        rows.append(tuple(Entry(text=text) for text in texts))
    table = Table(
        identifier="standings",
        caption="Proposers over all sets, ranked by the mean regret over the experiments of a run.",
        columns=(Column(name="proposer", align="left"), *(Column(name=name) for name in names)),
        rows=tuple(rows),
        notes=("A rank of 1 is the best; regret 0 is the best there is, 1 the worst.",),
    )
    return Section(identifier="over-all", title="Over all sets", tables=(table,))


def _set_sections(
    comparison: Comparison,
    runs: Sequence[Trajectory],
    space: Space | None,
    objectives: Sequence[Objective],
    place: int,
    *,
    detailed: bool,
) -> Iterator[Section]:
    name, key = comparison.set_name, f"set-{place}"
    pairs = pairs_table(comparison, f"{key}-pairs")
    yield Section(
        identifier=key,
        title=name,
        tables=(comparison_table(comparison, f"{key}-table"), *((pairs,) if pairs else ())),
        plots=(comparison_course(comparison, f"{key}-course"),) if detailed else (),
    )
    if space is None or not detailed:
        return
    yield Section(
        identifier=f"{key}-exploration",
        title=f"{name}: where the space was explored",
        text=("Each field says which share of a proposer's proposals had this value.",),
        plots=proposer_maps(runs, space, f"{key}-map"),
    )
    if objectives:
        yield from _reasons(comparison, runs, space, objectives, key)


def _reasons(
    comparison: Comparison,
    runs: Sequence[Trajectory],
    space: Space,
    objectives: Sequence[Objective],
    key: str,
) -> Iterator[Section]:
    tables = []
    for number_of, summary in enumerate(comparison.summaries):
        run = middle_run(runs, summary, objectives)
        if run is not None:
            tables.append(run_table(run, objectives, space, f"{key}-run-{number_of}"))
    if tables:
        yield Section(
            identifier=f"{key}-reasons",
            title=f"{comparison.set_name}: the reasons",
            tables=tuple(tables),
        )
