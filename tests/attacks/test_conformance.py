"""Every confining tier holds every attack that is shown to succeed without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orthought.execution import paths
from orthought.execution.interface import Tier
from orthought.execution.probe import probe_tier

if not paths.on_linux():
    pytest.skip("the attacks are those of Linux", allow_module_level=True)

from orthought.execution.conformance import ATTACKS, Attack, Outcome, Stage

MEDIUM_BREACHES: frozenset[str] = frozenset()
"""Attacks that the medium tier does not hold; one that it learns to hold leaves the list."""
TIERS = (Tier.STRONG, Tier.MEDIUM)

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    with Stage(tier for tier in TIERS if probe_tier(tier).available) as opened:
        yield opened


@pytest.mark.covers("attacks-held", "attacks-shown-to-work")
@pytest.mark.parametrize("tier", TIERS, ids=str)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_tier_holds(stage: Stage, attack: Attack, tier: Tier) -> None:
    report = probe_tier(tier)
    if not report.available:
        pytest.skip(f"{tier}: {report.reason}")
    verdict = stage.judge(attack, tier)
    if verdict.outcome is Outcome.NOT_EXERCISED:
        assert verdict.evidence
        pytest.skip(verdict.evidence)
    breaches = MEDIUM_BREACHES if tier is Tier.MEDIUM else frozenset()
    expected = Outcome.BREACHED if attack.name in breaches else Outcome.HELD
    assert verdict.outcome is expected, f"{attack.tries} {verdict.evidence}"


@pytest.mark.covers("attacks-held")
@pytest.mark.parametrize("tier", TIERS, ids=str)
def test_a_good_program_passes(stage: Stage, tier: Tier) -> None:
    if not probe_tier(tier).available:
        pytest.skip(probe_tier(tier).reason)
    assert stage.passes_good(tier)


@pytest.mark.covers("attacks-shown-to-work")
def test_without_protection_a_breach_is_seen() -> None:
    """The unsafe tier has limits and a clean environment only, and the suite notices."""
    wanted = {"tcp", "users-file", "shell", "daemon", "environment"}
    found = {}
    with Stage([Tier.UNSAFE]) as stage:
        for attack in ATTACKS:
            if attack.name in wanted:
                found[attack.name] = stage.judge(attack, Tier.UNSAFE).outcome
    assert found.pop("daemon") is Outcome.HELD  # its supervisor is a subreaper
    assert found.pop("environment") is Outcome.HELD
    assert set(found.values()) == {Outcome.BREACHED}


@pytest.mark.covers("attacks-shown-to-work")
def test_an_attack_that_does_nothing_is_not_called_held() -> None:
    idle = Attack("idle", "Does nothing.", "pass", lambda scene, ran: "")
    with Stage([]) as stage:
        verdict = stage.judge(idle, Tier.STRONG)
    assert verdict.outcome is Outcome.NOT_EXERCISED
    assert "even unprotected" in verdict.evidence


def test_attacks_have_names_of_their_own_and_a_sentence() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(set(names)) == len(names) >= 80
    assert all(attack.tries.endswith(".") for attack in ATTACKS)
    assert len(MEDIUM_BREACHES) <= 2
