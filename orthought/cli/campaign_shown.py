"""A campaign as text: proposals with their reasons, receipts, the status."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from orthought.cli.numbers import format_number, plural, with_unit
from orthought.cli.terminal import PIPE_WIDTH, clean_line

if TYPE_CHECKING:
    from orthought.campaign.observations import Observation
    from orthought.campaign.plan import Plan
    from orthought.campaign.space import Parameter, Point, Value
    from orthought.campaign.state import CampaignState
    from orthought.campaign.status import Status
    from orthought.campaign.telling import Receipt
    from orthought.solution import Usage

STEPS: Final = 250
"""A range is shown in so many steps or more: nobody sets 69.32058128402372 °C."""


def proposals_text(state: CampaignState) -> str:
    """Return the open proposals, each with the reason for it."""
    blocks = []
    for place in state.open:
        proposal = state.proposal(place)
        marks = " (repaired: the model's own was no new experiment)" if proposal.repaired else ""
        lines = [f"{place}  {point_text(proposal.point, state.plan)}{marks}"]
        if proposal.reason:
            lines += _wrapped(clean_line(proposal.reason))
        blocks.append("\n".join(lines))
    return "\n".join(blocks) + "\n"


def proposals_json(state: CampaignState) -> dict[str, Any]:
    """Return the open proposals as data."""
    return {
        "campaign": state.plan.name,
        "proposals": [
            {"proposal": str(place), **state.proposal(place).model_dump(mode="json")}
            for place in state.open
        ],
        "left": state.left,
    }


def write_table(path: Path, state: CampaignState) -> None:
    """Write the open proposals as a table with empty fields for the results.

    Raises:
        InputError: the file cannot be written, or another one of this name is there.
    """
    from orthought.errors import InputError
    from orthought.files import write_whole

    plan = state.plan
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["proposal", *plan.space.names, *plan.measured, "reason"])
    for place in state.open:
        proposal = state.proposal(place)
        values = [shown_value(each, proposal.point[each.name]) for each in plan.space.parameters]
        table.writerow([str(place), *values, *[""] * len(plan.measured), _cell(proposal.reason)])
    if path.exists() and path.read_bytes() != text.getvalue().encode():
        raise InputError(
            f"{path} is there already, and may hold results",
            fix=f"tell them first (orthought campaign tell {path}), or name another file",
        )
    try:
        write_whole(path, text.getvalue())
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror}", fix="name another file with --csv"
        ) from None


def receipt_text(receipt: Receipt) -> str:
    """Return what became of the rows on one line."""
    parts = [
        (receipt.answered, "result taken in", "results taken in"),
        (receipt.extra, "taken in that was not proposed", "taken in that were not proposed"),
        (receipt.corrected, "result corrected", "results corrected"),
        (receipt.repeats, "row was known already", "rows were known already"),
        (receipt.waiting, "row has no result yet", "rows have no result yet"),
    ]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
    return "; ".join(said) or "nothing to take in"


def status_text(status: Status, plan: Plan) -> str:
    """Return how far a campaign is and what was best."""
    lines = [f"{clean_line(status.name)} ({clean_line(status.proposer)}): {_progress(status)}"]
    names = [objective.name for objective in status.objectives]
    for row in status.best:
        head = "best" if len(names) > 1 else f"best {names[0]}"
        lines.append(f"{clean_line(head)}: {_result_text(row, status, plan)}")
    if status.front:
        lines.append(f"not beaten in all of {clean_line(', '.join(names))}:")
        lines += [f"  {_result_text(row, status, plan)}" for row in status.front]
    if status.usage is not None:
        lines.append(f"language model: {usage_text(status.usage)}")
    return "\n".join(lines) + "\n"


def usage_text(usage: Usage) -> str:
    """Return calls, tokens and cost on one line."""
    cost = "cost unknown" if usage.cost_usd is None else f"{usage.cost_usd:.4f} USD"
    tokens = usage.prompt_tokens + usage.completion_tokens
    return f"{plural(usage.calls, 'call')}, {tokens} tokens, {cost}"


def point_text(point: Point, plan: Plan) -> str:
    """Return a point on one line, with units and labels."""
    parts = []
    for parameter in plan.space.parameters:
        value = point[parameter.name]
        shown = shown_value(parameter, value)
        if parameter.kind == "categorical":
            label = next((o.label for o in parameter.options if o.name == value), "")
            shown = f"{label} ({value})" if label and label != value else shown
        unit = getattr(parameter, "unit", "")
        parts.append(f"{clean_line(parameter.name)} = {clean_line(with_unit(shown, unit))}")
    return ", ".join(parts)


def shown_value(parameter: Parameter, value: Value) -> str:
    """Return a value as one sets it: numbers of a range to a thousandth of it, roughly."""
    if isinstance(value, str):
        return value
    if parameter.kind != "continuous":
        return format_number(value, digits=12)
    places = max(0, math.ceil(-math.log10((parameter.high - parameter.low) / STEPS)))
    rounded = min(max(round(value, places), parameter.low), parameter.high)
    return format_number(rounded, digits=15)


def _progress(status: Status) -> str:
    done = plural(status.answered, "experiment")
    if status.budget is not None:
        done = f"{status.answered} of {plural(status.budget, 'experiment')} done"
    else:
        done += " done"
    more = status.measured - status.answered
    parts = [done]
    if status.open:
        parts.append(f"{status.open} proposed and waiting")
    if status.left is not None and status.left:
        parts.append(f"{status.left} left")
    if more:
        parts.append(f"{more} more known")
    if status.failed:
        parts.append(f"{status.failed} without a number")
    return ", ".join(parts)


def _result_text(row: Observation, status: Status, plan: Plan) -> str:
    from orthought.campaign.objectives import value_of

    values = []
    for objective in status.objectives:
        value = value_of(row.values, objective)
        shown = "no number" if value is None else with_unit(format_number(value), objective.unit)
        several = len(status.objectives) > 1
        values.append(f"{clean_line(objective.name)} {shown}" if several else shown)
    origin = f" (batch {row.batch})" if row.batch else ""
    return f"{', '.join(values)} at {point_text(row.point, plan)}{origin}"


def _wrapped(text: str) -> list[str]:
    import shutil
    import textwrap

    width = min(shutil.get_terminal_size((PIPE_WIDTH, 24)).columns, PIPE_WIDTH)
    return textwrap.wrap(text, max(20, width), initial_indent="     ", subsequent_indent="     ")


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    line = clean_line(text)
    return f"'{line}" if line[:1] in ("=", "+", "-", "@") else line
