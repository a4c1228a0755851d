"""`orthought campaign rule`: rules in words become rules of the campaign, once confirmed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean, session, show_json, tell, write

if TYPE_CHECKING:
    from orthought.campaign.campaign import Campaign
    from orthought.campaign.settings import CampaignSettings

BEGINS: Final = ("forbid ", "require ", "when ")
"""How rules begin that are written as in campaign.toml."""


def rule(
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT", help="Such as 'no strong bases in DMF', or a rule as in campaign.toml."
        ),
    ],
    plate: Annotated[
        bool,
        typer.Option("--plate", help="About a batch, such as 'at most two solvents a plate'."),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Do not ask: read it back, and take it as it was understood."),
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Folder of the campaign; default: ./campaign, or here."
        ),
    ] = None,
    llm: use.Llm = None,
    base_url: use.BaseUrl = None,
    timeout: use.Timeout = None,
    budget_usd: use.BudgetUsd = None,
    budget_calls: use.BudgetCalls = None,
    budget_tokens: use.BudgetTokens = None,
    offline: use.Offline = False,
    no_cache: use.NoCache = False,
    json: use.Json = False,
) -> None:
    """Add a rule in words. It is read back as it was understood, and kept when you confirm it.

    A rule that is written as in campaign.toml needs no language model. With --plate, the rules take
    the place of the plate rules so far.
    """
    from orthought.campaign.folder import change_settings, find_folder, open_campaign
    from orthought.campaign.settings import FILE, read_settings
    from orthought.cli.campaign import model_flags

    flags = dict(locals())
    session.json = json
    where = find_folder(folder)
    _require_file(where / FILE)
    with open_campaign(where, model_flags(flags)).campaign as campaign:
        stated = read_settings(where / FILE)
        draft = (
            _understand_plate(text, campaign, stated)
            if plate
            else _understand(text, campaign, stated)
        )
    if not json:
        _show(draft)
    # Nothing understood is nothing to keep; without a person to ask, only --yes is consent.
    kept = bool(draft.words) and (yes or (not json and _confirmed()))
    if kept:
        old = change_settings(where, draft.settings)
        tell(f"kept in {where / FILE}; the former file is {old}")
    if json:
        show_json({"words": draft.words, "not_expressed": draft.unsaid, "kept": kept})


@dataclass(frozen=True)
class Draft:
    """A rule as it was understood."""

    settings: CampaignSettings
    """The campaign with the rule."""
    words: tuple[str, ...]
    unsaid: tuple[str, ...]


def _understand(text: str, campaign: Campaign, stated: CampaignSettings) -> Draft:
    """Read a rule that is written as in campaign.toml; ask the language model about others."""
    from orthought.campaign.space.writing import read_rule, write_rule
    from orthought.campaign.words.space_words import space_rules_from_words
    from orthought.errors import InputError

    try:
        written = write_rule(read_rule(text, campaign.space.parameters))
    except InputError as error:
        # A slip in a rule must not pass for a sentence: the model would guess what was meant.
        if text.lower().startswith(BEGINS):
            tell(f"read as words by the language model, not as a rule: {error.message}")
        draft = campaign.consult(lambda asked: space_rules_from_words(text, campaign.space, asked))
        return Draft(_with_rules(stated, draft.texts), draft.words, draft.not_expressed)
    return Draft(_with_rules(stated, (written,)), (written,), ())


def _with_rules(stated: CampaignSettings, texts: tuple[str, ...]) -> CampaignSettings:
    return stated.model_copy(update={"rules": (*stated.rules, *texts)})


def _understand_plate(text: str, campaign: Campaign, stated: CampaignSettings) -> Draft:
    from orthought.campaign.words.plate_words import rules_from_words

    draft = campaign.consult(lambda asked: rules_from_words(text, campaign.space, asked))
    settings = stated.model_copy(update={"plate": draft.rules})
    if not draft.words:  # nothing was understood: the rules so far must not give way to nothing
        return Draft(stated, (), draft.not_expressed)
    replaced = ("This takes the place of the plate rules so far.",) if stated.plate else ()
    return Draft(settings, (*draft.words, *replaced), draft.not_expressed)


def _show(draft: Draft) -> None:
    """Read the rule back, also where --yes takes it: what was kept must be seen."""
    for line in draft.words:
        write(f"  {clean(line)}\n")
    for line in draft.unsaid:
        tell(f"  NOT kept, as no rule can say it: {clean(line)}", always=True)


def _confirmed() -> bool:
    """Ask; silence is no consent."""
    sys.stderr.write("keep it? [y/N] ")
    sys.stderr.flush()
    answer = sys.stdin.readline() if sys.stdin is not None else ""
    return answer.strip().lower() in ("y", "yes")


def _require_file(file: Path) -> None:
    from orthought.errors import RunFolderError

    if not file.is_file():
        raise RunFolderError(
            f"there is no {file}: the campaign was begun by a program",
            fix="give the rule there, in its space",
        )


def add_to(app: Any) -> None:
    """Register the command."""
    app.command("rule")(rule)
