"""The page of a probe: what a language model knows of a set, for people who know chemistry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from orthought.campaign.report.probe_names import names_section
from orthought.campaign.report.probe_reading import MASKED_AS, named_words, title
from orthought.campaign.report.probe_values import values_section
from orthought.campaign.report.wording import usage_text
from orthought.campaign.simulation.probe_record import ProbeRecord
from orthought.pages.document import Document, Fact, Section

ORIGIN: Final = ("command", "created", "orthought", "commit")
"""What the page says of where it comes from."""


def probe_document(records: Sequence[ProbeRecord]) -> Document:
    """Return the report of one or more probes, ready for any format.

    Args:
        records: probes, such as one a language model.
    """
    sections: list[Section] = []
    for place, record in enumerate(records):
        head = f"{record.result.set_name}, {record.result.llm}" if len(records) > 1 else ""
        sections += _sections(record, f"probe-{place}", head)
    sets = dict.fromkeys(record.result.set_name for record in records)
    return Document(
        title=f"What does the model know of {', '.join(sets)}?",
        warnings=tuple(_warnings(records)),
        facts=tuple(_facts(records)),
        sections=(*sections, _reading()),
    )


def _sections(record: ProbeRecord, key: str, head: str) -> Iterator[Section]:
    result = record.result
    yield values_section(result, key, head)
    if result.names is not None:
        yield names_section(result, result.names, key, head)
    yield Section(
        identifier=f"{key}-making",
        title=title(head, "how it was made"),
        text=tuple(_making(record)),
    )


def _facts(records: Sequence[ProbeRecord]) -> Iterator[Fact]:
    results = [record.result for record in records]
    yield Fact(name="set", value=", ".join(dict.fromkeys(each.set_name for each in results)))
    yield Fact(name="language model", value=", ".join(dict.fromkeys(each.llm for each in results)))
    kinds = dict.fromkeys(each.kind for each in results)
    yield Fact(name="under the mask", value=" or ".join(MASKED_AS[kind] for kind in kinds))
    for each in results:
        name = "finding" if len(results) == 1 else f"finding, {each.llm}"
        yield Fact(name=name, value=named_words(each.named))


def _warnings(records: Sequence[ProbeRecord]) -> Iterator[str]:
    for result in (record.result for record in records):
        for probe, what in ((result.named, "as they are"), (result.masked, "under the mask")):
            missing = probe.asked - probe.answered
            if missing:
                yield (
                    f"{result.llm} on {result.set_name}, names {what}: {missing} of {probe.asked} "
                    "predictions came back without a number; they are left out."
                )


def _making(record: ProbeRecord) -> Iterator[str]:
    result, origin = record.result, record.origin
    if result.usage is not None:
        yield f"Language model, for the predictions: {usage_text(result.usage)}."
    if result.names is not None:
        yield (
            "The campaigns count what they took on pages of their own: orthought campaign report "
            f"{record.folder / 'named'}, and {record.folder / 'masked'}."
        )
    known = {name: str(origin.get(name) or "not recorded") for name in ORIGIN}
    yield f"Command: {known['command']}"
    yield (
        f"Seed {result.seed}; {known['created']}; ORThought {known['orthought']}, commit "
        f"{known['commit']}."
    )


def _reading() -> Section:
    return Section(
        identifier="reading",
        title="How to read this page",
        text=(
            "Measured sets are published, and a language model may have read them. A good result "
            "on such a set may then be memory and not skill.",
            "Knowledge that shows here is knowledge of chemistry or of this very set; the probes "
            "cannot tell these apart. Where none shows, that is no proof that there is none: the "
            "intervals say how much could have been missed.",
            "Rank correlation (Spearman): 1 where the predicted order of the experiments is the "
            "measured one, 0 where there is no relation, -1 where it is turned around. It asks for "
            "the order only, not for the numbers.",
            "Names that are hidden become numbers (option 1, option 2). Names that are permuted go "
            "to other options of the same parameter, so that knowledge misleads. Numbers, such as "
            "temperatures, stay what they are in both; what a model knows of these, it keeps.",
        ),
    )
