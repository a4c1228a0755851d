"""The page of a campaign."""

from __future__ import annotations

from orthought import __version__
from orthought.campaign.measures.entropy import ceiling, exploration, random_reference
from orthought.campaign.objectives import scores
from orthought.campaign.report.course import campaign_course
from orthought.campaign.report.experiments import best_table, experiments_table, open_table
from orthought.campaign.report.exploring import pair_maps, value_table
from orthought.campaign.report.fronts import front_section
from orthought.campaign.report.wording import goal_text, point_text, result_text, usage_text
from orthought.campaign.space.writing import write_rule
from orthought.campaign.state import CampaignState
from orthought.campaign.status import best_of
from orthought.errors import InputError
from orthought.pages.document import Document, Fact, Section
from orthought.solution import Usage


def campaign_document(state: CampaignState, usage: Usage | None = None) -> Document:
    """Return the report of a campaign, ready for any format.

    Args:
        state: what is known of the campaign.
        usage: of the language model, where one was asked and it is known.
    """
    sections = (
        _result(state),
        _course(state),
        front_section(state.observations, state.plan.objectives, state.plan.space),
        _exploration(state),
        _experiments(state),
        _waiting(state),
        _making(state, usage),
    )
    return Document(
        title=f"Campaign: {state.plan.name}",
        warnings=tuple(_warnings(state)),
        facts=tuple(_facts(state)),
        sections=tuple(section for section in sections if section is not None),
    )


def _facts(state: CampaignState) -> list[Fact]:
    plan, rows = state.plan, state.observations
    facts = [Fact(name="goal", value=goal_text(plan.objectives))]
    for row in best_of(rows, scores(rows, plan.objectives)):
        facts.append(Fact(name="best so far", value=result_text(row, plan.objectives)))
        facts.append(Fact(name="best experiment", value=point_text(plan.space, row.point)))
    budget = f" of {plan.budget}" if plan.budget is not None else ""
    done = f"{state.answered}{budget} done, {len(state.open)} proposed and waiting"
    before = len(rows) - state.answered
    done += f", {before} known before or not proposed" if before else ""
    facts.append(Fact(name="experiments", value=done))
    facts.append(Fact(name="proposer", value=plan.proposer.label))
    return facts


def _warnings(state: CampaignState) -> list[str]:
    found = scores(state.observations, state.plan.objectives)
    failed = sum(score is None for score in found)
    if not found:
        return ["No result was told yet."]
    if failed:
        return [f"{failed} of {len(found)} experiments gave no number; they count as tried."]
    return []


def _result(state: CampaignState) -> Section | None:
    table = best_table(state.observations, state.plan.objectives, state.plan.space)
    if table is None:
        return None
    return Section(identifier="result", title="Best results", tables=(table,))


def _course(state: CampaignState) -> Section | None:
    plots = campaign_course(state.observations, state.plan.objectives)
    if not plots:
        return None
    return Section(
        identifier="trajectory",
        title="How the campaign went",
        text=("Each dot is an experiment. The line is the best result up to there.",),
        plots=plots,
    )


def _exploration(state: CampaignState) -> Section | None:
    plan, rows = state.plan, state.observations
    if not rows:
        return None
    points = [row.point for row in rows]
    spread, most = exploration(points, plan.space), ceiling(plan.space, len(points))
    return Section(
        identifier="exploration",
        title="Where the space was explored",
        text=(
            f"Spread of the experiments over the values (entropy): {spread:.2f}. 0 would be always "
            f"the same values, {most:.2f} is the most that {len(points)} experiments can reach"
            f"{_random_words(state)}.",
        ),
        plots=pair_maps(rows, plan.objectives, plan.space),
        tables=(value_table(rows, plan.objectives, plan.space),),
    )


def _random_words(state: CampaignState) -> str:
    """Return what random draws have; nothing where the rules leave too little to draw from."""
    plan, count = state.plan, len(state.observations)
    try:
        drawn = random_reference(plan.space, count, seed=plan.seed)
    except InputError:
        return ""
    return f", and {drawn:.2f} is what random draws have on average"


def _experiments(state: CampaignState) -> Section | None:
    plan = state.plan
    if not state.observations:
        return None
    return Section(
        identifier="reasons",
        title="The experiments and their reasons",
        tables=(experiments_table(state.observations, plan.objectives, plan.space),),
    )


def _waiting(state: CampaignState) -> Section | None:
    table = open_table(state)
    if table is None:
        return None
    return Section(identifier="waiting", title="What to do next", tables=(table,))


def _making(state: CampaignState, usage: Usage | None) -> Section:
    plan = state.plan
    size = plan.space.size
    lines = [
        f"The space has {size:,} combinations before its rules."
        if size is not None
        else "The space has infinitely many combinations.",
        *(f"Rule: {write_rule(rule)}" for rule in plan.space.rules),
        *(f"Plate rule: {line}" for line in (plan.plate.words() if plan.plate else ())),
        f"Proposer {plan.proposer.label}, batches of {plan.batch}, seed {plan.seed}; "
        f"ORThought {__version__}.",
    ]
    if usage is not None:
        lines.append(f"Language model: {usage_text(usage)}.")
    return Section(identifier="making", title="How it was made", text=tuple(lines))
