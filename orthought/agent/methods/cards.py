"""What each method does, costs and changes against its paper: the text beside every measurement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from orthought.agent.checker.stage import MOST_CALLS as MOST_CHECKER_CALLS
from orthought.agent.checker.stage import has_checker
from orthought.agent.grounded.method import MOST_CALLS
from orthought.agent.methods.card import (
    FRAME,
    LANGUAGE,
    MAX_REPAIRS,
    PAPER,
    SHAPE,
    STANDARD_PROMPTS,
    MethodCard,
    is_bounded,
    repairs_of,
)
from orthought.agent.methods.self_consistency import (
    SAMPLES,
    TEMPERATURE,
    sampling_temperature,
)
from orthought.agent.methods.team_cards import card_of_chain, card_of_optimus
from orthought.agent.registry import get_method
from orthought.errors import SettingsError
from orthought.llm.profiles import profile_of
from orthought.settings import Settings

ABLATION_SEPARATOR: Final = "+"


def card_of(name: str, settings: Settings | None = None) -> MethodCard:
    """Return the card of a method.

    Args:
        name: a registered method, 'orthought+ABLATION', or 'package.module:Class'; a class of the
            user's own may carry a MethodCard as its attribute `card`.
        settings: of the measurement: samples, temperature, repairs, budgets and language model;
            None: the most that the method does anywhere.

    Raises:
        SettingsError: no such method or ablation; the near misses are named.
    """
    chosen = settings or Settings(max_repairs=MAX_REPAIRS)
    base, plus, ablation = name.partition(ABLATION_SEPARATOR)
    method = get_method(base)
    if plus:
        _require_ablation(base, ablation)
    build = _CARDS.get(base)
    card = build(chosen) if build else _foreign(base, method)
    return _ablated(card, ablation) if plus else card


def _require_ablation(base: str, ablation: str) -> None:
    import difflib

    if base != "orthought":
        raise SettingsError(
            f"the method {base!r} has no ablations", fix="only orthought has: leave the part away"
        )
    if ablation not in _ABLATIONS:
        near = difflib.get_close_matches(ablation, _ABLATIONS, n=2) or sorted(_ABLATIONS)
        raise SettingsError(
            f"the method 'orthought' has no ablation {ablation!r}", fix=f"use {' or '.join(near)}"
        )


def _ablated(card: MethodCard, ablation: str) -> MethodCard:
    change = f"Ablation: {_ABLATIONS[ablation]}"
    return card.model_copy(
        update={
            "name": f"{card.name}{ABLATION_SEPARATOR}{ablation}",
            "title": f"{card.title}; {_ABLATIONS[ablation]}",
            "deviations": (change, *card.deviations, _ABLATION_OF_SMALL),
        }
    )


def _foreign(name: str, method: Any) -> MethodCard:
    card = getattr(method, "card", None)
    if isinstance(card, MethodCard):
        return card
    described = (type(method).__doc__ or name).strip().splitlines()[0]
    return MethodCard(name=name, title=described)


def _orthought(settings: Settings) -> MethodCard:
    repairs = repairs_of(settings)
    return MethodCard(
        name="orthought",
        title="Expert-guided reasoning: understand, build step by step, write the program, repair",
        source=PAPER,
        temperature=settings.temperature,
        max_repairs=repairs,
        # Each draft may be asked for once more; advice may be overruled, missing numbers answered.
        calls_most=2 * (3 + repairs)
        + (MOST_CALLS if profile_of(settings.llm).grounded else 0)
        + (MOST_CHECKER_CALLS if has_checker(settings) else 0),
        deviations=(
            LANGUAGE,
            "Numbers are data of the program and not literals in it.",
            "Advice and a worked example of the problem's class stand in the prompt; they are "
            "chosen without a call.",
            "A repair sees conflicting rows and rays, not only errors.",
            "A reply that cannot be read is asked for once more.",
            "A second reader, who sees the text and the names of the decisions alone, writes what "
            "the text says of a plan; where the answer disagrees, one call settles it, and what "
            "stays open makes the answer doubtful. Left out for models whose profile says so.",
            "Small models that take a grammar say what each number of a text is for, sentence by "
            "sentence, and the program is compiled from that; where tables stand beside the text "
            "or no reading can be solved, they write an analysis and the program alone, after two "
            "worked examples.",
        ),
        prompts=(
            "orthought/system",
            "orthought/model",
            "orthought/format",
            "orthought/reask",
            "orthought/repair",
            "checker/system",
            "checker/write",
            "checker/reask",
            "checker/settle",
            "small/system",
            "small/problem",
            "small/repair",
            "grounded/system",
            "grounded/problem",
            "grounded/sentence",
        ),
    )


def _standard(settings: Settings) -> MethodCard:
    return MethodCard(
        name="standard",
        title="One prompt: write the program",
        source=PAPER,
        temperature=settings.temperature,
        calls_most=1,
        deviations=(
            LANGUAGE,
            "Only the program is asked for; the paper's prompt asks for a mathematical model too.",
            SHAPE,
            FRAME,
            _NO_REPAIR,
        ),
        prompts=STANDARD_PROMPTS,
    )


def _cot(settings: Settings) -> MethodCard:
    return MethodCard(
        name="cot",
        title="Chain of thought: think step by step, then write the program",
        source=f"Wei et al. 2022, arXiv 2201.11903; without worked examples as in {PAPER}",
        temperature=settings.temperature,
        calls_most=1,
        deviations=(
            LANGUAGE,
            "No worked examples of reasoning, which Wei et al. give: the model is only told to "
            "think step by step.",
            SHAPE,
            FRAME,
            _NO_REPAIR,
        ),
        prompts=_COT_PROMPTS,
    )


def _self_consistency(settings: Settings) -> MethodCard:
    samples = settings.samples or SAMPLES
    return MethodCard(
        name="self_consistency",
        title="Several chains of thought; the answer that most of them give",
        source=f"Wang et al. 2022, arXiv 2203.11171; among the baselines of {PAPER}",
        samples=samples,
        temperature=sampling_temperature(settings, profile_of(settings.llm)),
        calls_least=1 if is_bounded(settings) else samples,
        calls_most=samples,
        deviations=(
            LANGUAGE,
            "What votes is the solver's proven status and objective, equal within 1e-5; a sample "
            "that failed has no vote, and of equal groups the first wins. (ORThought's release "
            "counts equal texts of results, errors too, and draws among equals.)",
            f"{SAMPLES} samples at temperature {TEMPERATURE} unless set otherwise (ORThought's "
            "release: 3 of the standard prompt at 0.5); models that fix a temperature keep it.",
            "Where a budget ends first, the samples drawn so far vote.",
            SHAPE,
            FRAME,
            _NO_REPAIR,
        ),
        prompts=_COT_PROMPTS,
    )


def _reflexion(settings: Settings) -> MethodCard:
    rounds = repairs_of(settings)
    return MethodCard(
        name="reflexion",
        title="Attempt, reflect on what became of it, try again",
        source=f"Shinn et al. 2023, arXiv 2303.11366; among the baselines of {PAPER}",
        temperature=settings.temperature,
        max_repairs=rounds,
        calls_least=1 if is_bounded(settings) or not rounds else 2,
        calls_most=1 + 2 * rounds,
        deviations=(
            LANGUAGE,
            "The evaluator is the sandbox and the solver, and the model's own verdict on an "
            "answer: no tests are written.",
            "It stops as soon as the model calls an answer right; ORThought's release always "
            "writes another program. A round is a reflection and an attempt; the number of rounds "
            "is that of max_repairs.",
            "The memory holds every reflection and the last program, not all programs.",
            "The last attempt with an answer counts, where later ones have none.",
            "Where a budget ends first, the attempts so far count.",
            SHAPE,
            FRAME,
        ),
        prompts=(*STANDARD_PROMPTS, "reflexion/reflect", "reflexion/retry"),
    )


_NO_REPAIR: Final = "Nothing is repaired or asked again, as in the paper's baselines."
_ABLATION_OF_SMALL: Final = (
    "Models whose profile asks for the program alone get no other prompt by an ablation."
)
_ABLATIONS: Final = {
    "without_understanding": "the understanding is left out",
    "understanding_simplified": "the understanding is one sentence",
    "building_simplified": "the model is not built step by step",
    "without_grounding": "small models write whole programs as well",
    "without_checker": "nobody reads the text a second time",
}
_COT_PROMPTS: Final = ("standard/system", "cot/model")
_CARDS: Final[dict[str, Callable[[Settings], MethodCard]]] = {
    "orthought": _orthought,
    "standard": _standard,
    "cot": _cot,
    "self_consistency": _self_consistency,
    "reflexion": _reflexion,
    "chain_of_experts": card_of_chain,
    "optimus": card_of_optimus,
}
