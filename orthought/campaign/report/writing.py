"""Write the pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orthought.errors import RunFolderError
from orthought.files import write_whole
from orthought.pages.document import Document, Fact
from orthought.pages.html import to_html

if TYPE_CHECKING:
    from orthought.campaign.simulation.folder import SimulationRun
    from orthought.campaign.state import CampaignState
    from orthought.solution import Usage


def write_campaign_report(
    state: CampaignState, path: Path | str, *, usage: Usage | None = None
) -> Path:
    """Write the page of a campaign.

    Args:
        state: what is known of the campaign, such as `look(folder)` returns it.
        path: of the HTML file.
        usage: of the language model, such as `usage_of(events)` returns it.

    Raises:
        RunFolderError: the file cannot be written.
    """
    from orthought.campaign.report.campaign_page import campaign_document

    return _write(campaign_document(state, usage), Path(path))


def write_simulation_report(
    folders: Sequence[Path | str], path: Path | str, *, threshold: float | None = None
) -> Path:
    """Write the page of one or more simulations.

    Args:
        folders: of the simulations.
        path: of the HTML file.
        threshold: for times and hit rates; None: what the best 1 % of a set reach.

    Raises:
        RunFolderError: a folder holds no simulation, or the file cannot be written.
        InputError: there is no finished run.
    """
    from orthought.campaign.report.simulation_page import simulation_document
    from orthought.campaign.simulation.folder import open_sets, read_simulation
    from orthought.campaign.simulation.standing import make_leaderboard

    found = make_leaderboard(folders, threshold=threshold)
    runs = [read_simulation(folder) for folder in folders]
    sets = {name: item for run in runs for name, item in open_sets(run).items()}
    seen: dict[tuple[str, str, int], Any] = {}
    for run in runs:
        for each in run.trajectories:
            seen.setdefault((each.set_name, each.proposer, each.seed), each)
    document = simulation_document(
        found,
        list(seen.values()),
        spaces={name: item.space for name, item in sets.items()},
        objectives={name: item.objectives for name, item in sets.items()},
        facts=_facts(runs),
    )
    return _write(document, Path(path))


def write_probe_report(folders: Sequence[Path | str], path: Path | str) -> Path:
    """Write the page of one or more probes of what language models know of a set.

    Args:
        folders: of the probes.
        path: of the HTML file.

    Raises:
        RunFolderError: a folder holds no finished probe, or the file cannot be written.
    """
    from orthought.campaign.report.probe_page import probe_document
    from orthought.campaign.simulation.probe_record import read_probe

    return _write(probe_document([read_probe(folder) for folder in folders]), Path(path))


def _facts(runs: Sequence[SimulationRun]) -> list[Fact]:
    facts = []
    for name in ("command", "created", "commit", "orthought"):
        values = dict.fromkeys(str(run.manifest[name]) for run in runs if run.manifest.get(name))
        if values:
            facts.append(Fact(name=name, value="; ".join(values)))
    modes = dict.fromkeys(run.design.mode for run in runs)
    facts.append(Fact(name="rules", value=" and ".join(modes)))
    return facts


def _write(document: Document, path: Path) -> Path:
    try:
        return write_whole(path, to_html(document))
    except OSError as error:
        raise RunFolderError(
            f"cannot write {path}: {error.strerror}", fix="name another file with --out"
        ) from None
