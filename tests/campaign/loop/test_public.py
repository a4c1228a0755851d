"""The public names of campaigns."""

from __future__ import annotations

import subprocess
import sys

import pytest

from orthought import campaign


@pytest.mark.covers("campaign-public-names")
def test_every_public_name_is_there() -> None:
    assert sorted(campaign.__all__) == sorted(campaign._HOMES)
    for name in campaign.__all__:
        assert getattr(campaign, name).__name__ == name
    assert set(campaign.__all__) <= set(dir(campaign))
    with pytest.raises(AttributeError, match="no attribute 'Kampagne'"):
        campaign.Kampagne  # noqa: B018


@pytest.mark.covers("campaign-public-names", "import-light")
def test_the_names_of_the_readme_load_nothing_heavy() -> None:
    code = (
        "import sys; from orthought.campaign import Campaign, Space, LLMProposer; "
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {
        "pyomo",
        "pandas",
        "scipy",
        "langchain",
        "langchain_core",
        "openai",
        "highspy",
        "torch",
    }
    assert not heavy & set(done.stdout.split())


def test_the_simulate_function_is_no_module() -> None:
    import orthought.campaign.simulation  # noqa: F401
    from orthought.campaign import simulate

    assert callable(simulate)
