"""The cards of the methods in which several speakers work on one problem."""

from __future__ import annotations

from typing import Final

from orthought.agent.methods.card import LANGUAGE, SHAPE, MethodCard, repairs_of
from orthought.agent.methods.chain_of_experts import method as chain
from orthought.agent.methods.chain_of_experts.cast import CAST
from orthought.agent.methods.optimus import method as optimus
from orthought.agent.methods.optimus.replies import MOST_SENT_BACK
from orthought.agent.methods.optimus.state import MOST_CLAUSES
from orthought.settings import Settings


def card_of_chain(settings: Settings) -> MethodCard:
    """Return the card of `chain_of_experts`."""
    repairs = repairs_of(settings)
    trials = chain.trials_of(repairs)
    return MethodCard(
        name="chain_of_experts",
        title="A conductor calls experts one after another; a failure goes back through them",
        source='Xiao et al., "Chain-of-Experts", ICLR 2024',
        temperature=settings.temperature,
        max_repairs=trials - 1,
        calls_least=chain.FEWEST_CALLS,
        calls_most=chain.most_calls(repairs),
        deviations=(
            LANGUAGE,
            "Written from the paper's description; every prompt is ours.",
            f"{len(CAST)} experts: the paper's eleven without the one that writes LP files, since "
            "a program is wanted. None looks anything up in documentation or a library of models.",
            "The evaluator is the sandbox and the solver: no test data are written. A trial fails "
            "where there is no program, no instance or no proven or feasible point; an answer is "
            "never put before the experts.",
            f"A chain has at most {chain.STEPS} comments, an expert speaks once in it, and the "
            "conductor may end it sooner. Where it twice names nobody, the next of the cast "
            "speaks.",
            f"At most {chain.TRIALS} trials as in the paper, fewer where max_repairs is below "
            f"{chain.TRIALS - 1}.",
            "The expert at fault corrects its comment and what was said after it is dropped. Where "
            "nobody is at fault the chain begins anew, with the failure told to the conductor; a "
            "model proven infeasible or unbounded stands.",
            _ASKED_TWICE,
            _BUDGET,
            SHAPE,
            "Models that take a grammar are held to it in choices, verdicts and the program.",
        ),
        prompts=(
            "standard/system",
            "standard/reask",
            *(f"chain_of_experts/{name}" for name in _CHAIN),
            *(f"chain_of_experts/cast/{name}" for name in CAST),
        ),
    )


def card_of_optimus(settings: Settings) -> MethodCard:
    """Return the card of `optimus`."""
    repairs = repairs_of(settings)
    return MethodCard(
        name="optimus",
        title="Parameters, clauses, then formulas and code clause by clause in one shared state",
        source="AhmadiTeshnizi et al. 2024 (OptiMUS), arXiv 2402.10172",
        temperature=settings.temperature,
        max_repairs=repairs,
        calls_least=optimus.FEWEST_CALLS,
        calls_most=optimus.most_calls(repairs),
        deviations=(
            LANGUAGE,
            "Written from the paper's description; every prompt is ours.",
            "The problem comes as it stands and is not rewritten for the parameters; numbers stand "
            "in the state with their values, and clauses cite the numbers of their sentences.",
            "The manager is asked only where there is a choice, after a failure; before it, what "
            "each clause still lacks says whose turn it is. There is no log of a conversation: the "
            "state and the failure are what it sees.",
            "Variables are declared, and the pieces of code put together, by our code.",
            "What a clause is about is taken from what its formulator names; a programmer sees "
            "that part of the state alone.",
            f"At most {MOST_CLAUSES} clauses, and {MOST_SENT_BACK} of them again after a failure; "
            "the number of failures that are mended is that of max_repairs.",
            "Where the manager twice says nothing that can be done, the programmer mends the "
            "clauses at whose lines or rows the failure points, if any.",
            "An answer is the end: neither a plausible value nor the user's feedback is asked for. "
            "The manager may let a model stand that is proven infeasible or unbounded.",
            _ASKED_TWICE,
            _BUDGET,
            "The system message says nothing of Pyomo, the programmer's prompt shows the lines "
            "that stand and the shape of the one to come.",
            "Models that take a grammar are held to it in the code alone.",
        ),
        prompts=("standard/reask", *(f"optimus/{name}" for name in _OPTIMUS)),
    )


_ASKED_TWICE: Final = (
    "A reply that cannot be read is asked for once more, since the next speaker has nothing to go "
    "on from."
)
_BUDGET: Final = (
    "Where a budget ends first, the attempts so far count in a measurement; elsewhere the run goes "
    "on with a larger one."
)
_OPTIMUS: Final = ("system", "parameters", "clauses", "formulate", "code", "manage")
_CHAIN: Final = ("conductor", "system", "problem", "conduct", "comment", "reduce", "reflect")
