"""Experiment files: what they may say, and how a mistake in one is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orthought.errors import InputError, SettingsError
from orthought.evaluation.experiment import Experiment, make_experiment, read_experiment
from orthought.evaluation.runner.plan import Shard

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("path", sorted((ROOT / "evals").glob("*.toml")), ids=lambda p: p.name)
def test_the_experiments_of_the_project_can_be_read(path: Path) -> None:
    experiment = read_experiment(path)
    for method in experiment.method:
        for llm in experiment.llm:
            assert experiment.settings(method, llm, 0).relative_gap == 0.0


def test_an_unknown_key_is_named_with_its_near_miss(tmp_path: Path) -> None:
    path = tmp_path / "e.toml"
    path.write_text('bench = ["starter"]\nmethods = ["orthought"]\n')
    with pytest.raises(InputError, match="unknown key: methods") as caught:
        read_experiment(path)
    assert "method" in str(caught.value.fix)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bench = 3", "bench"),
        ('bench = ["starter"]\nsamples = 0', "samples"),
        ('bench = ["starter"', "TOML"),
        ("bench = []", "bench"),
        ('bench = "starter"\nrelative_gap = -1', "relative_gap"),
    ],
)
def test_what_does_not_fit_is_named(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "e.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_experiment(path)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        read_experiment(tmp_path / "none.toml")


def test_one_name_may_stand_without_a_list() -> None:
    experiment = make_experiment({"bench": "starter", "llm": "local"}, "the call")
    assert experiment.bench == ("starter",)
    assert experiment.llm == ("local",)


def test_an_ablation_stands_behind_a_plus_sign() -> None:
    experiment = Experiment(bench=("starter",))
    settings = experiment.settings("orthought+without_understanding", "local", 2)
    assert (settings.method, settings.ablation) == ("orthought", "without_understanding")
    assert settings.seed == 2000
    with pytest.raises(SettingsError, match="ablation"):
        experiment.settings("orthought+without_understandin", "local", 0)


@given(st.integers(1, 9), st.integers(0, 60))
def test_shards_part_the_problems(count: int, problems: int) -> None:
    shards = [Shard.parse(f"{number}/{count}") for number in range(1, count + 1)]
    for position in range(problems):
        assert sum(shard.holds(position) for shard in shards) == 1


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "-1/2"])
def test_a_shard_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--shard"):
        Shard.parse(text)
